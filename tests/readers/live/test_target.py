"""What is a file, and what is the place of a model in Python."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import rnnscope
from rnnscope.cli import app
from rnnscope.errors import UnreadableModelError
from rnnscope.readers.given import Given, Kind
from rnnscope.readers.live import target
from tests.files import MNIST


@pytest.fixture
def evil(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand beside a module that must not be imported."""
    (tmp_path / "evil.py").write_text("raise SystemExit('it was imported')\n")
    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _link(place: Path) -> None:
    place.symlink_to("nowhere")


def _loop(place: Path) -> None:
    place.symlink_to(place.name)


def _pipe(place: Path) -> None:
    os.mkfifo(place)


def _socket(place: Path) -> None:
    import socket

    with socket.socket(socket.AF_UNIX) as server:
        server.bind(place.name)


def _unreadable(place: Path) -> None:
    place.write_bytes(b"")
    place.chmod(0)


@pytest.mark.parametrize(
    "make", [_link, _loop, _pipe, _socket, _unreadable, Path.mkdir, Path.touch]
)
def test_whatever_is_there_is_a_file(evil: Path, make: object) -> None:
    assert callable(make)
    make(evil / "evil:x")
    assert Given.of("evil:x").kind is Kind.PATH
    with pytest.raises(UnreadableModelError, match="cannot read evil:x: "):
        rnnscope.explain("evil:x")
    result = CliRunner().invoke(app, ["explain", "evil:x", "--no-summary"])
    assert result.exit_code == 2
    assert "imported" not in result.stderr
    assert "evil" not in sys.modules


def test_a_file_is_read_whatever_its_name(evil: Path) -> None:
    (evil / "evil:x").symlink_to(MNIST)
    assert rnnscope.explain("evil:x").total == 21_386


def test_a_name_that_was_a_files_stays_one(evil: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "removes_it", raising=False)
    (evil / "evil:x").symlink_to(MNIST)
    (evil / "removes_it.py").write_text("import os\nos.remove('evil:x')\n")
    with pytest.raises(UnreadableModelError, match="cannot read evil:x: there is no such file"):
        rnnscope.explain("evil:x", imports=["removes_it"])


@pytest.mark.usefixtures("evil")
@pytest.mark.parametrize(
    "text",
    [
        *("./evil:x", "inner/evil:x", "inner/../evil:x", "../evil:x", "/evil:x", "evil/:x"),
        *("evil:x.keras/..", "evil:", ":x", "evil::x", "evil:x:y", "evil.:x", ".evil:x", "evil:x."),
        *(
            "evil: x",
            "evil:x\0",
            "evil\0:x",
            "evil:x\n",
            " evil:x",
            "evil:0",
            "0evil:x",
            "evil-x:y",
        ),
        *(
            "C:\\evil",
            "C:\\evil:x",
            "C:/evil:x",
            "C:evil.keras:x",
            "\\\\host\\evil:x",
            "file:///evil",
        ),
        *("evil:x()", "evil:x;y", "evil:x[0]", "evil.py", "evil"),
    ],
)
def test_what_is_no_name_of_a_thing_in_a_module_is_a_path(text: str) -> None:
    assert Given.of(text).kind is Kind.PATH
    with pytest.raises(UnreadableModelError):
        rnnscope.explain(text)
    assert "evil" not in sys.modules


@pytest.mark.usefixtures("evil")
def test_a_path_object_is_a_path() -> None:
    assert Given.of(Path("evil:x")).kind is Kind.PATH
    with pytest.raises(UnreadableModelError, match="there is no such file"):
        rnnscope.explain(Path("evil:x"))
    assert "evil" not in sys.modules


@pytest.mark.usefixtures("evil")
@pytest.mark.parametrize("text", ["evil:" + "x" * 5_000, "ev\u00efl:x", "C:evil", "a.b.c:d.e"])
def test_a_name_that_no_file_has_is_a_target(text: str) -> None:
    assert Given.of(text).kind is Kind.TARGET
    with pytest.raises(UnreadableModelError):
        target.read(text)
