"""Signs in names that mean something beside them: a product, an argument of LaTeX."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnnscope.report.report import Report
from tests.files import alone, entry, sequential, write_json

pytestmark = pytest.mark.quick


@pytest.fixture
def report(tmp_path: Path) -> Report:
    names = ("st*r*", "[3cm]b", "*star")
    layers = [entry("Dense", name, units=3) for name in names]
    return alone(write_json(tmp_path / "m.json", sequential(*layers, shape=(None, 4))))


def test_a_star_in_a_name_is_no_product(report: Report) -> None:
    assert "(st*r*.units)" in report.render("text")
    assert "st*r*.units" in report.render("text", layer="[3cm]b")
    assert "3·4 + 3" in report.render("text")


@pytest.mark.parametrize("tablefmt", ["latex", "latex_booktabs", "latex_longtable"])
def test_no_row_begins_with_an_argument_of_the_row_before(report: Report, tablefmt: str) -> None:
    table = report.render("plain", tablefmt=tablefmt)
    assert "{}[3cm]b (Dense)" in table
    assert "{}*star (Dense)" in table
    starts = [line.lstrip()[:1] for line in table.splitlines()]
    assert not {"[", "*"} & {*starts}
