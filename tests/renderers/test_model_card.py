"""Model cards, read back as the Hub reads them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cmarkgfm
import html5lib
import pytest
from cmarkgfm.cmark import Options as Cmark
from huggingface_hub import ModelCard, ModelCardData

from rnnscope.renderers import render_with
from rnnscope.report.report import Report
from tests.files import MNIST, SENTIMENT, alone, write_json
from tests.pages.test_compact import residual
from tests.renderers.test_golden import _drawn as added_in_a_table
from tests.renderers.test_hostile_names import NAMES, hostile

pytestmark = pytest.mark.quick


@pytest.fixture(scope="module")
def mnist() -> Report:
    return alone(MNIST)


def read(text: str) -> ModelCard:
    """Read a card as the Hub does, and hold that its metadata are known and are written alike."""
    card = ModelCard(text)
    assert isinstance(card.data, ModelCardData)
    known = vars(ModelCardData())
    assert {*card.data.to_dict()} <= {*known}
    return card


def test_the_metadata(mnist: Report) -> None:
    assert read(mnist.render("model-card")).data.to_dict() == {
        "library_name": "keras",
        "tags": ["keras"],
    }


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
    card = read(replace(mnist, keras_version=version).render("model-card"))
    assert card.data.library_name == library


def test_the_section(mnist: Report) -> None:
    text = read(mnist.render("model-card")).text
    assert "\n## Parameters\n" in text
    assert "\n### Layers\n" in text
    assert "| Total params | 21,386 (85,544 bytes) |" in text
    assert "| Types of the weights | float32: 21,386 (85,544 bytes) |" in text
    assert "| MACs for one sample | 560,384 |" in text
    assert "- ✓ Stored: agrees on every weight" in text
    assert "3.15" not in text.partition("How the counts")[2]  # that speaks of no release


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
    card, ours = ModelCard.load(place), ModelCard(mnist.render("model-card"))
    for key, value in ours.data.to_dict().items():
        old = card.data.get(key)
        card.data[key] = [*old, *value] if isinstance(old, list) else old or value
    card.save(place)
    assert ModelCard.load(place).data.to_dict() == {
        "license": "mit",
        "tags": ["digits", "keras"],
        "library_name": "keras",
    }


@pytest.mark.parametrize("kind", NAMES)
def test_names_are_only_names(kind: str, tmp_path: Path) -> None:
    card = read(hostile(tmp_path, NAMES[kind]).render("model-card"))
    assert card.data.to_dict() == {"tags": ["keras"]}
    html = cmarkgfm.github_flavored_markdown_to_html(card.text, Cmark.CMARK_OPT_UNSAFE)
    elements = list(html5lib.parse(html, namespaceHTMLElements=False).iter())
    links = [each.text or "" for each in elements if each.tag == "a"]
    assert all(text.startswith("http://") for text in links)  # as GitHub links addresses
    tags = {each.tag for each in elements} - {"a"}
    ours = {"html", "head", "body", "h2", "h3", "p", "strong", "ul", "li", "code", "br"}
    assert tags <= ours | {"table", "thead", "tbody", "tr", "th", "td", "details", "summary"}
