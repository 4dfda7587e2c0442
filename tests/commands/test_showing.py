"""`--open`: a page in a browser."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from rnnscope.cli import app
from tests.files import MNIST

pytestmark = pytest.mark.quick


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Be where there is a browser, and list what it is given."""
    addresses: list[str] = []

    def open_address(address: str) -> bool:
        addresses.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", open_address)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return addresses


def run(*args: object) -> Result:
    return CliRunner().invoke(app, ["explain", str(MNIST), "--no-summary", *map(str, args)])


def test_a_page_is_opened_from_a_file_that_stays(opened: list[str], tmp_path: Path) -> None:
    for args in (
        (),
        ("-o", tmp_path / "mine.html"),
        ("--format", "html"),
        ("--set", "dense.units=3"),
    ):
        done = run("--open", *args)
        assert (done.exit_code, done.stderr) == (0, "")
        place = Path(done.stdout.strip())
        assert opened.pop() == place.as_uri()
        assert place.read_text("utf-8").startswith("<!doctype html>")


def test_where_there_is_no_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(webbrowser, "open", lambda _: False)
    done = run("--open", "-o", tmp_path / "mine.html")
    assert done.exit_code == 0
    assert done.stdout.strip() == str(tmp_path / "mine.html")
    assert done.stderr == "error: no browser was found\n"


@pytest.mark.parametrize("args", [("--format", "text"), ("-o", "report.md")])
def test_what_is_no_page_is_not_opened(args: tuple[str, ...], opened: list[str]) -> None:
    assert run("--open", *args).exit_code == 2
    assert opened == []
