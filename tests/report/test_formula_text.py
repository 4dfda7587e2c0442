"""A formula somebody wrote is read, never evaluated, and compared as a polynomial."""

from __future__ import annotations

import pytest

from rnnscope.errors import BadFormulaError
from rnnscope.report.formula_text import MAX_LENGTH, compared, own_names, parse
from rnnscope.report.report import Report
from tests.files import MNIST, SENTIMENT, alone

pytestmark = pytest.mark.quick


@pytest.fixture(scope="module")
def mnist() -> Report:
    return alone(MNIST)


@pytest.fixture(scope="module")
def sentiment() -> Report:
    return alone(SENTIMENT)


@pytest.mark.parametrize(
    "text",
    [
        "units*units + units*input_dim + units",
        "units*(units + input_dim + 1)",
        "units**2 + input_dim*units + units",
        "units·units + units×input_dim + units",
        "-(-units)*(input_dim + units + 1)",
        "  units * (units + input_dim) + 2*units - units\n",
        "(units*units*4 + 4*units*(input_dim + 1))//4",
        "units**2 + units*input_dim + units**1*input_dim**0",
    ],
)
def test_every_way_to_write_it_is_the_same(mnist: Report, text: str) -> None:
    layer = mnist["simple_rnn"]
    assert compared(layer, parse(text, own_names(layer))) == compared(layer, layer.count)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it is empty"),
        ("units +", "invalid syntax"),
        ("units; units", "invalid syntax"),
        ("unit*units", "the layer has no size named 'unit'; it has: units, input_dim"),
        ("units/2", r"only \+ - \* // and whole powers are understood"),
        ("units**units", "only"),
        ("units**-1", "only"),
        ("units**17", "only"),
        ("2.5*units", "'2.5' is neither a name, a number nor a sum"),
        ("True*units", "'True' is neither"),
        ("'units'", "is neither"),
        ("units if units else 0", "is neither"),
        ("__import__('os').system('x')", "is neither"),
        ("units.__class__", "no size named 'units.__class__'"),
        ("[units for units in x]", "is neither"),
        ("(units := 3)", "is neither"),
        ("units//0", "// 0"),
        ("units//(units - units)", "// 0"),
        ("units//(input_dim - 28)", "it divides by zero"),
        ("+units", "is neither"),
        ("units\x00", "null bytes"),
        ("4*(units*", r"'\(' was never closed$"),
        ("9" * 5000, "it has a number that is beyond any count"),
        ("(" * 500 + "1" + ")" * 500, "parenthes"),
        ("1" + "+1" * MAX_LENGTH, f"it is longer than {MAX_LENGTH} characters"),
        ("-" * 5000 + "1", "it is nested too deep"),
    ],
)
def test_what_is_no_formula_is_refused(mnist: Report, text: str, problem: str) -> None:
    with pytest.raises(BadFormulaError, match=problem):
        parse(text, own_names(mnist["simple_rnn"]))


def test_names_of_a_composite_layer(sentiment: Report) -> None:
    names = own_names(sentiment["bidirectional"])
    assert set(names) == {
        *("gates", "units", "input_dim", "forward_layer", "backward_layer"),
        *(f"{way}.{n}" for way in ("forward_layer", "backward_layer") for n in _LSTM),
    }
    assert names["forward_layer"].value == 2112
    assert names["forward_layer.units"].value == 16


_LSTM = ("gates", "units", "input_dim")


@pytest.mark.parametrize(
    "text",
    [
        "forward_layer + backward_layer",
        "2*forward_layer",
        "2*4*(units*units + units*input_dim + units)",
        "gates*units*(units + input_dim + 1)*2",
        "forward_layer + gates*units*(units + backward_layer.input_dim + 1)",
    ],
)
def test_a_composite_layer_in_its_own_words(sentiment: Report, text: str) -> None:
    layer = sentiment["bidirectional"]
    assert compared(layer, parse(text, own_names(layer))) == compared(layer, layer.count)
