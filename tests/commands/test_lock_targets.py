"""`rnnscope lock package.module:thing`: models that code makes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rnnscope.cli import app
from rnnscope.states import lock_file

# TensorFlow 2.21 notes what it finds while it is imported, whatever TF_CPP_MIN_LOG_LEVEL is.
TENSORFLOW_SAYS = re.compile(r"(?m)^(?:WARNING: All log messages|I\d{4} |To enable the).*\n")

CODE = """\
import keras
from keras import layers

print("this is no part of a lock")


def small():
    return keras.Sequential([keras.Input((4,)), layers.Dense(3)])


def large():
    return keras.Sequential([keras.Input((4,)), layers.Dense(30)])


def none():
    raise ValueError("no such luck")
"""


def test_models_that_code_makes_are_locked_by_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "mine.py").write_text(CODE)
    (tmp_path / "rnnscope.toml").write_text('[[check]]\nmodels = ["mine:small", "mine:large"]\n')
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    ran = CliRunner().invoke(app, ["lock"])
    printed = "this is no part of a lock\n" * 2
    assert (ran.exit_code, TENSORFLOW_SAYS.sub("", ran.stderr)) == (0, printed)
    assert ran.stdout.splitlines() == [
        "mine:large: added, 1 layer",
        "mine:small: added, 1 layer",
        "../rnnscope.lock is written: 2 models",
    ]
    large, small = lock_file.read(tmp_path / "rnnscope.lock")
    assert [large.source, small.source] == ["mine:large", "mine:small"]
    assert [large.total, small.total] == [150, 15]
    assert {layer.path for model in (large, small) for layer in model.layers} == {"dense"}

    monkeypatch.chdir(tmp_path)
    ran = CliRunner().invoke(app, ["lock", "mine:small", "mine:none"])
    assert ran.exit_code == 2
    assert TENSORFLOW_SAYS.sub("", ran.stderr).splitlines() == [
        *["this is no part of a lock"] * 2,
        "error: cannot read mine:none: calling it raised ValueError: no such luck",
        "error: nothing is locked: rnnscope.lock stays as it was",
    ]
    ran = CliRunner().invoke(app, ["lock", "--stdout", "mine:small", "mine:none"])
    assert ran.exit_code == 0
    assert '\nsource = "mine:small"\n' in ran.stdout
    assert ran.stdout.endswith(
        "\n# cannot read mine:none: calling it raised ValueError: no such luck\n"
    )


def test_an_interrupt_ends_it_and_what_never_ends(tmp_path: Path) -> None:
    begin = "pathlib.Path('begun').touch()"
    code = f"import pathlib, time\ndef hangs():\n    {begin}\n    time.sleep(600)\n"
    (tmp_path / "home.py").write_text(code)
    command = [sys.executable, "-m", "rnnscope", "lock", "home:hangs", "home:hangs"]
    with subprocess.Popen(command, cwd=tmp_path, start_new_session=True) as process:
        _wait_until((tmp_path / "begun").exists, "it has not begun")
        process.send_signal(signal.SIGINT)  # to the command alone
        try:
            assert process.wait(60) == 130
        finally:
            process.kill()
    _wait_until(lambda: not _is_alive(process.pid), "a process of it is left")
    assert not (tmp_path / "rnnscope.lock").exists()


def _wait_until(holds: Callable[[], bool], problem: str) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline, problem
        time.sleep(0.1)


def _is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
