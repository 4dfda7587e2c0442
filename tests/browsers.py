"""The browsers of this machine, for tests that look at a page in one; Playwright drives them.

None is downloaded. Where one is not found, the tests that ask for it are skipped with the
reason; with `RNNSCOPE_REQUIRE_BROWSERS=1` in the environment, as in `.ci/run`, they fail.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

REQUIRED = "RNNSCOPE_REQUIRE_BROWSERS"


@dataclass(frozen=True, slots=True)
class Kind:
    """A family of browsers: the variable that names one, what it may be called, how it is asked."""

    name: str
    variable: str
    commands: tuple[str, ...]
    channel: str | None = None

    @property
    def command(self) -> str | None:
        """Where it is on this machine."""
        given = os.environ.get(self.variable)
        return next(filter(None, map(shutil.which, [given] if given else self.commands)), None)


CHROMIUM = Kind(
    "chromium",
    "CHROMIUM",
    ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
)
# Without the channel Playwright wants a Firefox of its own build; with it any, by WebDriver BiDi.
FIREFOX = Kind("firefox", "FIREFOX", ("firefox-esr", "firefox"), channel="moz-firefox")
KINDS = {kind.name: kind for kind in (CHROMIUM, FIREFOX)}


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Start what drives browsers; it ends with the module, since no asyncio can run beside it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def chromium(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Return Chromium, or Chrome."""
    yield from started(CHROMIUM, request)


@pytest.fixture(scope="module")
def firefox(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Return Firefox."""
    yield from started(FIREFOX, request)


@pytest.fixture(params=KINDS)
def browser(request: pytest.FixtureRequest) -> Browser:
    """Return each of them in turn."""
    either: Browser = request.getfixturevalue(request.param)
    return either


def started(kind: Kind, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Start a browser for as long as a module's tests run."""
    if kind.command is None:
        names = " or ".join(kind.commands)
        missing(f"no {kind.name} was found: install {names}, or name one with {kind.variable}")
    from playwright.sync_api import Error

    family = getattr(request.getfixturevalue("playwright"), kind.name)
    try:
        browser: Browser = family.launch(executable_path=kind.command, channel=kind.channel)
    except Error as error:
        missing(f"{kind.command} does not start: {error.message.splitlines()[0]}")
    yield browser
    browser.close()


def missing(reason: str) -> NoReturn:
    """Skip what needs a browser, or fail where there has to be one."""
    if os.environ.get(REQUIRED):
        pytest.fail(f"{REQUIRED} is set, and {reason}")
    pytest.skip(reason)


@contextmanager
def opened(
    browser: Browser, place: Path, fragment: str = "", width: int = 1280, **options: Any
) -> Iterator[Page]:
    """Open a file, and hold that it says nothing on the console and asks for nothing else.

    What a page asks for is told by Chromium alone, where it is a file.
    `fragment` is what follows its address, `#r3`; `options` are those of `Browser.new_context`.
    """
    said: list[str] = []
    asked: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    try:
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(error.message))
        page.on("request", lambda request: asked.append(request.url.partition("#")[0]))
        page.goto(f"{place.as_uri()}{fragment}")
        yield page
        page.wait_for_timeout(100)  # Firefox tells a little later what was said
    finally:
        context.close()
    assert said == []
    assert set(asked) <= {place.as_uri()}


SETTLED = """() => new Promise((done) =>
    requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(() => done()))))"""


def settle(page: Page) -> None:
    """Wait until the page has shown what it was told of: a frame, the tasks queued, a frame.

    A time in milliseconds would be too short on a machine that has much else to do.
    """
    page.evaluate(SETTLED)
