"""Pictures follow a reader's sizes, and so does what is said under them, in Chromium."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browsers import opened, settle
from tests.renderers.explorable.conftest import Pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SET = """(link) => {
    document.querySelectorAll("details").forEach((each) => { each.open = true; });
    history.replaceState(null, "", link);
    dispatchEvent(new HashChangeEvent("hashchange"));
}"""
SEEN = """() => [...document.querySelector("figure:has(.step)").querySelectorAll("text")]
    .filter((text) => !text.closest("[visibility=hidden]"))
    .sort((one, other) => one.getAttribute("x") - other.getAttribute("x"))
    .map((text) => text.textContent)"""

ANY = ["x1", "x2", "x3", "x4", "…", "xT"]
STEPS = [
    ("#set=words.timesteps:1", "at the one step", ["x1"]),
    ("#set=words.timesteps:3", "at each of 3 steps", ["x1", "x2", "x3"]),
    ("#set=words.timesteps:40", "at each of 40 steps", ["x1", "x2", "x3", "x4", "…", "x40"]),
    ("#set=words.timesteps:any", "however many steps", ANY),
]


def put(page: Page, link: str) -> None:
    page.evaluate(SET, link)
    settle(page)


def test_a_loop_shows_as_many_steps_as_an_open_length_is_given(
    chromium: Browser, pages: Pages
) -> None:
    with opened(chromium, pages.page("odd")) as page:
        for link, words, names in STEPS:
            put(page, link)
            seen = page.evaluate(SEEN)
            assert [text for text in seen if text[0] in "x…"] == names
            assert any(words in text for text in seen)
            label = page.locator("figure:has(.step) svg").first.get_attribute("aria-label")
            assert words in (label or "")


@pytest.mark.parametrize(
    ("name", "link", "words"),
    [
        ("mnist", "simple_rnn.units:1", "The one column is one unit: 30 numbers. 1 · 30 = 30."),
        ("mnist", "dense.units:2", "Each of the 2 columns is one unit: 129 numbers."),
        ("sentiment", "embedding.output_dim:1", "is one token: 1 number. 500 · 1 = 500."),
    ],
)
def test_a_caption_reads_well(
    chromium: Browser, pages: Pages, name: str, link: str, words: str
) -> None:
    with opened(chromium, pages.page(name)) as page:
        put(page, f"#set={link}")
        captions = page.locator("figcaption").all_text_contents()
        assert any(words in caption.replace("\N{NBSP}", " ") for caption in captions)


def test_a_zigzag_is_named_where_there_is_one(chromium: Browser, pages: Pages) -> None:
    zigzag = "a zigzag cuts a long side short"
    with opened(chromium, pages.page("mnist")) as page:
        caption = page.locator("figure:has(.one) figcaption").first
        for units, is_cut in ((128, False), (1, True), (100, False)):
            put(page, f"#set=simple_rnn.units:{units}")
            assert (zigzag in (caption.text_content() or "")) == is_cut
