"""What a printed summary tells is in every format that has more than a count."""

from __future__ import annotations

import json

import pytest

from rnnscope.renderers import RENDERERS
from rnnscope.report.report import Report
from rnnscope.solving import NOTHING, explained_summary
from tests.solving.chains import chain

pytestmark = pytest.mark.quick

PAGES = ("text", "plain", "markdown", "html", "html-fragment")


@pytest.fixture(scope="module")
def report() -> Report:
    rows = (
        ("gru_1", "GRU", (None, 16), 1_104),
        ("dense_1", "Dense", (None, 10), 171),
        ("dense_2", "Dense", (None, 4), 44),
    )
    return explained_summary(chain(*rows), NOTHING)[1]


@pytest.mark.parametrize("to", RENDERERS)
def test_every_format_is_written(report: Report, to: str) -> None:
    assert report.render(to)


@pytest.mark.parametrize("to", PAGES)
def test_a_page_has_the_verdicts(report: Report, to: str) -> None:
    page = " ".join(report.render(to).split())
    assert "one of 3" in page
    assert "no setting of a Dense gives 171" in page


def test_json_has_each_verdict_and_what_else_fits(report: Report) -> None:
    data = json.loads(report.to_json())
    printed = [layer["printed"] for layer in data["layers"]]
    assert [row["verdict"] for row in printed] == ["one_of", "impossible", "determined"]
    assert [fit["sizes"]["input_dim"] for fit in printed[0]["fits"]] == [5, 6, 7]
    assert data["printed"]["sum"] == "adds up"
    assert data["params"]["total"] == 1_319
    assert data["verified"] is False


def test_a_layers_page_lists_all_that_fits(report: Report) -> None:
    text = report.render("text", layer="gru_1")
    assert "Settings that give this number" in text
    assert "Settings that come nearest" in report.render("text", layer="dense_1")
