"""The examples of layers of one's own, named on the command line for a file that has them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.files import ROOT

pytestmark = pytest.mark.slow

EXAMPLES = sorted(path.stem for path in (ROOT / "examples").glob("custom_*.py"))
SAVE = """
import importlib, sys
for name in sys.argv[2:]:
    build = getattr(importlib.import_module(name), "build")
    build().save(f"{sys.argv[1]}/{name}.keras")
"""


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save the model of each example, in a process of its own."""
    directory = tmp_path_factory.mktemp("saved")
    asked = [sys.executable, "-c", SAVE, str(directory), *EXAMPLES]
    subprocess.run(asked, cwd=ROOT / "examples", check=True, capture_output=True)
    return directory


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_file_is_explained_and_verified_with_the_module_imported(name: str, saved: Path) -> None:
    options = ["--import", name, "--format", "json", "--require", "stored", "--require", "summary"]
    done = subprocess.run(
        [sys.executable, "-m", "rnnscope", "explain", str(saved / f"{name}.keras"), *options],
        cwd=ROOT / "examples",
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["verified"] is True
    assert {row["basis"] for row in report["layers"]} <= {"derived", "none"}
    for witness in report["witnesses"].values():
        assert (witness["agrees"], witness["differences"]) == (True, [])
    assert all(set(row["witnesses"].values()) == {"agrees"} for row in report["layers"])


def test_without_the_import_only_what_is_stored_is_known(saved: Path) -> None:
    path, options = str(saved / "custom_composite.keras"), ("--no-summary", "--format", "json")
    done = subprocess.run(
        [sys.executable, "-m", "rnnscope", "explain", path, *options],
        cwd=ROOT / "examples",
        capture_output=True,
        encoding="utf-8",
    )
    (row,) = json.loads(done.stdout)["layers"]
    assert (row["basis"], row["params"]) == ("stored", 172)
