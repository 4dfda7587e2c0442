"""The top of the program: no exception gets past it, and none ends as if a model differed."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rnnscope.commands.top import FAILED, INTERRUPTED, TRACEBACK, exit_code
from tests.files import MNIST, ROOT


class Odd(BaseException):
    """What nobody catches who catches exceptions."""


class MuteError(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


def recurse() -> int:
    return recurse()


def raising(error: BaseException) -> Callable[[], int]:
    def command() -> int:
        raise error

    return command


def out_of_memory() -> int:
    return len(bytearray(2**62))


def gone_reader() -> int:
    try:
        raise BrokenPipeError
    except OSError:
        raise SystemExit(1) from None  # as Rich and Typer do


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (raising(Odd("from a hook\n\x1b[31m")), "error: Odd: from a hook; "),
        (raising(MuteError("x")), "error: MuteError; "),
        (raising(ValueError("é" * 10_000)), f"error: ValueError: {'é' * 300}; "),
        (raising(SystemExit(0)), "error: SystemExit: 0; "),
        (raising(SystemExit(1)), "error: SystemExit: 1; "),
        (raising(GeneratorExit()), "error: GeneratorExit; "),
        (raising(asyncio.CancelledError()), "error: CancelledError; "),
        (raising(FileNotFoundError(2, "No such file", "x")), "error: FileNotFoundError: "),
        (recurse, "error: RecursionError: maximum recursion depth exceeded"),
        (out_of_memory, "error: MemoryError; "),
    ],
    ids=lambda value: value[7:30] if isinstance(value, str) else "",
)
def test_what_nobody_foresaw_is_a_sentence(
    command: Callable[[], int], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code(command) == FAILED
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(words)
    assert "please report it" in told.err
    assert told.err.count("\n") == 1
    assert "\x1b" not in told.err


def test_codes_of_commands_are_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert [exit_code(lambda code=code: code) for code in (0, 1, 2)] == [0, 1, 2]  # type: ignore[misc]
    assert exit_code(gone_reader) == 0
    assert exit_code(raising(KeyboardInterrupt())) == INTERRUPTED
    assert capsys.readouterr() == ("", "")


def test_developers_see_where_it_was(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TRACEBACK, "1")
    assert exit_code(raising(Odd("here"))) == FAILED
    told = capsys.readouterr().err
    assert told.startswith("Traceback (most recent call last):")
    assert "raise error\n" in told
    assert told.splitlines()[-1].startswith("error: Odd: here; ")


def shell(arguments: str, redirection: str) -> tuple[int, str]:
    """Run `rnnscope` with its streams redirected; return its own code, and what is left to see."""
    code = "PIPESTATUS[0]" if "|" in redirection else "?"
    command = f'"{sys.executable}" -m rnnscope {arguments} {redirection}; exit ${{{code}}}'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT)
    return done.returncode, done.stderr


EXPLAIN = f"explain '{MNIST}' --no-summary"
WRITE = "error: cannot write standard output: "
STREAMS = [
    *((each, "> /dev/full", 2, f"{WRITE}No space left on device\n") for each in ("--help",)),
    ("--version", "> /dev/full", 2, f"{WRITE}No space left on device\n"),
    ("layers", "> /dev/full", 2, f"{WRITE}No space left on device\n"),
    ("layers LSTM", "> /dev/full", 2, f"{WRITE}No space left on device\n"),
    ("explain --help", ">&-", 2, f"{WRITE}it is closed\n"),
    ("--version", ">&-", 2, f"{WRITE}it is closed\n"),
    ("layers LSTM", ">&-", 2, f"{WRITE}it is closed\n"),
    ("explain gone", "2> /dev/full", 2, ""),
    ("explain --depth no", "2> /dev/full", 2, ""),
    ("explain gone", "2> >(true)", 2, ""),
    (EXPLAIN, "> /dev/full 2> /dev/full", 2, ""),
    (EXPLAIN, ">&- 2>&- <&-", 2, ""),
    (EXPLAIN, "2>&- <&- > /dev/null", 0, ""),
    ("layers", "| true", 0, ""),
    ("explain --help", "| true", 0, ""),
]


@pytest.fixture(scope="module")
def ended() -> list[tuple[int, str]]:
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda case: shell(case[0], case[1]), STREAMS))


@pytest.mark.parametrize("i", range(len(STREAMS)), ids=lambda i: " ".join(STREAMS[i][:2]))
def test_streams_that_take_nothing(ended: list[tuple[int, str]], i: int) -> None:
    assert ended[i] == STREAMS[i][2:]


ODD = """
class Odd(BaseException):
    pass

class MuteError(Exception):
    def __str__(self):
        raise Odd("no words")

def quiet():
    raise Odd("on the way")

def mute():
    raise MuteError

def leaves():
    raise SystemExit(0)
"""


def test_a_users_own_code_may_raise_anything(tmp_path: Path) -> None:
    (tmp_path / "odd.py").write_text(ODD)
    script = """
import sys
from rnnscope.cli import run
from rnnscope.commands.top import exit_code
for each in ("quiet", "mute", "leaves"):
    sys.argv = ["rnnscope", "explain", f"odd:{each}", "--no-summary"]
    print(each, exit_code(run))
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, cwd=tmp_path, env=environment
    )
    assert done.stdout.decode().split() == ["quiet", "2", "mute", "2", "leaves", "2"]
    errors = [line for line in done.stderr.decode().splitlines() if line.startswith("error:")]
    assert errors == [
        "error: cannot read odd:quiet: calling it raised Odd: on the way",
        "error: cannot read odd:mute: calling it raised MuteError",
        "error: cannot read odd:leaves: calling it raised SystemExit: 0",
    ]
