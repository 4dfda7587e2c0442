"""One layer in full."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rnnscope.equations.text import text_lines
from rnnscope.errors import UnknownLayerNameError
from rnnscope.pages.single.layer_page import LayerPage, layer_page
from rnnscope.report.report import Report
from rnnscope.report.witness import Difference, Witness
from tests.files import SENTIMENT, alone, custom, entry, sequential, write_keras

pytestmark = pytest.mark.quick


@pytest.fixture(scope="module")
def sentiment() -> Report:
    return alone(SENTIMENT)


def section(page: LayerPage, title: str) -> dict[str, tuple[str, ...]]:
    (found,) = [each for each in page.sections if each.title == title]
    return {row[0]: row[1:] for row in found.rows}


def test_every_weight_with_its_shape_and_role(sentiment: Report) -> None:
    page = layer_page(sentiment, "gru")
    weights = section(page, "Weights")
    assert list(weights) == ["kernel", "recurrent_kernel", "bias"]
    assert weights["kernel"][:3] == ("(input_dim, gates·units)", "(32, 24)", "768")
    assert weights["bias"][:3] == ("(2, gates·units)", "(2, 24)", "48")
    gates = "update (z) [0:8], reset (r) [8:16], candidate (g) [16:24]"
    assert any(gates in each for each in page.sentences)
    assert {row[-1] for row in weights.values()} == {"yes"}


def test_names_arguments_and_equation(sentiment: Report) -> None:
    page = layer_page(sentiment, "gru")
    names = section(page, "Names in the formula")
    assert names["gates"][0] == "3"
    assert names["gates"][2] == "the design of the layer"
    assert names["units"][2] == "the layer's own argument"
    assert "bidirectional.forward_layer.units" in names["input_dim"][2]
    counting = section(page, "Arguments that count")
    assert {name: row[1] for name, row in counting.items()} == {
        "units": "16: 2,400",
        "use_bias": "False: 960",
        "reset_after": "False: 984",
    }
    others = section(page, "Arguments that leave the count as it is")
    assert others["return_sequences"] == (
        "False",
        "whether all steps are handed on, or only the last; True: output (None, None, 8)",
    )
    assert "h[t] = z ⊙ h[t-1] + (1 - z) ⊙ g" in text_lines(page.equation)
    assert page.sources[0] == "keras/src/layers/rnn/gru.py"
    assert page.sources[1] == "https://keras.io/api/layers/recurrent_layers/gru/"
    assert "arXiv:1406.1078" in page.sources[2]
    assert "Output:  (None, 8) = (batch, units)" in page.lines


def test_what_each_weight_adds_to_the_count(sentiment: Report) -> None:
    lines = layer_page(sentiment, "gru").lines
    first = lines.index("Terms:   3·8·8  = 192  recurrent_kernel: last state to state, per gate")
    assert [line.split(":")[0] for line in lines[first + 1 : first + 3]] == [
        "         3·8·32 = 768  kernel",
        "         2·3·8  =  48  bias",
    ]


def test_the_terms_of_one_size_have_no_product(sentiment: Report) -> None:
    lines = layer_page(sentiment, "sentiment").lines
    assert "Terms:   1·8 = 8  kernel: input to output" in lines
    assert "               1  bias: added to each output" in lines


def test_what_is_not_trained(sentiment: Report) -> None:
    lines = layer_page(sentiment, "batch_normalization").lines
    assert "Params:  32 (16 trainable, 16 non-trainable)" in lines
    assert "Params:  1,008" in layer_page(sentiment, "gru").lines


def test_what_freezing_would_do(sentiment: Report) -> None:
    rows = section(layer_page(sentiment, "gru"), "Arguments that leave the count as it is")
    assert rows["trainable"][1].endswith("; False: all 1,008 non-trainable")
    rows = section(layer_page(sentiment, "dropout"), "Arguments that leave the count as it is")
    assert "non-trainable" not in rows["trainable"][1]


def test_a_layer_of_layers_lists_them(sentiment: Report) -> None:
    page = layer_page(sentiment, "bidirectional")
    inside = section(page, "Layers inside")
    assert list(inside) == ["bidirectional.forward_layer", "bidirectional.backward_layer"]
    within = layer_page(sentiment, "bidirectional.forward_layer")
    assert within.title == "bidirectional.forward_layer (LSTM)"
    assert layer_page(sentiment, "forward_layer") == within


def test_multiplication_is_written_as_asked(sentiment: Report) -> None:
    text = repr(layer_page(sentiment, "gru", times="*"))
    assert "·units" not in text
    assert "gates*units" in text


def test_findings_are_those_about_the_layer(sentiment: Report) -> None:
    differences = tuple(
        Difference(layer, "bias", "(2,)", "(3,)", "stored")
        for layer in ("bidirectional", "bidirectional.forward_layer", "bidirectional_2", "gru", "")
    )
    witness = Witness(name="stored", spoke=True, differences=differences)
    page = layer_page(replace(sentiment, witnesses=(witness,)), "bidirectional")
    assert [finding.partition(":")[0] for finding in page.findings] == [
        "bidirectional",
        "bidirectional.forward_layer",
    ]


def test_a_layer_known_only_by_its_tensors(tmp_path: Path) -> None:
    config = sequential(custom("Odd", "odd"), entry("Dense", "d", units=1), shape=(None, 3))
    report = alone(write_keras(tmp_path / "m.keras", config, {"layers/odd/vars/0": (5, 5)}))
    page = layer_page(report, "odd")
    assert section(page, "Weights") == {
        "layers/odd/vars/0": ("(5, 5)", "(5, 5)", "25", "?"),
    }
    assert any("no formula is known for its class" in line for line in page.lines)
    assert "Params:  25" in page.lines


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("grü", "did you mean 'gru'?"),
        ("embeding", "did you mean 'embedding'?"),
        ("zzz", "there are 'tokens', 'embedding', "),
        ("", "there are 'tokens'"),
    ],
)
def test_an_unknown_name_suggests_the_nearest(sentiment: Report, name: str, hint: str) -> None:
    with pytest.raises(UnknownLayerNameError) as caught:
        layer_page(sentiment, name)
    assert str(caught.value).startswith(f"no layer is named {name!r}; ")
    assert hint in str(caught.value)
    assert isinstance(caught.value, KeyError)
