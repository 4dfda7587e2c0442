"""The page of one layer, or of those that a pattern fits, moves as that of the model does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browsers import opened, settle
from tests.renderers.explorable.conftest import Pages
from tests.renderers.explorable.test_page import (
    FOLLOWS,
    OPEN_ALL,
    STALE,
    number_box,
    shown_after,
    total,
)
from tests.renderers.explorable.test_recount import AT_ONCE, open_layers, state

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# A layer, a wrapper of two, a model inside another, heads, and several by a pattern.
LAYERS = [
    ("mnist", "simple_rnn"),
    ("odd", "state"),
    ("odd", "eye"),
    ("transformer", "attention_1"),
    ("transformer", "*_1"),
]


def test_a_size_moves_the_layer_and_the_model(chromium: Browser, pages: Pages) -> None:
    with opened(chromium, pages.page("mnist", "simple_rnn")) as page:
        with shown_after(page):
            page.fill(number_box(page, "simple_rnn.units"), "200")
        assert (page.inner_text(".big"), total(page)) == ("45,800", "47,810")
        said = "simple_rnn.units 128 → 200: the model has 47,810 (+26,424)"
        assert page.inner_text("#whatif-text") == said
        page.locator("#reset").focus()
        with shown_after(page):
            page.keyboard.press("Escape")
        assert (page.inner_text(".big"), total(page)) == ("20,096", "21,386")


def test_a_term_lights_its_block_and_its_row(chromium: Browser, pages: Pages) -> None:
    with opened(chromium, pages.page("mnist", "simple_rnn")) as page:
        page.locator(".term").first.focus()
        assert page.locator(".block.lit").count() == 1
        assert page.locator("tr.lit").count() == 1


def test_another_number_is_answered(chromium: Browser, pages: Pages) -> None:
    with opened(chromium, pages.page("mnist", "simple_rnn")) as page:
        page.fill("#expected", "3,712")
        assert "This is what you get if" in page.inner_text("#expect-answer")
        page.fill("#expected", "21386")
        assert page.inner_text("#expect-answer") == "That is the model."


def test_a_link_may_move_sizes_of_other_layers(chromium: Browser, pages: Pages) -> None:
    place = pages.page("mnist", "simple_rnn")
    with opened(chromium, place, "#set=dense.units:12,nobody.units:3") as page:
        settle(page)
        assert (page.inner_text(".big"), total(page)) == ("20,096", f"{20_096 + 12 * 129:,}")
        assert "nobody.units (no size" in page.inner_text("#link-words")


def test_what_keras_would_refuse_of_another_layer_is_said(chromium: Browser, pages: Pages) -> None:
    with opened(chromium, pages.page("grouped", "dense"), "#set=first.filters:13") as page:
        settle(page)
        assert "Keras would refuse it: first needs" in page.inner_text("#whatif-text")
        assert (page.inner_text(".big"), total(page)) == ("–", "–")


@pytest.mark.parametrize(("name", "layer"), LAYERS)
def test_nothing_is_stale_and_back_to_the_model_restores_all(
    chromium: Browser, pages: Pages, name: str, layer: str
) -> None:
    with opened(chromium, pages.page(name, layer), reduced_motion="reduce") as page:
        page.evaluate(AT_ONCE)
        open_layers(page)
        before = state(page)
        boxes = page.locator("main input[type=number][data-knob]:enabled:visible").all()
        for box in boxes[:6]:
            box.fill("24")
        assert state(page) != before
        assert page.evaluate(STALE, FOLLOWS) == []
        page.click("#reset")
        assert state(page) == before


def test_the_rows_of_a_pattern_and_the_rest_add_up(chromium: Browser, pages: Pages) -> None:
    place = pages.page("transformer", "norm_*")
    with opened(chromium, place, "#set=table.output_dim:64") as page:
        settle(page)
        counts = page.locator(".rows .count").all_inner_texts()
        assert counts[:-1] == ["128", "128", "128"]
        assert f"{sum(int(count.replace(',', '')) for count in counts):,}" == total(page)


def test_what_cannot_be_counted_can_still_be_lit(chromium: Browser, pages: Pages) -> None:
    with opened(chromium, pages.page("unknown", "first"), "#set=first.units:9") as page:
        assert page.locator("input[data-symbol]:enabled").count() == 0
        assert page.inner_text(".big") == "24"
        page.locator(".term").first.focus()
        assert page.locator("tr.lit").count() == 1


@pytest.mark.parametrize(("name", "layer"), [("grouped", "flat"), ("odd", "eye")])
def test_any_layer_has_a_page_that_fits_the_screen(
    chromium: Browser, pages: Pages, name: str, layer: str
) -> None:
    with opened(chromium, pages.page(name, layer), width=320) as page:
        page.evaluate(OPEN_ALL)
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.click("#theme")
        assert page.inner_text("#theme") == "Theme: light"


def test_its_data_are_those_of_its_cards_alone(chromium: Browser, pages: Pages) -> None:
    place = pages.page("resnet50", "predictions")
    with opened(chromium, place) as page:
        cards = page.evaluate("JSON.parse(document.getElementById('data').textContent).cards")
    assert [card[0] for card in cards] == ["predictions"]
    assert place.stat().st_size < 85_000
