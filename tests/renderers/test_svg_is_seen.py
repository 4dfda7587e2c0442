"""What is drawn is seen: in an image on a page, light and dark, and by what makes PDF of it."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from playwright.sync_api import Browser

from rnnscope.report.report import Report
from tests.browsers import browser, chromium, firefox, playwright
from tests.files import MNIST, alone, entry, sequential, write_json

__all__ = ["browser", "chromium", "firefox", "playwright"]

PAPER = {"light": (255, 255, 255), "dark": (20, 22, 27)}
INK = {"light": (27, 31, 39), "dark": (233, 231, 226)}
KERNEL = {"light": (79, 143, 224), "dark": (91, 149, 227)}
# What is seen of the page is read as a picture itself: no browser lets a page look at all of it.
PIXELS = """async (data) => {
  const image = new Image();
  image.src = "data:image/png;base64," + data;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data: bytes } = context.getImageData(0, 0, image.width, image.height);
  const seen = new Set();
  for (let at = 0; at < bytes.length; at += 4) seen.add(bytes.slice(at, at + 3).join());
  const paper = 4 * (20 * image.width + 5);
  return [image.width, image.height, [...seen], [...bytes.slice(paper, paper + 3)]];
}"""


@pytest.fixture(scope="module")
def mnist() -> Report:
    return alone(MNIST)


def seen(browser: Browser, text: str, scheme: str) -> tuple[Any, ...]:
    """Return the size of a picture in an image, all its colours, and that of its paper."""
    data = base64.b64encode(text.encode()).decode()
    page = browser.new_page()
    page.set_content(
        f'<html style="color-scheme:{scheme}"><img src="data:image/svg+xml;base64,{data}"></html>'
    )
    image = page.locator("img")
    image.evaluate("image => image.decode()")
    shot = base64.b64encode(image.screenshot()).decode()
    width, height, colours, paper = page.evaluate(PIXELS, shot)
    page.close()
    return width, height, {tuple(map(int, each.split(","))) for each in colours}, tuple(paper)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_image_on_light_and_on_dark_paper(browser: Browser, mnist: Report, scheme: str) -> None:
    _, _, colours, paper = seen(browser, mnist["simple_rnn"].svg("weights"), scheme)
    assert paper == PAPER[scheme]
    assert {INK[scheme], KERNEL[scheme]} <= colours


@pytest.mark.parametrize("kind", ["sizes", "recurrence", "report"])
def test_every_kind_is_seen(browser: Browser, mnist: Report, kind: str) -> None:
    width, height, colours, paper = seen(browser, mnist.svg(kind), "light")
    assert paper == PAPER["light"]
    assert len(colours) > 5
    assert min(width, height) > 100


@pytest.mark.parametrize("kind", ["report", "sizes"])
def test_all_that_is_typed_is_within_the_picture_and_in_its_column(
    browser: Browser, kind: str, tmp_path: Any
) -> None:
    layers = [entry("Dense", name, units=30) for name in ("模型の層", "e\u0301tage", "W" * 30)]
    report = alone(write_json(tmp_path / "m.json", sequential(*layers, shape=(None, 99))))
    page = browser.new_page()
    page.set_content(f"<html><body>{report.svg(kind)}</body></html>")
    boxes = page.evaluate(
        """() => [...document.querySelectorAll("text")].map((text) => {
          const frame = text.ownerSVGElement.getBoundingClientRect();
          const box = text.getBoundingClientRect();
          return [box.left - frame.left, frame.right - box.right, text.textContent];
        })"""
    )
    counts = page.evaluate(
        """() => [...document.querySelectorAll("tspan")].filter((span) => /^[\\d,]+$/.test(
          span.textContent)).map((span) => span.getBoundingClientRect().right)"""
    )
    page.close()
    assert boxes
    assert [box for box in boxes if box[2].strip() and min(box[:2]) < -1] == []
    if kind == "report":  # the counts stand in a column, flush right
        assert len(counts) >= 3
        assert max(counts) - min(counts) < 2


def test_what_is_typed_can_be_copied(browser: Browser, mnist: Report) -> None:
    page = browser.new_page()
    page.set_content(f"<html><body>{mnist.svg('report')}</body></html>")
    copied = page.evaluate(
        """() => { getSelection().selectAllChildren(document.querySelector("svg svg"));
          return getSelection().toString(); }"""
    )
    page.close()
    assert "dense (Dense)           (None, 10)      1,290  units·input_dim + units" in [
        line.rstrip() for line in copied.splitlines()
    ]


@pytest.mark.parametrize("kind", ["weights", "sizes", "recurrence", "report"])
def test_what_makes_pdf_of_it_draws_it(mnist: Report, kind: str) -> None:
    try:
        from cairosvg.parser import Tree
        from cairosvg.surface import PNGSurface
    except OSError as error:
        pytest.skip(f"CairoSVG finds no cairo: {error}")
    tree = Tree(bytestring=mnist.svg(kind).encode(), unsafe=False)
    drawn = PNGSurface(tree, None, 96).cairo
    data, width = bytes(drawn.get_data()), drawn.get_width()
    colours = {data[at : at + 3][::-1] for at in range(0, len(data), 4)}
    at = 4 * (20 * width + 5)
    assert tuple(data[at : at + 3]) == PAPER["light"]
    assert bytes(INK["light"]) in colours
    assert len(colours) > 5


def test_a_badge_holds_its_texts(browser: Browser, mnist: Report) -> None:
    page = browser.new_page()
    for layer in (None, "simple_rnn"):
        page.set_content(f"<html><body>{mnist.render('badge', layer=layer)}</body></html>")
        halves, texts = (
            page.evaluate(
                f"""() => [...document.querySelectorAll("{what}")].map((each) => {{
                  const box = each.getBoundingClientRect(); return [box.left, box.right]; }})"""
            )
            for what in ("path", "text")
        )
        for half, text in zip(halves, texts, strict=True):
            assert half[0] + 3 < text[0] < text[1] < half[1] - 3
    page.close()
