"""Models that somebody's code makes: each as if it were the only one."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from rnnscope.cli import app

CODE = """
import os
import keras
import beside

def model(units):
    return keras.Sequential([keras.Input((beside.FEATURES,)), keras.layers.Dense(units)])

def first():
    os.environ["KERAS_FIRST"] = "was here"
    return model(2)

def second():
    assert "KERAS_FIRST" not in os.environ
    return model(4)
"""


def test_each_has_a_process_of_its_own_in_the_directory_of_its_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "made.py").write_text(CODE)
    (tmp_path / "beside.py").write_text("FEATURES = 3\n")
    (tmp_path / "pyproject.toml").write_text(
        'tool.rnnscope.require = ["stored", "summary"]\n[[tool.rnnscope.check]]\n'
        'models = ["made:first", "made:second"]\nlayers.dense = "units*input_dim + units"\n'
    )
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path / "docs")
    monkeypatch.setenv("COLUMNS", "300")
    result = CliRunner().invoke(app, ["check", "--jobs", "1"])
    assert result.exit_code == 0, result.output
    told = "dense units*input_dim + units; Stored and summary() agree"
    assert result.stdout == (
        f"✓ made:first: 8 params; {told}\n✓ made:second: 16 params; {told}\nBoth models held.\n"
    )
