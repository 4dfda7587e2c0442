"""The page's script counts what the report counts, whatever sizes are put in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from rnnscope.pages.texts import named
from rnnscope.renderers.explorable._script import script_text
from rnnscope.report.recounting import Kind, Recount, Recounting
from rnnscope.wording import begun
from tests.browsers import opened, settle
from tests.renderers.explorable.conftest import Pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ["mnist", "sentiment", "transformer", "resnet50", "odd", "grouped", "hostile"]
EACH = 3  # values of each size
EXACT = 2**53

AT_ONCE = "() => { window.requestAnimationFrame = (work) => { work(0); return 0; }; }"
COUNTS = """(links) => links.map((link) => {
    history.replaceState(null, "", link);
    dispatchEvent(new HashChangeEvent("hashchange"));
    const text = (selector) => document.querySelector(selector).textContent;
    return [text("[data-total]"), text("#whatif-text")];
})"""


def link(sizes: Mapping[str, int | None]) -> str:
    parts = (f"{quote(named(name), safe='')}:{size or 'any'}" for name, size in sizes.items())
    return f"#set={','.join(parts)}"


def wishes(recounting: Recounting, random: Random) -> Iterator[Mapping[str, int | None]]:
    """Yield each size alone with several values, then some of them together."""
    knobs = [knob for knob in recounting.knobs if not knob.locked]

    def wish(value: int | None) -> int:
        near = value or 16
        any_size, near_size = random.randint(1, 1_000_000), random.randint(1, 2 * near + 2)
        wanted = random.choice([near_size, near + 1, 2 * near, any_size])
        return wanted if wanted != value else near + 2

    for knob in random.sample(knobs, min(len(knobs), 25)):
        yield from ({knob.name: wish(knob.value)} for _ in range(EACH))
    for _ in range(40):
        some = random.sample(knobs, min(len(knobs), random.randint(2, 4)))
        yield {knob.name: wish(knob.value) for knob in some}


def told(found: Recount) -> tuple[str, str]:
    """Return what the page says: the total, and the end of the bar's sentence."""
    if found.refused:
        return "–", begun(f"{found.refused[0]}.")
    if found.total is None or found.total >= EXACT:
        return "–", "It is too large to be counted exactly here."
    return f"{found.total:,}", f"{found.total:,}"


@pytest.mark.parametrize("name", NAMES)
def test_the_script_counts_as_the_report_does(chromium: Browser, pages: Pages, name: str) -> None:
    recounting = pages.shown(name).recounting
    wanted = list(wishes(recounting, Random(name)))
    with opened(chromium, pages.page(name)) as page:
        page.evaluate(AT_ONCE)
        found = page.evaluate(COUNTS, [link(sizes) for sizes in wanted])
    for sizes, (total, bar) in zip(wanted, found, strict=True):
        own_total, own_words = told(recounting.recount(sizes))
        assert (total, own_words in bar) == (own_total, True), (sizes, bar, own_words)


def test_each_kind_of_need_is_known_to_the_script() -> None:
    script = script_text()
    assert [
        kind for kind in Kind if f'"{kind}":(' not in script and f"{kind}:(" not in script
    ] == []


@pytest.mark.parametrize("name", NAMES)
def test_it_finds_the_total_of_the_report(chromium: Browser, pages: Pages, name: str) -> None:
    with opened(chromium, pages.page(name)) as page:
        assert page.evaluate("document.documentElement.dataset.sound") == "true"
        assert page.inner_text("[data-total]") == f"{pages.report(name).total:,}"
        open_layers(page, 1)
        assert page.locator("input[data-knob]:enabled").count() > 0


@pytest.mark.parametrize("name", ["mnist", "sentiment", "transformer", "resnet50", "odd"])
def test_back_to_the_model_restores_all_of_it(chromium: Browser, pages: Pages, name: str) -> None:
    """Texts, attributes and coordinates, of what is open and of what was opened meanwhile."""
    with opened(chromium, pages.page(name)) as page:
        page.evaluate(AT_ONCE)
        open_layers(page, 3)
        before = state(page)
        boxes = page.locator("main input[type=number][data-knob]:enabled:visible").all()
        for box in boxes[:6]:
            box.fill("13")
        assert state(page) != before
        open_layers(page)
        page.click("#reset")
        settle(page)
        opened_late = state(page)
    with opened(chromium, pages.page(name)) as page:
        open_layers(page, 3)
        assert state(page) == before
        open_layers(page)
        assert state(page) == opened_late


def open_layers(page: Page, count: int = 1_000) -> None:
    """Open the first layers that have something to move, with those around them."""
    page.evaluate(
        """(count) => [...document.querySelectorAll(".card[data-form]")].slice(0, count)
            .forEach((card) => {
                for (let at = card.closest("details"); at; at = at.parentElement.closest("details"))
                    at.open = true;
            })""",
        count,
    )
    settle(page)


def state(page: Page) -> Any:
    """Return all texts and attributes of a page, without the bar at its foot."""
    return page.evaluate(
        """() => [...document.querySelectorAll("header *, main *")].map((each) => [
            each.tagName,
            each.children.length ? "" : each.textContent,
            each.value ?? "",
            ...[...each.attributes].filter(({ name, value }) => name !== "class" || value)
                .map(({ name, value }) => `${name}=${value}`).sort(),
        ].join(" "))"""
    )
