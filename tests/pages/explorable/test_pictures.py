"""Which picture each layer gets, and what is said under it; all layers: against_keras.py."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET

import keras
import pytest
from keras import layers

from rnnscope.derivation import explain_model
from rnnscope.errors import NoPictureError
from rnnscope.pages.explorable.figures import text_of
from rnnscope.pages.explorable.loops import loop_of
from rnnscope.pages.explorable.pictures import pictures_of
from rnnscope.readers import read
from rnnscope.report.layer_report import LayerReport
from tests.drawings.moving import moved
from tests.pages.explorable.true_pictures import check_pictures

NAME = 'a"b<script>&]]>'


def explained(layer: Any, *shapes: tuple[int | None, ...], change: str = "") -> LayerReport:
    """Explain a layer that is called on inputs of these shapes."""
    inputs = [keras.Input(shape) for shape in shapes]
    model = keras.Model(inputs, layer(*inputs))
    if change == "lora":
        layer.enable_lora(8)
    elif change:
        layer.quantize(change)
    return explain_model(read(model))[layer.name]


CAPTIONS: list[tuple[Any, list[tuple[int | None, ...]], str]] = [
    (
        layers.Dense(128),
        [(28,)],
        "Each of the 128 columns is one unit: 29 numbers. 128 · 29 = 3,712.",
    ),
    (layers.Dense(1), [(8,)], "The one column is one unit: 9 numbers. 1 · 9 = 9."),
    (
        layers.Dense(3, use_bias=False),
        [(1,)],
        "Each of the 3 columns is one unit: 1 number. 3 · 1 = 3.",
    ),
    (
        layers.SimpleRNN(128),
        [(28, 28)],
        "Each of the 128 columns is one unit: 157 numbers. 128 · 157 = 20,096.",
    ),
    (
        layers.LSTM(16),
        [(5, 16)],
        "Each of the 64 columns belongs to one gate of one unit: 33 numbers. 64 · 33 = 2,112.",
    ),
    (
        layers.GRU(8),
        [(None, 32)],
        "Each of the 24 columns belongs to one gate of one unit: 42 numbers. 24 · 42 = 1,008.",
    ),
    (
        layers.ConvLSTM2D(8, 3),
        [(5, 16, 16, 3)],
        "Each of the 32 columns belongs to one gate of one filter: 100 numbers. 32 · 100 = 3,200.",
    ),
    (
        layers.Conv2D(64, 7),
        [(32, 32, 3)],
        "Each of the 64 filters has 7·7·3 + 1 = 148 numbers. 64 · 148 = 9,472.",
    ),
    (
        layers.Conv2D(64, 3, groups=4),
        [(8, 8, 16)],
        "Each of the 64 filters has 3·3·4 + 1 = 37 numbers. 64 · 37 = 2,368.",
    ),
    (
        layers.Conv1D(1, 5, use_bias=False),
        [(9, 2)],
        "The one filter has 5·2 = 10 numbers. 1 · 10 = 10.",
    ),
    (
        layers.Conv2DTranspose(16, 4),
        [(8, 8, 32)],
        "Each of the 16 filters has 4·4·32 + 1 = 513 numbers. 16 · 513 = 8,208.",
    ),
    (
        layers.DepthwiseConv2D(3, depth_multiplier=2),
        [(8, 8, 16)],
        "Each of the 16 channels has 3·3·2 + 2 = 20 numbers. 16 · 20 = 320.",
    ),
    (layers.SeparableConv2D(32, 3), [(8, 8, 16)], ""),
    (
        layers.BatchNormalization(),
        [(64,)],
        "Each of the 64 features has 4 numbers, 2 of them trained. 64 · 4 = 256.",
    ),
    (
        layers.BatchNormalization(scale=False, center=False),
        [(64,)],
        "Each of the 64 features has 2 numbers, none of them trained. 64 · 2 = 128.",
    ),
    (layers.LayerNormalization(), [(64,)], "Each of the 64 features has 2 numbers. 64 · 2 = 128."),
    (layers.LayerNormalization(axis=[1, 2]), [(8, 64)], ""),
    (
        layers.MultiHeadAttention(4, 32),
        [(64, 128), (64, 128)],
        "Each of the 4 heads has 16,480 numbers, and the bias of the output has 128. "
        "4 · 16,480 + 128 = 66,048.",
    ),
    (
        layers.MultiHeadAttention(2, 16, use_bias=False),
        [(10, 32), (12, 48)],
        "Each of the 2 heads has 2,560 numbers. 2 · 2,560 = 5,120.",
    ),
    (layers.GroupQueryAttention(32, 8, 2), [(64, 128), (64, 128)], ""),
    (
        layers.EinsumDense("abc,cde->abde", output_shape=(None, 4, 16), bias_axes="de"),
        [(7, 32)],
        "Each of the 64 columns has 33 numbers. 64 · 33 = 2,112.",
    ),
    (
        layers.EinsumDense("abc,bcd->abd", output_shape=(7, 16), bias_axes="bd"),
        [(7, 32)],
        "",
    ),
    (
        layers.Embedding(10_000, 64),
        [(None,)],
        "Each of the 10,000 rows is one token: 64 numbers. 10,000 · 64 = 640,000.",
    ),
    (layers.PReLU(), [(4, 4)], ""),
]


@pytest.mark.parametrize(("layer", "shapes", "caption"), CAPTIONS, ids=str)
def test_captions(layer: Any, shapes: list[tuple[int | None, ...]], caption: str) -> None:
    first, *_ = check_pictures(explained(layer, *shapes))
    assert first.words.replace("\N{NBSP}", " ") == caption


MOVES: list[tuple[Any, tuple[int, ...], Any, tuple[int, ...]]] = [
    (layers.Dense(128), (28,), layers.Dense(1), (900,)),
    (layers.Dense(4, use_bias=False), (3,), layers.Dense(1, use_bias=False), (1,)),
    (layers.LSTM(16), (5, 16), layers.LSTM(1), (1, 700)),
    (layers.Conv2D(64, 7), (32, 32, 3), layers.Conv2D(1, 7), (32, 32, 1)),
    (layers.Conv1D(2, 5), (9, 3), layers.Conv1D(1, 1), (9, 1)),
    (layers.BatchNormalization(), (64,), layers.BatchNormalization(), (1,)),
    (layers.Embedding(900, 64), (7,), layers.Embedding(1, 1), (7,)),
]


@pytest.mark.parametrize(("layer", "shape", "other", "other_shape"), MOVES, ids=str)
def test_what_is_said_follows_the_sizes(
    layer: Any, shape: tuple[int, ...], other: Any, other_shape: tuple[int, ...]
) -> None:
    one, two = (pictures_of(explained(*each))[0] for each in ((layer, shape), (other, other_shape)))
    for before, after in ((one, two), (two, one)):
        given = moved(before.program, [size.value for size in after.sizes])
        for parts, words in ((before.caption, after.words), (before.note, text_of(after.note))):
            said = [p.text if p.place is None else given[p.place]["words"] for p in parts]
            assert "".join(said) == words


def test_a_note_says_only_what_is_so() -> None:
    notes = [
        text_of(check_pictures(explained(layer, shape))[0].note)
        for layer, shape in (
            (layers.Dense(40, use_bias=False), (40,)),
            (layers.Dense(40), (40,)),
            (layers.Dense(40, use_bias=False), (400,)),
            (layers.Conv2D(3, 3), (9, 9, 4)),
            (layers.Conv2D(4, 3), (9, 9, 5)),
        )
    ]
    assert notes == [
        "Areas are to scale. ",
        "Areas are to scale; what is thinner than a line is drawn as one. ",
        "Areas are to scale; a zigzag cuts a long side short. ",
        "",
        "Of the kernels the first 3 are drawn. Of the sheets of each the first 4 are drawn. ",
    ]


@pytest.mark.parametrize("change", ["int8", "int4", "float8", "lora"])
def test_quantized_weights_and_those_of_lora(change: str) -> None:
    first, *_ = check_pictures(explained(layers.Dense(64), (128,), change=change))
    note = text_of(first.note)
    assert ("not trained" in first.svg) == ("Stripes: not trained." in note)
    assert ("Stripes" in note) == (change != "float8")


def test_one_unit_of_a_quantized_layer_has_its_scale_too() -> None:
    [figure] = check_pictures(explained(layers.Dense(64), (128,), change="int8"))
    assert (
        figure.words.replace("\N{NBSP}", " ")
        == "Each of the 64 columns is one unit: 130 numbers. 64 · 130 = 8,320."
    )


class Odd(layers.Layer):
    """Weights of any rank, under names that are markup."""

    def build(self, _: tuple[int, ...]) -> None:
        for rank in range(7):
            self.add_weight(shape=tuple(range(2, 2 + rank)), name=NAME)
        self.add_weight(shape=(0, 3), name="nothing")

    def call(self, x: Any) -> Any:
        return x


def test_weights_of_any_rank_and_name() -> None:
    [figure] = check_pictures(explained(Odd(), (8,)))
    assert figure.words == ""
    assert not list(ET.fromstring(figure.svg).iter("script"))  # noqa: S314


class Many(layers.Layer):
    """More weights than are drawn."""

    def build(self, _: tuple[int, ...]) -> None:
        for number in range(30):
            self.add_weight(shape=(4, 5), name=f"w{number}")

    def call(self, x: Any) -> Any:
        return x


def test_of_very_many_weights_the_first_are_drawn() -> None:
    [figure] = pictures_of(explained(Many(), (8,)))
    assert figure.svg.count("<title") == 24
    assert text_of(figure.note).endswith("6 more weights not drawn.")


def test_the_terms_of_a_formula_light_its_weights() -> None:
    [figure] = pictures_of(explained(layers.Dense(4), (3,)), {"kernel": 0, "bias": 1})
    groups = ET.fromstring(figure.svg).findall("g")  # noqa: S314
    assert [group.attrib["data-term"] for group in groups] == ["0", "1"]


def test_a_frozen_layer_is_striped_and_a_frozen_kernel_pale() -> None:
    for layer, shape, sign in (
        (layers.Dense(4), (3,), "stripes"),
        (layers.Conv2D(4, 3), (8, 8, 3), "pale"),
    ):
        layer.trainable = False
        [figure] = check_pictures(explained(layer, shape))
        assert figure.svg.count(sign) == 2


def test_layers_that_are_alike_share_one_program() -> None:
    one, other = (check_pictures(explained(layers.LSTM(units), (5, 3)))[0] for units in (4, 9))
    assert one.program == other.program
    assert one.sizes != other.sizes


@pytest.mark.parametrize(
    ("layer", "steps", "heading"),
    [
        (layers.SimpleRNN(4), 28, "the same 32 numbers, at each of 28 steps"),
        (layers.SimpleRNN(4), 1, "the same 32 numbers, at the one step"),
        (layers.SimpleRNN(4), None, "the same 32 numbers, however many steps"),
        (layers.RNN([layers.LSTMCell(4), layers.GRUCell(3)]), 7, "at each of 7 steps"),
        (layers.ConvLSTM1D(2, 3), 5, "at each of 5 steps"),
    ],
)
def test_loops(layer: Any, steps: int | None, heading: str) -> None:
    shape = (steps, 9, 3) if "conv" in layer.name else (steps, 3)
    loop = loop_of(explained(type(layer).from_config(layer.get_config()), shape))
    assert loop is not None
    assert heading in loop.svg


def test_both_directions_are_one_picture() -> None:
    loop = loop_of(explained(layers.Bidirectional(layers.LSTM(4)), (5, 3)))
    assert loop is not None
    assert "from the last step back" in loop.svg
    assert loop.svg.count('class="step"') == 12


def test_what_is_no_loop_has_none() -> None:
    assert loop_of(explained(layers.Dense(4), (5, 3))) is None


def test_a_layer_is_had_as_a_file() -> None:
    layer = explained(layers.Bidirectional(layers.LSTM(4), name=NAME.replace("/", "")), (5, 3))
    found = ET.fromstring(layer.svg())  # noqa: S314
    texts = ["".join(each.itertext()) for each in found.iter() if each.tag.endswith("text")]
    assert sum(text.startswith("Each of the 16 columns") for text in texts) == 2
    assert sum("the same 128 numbers at each step" in text for text in texts) == 2
    assert texts[0].startswith('a"b<script>&]]>')
    assert not [each for each in found.iter() if each.tag.endswith("script")]


def test_a_layer_without_weights_says_so() -> None:
    flat = explained(layers.Flatten(name="flat"), (5, 3))
    assert "no weights" in flat.svg()
    with pytest.raises(NoPictureError, match="draw weights: flat has no weights"):
        flat.svg("weights")
    with pytest.raises(NoPictureError, match="flat has no recurrent layer whose steps are known"):
        flat.svg("recurrence")
    with pytest.raises(NoPictureError, match="flat has none"):
        flat.svg("sizes")
