"""What is wrong with a directive, a model or a setting: a warning with its place, no traceback."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from sphinx.errors import ConfigError

from tests.files import MNIST, entry, sequential, write_json, write_keras
from tests.sphinx.sites import build, built, ran, write

DENSE = sequential(entry("Dense", "dense", units=2), shape=(None, 3))


@pytest.mark.parametrize(
    ("directive", "words"),
    [
        ("missing.keras", "cannot read missing.keras: there is no such file [rnnscope.model]"),
        ("conf.py", "cannot read conf.py: it is a Python program"),
        ("conf:model", "this runs code: list it in rnnscope_targets of conf.py first"),
        ("-", "cannot read -: there is no such file"),
        (".", "cannot read "),
        ("x" * 5000, "cannot read "),
        ("round", "cannot read round: "),
        ("dead", "cannot read nowhere: there is no such file"),
        ("mnist.keras\n   :layer: dence", "no layer is named 'dence'; did you mean 'dense'?"),
        ("mnist.keras\n   :columns: sizes", "columns: expected some of name, shape, "),
        ("mnist.keras\n   :why-not: 1 +", "cannot read the formula '1 +'"),
        (
            "mnist.keras\n   :figure: recurrence\n   :layer: dense",
            "cannot draw the recurrence: dense has",
        ),
        ("mnist.keras\n   :figure:\n   :format: text", "leave out either of them"),
        (
            "dropout.json\n   :format: table\n   :layer: drop",
            "layer: expected one with weights that are known; found 'drop'",
        ),
        ("mnist.keras\n   :layer: *e*\n   :format: json", "the name of one layer, in json"),
    ],
)
def test_a_warning_says_what_is_wrong_and_where(directive: str, words: str, tmp_path: Path) -> None:
    shutil.copy(MNIST, tmp_path / "mnist.keras")
    write_json(tmp_path / "dropout.json", sequential(entry("Dropout", "drop"), shape=(None, 3)))
    (tmp_path / "round").symlink_to("round")
    (tmp_path / "dead").symlink_to("nowhere")
    result = built(tmp_path, f"Before.\n\n.. rnnscope:: {directive}\n\nBehind.")
    [warning] = result.warnings
    assert warning.startswith("index.rst:6: WARNING: ")
    assert words in warning
    assert "Before.\nBehind." in result.shown("index.html")


@pytest.mark.parametrize(
    "option",
    ["depth: 0", "only: some", "format: pdf", "open: wide", "figure: tree", "layer:", "x: y"],
)
def test_an_option_that_there_is_not_is_an_error_of_docutils(option: str, tmp_path: Path) -> None:
    shutil.copy(MNIST, tmp_path / "mnist.keras")
    result = built(tmp_path, f".. rnnscope:: mnist.keras\n   :{option}")
    assert result.warnings[0].startswith('index.rst:4: ERROR: Error in "rnnscope" directive:')


def test_a_model_that_is_not_what_its_file_says_is_shown_and_warned_of(tmp_path: Path) -> None:
    wrong = {"layers/dense/vars/0": (3, 2), "layers/dense/vars/1": (5,)}
    write_keras(tmp_path / "wrong.keras", DENSE, wrong)
    result = built(tmp_path, ".. rnnscope:: wrong.keras")
    [warning] = result.warnings
    assert warning.startswith("index.rst:4: WARNING: wrong.keras: its witnesses differ: dense")
    assert warning.endswith("[rnnscope.differs]")
    assert "✗ dense" in result.shown("index.html")


def test_a_kind_of_warning_can_be_left_out(tmp_path: Path) -> None:
    page = ".. rnnscope:: missing.keras"
    assert not built(tmp_path, page, suppress_warnings=["rnnscope.model"]).warnings


def test_a_build_that_takes_warnings_for_errors_fails(tmp_path: Path) -> None:
    write(tmp_path, {"index.rst": "A\n=\n\n.. rnnscope:: missing.keras\n"})
    done = ran(tmp_path, "-W")
    assert done.returncode == 1
    assert "index.rst:4: WARNING: cannot read missing.keras" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_limit_that_there_is_not_is_said(tmp_path: Path) -> None:
    shutil.copy(MNIST, tmp_path / "mnist.keras")
    [warning] = built(
        tmp_path, ".. rnnscope:: mnist.keras", rnnscope_limits={"secunds": 3}
    ).warnings
    assert "secunds" in warning


def test_a_limit_is_kept_to(tmp_path: Path) -> None:
    shutil.copy(MNIST, tmp_path / "mnist.keras")
    page = ".. rnnscope:: mnist.keras"
    [warning] = built(tmp_path, page, rnnscope_limits={"json_bytes": 10}).warnings
    assert 'which rnnscope_limits = {"json_bytes": NUMBER} raises' in warning
    assert "json_bytes" in warning
    assert not build(write(tmp_path, {}, rnnscope_limits={"json_bytes": 10**6})).warnings


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("rnnscope_timeout", "x", "expected seconds above 0; found 'x'"),
        ("rnnscope_timeout", 0, "expected seconds above 0; found 0"),
        ("rnnscope_timeout", -1, "expected seconds above 0; found -1"),
        ("rnnscope_timeout", True, "expected seconds above 0; found True"),
        ("rnnscope_imports", "os", "expected a list of names; found 'os'"),
        ("rnnscope_imports", [1], "expected a list of names"),
        ("rnnscope_targets", None, "expected a list of names; found None"),
        ("rnnscope_limits", [1], "expected a dict of numbers"),
    ],
)
def test_a_setting_of_another_kind_is_told(
    name: str, value: Any, problem: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match=f"{name}: {problem}"):
        built(tmp_path, "B", **{name: value})
