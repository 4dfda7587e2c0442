"""A report, and each layer of it, as it is printed and shown."""

from __future__ import annotations

import io
import webbrowser
from pathlib import Path

import pytest
from rich.console import Console

from rnnscope.report.report import LayerReport, Report
from tests.files import SENTIMENT, alone

pytestmark = pytest.mark.quick


@pytest.fixture(scope="module")
def report() -> Report:
    return alone(SENTIMENT)


def found(report: Report) -> list[LayerReport]:
    """Return layers as a user comes by them."""
    (inside, *_) = report["bidirectional"].children
    return [report["gru"], inside, report["bidirectional.backward_layer"], *report]


def test_a_layer_is_drawn_as_its_page(report: Report) -> None:
    for layer in found(report):
        assert str(layer) == report.render(layer=layer.path).rstrip("\n")
        assert layer._repr_html_() == report.render("html-fragment", layer=layer.path)
        assert layer.to_json() == report.to_json(layer=layer.path)
        assert layer.to_markdown() == report.to_markdown(layer=layer.path)


def test_a_layer_that_is_met_on_a_walk_is_drawn_too() -> None:
    for layer in alone(SENTIMENT).walk():
        assert str(layer).startswith(f"{layer.path} ({layer.class_name})")


def test_rich_prints_a_layer(report: Report) -> None:
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(report["gru"])
    assert "gru (GRU)" in console.export_text()


def test_what_python_shows_is_short(report: Report) -> None:
    assert repr(report) == "<Report 'sentiment_bilstm': 'Functional', 13,273 params>"
    assert repr(report["gru"]) == "<LayerReport 'gru': 'GRU', 1,008 params>"


def test_it_is_shown_in_a_browser(
    report: Report, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(webbrowser, "open", opened.append)
    places = [report.show(), report["gru"].show()]
    assert opened == [place.as_uri() for place in places if place]
    pages = [place.read_text("utf-8") for place in places if place]
    assert pages == [report.render("html"), report["gru"].render("html")]
