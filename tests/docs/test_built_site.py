"""The site as `python docs/build.py` has built it: nothing leads nowhere, and nothing is loaded.

`.ci/run` builds it, and names where it is; elsewhere: `RNNSCOPE_SITE=docs/_build/html pytest ...`.
"""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.docs.built import broken, is_elsewhere, pages, styled
from tests.files import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SITE = os.environ.get("RNNSCOPE_SITE", "")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SITE, reason="RNNSCOPE_SITE does not say where a site is"),
]
LOOKED_AT = ("index", "gallery/cnn", "guides/terminal", "reference/explain", "architecture")


@pytest.fixture(scope="module")
def site() -> Path:
    place = ROOT / SITE
    assert (place / "index.html").is_file(), f"there is no site in {place}"
    return place.resolve()


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Serve the site as a web server does."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    served = functools.partial(Quiet, directory=str(site))
    with ThreadingHTTPServer(("127.0.0.1", 0), served) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_every_link_leads_to_something(site: Path) -> None:
    dead = [
        f"{page.place.relative_to(site)}: {link}"
        for page in pages(site)
        for link in dict.fromkeys((*page.links, *page.loaded))
        if not is_elsewhere(link) and broken(site, page, link)
    ]
    assert dead == []


def test_nothing_is_loaded_from_an_address(site: Path) -> None:
    named = [
        f"{page.place.relative_to(site)}: {link}"
        for page in pages(site)
        for link in page.loaded
        if is_elsewhere(link) and not link.startswith("data:")
    ]
    for sheet in (*site.rglob("*.css"), *site.rglob("*.svg")):
        loaded = styled(sheet.read_text("utf-8"))
        named += [f"{sheet.name}: {each}" for each in loaded if each.startswith(("http", "//"))]
    assert named == []


def test_no_page_names_a_folder_of_the_machine(site: Path) -> None:
    assert [
        page.place.name for page in pages(site) if str(ROOT) in page.place.read_text("utf-8")
    ] == []


@pytest.fixture
def looked_at(chromium: Browser, address: str) -> Iterator[Page]:
    """Return a page that holds, at its end, that it was silent and asked for nothing elsewhere."""
    said: list[str] = []
    asked: list[str] = []
    context = chromium.new_context()
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(error.message))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()
    assert said == []
    assert [each for each in asked if not each.startswith((address, "data:", "blob:"))] == []


@pytest.mark.parametrize("width", [390, 1200])
@pytest.mark.parametrize("name", LOOKED_AT)
def test_pages_fit_their_window(looked_at: Page, address: str, name: str, width: int) -> None:
    looked_at.set_viewport_size({"width": width, "height": 900})
    looked_at.goto(f"{address}/{name}.html")
    assert looked_at.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["layers/Conv2D", "layers/LSTM", "genindex", "index"])
def test_tables_have_room_on_a_telephone(looked_at: Page, address: str, name: str) -> None:
    looked_at.set_viewport_size({"width": 390, "height": 900})
    looked_at.goto(f"{address}/{name}.html")
    widths = looked_at.locator("article table").evaluate_all(
        "tables => tables.map((table) => table.getBoundingClientRect().right)"
    )
    assert widths
    assert max(widths) <= 390


@pytest.mark.parametrize("name", ["layers/ConvLSTM2D", "gallery/cnn", "recipes/latex"])
def test_programs_and_equations_have_room_there(looked_at: Page, address: str, name: str) -> None:
    looked_at.set_viewport_size({"width": 390, "height": 900})
    looked_at.goto(f"{address}/{name}.html")
    room = looked_at.locator("article pre, article div.math").evaluate_all(
        "boxes => boxes.map((box) => box.clientWidth - box.scrollWidth)"
    )
    assert room
    assert min(room) >= 0


def test_the_question_is_answered(looked_at: Page, address: str) -> None:
    looked_at.goto(f"{address}/index.html")
    text = looked_at.inner_text("article")
    for words in ("20,096", "1,290", "128·128 + 128·28 + 128", "summary(): agrees"):
        assert words in text
    assert looked_at.locator("article math").count() >= 2
    assert looked_at.locator("article img.rnnscope-picture").count() >= 3


@pytest.mark.parametrize("sought", ["SimpleRNN", "vary in length", "assert_params"])
def test_search_finds(looked_at: Page, address: str, sought: str) -> None:
    looked_at.goto(f"{address}/search.html?q={sought}")
    first = looked_at.locator("ul.search li a").first
    first.wait_for()
    assert looked_at.locator("ul.search li").count() > 1
    first.click()
    assert "/search.html" not in looked_at.url


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("20,096", "layers/SimpleRNN.html"),
        ("20096", "layers/SimpleRNN.html"),
        ("21386", "gallery/mnist_rnn.html"),
        ("AvgPool2D", "layers/AveragePooling2D.html"),
        ("Convolution2D", "layers/Conv2D.html"),
    ],
)
def test_search_finds_numbers_and_other_names(
    looked_at: Page, address: str, sought: str, found: str
) -> None:
    looked_at.goto(f"{address}/search.html?q={sought}")
    looked_at.locator(f'ul.search li a[href*="{found}"]').first.wait_for()


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_frames_and_pictures_follow_the_choice_of_light_or_dark(
    looked_at: Page, address: str, choice: str
) -> None:
    looked_at.goto(f"{address}/index.html")
    looked_at.evaluate(f"document.body.dataset.theme = {choice!r}")
    for kind in ("img.rnnscope-picture", "iframe"):
        scheme = looked_at.locator(kind).first.evaluate("e => getComputedStyle(e).colorScheme")
        assert scheme == choice


def test_on_paper_the_numbers_are_there(looked_at: Page, address: str) -> None:
    looked_at.goto(f"{address}/gallery/cnn.html")
    looked_at.emulate_media(media="print")
    assert looked_at.locator("iframe").first.is_hidden()
    assert looked_at.locator("article table").first.is_visible()
    assert looked_at.pdf().startswith(b"%PDF")
