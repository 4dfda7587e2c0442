"""Models that come in a stream: `-`, which is standard input, `/dev/stdin`, and `/dev/fd/63`.

No reader can go back in a stream, and no other process can open it by its
name; so it is kept in a file of ours while it is read, up to a limit.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import BinaryIO

from rnnscope.errors import UnreadableModelError
from rnnscope.untrusted.limits import beyond, current

STANDARD = "-"
NAME = "standard input"

_PIECE = 2**20
_LINKS = 40  # in each other; the system follows no more
_OPEN_FILES = re.compile(r"/dev/fd|/proc/(\d+|self|thread-self)/(task/\d+/)?fd")


def matches(source: str | os.PathLike[str]) -> bool:
    """Tell whether a source is standard input, or a name of a file that this process has open."""
    return source == STANDARD or _is_open_file(os.fspath(source))


def name(source: str | os.PathLike[str]) -> str:
    """Return what people call a source."""
    return NAME if source == STANDARD else os.fspath(source)


@contextlib.contextmanager
def kept(source: str | os.PathLike[str]) -> Iterator[Path]:
    """Keep a stream in a file for a block; what cannot be read in it is said of the stream.

    Raises:
        UnreadableModelError: it is a terminal, or closed, or longer than the limit; or the block
            raised it for the file.

    """
    with directory_for(source) as directory:
        path = Path(directory, Path(name(source)).name)
        try:
            with _opened(source) as stream, path.open("xb") as file:
                _copy(stream, file, source)
            yield path
        except UnreadableModelError as error:
            raise UnreadableModelError(name(source), _reason(error, path)) from None
        except OSError as error:
            raise UnreadableModelError(name(source), error.strerror or str(error)) from None


def _copy(stream: BinaryIO, file: BinaryIO, source: str | os.PathLike[str]) -> None:
    left = current().stream_bytes
    while piece := stream.read(min(_PIECE, left + 1)):
        left -= len(piece)
        if left < 0:
            raise UnreadableModelError(name(source), f"it goes on {beyond('stream_bytes')}")
        try:
            file.write(piece)
            file.flush()
        except OSError as error:
            raise _not_kept(source, error) from None


def _not_kept(source: str | os.PathLike[str], error: OSError) -> UnreadableModelError:
    reason = f"it cannot be kept in a file while it is read: {error.strerror or error}"
    return UnreadableModelError(name(source), reason)


def _reason(error: UnreadableModelError, path: Path) -> str:
    """Return what is wrong: of the stream itself, or of a file that would be beside a file."""
    where = Path(str(error.source))
    if where != path and path.parent in where.parents:
        return f"{where.name}, which belongs to it: {error.reason}"
    return error.reason


@contextlib.contextmanager
def _opened(source: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    if source != STANDARD:
        with open(source, "rb") as file:  # noqa: PTH123
            _refuse_terminal(file, source)
            yield file
        return
    stream = getattr(sys.stdin, "buffer", None)
    if stream is None or stream.closed:
        raise UnreadableModelError(NAME, "it is closed")
    _refuse_terminal(stream, source)
    yield stream


def _refuse_terminal(stream: BinaryIO, source: str | os.PathLike[str]) -> None:
    if stream.isatty():
        hint = "a file goes in by `< model.keras`, or from another program by `|`"
        raise UnreadableModelError(name(source), f"it is a terminal; {hint}")


def _is_open_file(path: str) -> bool:
    """Tell whether a path leads, link by link, through the names of a process's open files."""
    for _ in range(_LINKS):
        if not path or not os.path.lexists(path):
            return False
        try:
            folder = os.path.realpath(os.path.dirname(path))  # noqa: PTH120
        except FileNotFoundError:  # there is no current directory any more
            return False
        if _OPEN_FILES.fullmatch(folder):
            return True
        if not os.path.islink(path):  # noqa: PTH114
            return False
        path = os.path.join(folder, os.readlink(path))  # noqa: PTH115, PTH118
    return False


@contextlib.contextmanager
def directory_for(source: str | os.PathLike[str]) -> Iterator[str]:
    """Make a directory that is gone after the block, also where the program is told to end."""
    import tempfile

    try:
        with _ended_in_order(), contextlib.ExitStack() as stack:
            try:
                made = tempfile.TemporaryDirectory(prefix="rnnscope-")
            except OSError as error:
                raise _not_kept(source, error) from None
            yield stack.enter_context(made)
    except _EndedError as error:
        (number,) = error.args
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)


@contextlib.contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let a signal to end, which nobody else waits for, leave the block first."""
    with contextlib.ExitStack() as stack:
        if threading.current_thread() is threading.main_thread():
            for number in filter(None, (signal.SIGTERM, getattr(signal, "SIGHUP", None))):
                if signal.getsignal(number) is signal.SIG_DFL:
                    signal.signal(number, _end)
                    stack.callback(signal.signal, number, signal.SIG_DFL)
        yield


class _EndedError(BaseException):
    """The program was told to end."""


def _end(number: int, _: FrameType | None) -> None:
    raise _EndedError(number)
