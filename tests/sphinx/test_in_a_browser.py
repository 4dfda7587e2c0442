"""A page as Chromium shows it: at two widths, light and dark."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browsers import chromium as chromium
from tests.browsers import playwright as playwright
from tests.files import SENTIMENT
from tests.sphinx.sites import built

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGE = """
.. rnnscope:: m.keras
   :caption: All that there is
   :columns: +percent,trainable,frozen,bytes,macs,numbers

.. rnnscope:: m.keras
   :layer: gru

.. rnnscope:: m.keras
   :figure: sizes

.. rnnscope:: m.keras
   :format: html
"""
WIDTHS = (1200, 390)
LONG = f"{'a_long_name_' * 6}.keras"
LAYERS = ("embedding", "bidirectional", "gru", "batch_normalization")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("site")
    shutil.copy(SENTIMENT, at / "m.keras")
    (at / "plain.rst").write_text(":orphan:\n\n.. rnnscope:: m.keras\n", encoding="utf-8")
    shutil.copy(SENTIMENT, at / LONG)
    (at / "long.rst").write_text(f":orphan:\n\n.. rnnscope:: {LONG}\n", encoding="utf-8")
    layers = "".join(f".. rnnscope:: m.keras\n   :layer: {name}\n\n" for name in LAYERS)
    (at / "layers.rst").write_text(f":orphan:\n\n{layers}", encoding="utf-8")
    (at / "own").mkdir()
    (at / "own" / "none.js").touch()  # or MathJax would be loaded from its address
    result = built(at, PAGE, html_static_path=["own"], mathjax_path="none.js")
    return result.out / "index.html"


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, site: Path, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": request.param, "height": 900})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(error.message))
    page.goto(site.as_uri())
    yield page
    context.close()
    assert said == []


def test_a_wide_table_is_moved_in_its_own_frame(page: Page) -> None:
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
    frame = page.locator(".rnnscope-table").first
    assert frame.evaluate("frame => frame.scrollWidth > frame.clientWidth")
    assert frame.evaluate("frame => getComputedStyle(frame).overflowX") == "auto"


def test_names_and_numbers_stand_where_they_are_read(page: Page) -> None:
    cell = page.locator(".rnnscope-table td.rnnscope-number").first
    assert cell.evaluate("cell => getComputedStyle(cell).textAlign") == "end"
    inside = page.get_by_text("└─ forward_layer (LSTM)").first
    assert inside.is_visible()


def test_a_picture_is_light_or_dark_as_the_theme_is(page: Page) -> None:
    picture = page.locator("img.rnnscope-picture")
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("picture => picture.naturalWidth") > 0
    shots = []
    for theme in ("light", "dark"):
        page.evaluate(f"document.body.dataset.theme = '{theme}'")
        page.wait_for_function(
            "theme => getComputedStyle(document.querySelector('img.rnnscope-picture'))"
            ".colorScheme === theme",
            arg=theme,
        )
        shots.append(picture.screenshot())
    assert shots[0] != shots[1]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_page_in_a_frame_is_light_or_dark_as_the_theme_is(
    site: Path, chromium: Browser, theme: str
) -> None:
    context = chromium.new_context(color_scheme="null")  # or the browser would ask the test alone
    page = context.new_page()
    page.goto(site.as_uri())
    page.evaluate(f"document.body.dataset.theme = '{theme}'")
    page.locator(".rnnscope-open iframe").scroll_into_view_if_needed()
    inside = page.frame_locator(".rnnscope-open iframe").locator("html")
    asked = f"() => matchMedia('(prefers-color-scheme: {theme})').matches"
    assert inside.evaluate(asked)
    context.close()


def test_a_report_has_room_on_a_telephone(site: Path, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 900})
    page.goto(site.with_name("plain.html").as_uri())
    frame = page.locator(".rnnscope-table")
    assert frame.evaluate("frame => frame.scrollWidth <= frame.clientWidth")
    formula = page.get_by_text("input_dim = 16").first
    assert formula.bounding_box() is not None
    page.close()


def test_a_long_path_is_broken(site: Path, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 900})
    page.goto(site.with_name("long.html").as_uri())
    assert LONG in page.locator(".rnnscope").inner_text()
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390
    page.close()


def test_layers_in_full_have_room_on_a_telephone(site: Path, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 390, "height": 900})
    page.goto(site.with_name("layers.html").as_uri())
    wide = page.locator(".rnnscope :is(.rnnscope-table, pre)").evaluate_all(
        "parts => parts.filter((part) => part.scrollWidth > part.clientWidth)"
        ".map((part) => part.innerText)"
    )
    assert wide == []
    page.close()


def test_the_page_to_explore_is_in_its_frame(page: Page) -> None:
    frame = page.locator(".rnnscope-open iframe")
    frame.scroll_into_view_if_needed()
    inside = page.frame_locator(".rnnscope-open iframe")
    inside.get_by_text("Did you expect another number?").wait_for()
    assert frame.get_attribute("sandbox") == (
        "allow-scripts allow-popups allow-popups-to-escape-sandbox"
    )
