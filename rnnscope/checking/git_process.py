"""Asks git, in a process, and never through a shell.

A repository may be a stranger's, and so may be its configuration: nothing is fetched, which would
run what that names, no hook runs, no filter is asked, and nothing is written into the repository.
What a hook or an alias of the user's has set for another repository is left out.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO, Any

from rnnscope.errors import RevisionError
from rnnscope.untrusted.limits import beyond, current
from rnnscope.wording import cut

# What git sets for its hooks; it names the repository that they run for, and not that of a file.
_OF_A_HOOK = {
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"),
    *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE"),
}
_OURS = {
    "LC_ALL": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",  # for a git older than 2.44, which fetches lazily all the same
}
_NO_PROGRAM = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")
_PIECE = 2**20
_WAITING = 3  # times the limit, since a machine may be busy


def asked(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Return how git ended that was asked in a directory, and what it said.

    Raises:
        RevisionError: it cannot be started, or does not end.

    """
    with _startable():
        try:
            return subprocess.run(  # noqa: S603  # each is one argument, no revision an option
                _command(*arguments),
                cwd=folder,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                check=False,
                timeout=_WAITING * current().seconds,
            )
        except subprocess.TimeoutExpired:
            raise RevisionError(_late()) from None


def answer(folder: Path, *arguments: str) -> bytes:
    """Return what git answers.

    Raises:
        RevisionError: it fails; the message has its reason.

    """
    ran = asked(folder, *arguments)
    if ran.returncode:
        raise RevisionError(words(ran.stderr))
    return ran.stdout


@dataclass(frozen=True, slots=True)
class Blobs:
    """The contents of files, out of one git that is asked for one after the other."""

    _git: subprocess.Popen[bytes]

    def write(self, name: str, file: IO[bytes], most: int) -> int:
        """Write what is in a blob, as git has it, and return how many bytes it has.

        Raises:
            RevisionError: it is not there, as in a partial clone, or has more than `most` bytes.

        """
        size = left = self._size(name)
        if size > most:
            raise TooLargeError(size)
        stdout = _open(self._git.stdout)
        while left:
            piece = stdout.read(min(left, _PIECE))
            if not piece:
                raise RevisionError("git says: nothing, and ends")
            file.write(piece)
            left -= len(piece)
        stdout.read(1)
        return size

    def _size(self, name: str) -> int:
        timer = Timer(_WAITING * current().seconds, self._git.kill)
        timer.start()
        try:
            stdin = _open(self._git.stdin)
            stdin.write(f"{name}\n".encode())
            stdin.flush()
            facts = _open(self._git.stdout).readline().split()
        finally:
            is_late = not timer.is_alive()
            timer.cancel()
        if is_late:
            raise RevisionError(_late())
        if facts[1:2] != [b"blob"]:
            lacks = "the repository lacks it, as a partial clone does, and nothing is fetched here"
            raise RevisionError(f"{lacks}; `git cat-file blob {name}` fetches it")
        return int(facts[2])


class TooLargeError(RevisionError):
    """A file has more bytes than it may have."""

    def __init__(self, size: int) -> None:
        super().__init__(f"a file has {size:,} bytes")
        self.size = size


@contextlib.contextmanager
def blobs(folder: Path) -> Iterator[Blobs]:
    """Give what reads files out of the repository that a directory is in, for a block."""
    with _startable():
        git = subprocess.Popen(  # noqa: S603  # as above
            _command("cat-file", "--batch"),
            cwd=folder,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    try:
        yield Blobs(git)
    except BrokenPipeError:
        raise RevisionError("git says: nothing, and ends") from None
    finally:
        git.kill()
        git.communicate()


def _late() -> str:
    return f"git gives no answer: waiting for it goes {beyond('seconds')}"


def words(stderr: bytes) -> str:
    """Return the first thing that git says, and the command that it names as a remedy."""
    lines = [line.strip() for line in stderr.decode(errors="replace").splitlines()]
    remedies = [line for line in lines if line.startswith("git config ")]
    said = cut(lines[0].removeprefix("fatal: ")) if lines else "nothing, and fails"
    remedy = f"; `{cut(remedies[0])}` lets it" if remedies else ""
    return f"git says: {said}{remedy}"


def _command(*arguments: str) -> list[str]:
    git = shutil.which("git")
    if git is None:
        raise RevisionError("git is not there: there is no program `git` on the PATH")
    return [git, "--no-pager", "--literal-pathspecs", *_NO_PROGRAM, *arguments]


def _environment() -> dict[str, str]:
    return {**{k: v for k, v in os.environ.items() if k not in _OF_A_HOOK}, **_OURS}


@contextlib.contextmanager
def _startable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RevisionError(f"git cannot be started: {error.strerror or error}") from None


def _open(stream: IO[bytes] | None) -> Any:
    if stream is None:
        raise BrokenPipeError
    return stream
