"""Model cards, read back as the Hub reads them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import cmarkgfm
import html5lib
import pytest
from cmarkgfm.cmark import Options as Cmark
from huggingface_hub import ModelCard, ModelCardData

from rnnscope.renderers import render_with
from rnnscope.report.report import Report
from tests.files import MNIST, PRINTED, SENTIMENT, alone, write_json
from tests.pages.table.test_compact import residual
from tests.renderers.test_golden import _drawn as added_in_a_table
from tests.renderers.test_hostile_names import NAMES, hostile

pytestmark = pytest.mark.quick


@pytest.fixture(scope="module")
def mnist() -> Report:
    return alone(MNIST)


def read(text: str) -> tuple[dict[str, Any], str]:
    """Read a card as the Hub does; return its metadata, which the Hub knows, and its text."""
    card = ModelCard(text)
    assert type(card.data) is ModelCardData
    data: Any = card.data
    assert {*data.to_dict()} <= {*vars(ModelCardData())}
    return data.to_dict(), card.text


def test_the_metadata(mnist: Report) -> None:
    data, _ = read(mnist.render("model-card"))
    assert data == {"library_name": "keras", "tags": ["keras"]}


@pytest.mark.parametrize(
    ("version", "library"),
    [
        ("3.15.1", "keras"),
        ("3.0.0.dev20240101", "keras"),
        ("2.13.1", "tf-keras"),
        ("2.2.4-tf", "tf-keras"),
        ("1.2.2", "tf-keras"),
        (None, None),
        ("", None),
        ("3", None),
        ("x.y", None),
        ("²3.1", None),
    ],
)
def test_what_loads_it_is_said_where_it_is_known(
    mnist: Report, version: str | None, library: str | None
) -> None:
    data, _ = read(replace(mnist, keras_version=version).render("model-card"))
    assert data.get("library_name") == library


def test_the_section(mnist: Report) -> None:
    _, text = read(mnist.render("model-card"))
    assert "\n## Parameters\n" in text
    assert "\n### Layers\n" in text
    assert "| Total params | 21,386 (85,544 bytes) |" in text
    assert "| Types of the weights | float32: 21,386 (85,544 bytes) |" in text
    assert "| MACs for one sample | 560,384 |" in text
    assert "- ✓ Stored: agrees on every weight" in text
    assert "3.15" not in text.partition("How the counts")[2]  # that speaks of no release


def test_what_is_multiplied_is_told_as_far_as_it_is_known() -> None:
    _, text = read(alone(PRINTED).render("model-card"))
    [fact] = re.findall(r"\| MACs for one sample \| (at least [\d,]+) \|", text)
    assert f"MACs: {fact} for one sample; those of " in text


@pytest.mark.parametrize("level", [1, 2, 6])
def test_headings_fit_where_it_stands(mnist: Report, level: int) -> None:
    text = mnist.render("model-card", level=level)
    assert f"\n{'#' * level} Parameters\n" in text
    assert f"\n{'#' * min(level + 1, 6)} Layers\n" in text


def test_the_table_adds_up() -> None:
    report = alone(SENTIMENT)
    assert added_in_a_table(report.render("model-card")) == report.total


def test_a_long_table_is_folded_up(tmp_path: Path) -> None:
    report = alone(write_json(tmp_path / "m.json", residual(40)))
    whole = report.render("model-card", fold=False)
    assert "<details>\n<summary>201 rows</summary>\n\n| Layer" in whole
    assert "<details>" not in report.render("model-card")
    tree = html5lib.parse(
        cmarkgfm.github_flavored_markdown_to_html(ModelCard(whole).text, Cmark.CMARK_OPT_UNSAFE),
        namespaceHTMLElements=False,
    )
    assert tree.find(".//details/table") is not None


def test_one_layer_is_as_in_markdown(mnist: Report) -> None:
    for options in ({"layer": "dense"}, {"why_not": 7}, {"what_if": {"dense.units": 3}}):
        assert render_with(mnist, "model-card", **options) == render_with(
            mnist, "markdown", **options
        )


def test_metadata_go_into_a_card_that_there_is(mnist: Report, tmp_path: Path) -> None:
    place = tmp_path / "README.md"
    place.write_text("---\nlicense: mit\ntags:\n- digits\n---\n# Digits\n", "utf-8")
    card: Any = ModelCard.load(place)
    ours: Any = ModelCard(mnist.render("model-card"))
    for key, value in ours.data.to_dict().items():
        old = card.data.get(key)
        card.data[key] = [*old, *value] if isinstance(old, list) else old or value
    card.save(place)
    data, text = read(place.read_text("utf-8"))
    assert text == "# Digits\n"
    assert data == {
        "license": "mit",
        "tags": ["digits", "keras"],
        "library_name": "keras",
    }


@pytest.mark.parametrize("kind", NAMES)
def test_names_are_only_names(kind: str, tmp_path: Path) -> None:
    data, text = read(hostile(tmp_path, NAMES[kind]).render("model-card"))
    assert data == {"tags": ["keras"]}
    html = cmarkgfm.github_flavored_markdown_to_html(text, Cmark.CMARK_OPT_UNSAFE)
    elements = list(html5lib.parse(html, namespaceHTMLElements=False).iter())
    links = [each.text or "" for each in elements if each.tag == "a"]
    assert all(text.startswith("http://") for text in links)  # as GitHub links addresses
    tags = {each.tag for each in elements} - {"a"}
    ours = {"html", "head", "body", "h2", "h3", "p", "strong", "ul", "li", "code", "br"}
    assert tags <= ours | {"table", "thead", "tbody", "tr", "th", "td", "details", "summary"}
