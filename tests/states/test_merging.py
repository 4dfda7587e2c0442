"""Locks of two branches, merged by git: what comes out is true, or left to be decided."""

from __future__ import annotations

import shutil
import subprocess
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from rnnscope.states.lock_text import written
from rnnscope.states.of_report import state_of
from tests.files import alone, entry, functional, tensor, write_json

pytestmark = [
    pytest.mark.quick,
    pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here"),
]

# Changes to a model of two branches, x -> a -> c and x -> b -> e, which meet in `out`.
CHANGES: dict[str, dict[str, Any]] = {
    "a.units": {"a": 16},
    "a.use_bias": {"a_bias": False},
    "b.units": {"b": 16},
    "b.use_bias": {"b_bias": False},
    "b.trainable": {"b_trainable": False},
    "c.units": {"c": 7},
    "c.dtype": {"c_dtype": "float16"},
    "e.units": {"e": 7},
    "between": {"between": True},
    "out.units": {"out": 3},
}
FED = {"a": "c", "b": "e", "c": "out", "e": "out"}


def lock_of(folder: Path, name: str, **changes: Any) -> Path:
    """Write the lock of a model with some changes."""

    def dense(name: str, source: str, units: int, **settings: Any) -> Any:
        return entry("Dense", name, [tensor(source)], units=units, **settings)

    of = changes.get
    layers = [
        entry("InputLayer", "x", batch_shape=[None, 4]),
        dense("a", "x", of("a", 8), use_bias=of("a_bias", True)),
        *([dense("between", "x", 5)] if of("between") else []),
        dense("b", "x", of("b", 8), use_bias=of("b_bias", True), trainable=of("b_trainable", True)),
        entry("Dropout", "drop", [tensor("a")], rate=0.1),
        dense("c", "drop", of("c", 6), dtype=of("c_dtype", "float32")),
        dense("e", "b", of("e", 6)),
        entry("Concatenate", "both", [tensor("c"), tensor("e")]),
        dense("out", "both", of("out", 1)),
    ]
    model = write_json(folder / "model.json", functional(*layers, outputs=["out"]))
    path = folder / name
    path.write_text(written([state_of(alone(model), "model.json")]))
    return path


def touched(change: str) -> set[str]:
    """Return the layers whose lines a change may change."""
    layer, _, what = change.partition(".")
    return {layer, FED.get(layer, layer)} if what == "units" else {layer}


@pytest.mark.parametrize("pair", [*combinations(CHANGES, 2)], ids=" and ".join)
def test_two_changes_are_merged_truly_or_not_at_all(pair: tuple[str, str], tmp_path: Path) -> None:
    one, other = pair
    base = lock_of(tmp_path, "base")
    ours = lock_of(tmp_path, "ours", **CHANGES[one])
    theirs = lock_of(tmp_path, "theirs", **CHANGES[other])
    truth = lock_of(tmp_path, "truth", **CHANGES[one], **CHANGES[other]).read_text()
    git = ["git", "merge-file", "-p", str(ours), str(base), str(theirs)]
    merged = subprocess.run(git, capture_output=True, text=True, check=False)
    is_merged = merged.returncode == 0
    assert is_merged == touched(one).isdisjoint(touched(other))
    if is_merged:
        assert merged.stdout == truth
