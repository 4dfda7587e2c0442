"""Where a report goes: the screen, a pipe, or a file that is written whole or not at all."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from pathlib import Path
from typing import TextIO


def is_ascii_only(output: Path | None) -> bool:
    """Tell whether the output has only ASCII; a file is written as UTF-8."""
    if output is not None:
        return False
    try:
        "·✓╭".encode(sys.stdout.encoding or "ascii")
    except (AttributeError, UnicodeEncodeError, LookupError):  # it may be closed
        return True
    return False


def is_screen(stream: TextIO | None) -> bool:
    """Tell whether a person sees what is written; None is a stream that is closed."""
    return stream is not None and stream.isatty()


def write(text: str, output: Path | None) -> None:
    """Print, or write a file whole: it is replaced only when the new one is there."""
    if output is None:
        _print(text)
        return
    if output.exists() and not (output.is_file() or output.is_dir()):
        output.write_text(text, encoding="utf-8")  # a pipe or a device, which none may replace
        return
    output = output.resolve()
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(_mode(output))
        Path(name).replace(output)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _print(text: str) -> None:
    """Print; a reader that has seen enough, such as `head`, is no failure."""
    if sys.stdout is None:
        raise OSError(errno.EBADF, "it is closed")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        # What is left must go somewhere, or Python fails once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise


def _mode(output: Path) -> int:
    """Return the permissions the file has, or those that a new one gets."""
    if output.exists():
        return output.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
