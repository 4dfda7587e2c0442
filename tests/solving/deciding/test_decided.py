"""What a row comes to by itself, and why nothing is told of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rnnscope.model.parts import Call, ModelConfig, Shape, TensorRef
from rnnscope.model.printed import PrintedShape
from rnnscope.report.row_verdict import RowVerdict, Told
from rnnscope.solving.deciding.decided import MOST
from rnnscope.solving.deciding.decision import NO_PADDED
from tests.solving.chains import Line, chain, model_of, reported, row_of, said
from tests.solving.pasted import explained, verdict

pytestmark = pytest.mark.quick


def test_a_number_that_is_cut_off_is_no_zero() -> None:
    first = row_of(1, ("a", "Conv1D", (None, None, 512), 131_584))
    second = replace(row_of(2, ("b", "Conv1D", (None, None, 2_048), 0)), params=None)
    report = reported(model_of((first, second)))
    assert verdict(report, "b").told is Told.UNTOLD
    assert "gives 0" not in said(report, "b")


def test_a_number_of_very_many_digits_is_not_taken_apart() -> None:
    prime = (1 << 89) - 1
    report = reported(chain(("e", "Dense", None, prime * prime)))
    assert verdict(report, "e").told is Told.UNTOLD


def test_what_is_not_looked_for_is_said_not_to_be_told() -> None:
    rows = (("x", "Dense", (None, 10, 3), 24), ("l", "LocallyConnected1D", (None, 8, 4), 320))
    report = reported(chain(*rows))
    assert said(report, "l") == "its settings are not told: what it is made with is not looked for"


def test_no_shape_of_a_transposed_convolution_is_told_without_its_output_padding() -> None:
    """(4 - 1)·1 + 4 is 7, and so is (4 - 1)·2 + 1 with an output_padding of 1, for 8 by 2 too."""
    entry = ("r", "Reshape", (None, 4, 4, 24), 0)
    report = reported(chain(entry, ("t", "Conv2DTranspose", (None, 7, 7, 16), 6_160)))
    assert verdict(report, "t").told is Told.ASSUMED
    assert "assuming output_padding=None, the default" in said(report, "t")
    other = verdict(reported(chain(entry, ("t", "Conv2DTranspose", (None, 7, 7, 16), 3_472))), "t")
    assert (other.told, other.why) == (Told.UNTOLD, NO_PADDED)


def attention(*lines: Line, shapes: tuple[PrintedShape, ...], generation: int) -> RowVerdict:
    """Return what is told of an attention that takes what the first of two rows puts out, twice."""
    first, last = (row_of(number, line) for number, line in enumerate(lines, 1))
    model = model_of((first, replace(last, shapes=shapes)), generation)
    entry, layer = model.config.layers
    taken = TensorRef(entry.name)
    config = ModelConfig(
        class_name="Functional",
        name="m",
        layers=(entry, replace(layer, calls=(Call(([taken, taken],)),))),
        inputs=(taken,),
        outputs=(TensorRef(layer.name),),
    )
    return verdict(reported(replace(model, config=config)), layer.name)


@pytest.mark.parametrize(
    ("shapes", "expected"),
    [([(None, 15, 64), (None, 4, 15, 15)], Told.ASSUMED), ([(None, 15, 64)], Told.ONE_OF)],
    ids=["with scores", "without"],
)
def test_heads_that_the_scores_show_are_told_and_others_are_one_of_several(
    shapes: list[Shape], expected: Told
) -> None:
    lines = (("q", "InputLayer", (None, 15, 64), 0), ("m", "MultiHeadAttention", None, 16_640))
    printed = tuple(PrintedShape(sizes=shape) for shape in shapes)
    assert attention(*lines, shapes=printed, generation=2).told is expected


def test_heads_with_values_of_another_size_are_found_where_nothing_else_fits() -> None:
    lines = (("x", "InputLayer", (None, 3, 8), 0), ("m", "MultiHeadAttention", None, 180))
    told = attention(*lines, shapes=(PrintedShape(sizes=(None, 3, 6)),), generation=3)
    wanted = {"num_heads": 2, "key_dim": 3, "value_dim": 3, "output_shape": 6, "use_bias": False}
    assert any(wanted.items() <= fit.settings.items() for fit in told.fits)


def test_none_is_preferred_where_not_all_were_looked_at() -> None:
    report = explained("conv2d_1 (Conv2D)            (None, None, None, 1      6485184")
    told = verdict(report, "conv2d_1")
    assert told.count >= MOST
    assert (told.told, told.is_whole) == (Told.ONE_OF, False)


# Of cells LSTMCell(16) and LSTMCell(12), and of a model of Dense(3) and Dense(5).
HELD = [
    "r (RNN)   (None, 10, 12)   2992",
    "t (TimeDistributed)   (None, 10, 5)   47",
    "t (TimeDistributed)   (None, 10)   47",
]


@pytest.mark.parametrize("row", HELD)
def test_what_is_held_may_be_anything_so_that_no_number_is_impossible(row: str) -> None:
    report = explained("x (InputLayer)   (None, 10, 8)   0", row)
    told = verdict(report, row[0])
    assert (told.told, report.differences) == (Told.UNTOLD, ())
    assert "nothing that was tried gives its number" in told.why


def test_a_shape_that_nothing_makes_of_what_flows_in_is_said_to_be_so() -> None:
    """An LSTM takes three axes, and 8,000 are not its weights with 32 units, whatever flows in."""
    rows = (("x", "InputLayer", (None, 32), 0), ("rnn", "LSTM", (None, 32), 8_000))
    assert verdict(reported(chain(*rows)), "rnn").why.startswith(
        "no setting of Keras's class makes this shape of what flows in"
    )
