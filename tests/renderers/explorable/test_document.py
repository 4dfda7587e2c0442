"""The page as a document: whole, harmless, and no larger than it may be."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest

import rnnscope
from rnnscope.errors import UnknownLayerNameError
from rnnscope.renderers import render_with
from rnnscope.report.report import Report
from tests.files import MNIST, SENTIMENT, Config, alone, entry, sequential, write_json
from tests.pages.explorable.test_page import nested
from tests.pages.table.test_compact import residual

pytestmark = pytest.mark.quick

VOID = {"meta", "input", "br", "wbr", "link"}


class Tree(HTMLParser):
    """Holds that every element is closed, and notes what an attribute may not be."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.levels: list[int] = []
        self.count = 0
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.count += 1
        names = {name: value or "" for name, value in attrs}
        assert len(names) == len(attrs), (tag, attrs)
        assert "style" not in names
        assert not [name for name in names if name.startswith("on")]
        assert names.get("href", "#")[:1] == "#" or names.get("rel") == "noopener", names
        self.ids += [names["id"]] if names.get("id") else []
        self.links += [names["href"]] if "href" in names else []
        self.levels += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tree(text: str) -> Tree:
    parsed = Tree()
    parsed.feed(re.sub(r"(<script[^>]*>).*?(</script>)", r"\1\2", text, flags=re.DOTALL))
    assert parsed.open == []
    assert len(set(parsed.ids)) == len(parsed.ids)
    inside = {link[1:] for link in parsed.links if link.startswith("#")}
    assert inside <= {*parsed.ids}
    return parsed


def distinct(count: int) -> Config:
    layers = [entry("Dense", f"d{i}", units=16 + i * 37 % 1009) for i in range(count)]
    return sequential(entry("InputLayer", "x", batch_shape=[None, 32]), *layers)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    folder: Path = tmp_path_factory.mktemp("models")
    models = {"residual": residual(12), "nested": nested()}
    paths = {name: write_json(folder / f"{name}.json", m) for name, m in models.items()}
    paths |= {"mnist": MNIST, "sentiment": SENTIMENT}
    return {name: alone(path) for name, path in paths.items()}


@pytest.mark.parametrize("name", ["residual", "nested", "mnist", "sentiment"])
def test_it_is_whole_and_its_headings_are_in_order(reports: dict[str, Report], name: str) -> None:
    report = reports[name]
    for text in (render_with(report, "html"), render_with(report, "html", fold=False, depth=1)):
        levels = tree(text).levels
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    for layer in report.walk():
        levels = tree(render_with(report, "html", layer=layer.path)).levels
        assert levels[0] == 1


def test_its_policy_allows_its_own_style_and_nothing_else(reports: dict[str, Report]) -> None:
    text = render_with(reports["mnist"], "html")
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)
    [style] = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; style-src")
    assert f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert "@import" not in style
    assert "url(" not in style


def test_style_and_templates_are_part_of_the_package_and_the_style_is_ascii() -> None:
    folder = files("rnnscope.renderers.explorable")
    assert (folder / "page.css").read_text(encoding="utf-8").isascii()
    assert (folder / "page.html.jinja").is_file()


def test_a_layer_a_pattern_and_an_answer_are_documents_too(reports: dict[str, Report]) -> None:
    report = reports["residual"]
    one = render_with(report, "html", layer="b0_norm")
    assert re.search(r"<h1[^>]*>b0_norm ", one)
    assert "b0_up" not in re.sub(r"<title>.*?</title>", "", one).split("<main>")[0]
    several = render_with(report, "html", layer="b*_norm")
    assert several.count('<li class="row') == 13
    assert "49 other layers" in several
    answer = render_with(reports["mnist"], "html", why_not=3712)
    tree(answer)
    assert "the weights from state to state are left out" in answer
    with pytest.raises(UnknownLayerNameError):
        render_with(report, "html", layer="nowhere")


def test_it_is_ascii_where_that_is_asked_for(reports: dict[str, Report]) -> None:
    for options in ({}, {"layer": "simple_rnn"}, {"why_not": 3712}):
        text = render_with(reports["mnist"], "html", ascii_only=True, **options)
        assert text.isascii()
        assert "·" not in text


def test_an_address_is_a_link_that_opens_elsewhere(reports: dict[str, Report]) -> None:
    text = render_with(reports["mnist"], "html")
    address = "https://keras.io/api/layers/core_layers/dense/"
    assert f'<a href="{address}" target="_blank" rel="noopener">{address}</a>' in text


def test_what_stands_between_backticks_is_code(reports: dict[str, Report]) -> None:
    text = render_with(reports["sentiment"], "html")
    assert "A table with a row of <code>output_dim</code> numbers" in text


def test_a_small_model_makes_a_small_page(reports: dict[str, Report]) -> None:
    text = render_with(replace(reports["mnist"], source="mnist_rnn.keras"), "html")
    assert len(text.encode()) <= 80_000
    assert tree(text).count < 1_000


def test_a_thousand_layers_that_all_differ_are_below_a_megabyte(tmp_path: Path) -> None:
    report = alone(write_json(tmp_path / "m.json", distinct(400)))
    assert len(render_with(report, "html").encode()) < 160_000 + 400 * 840  # as 1,000 are 1,000,000


def test_what_many_rows_have_beside_them_is_drawn_once(reports: dict[str, Report]) -> None:
    text = render_with(reports["residual"], "html", fold=False)
    rows = text.count('class="gutter"')
    assert text.count('class="lane"') < rows
    assert text.count('<use href="#g') > rows


def test_a_page_is_the_same_whatever_was_drawn_before() -> None:
    alone, later = (rnnscope.explain(MNIST, summary=False) for _ in range(2))
    later.render("html")
    later.recount({"simple_rnn.units": 200})
    for layer in ("simple_rnn", None):
        assert later.render("html", layer=layer) == alone.render("html", layer=layer)
