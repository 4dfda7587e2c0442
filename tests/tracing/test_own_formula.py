"""A formula of the user's own: its example is run, and held against the code."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import pytest

import rnnscope
from rnnscope.layers import _registry
from tests.tracing.same import differences, traced

EXAMPLE = Path(__file__).parents[2] / "examples" / "custom_layer.py"


@pytest.fixture
def example() -> Iterator[dict[str, Any]]:
    before = dict(_registry._USERS)
    yield runpy.run_path(str(EXAMPLE))
    _registry._USERS.clear()
    _registry._USERS.update(before)


def test_the_example_is_a_whole_program_of_under_40_lines() -> None:
    done = subprocess.run(
        [sys.executable, str(EXAMPLE)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr
    assert "units·rank + input_dim·rank" in done.stdout
    assert len(EXAMPLE.read_text("utf-8").splitlines()) < 40


def test_a_formula_comes_before_the_code(example: dict[str, Any]) -> None:
    layer = example["LowRankDense"](10, rank=3, name="thin")
    model = keras.Sequential([keras.Input((6,)), layer])
    row = rnnscope.explain(model)["thin"]
    assert (row.basis, row.sentence) == (
        "derived",
        "A dense layer whose kernel is the product of two thin ones.",
    )
    assert list(differences(row, traced(row))) == []
    rnnscope.assert_params(model, {"thin": "rank*(units + input_dim)"})


def test_without_it_the_code_is_followed(example: dict[str, Any]) -> None:
    _registry._USERS.clear()
    layer = example["LowRankDense"](10, rank=3, name="thin")
    row = rnnscope.explain(keras.Sequential([keras.Input((6,)), layer]))["thin"]
    assert (row.basis, row.formula) == ("traced", "units*rank + features*rank")
