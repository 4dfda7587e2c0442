"""The rows of every view add up to the total: folded, unfolded, picked, cut, in any width."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from rnnscope.renderers import render_with
from rnnscope.report.report import Report
from tests.files import SENTIMENT, alone, write_json
from tests.pages.table.test_compact import residual
from tests.renderers.test_golden import added, added_on_a_page

pytestmark = pytest.mark.quick

VIEWS: dict[str, dict[str, Any]] = {
    "usual": {},
    "unfolded": {"fold": False},
    "all": {"everything": True},
    "flat": {"depth": 1},
    "sorted": {"sort": "params"},
    "top": {"sort": "params", "top": 3},
    "top, unsorted": {"top": 2},
    "trainable": {"only": "trainable"},
    "frozen": {"only": "frozen"},
    "weights": {"only": "weights", "columns": "+macs,bytes,percent"},
    "pattern": {"layer": "*_*"},
    "columns": {"columns": "params,percent,trainable,frozen"},
    "added": {"columns": "+stored,percent"},
    "ascii": {"ascii_only": True},
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[Report]:
    folder: Path = tmp_path_factory.mktemp("models")
    path = write_json(folder / "m.json", residual(12))
    return [alone(SENTIMENT), alone(path)]


@pytest.mark.parametrize("width", [80, 120, 200])
@pytest.mark.parametrize("view", VIEWS)
def test_on_a_screen(reports: list[Report], view: str, width: int) -> None:
    for report in reports:
        text = render_with(report, "text", width=width, **VIEWS[view])
        assert max(map(len, text.splitlines())) <= width
        is_table = re.search(r"^Layer \(type\).* Param #", text, re.MULTILINE)
        assert added(text) == report.total if is_table else width < 100


@pytest.mark.parametrize("view", VIEWS)
def test_in_a_document(reports: list[Report], view: str) -> None:
    for report in reports:
        text = render_with(report, "plain", **VIEWS[view])
        assert added(text) == report.total


@pytest.mark.parametrize("view", VIEWS)
def test_on_a_page(reports: list[Report], view: str) -> None:
    for report in reports:
        text = render_with(report, "html", **VIEWS[view])
        assert added_on_a_page(text) == report.total
