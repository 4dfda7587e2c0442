"""How a report is laid out on a screen, the same with Rich and without."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from rnnscope.catalogue import entry
from rnnscope.pages.texts import visible
from rnnscope.renderers import Options, render
from rnnscope.renderers._folding import folded
from rnnscope.renderers._widths import width_of
from rnnscope.renderers.screen import Drawing, fits
from rnnscope.report.report import Report
from tests.files import MNIST, SENTIMENT, alone

pytestmark = pytest.mark.quick


@pytest.mark.parametrize("path", [MNIST, SENTIMENT])
def test_what_is_redrawn_leaves_a_line_for_the_sign_of_life(path: object) -> None:
    drawing = Drawing(alone(path), Options(), pending="summary")
    out = io.StringIO()
    console = Console(file=out, width=100, height=500)
    console.print(drawing)
    lines = out.getvalue().count("\n")
    at = {height: Console(file=out, width=100, height=height) for height in (lines, lines + 1)}
    assert not fits(drawing, at[lines])
    assert fits(drawing, at[lines + 1])


CASES = [
    (alone(SENTIMENT), Options()),
    (alone(SENTIMENT), Options(ascii_only=True)),
    (alone(SENTIMENT), Options(depth=1)),
    (alone(SENTIMENT), Options(width=200)),
    (alone(SENTIMENT), Options(width=30)),
    (alone(SENTIMENT), Options(layer="gru")),
    (alone(SENTIMENT), Options(layer="gru", ascii_only=True)),
    *(
        (report, Options(layer=report.layers[0].path, width=width))
        for report in map(entry, ("MultiHeadAttention", "SeparableConv2D", "Dropout"))
        for width in (50, 120)
    ),
]


@pytest.mark.parametrize(("report", "options"), CASES)
def test_a_report_is_the_same_with_rich_and_without(report: Report, options: Options) -> None:
    out = io.StringIO()
    console = Console(file=out, width=options.width)
    console.print(Drawing(report, options))
    lines = [line.rstrip() for line in out.getvalue().rstrip().split("\n")]
    assert render(report, "text", options) == "\n".join(lines) + "\n"


@pytest.mark.parametrize("width", [20, 40, 60, 80, 100, 200])
@pytest.mark.parametrize("path", [MNIST, SENTIMENT])
def test_no_line_is_wider_than_the_screen(path: object, width: int) -> None:
    lines = render(alone(path), "text", Options(width=width)).splitlines()
    assert max(map(len, lines)) <= width


@pytest.mark.parametrize("width", [60, 72, 80, 100])
@pytest.mark.parametrize("path", [MNIST, SENTIMENT])
def test_no_word_is_broken(path: object, width: int) -> None:
    report = alone(path)
    wide, narrow = (
        set(re.findall(r"[^\s·():,]+", render(report, "text", Options(width=each))))
        for each in (1_000, width)
    )
    assert narrow <= wide


def test_the_readmes_example_fits_a_screen() -> None:
    text = render(alone(MNIST), "text", Options(width=80))
    assert len(text.splitlines()) <= 23  # and a line for what comes after it


SIGNS = st.text(st.sampled_from("ab ·✓└数é́😀→×"), max_size=12).map(visible)


@given(SIGNS)
def test_a_text_takes_as_many_places_as_rich_says(signs: str) -> None:
    assert width_of(signs) == cell_len(signs)


@given(SIGNS, st.integers(2, 12))
def test_a_folded_text_keeps_its_signs_and_its_width(signs: str, width: int) -> None:
    lines = folded(signs, width)
    assert "".join("".join(lines).split()) == "".join(signs.split())
    assert all(width_of(line) <= width for line in lines)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a + b", ["a + b"]),
        ("gates·(units·units + units)", ["gates·(units·units", "  + units)"]),
        ("kernel_height·kernel_width·filters", ["kernel_height·", "  kernel_width·filters"]),
        ("a word and another word", ["a word and another", "  word"]),
    ],
)
def test_where_a_line_ends(text: str, lines: list[str]) -> None:
    assert folded(text, 22) == lines
