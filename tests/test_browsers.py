"""What tests of pages stand on: that a browser is found, and that nothing it says is missed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browsers import CHROMIUM, REQUIRED, missing, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

QUIET = "<!doctype html><title>quiet</title><p>one</p>"
LOUD = {
    "console": f"{QUIET}<script>console.log('heard')</script>",
    "error": f"{QUIET}<script>throw Error('heard')</script>",
    "policy": "<!doctype html><meta http-equiv='Content-Security-Policy' "
    "content=\"default-src 'none'\"><p style='color: red'>heard</p>",
}


def written(folder: Path, text: str) -> Path:
    place = folder / "page.html"
    place.write_text(text, "utf-8")
    return place


def test_a_page_is_opened(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, written(tmp_path, QUIET), fragment="#r1", width=390) as page:
        assert page.title() == "quiet"
        assert page.evaluate("[innerWidth, location.hash]") == [390, "#r1"]


@pytest.mark.parametrize("kind", LOUD)
def test_what_a_page_says_is_heard(browser: Browser, kind: str, tmp_path: Path) -> None:
    place = written(tmp_path, LOUD[kind])
    with pytest.raises(AssertionError), opened(browser, place):
        pass


def test_what_a_page_asks_for_is_seen(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "other.png").write_bytes(b"")
    place = written(tmp_path, f"{QUIET}<img src='other.png' alt=''>")
    with pytest.raises(AssertionError), opened(chromium, place):
        pass


def test_a_browser_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHROMIUM.variable, "/gone/chromium")
    assert CHROMIUM.command is None
    monkeypatch.delenv(REQUIRED, raising=False)
    with pytest.raises(pytest.skip.Exception, match="no chromium"):
        missing("no chromium was found")
    monkeypatch.setenv(REQUIRED, "1")
    with pytest.raises(pytest.fail.Exception, match="no chromium"):
        missing("no chromium was found")
