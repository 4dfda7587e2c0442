"""What every reader needs of the page, in Firefox too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browsers import opened, settle
from tests.renderers.explorable.conftest import Pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser

OPEN_ALL = "() => document.querySelectorAll('details').forEach((each) => { each.open = true; })"
MISSED = """() => [...document.querySelectorAll(".term")].filter((term) => {
    term.scrollIntoView({ block: "center", behavior: "instant" });
    const { x, y, width, height } = term.getBoundingClientRect();
    return !term.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}).length"""
COUNT_WHEN_PRINTED = """() => addEventListener("beforeprint", () => {
    document.title = document.querySelectorAll("details:not([open])").length;
})"""
CLOSED = "document.querySelectorAll('details:not([open])').length"


def test_the_model_is_counted_again(firefox: Browser, pages: Pages) -> None:
    with opened(firefox, pages.page("mnist"), "#set=simple_rnn.units:200") as page:
        page.wait_for_selector("html[data-sound=true]")
        page.wait_for_function("document.querySelector('[data-total]').textContent === '47,810'")
        page.click("#reset")
        page.wait_for_function("document.querySelector('[data-total]').textContent === '21,386'")
        page.fill("#expected", "3712")
        assert "This is what you get if" in page.inner_text("#expect-answer")


@pytest.mark.parametrize("width", [320, 1280])
def test_terms_are_hit_where_they_are_seen_and_nothing_is_too_wide(
    firefox: Browser, pages: Pages, width: int
) -> None:
    with opened(firefox, pages.page("transformer"), width=width) as page:
        page.evaluate(OPEN_ALL)
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(MISSED) == 0


def test_what_is_printed_is_open(firefox: Browser, pages: Pages) -> None:
    with opened(firefox, pages.page("transformer")) as page:
        page.evaluate(COUNT_WHEN_PRINTED)
        closed = page.evaluate(CLOSED)
        assert closed > 0
        page.pdf()
        assert page.title() == "0"
        assert page.evaluate(CLOSED) == closed


def test_names_stay_text(firefox: Browser, pages: Pages) -> None:
    with opened(firefox, pages.page("hostile")) as page:
        page.evaluate(OPEN_ALL)
        settle(page)
        assert page.evaluate("window.pwned") is None
        assert page.locator("img").count() == 0


def test_a_page_is_written_with_other_sizes(firefox: Browser, pages: Pages, tmp_path: Path) -> None:
    place = tmp_path / "page.html"
    sizes = {"simple_rnn.units": 200, "input_layer.timesteps": 50}
    place.write_text(pages.report("mnist").render("html", what_if=sizes), encoding="utf-8")
    with opened(firefox, place) as page:
        page.wait_for_function("document.querySelector('[data-total]').textContent === '47,810'")
        assert "simple_rnn.units 128 → 200" in page.inner_text("#whatif-text")
        page.click("#reset")
        page.wait_for_function("document.querySelector('[data-total]').textContent === '21,386'")
    with opened(firefox, place, "#set=dense.units:12") as page:
        page.wait_for_function("document.querySelector('[data-total]').textContent === '21,644'")
