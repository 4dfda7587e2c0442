"""A model may come with any date: its pages are made anew where it is another one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.files import MNIST, SENTIMENT
from tests.sphinx.sites import Built, build, write

PAGE = "A\n=\n\n.. rnnscope:: m.keras\n"


@pytest.fixture
def at(tmp_path: Path) -> Path:
    return write(tmp_path, {"index.rst": PAGE, "other.rst": ":orphan:\n\nB\n=\n"})


def test_a_model_that_comes_back(at: Path) -> None:
    shutil.copy(MNIST, at / "x")
    os.utime(at / "x", (0, 0))
    (warning,) = build(at).warnings
    assert "no such file" in warning
    (at / "x").rename(at / "m.keras")
    assert_anew(build(at))


def test_an_older_model_in_the_place_of_another(at: Path) -> None:
    shutil.copy(SENTIMENT, at / "m.keras")
    build(at)
    shutil.copy(MNIST, at / "x")
    os.utime(at / "x", (0, 0))
    (at / "x").rename(at / "m.keras")
    assert_anew(build(at))


def test_a_link_that_leads_elsewhere(at: Path) -> None:
    for name, file in (("a", SENTIMENT), ("b", MNIST)):
        shutil.copy(file, at / name)
        os.utime(at / name, (0, 0))
    (at / "m.keras").symlink_to("a")
    build(at)
    (at / "m.keras").unlink()
    (at / "m.keras").symlink_to("b")
    assert_anew(build(at))


def assert_anew(built: Built) -> None:
    assert built.read == {"index"}
    assert not built.warnings
    assert "21,386" in built.shown("index.html")
    again = build(built.out.parent.parent)
    assert again.read == set()
