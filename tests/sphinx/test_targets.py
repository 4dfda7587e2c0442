"""Models that Python makes: their code runs where `conf.py` lists them, and a change is seen."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.sphinx.sites import build, write

CODE = """
import keras

def model():
    layers = [keras.Input((3,)), keras.layers.Dense({units})]
    return keras.Sequential(layers, name="made")
"""
PAGE = "A\n=\n\n.. rnnscope:: thing_of_docs:model\n\n:rnnscope:layer:`thing_of_docs:model#dense`\n"


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "thing_of_docs.py").write_text(CODE.format(units=2), "utf-8")
    return tmp_path


def test_a_target_is_run_where_it_is_listed_and_read_again_where_its_code_changed(at: Path) -> None:
    site = write(at, {"index.rst": PAGE}, rnnscope_targets=["thing_of_docs:model"])
    result = build(site)
    assert result.warnings == ()
    assert "8 parameters" in result.shown("index.html")
    assert 'href="#rnnscope-thing_of_docs-model-dense"' in result.text("index.html")
    assert build(site).read == set()
    os.utime(at / "thing_of_docs.py")
    assert build(site).read == {"index"}
    sys.modules.pop("thing_of_docs")


def test_a_file_by_the_name_of_a_target_is_a_file(at: Path) -> None:
    (at / "thing_of_docs:model").write_bytes(b"no model")
    site = write(at, {"index.rst": PAGE}, rnnscope_targets=["thing_of_docs:model"])
    assert "cannot read thing_of_docs:model" in build(site).warnings[0]
    assert "thing_of_docs" not in sys.modules
