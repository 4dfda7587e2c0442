from __future__ import annotations

import pytest

from rnnscope.catalogue import entry
from rnnscope.renderers import Options, render
from rnnscope.renderers._widths import column_widths

pytestmark = pytest.mark.quick

ROWS = [("Weight", "Role"), ("attention_output/kernel", "heads of the input -> one output")]


@pytest.mark.parametrize(
    ("room", "widths"),
    [
        (200, [23, 32]),
        (57, [23, 32]),
        (56, [23, 31]),
        (36, [23, 11]),
        (33, [23, 8]),
        (32, None),
    ],
)
def test_what_has_room(room: int, widths: list[int] | None) -> None:
    assert column_widths(ROWS, room) == widths


def test_what_needs_least_more_is_served_first() -> None:
    rows = [("a" * 10 + " " + "b" * 15, "c" * 10 + " " + "d" * 4)]
    assert column_widths(rows, 43) == [26, 15]
    assert column_widths(rows, 40) == [23, 15]


def test_a_wide_sign_takes_two_cells() -> None:
    assert column_widths([("数数",)], 4) == [4]
    assert column_widths([("数数",)], 3) is None


@pytest.mark.parametrize("width", [30, 40, 50, 60, 70, 80, 90, 99])
@pytest.mark.parametrize("name", ["MultiHeadAttention", "LSTM", "SeparableConv2D"])
def test_no_name_on_a_layers_page_is_folded(name: str, width: int) -> None:
    report = entry(name)
    (layer,) = report.layers
    text = render(report, "text", Options(width=width, layer=layer.path))
    assert max(map(len, text.splitlines())) <= width
    words = {word.strip("│") for word in text.split()}
    assert {weight.name for weight in layer.weights} <= words
    assert {symbol.name for symbol in layer.symbols} <= words


def test_a_narrow_screen_has_a_list_in_place_of_a_table() -> None:
    report = entry("SeparableConv2D", {"filters": 6, "channels": 4})
    lines = render(report, "text", Options(width=60, layer=report.layers[0].path)).splitlines()
    first = lines.index("pointwise_kernel")
    assert lines[first + 2 : first + 4] == ["    In numbers: (1, 1, 4, 6)", "    Param #: 24"]
