"""The top of the program: whatever happens below, it ends with an exit code and a sentence.

A code of 1 says that a model's witnesses differ, so nothing else may end with
it: not Python, which ends so for any exception, nor Rich and Typer, which do
where a reader has gone.  Light, since what takes longest starts below it.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable

TYPE_CHECKING = False  # which typing has, but importing that would take longer than all above
if TYPE_CHECKING:
    from typing import TextIO

FAILED, INTERRUPTED = 2, 130
TRACEBACK = "RNNSCOPE_TRACEBACK"

_WRITING = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EBADF)
_REPORT = (
    "this should not happen: please report it, with the command and, if you can, the model; "
    f"{TRACEBACK}=1 in the environment shows where it was"
)


class ClosedOutput(io.TextIOBase):
    """Standard output where there is none: what is written to it fails, as to a full disk."""

    _tried = False

    def write(self, _: str) -> int:
        """Fail."""
        self._tried = True
        raise OSError(errno.EBADF, "it is closed")

    def flush(self) -> None:
        """Fail, once, where something was to be written."""
        if self._tried:
            self._tried = False
            raise OSError(errno.EBADF, "it is closed")


def exit_code(command: Callable[[], int]) -> int:
    """Run a command, and return the code that the program is to end with."""
    open_streams()
    try:
        code = command()
        if code != FAILED:  # which has been said
            sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001  # there is nobody above who could say it
        code = _code(error)
    for stream in (sys.stdout, sys.stderr):
        _left(stream)
    return code


def open_streams() -> None:
    """Give the program the streams that it was started without.

    A file that is opened later would take the place of a closed one, and what
    a library prints would get into it.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    sys.stdout = sys.stdout or ClosedOutput()
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123


def _code(error: BaseException) -> int:
    """Say what went wrong, unless a reader has seen enough or the user has."""
    from rnnscope.commands.output import complain

    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    if isinstance(error, BrokenPipeError) or isinstance(error.__context__, BrokenPipeError):
        return 0
    if os.environ.get(TRACEBACK):
        _print_traceback(error)
    complain(_sentence(error))
    return FAILED


def _sentence(error: BaseException) -> str:
    from rnnscope.commands.output import STANDARD
    from rnnscope.errors import RnnscopeError, UnwritableError, said

    if isinstance(error, RnnscopeError):
        return str(error)
    if isinstance(error, OSError):  # of what Rich and Typer print themselves
        unwritten = _left(sys.stdout) or (error if _is_of_writing(error) else None)
        if unwritten is not None:
            return str(UnwritableError(STANDARD, unwritten))
    return f"{said(error)}; {_REPORT}"


def _is_of_writing(error: OSError) -> bool:
    """Tell whether it can only come from writing to a stream that is open."""
    return error.filename is None and error.errno in _WRITING


def _print_traceback(error: BaseException) -> None:
    import traceback

    try:
        traceback.print_exception(error)
    except OSError:
        _left(sys.stderr)


def _left(stream: TextIO) -> OSError | None:
    """Write what a stream still holds; where it takes nothing, return the reason."""
    try:
        stream.flush()
    except OSError as error:
        from rnnscope.commands.output import discard

        discard(stream)
        return error
    except ValueError:  # somebody closed it
        pass
    return None
