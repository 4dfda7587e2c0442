"""What a screen has room for, and that text is the same with Rich and without."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from rnnscope.catalogue import entry
from rnnscope.pages.page import visible
from rnnscope.renderers import Options, _lines, render, screen, text
from rnnscope.renderers._layout import laid_out
from tests.files import MNIST, SENTIMENT, alone

pytestmark = pytest.mark.quick


@pytest.mark.parametrize("path", [MNIST, SENTIMENT])
def test_what_is_redrawn_leaves_a_line_for_the_sign_of_life(path: object) -> None:
    report, options = alone(path), Options(width=100)
    out = io.StringIO()
    console = Console(file=out, width=100, height=500)
    console.print(screen.drawn(report, options, console, pending="summary"))
    lines = out.getvalue().count("\n")
    at = {height: Console(file=out, width=100, height=height) for height in (lines, lines + 1)}
    assert not screen.fits(report, options, at[lines])
    assert screen.fits(report, options, at[lines + 1])


@pytest.mark.parametrize(
    "options",
    [
        Options(),
        Options(ascii_only=True),
        Options(depth=1),
        Options(width=200),
        Options(layer="gru"),
        Options(layer="gru", ascii_only=True),
    ],
)
def test_a_report_is_the_same_with_rich_and_without(options: Options) -> None:
    report = alone(SENTIMENT)
    drawn = screen.printed(laid_out(report, options), options)
    assert render(report, "text", options) == drawn


@pytest.mark.parametrize("name", ["MultiHeadAttention", "SeparableConv2D", "Dropout"])
def test_a_layers_page_is_the_same_with_rich_and_without(name: str) -> None:
    report = entry(name)
    options = Options(layer=report.layers[0].path)
    drawn = screen.printed(laid_out(report, options), options)
    assert render(report, "text", options) == drawn


SIGNS = st.text(st.sampled_from("ab ·✓└数é́😀→"), max_size=12).map(visible)


@settings(max_examples=400)
@given(st.lists(st.tuples(SIGNS, SIGNS, SIGNS), max_size=4), st.sampled_from([None, 40, 80]))
def test_any_table_is_the_same_with_rich_and_without(
    rows: list[tuple[str, str, str]], width: int | None
) -> None:
    columns, options = ("Layer (type)", "Param #", "Stored"), Options(width=width)
    assert text.listing(columns, rows, options) == screen.listing(columns, rows, options)


@given(SIGNS)
def test_a_text_takes_as_many_places_as_rich_says(signs: str) -> None:
    assert _lines.width_of(signs) == cell_len(signs)
