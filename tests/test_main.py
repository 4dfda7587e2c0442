"""The first lines of the program, and where it is stopped at them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.files import MNIST, ROOT

START = """
import os, signal, sys

wanted = sys.argv.pop(1)


class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == wanted:
            os.kill(os.getpid(), signal.SIGINT)


sys.meta_path.insert(0, Finder)
from rnnscope.__main__ import main

main()
"""


@pytest.mark.parametrize(
    "name",
    [
        "rnnscope.commands.top",
        "rnnscope.readers.hdf5.process",
        "subprocess",
        "typer",
        "rnnscope.api",
        "rnnscope.renderers.text",
    ],
)
def test_an_interrupt_while_it_starts_is_quiet(name: str) -> None:
    """SIGINT arrives just as a module is looked for."""
    arguments = [name, "explain", str(MNIST), "--no-summary"]
    done = subprocess.run(
        [sys.executable, "-c", START, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([str(MNIST)], 0, "21,386"),
        (["m.keras"], 2, "m.keras: there is no such file, and no current directory any more"),
        (["../m.keras"], 2, "cannot read ../m.keras: there is no such file"),
        (["."], 2, "cannot read .: it is a directory in which there is no model"),
        ([str(ROOT / "examples"), "-o", "../out"], 2, "cannot "),
        (["mine:model"], 2, "there is no module 'mine' on Python's path"),
        ([str(MNIST), "--import", "mine"], 2, "cannot import mine: there is no module 'mine'"),
        ([str(MNIST), "-o", "out"], 2, "cannot write out: No such file or directory"),
    ],
)
def test_a_current_directory_that_was_deleted(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    def delete() -> None:
        os.chdir(tmp_path / "gone")
        (tmp_path / "gone").rmdir()

    (tmp_path / "gone").mkdir()
    command = [
        str(Path(sys.executable).with_name("rnnscope")),
        "explain",
        *arguments,
        "--no-summary",
    ]
    done = subprocess.run(command, preexec_fn=delete, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert said in (done.stdout if code == 0 else done.stderr)
    assert done.stderr.count("\n") == (code != 0)
