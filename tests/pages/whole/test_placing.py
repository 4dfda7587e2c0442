"""Where on a page a formula stands: below the name of its layer, or in a column of its own."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from rnnscope.pages.table.choice import Choice
from rnnscope.pages.whole.page import page
from rnnscope.pages.whole.placing import BREAKS, Line, beside, cells, titles
from tests.files import SENTIMENT, alone

pytestmark = pytest.mark.quick


def test_a_formula_stands_below_the_name_of_its_layer() -> None:
    laid_out = page(alone(SENTIMENT))
    assert titles(laid_out) == ("Layer (type), formula", "Output Shape", "Param #")
    assert [column.title for column in beside(laid_out)] == ["Output Shape", "Param #"]
    found = {row.path: row_cells for row, row_cells in cells(laid_out)}
    assert found["sentiment"] == (
        (
            Line("sentiment (Dense)"),
            Line("units·input_dim + units", is_code=True),
            Line("1·8 + 1", is_code=True),
            Line("input_dim = 8 (gru.units, through dropout)", is_code=True),
        ),
        (Line("(None, 1)"),),
        (Line("9"),),
    )
    assert found["dropout"][0] == (Line("dropout (Dropout)"), Line("no weights"))


def test_or_in_a_column_of_its_own() -> None:
    laid_out = replace(page(alone(SENTIMENT)), is_beside=True)
    assert titles(laid_out) == ("Layer (type)", "Output Shape", "Param #", "Formula")
    assert beside(laid_out) == laid_out.columns
    found = {row.path: row_cells for row, row_cells in cells(laid_out)}
    assert found["dropout"][0] == (Line("dropout (Dropout)"),)
    assert found["dropout"][-1] == (Line("no weights"),)


def test_the_first_title_names_all_that_is_below() -> None:
    laid_out = page(alone(SENTIMENT), Choice(columns="numbers,params,formula"))
    assert titles(laid_out) == ("Layer (type), numbers, formula", "Param #")
    row = next(each for row, each in cells(laid_out) if row.path == "sentiment")
    assert [line.text for line in row[0]][:3] == [
        "sentiment (Dense)",
        "1·8 + 1",
        "units·input_dim + units",
    ]


@pytest.mark.parametrize(
    ("formula", "parts"),
    [
        ("4·features", ["4·", "features"]),
        ("input_dim = 8 (gru.units)", ["input_dim = 8 (gru.", "units)"]),
        ("0.5 · a", ["0.5 · a"]),
    ],
)
def test_where_a_formula_may_be_broken(formula: str, parts: list[str]) -> None:
    assert re.split(BREAKS, formula) == parts
