"""`rnnscope embed` for models that code makes, where the project lists them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from rnnscope.cli import app

MODULE = """
import keras
def small():
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
def large():
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(4)])
"""
MARKS = "<!-- rnnscope-begin models_of_embed:{} format=text -->\n<!-- rnnscope-end -->\n"


def test_names_of_layers_do_not_go_on_from_one_model_to_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("models_of_embed.py").write_text(MODULE)
    targets = '"models_of_embed:small", "models_of_embed:large"'
    Path("rnnscope.toml").write_text(f"embed-targets = [{targets}]\n")
    Path("a.md").write_text(MARKS.format("small") + MARKS.format("large"))
    ran = CliRunner().invoke(app, ["embed", "a.md"])
    assert (ran.exit_code, ran.stdout) == (0, "a.md: 2 reports, 2 renewed\n")
    text = Path("a.md").read_text("utf-8")
    assert "8 parameters" in text
    assert "16 parameters" in text
    assert text.count("\ndense (Dense)") == 2
    assert "dense_1" not in text
    assert CliRunner().invoke(app, ["embed", "--check", "a.md"]).exit_code == 0
