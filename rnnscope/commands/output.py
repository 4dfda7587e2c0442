"""Where a report goes: the screen, a pipe, or a file that is written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TextIO

from rnnscope.commands._beside import beside
from rnnscope.errors import UnwritableError
from rnnscope.renderers import WIDEST, WIDTH

STANDARD = "standard output"

_OPEN = re.compile(r"/dev/(stdin|stdout|stderr)|(?:/dev|/proc/self)/fd/(\d{1,9})", re.ASCII)


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


def screen_width(output: Path | None) -> int:
    """Return how wide a text may be: as the terminal, or as COLUMNS says where there is none."""
    fallback = (WIDTH, 24)
    if output is None and is_screen(sys.stdout):
        return shutil.get_terminal_size(fallback).columns
    columns = os.environ.get("COLUMNS", "")
    is_given = columns.isascii() and columns.isdigit() and 0 < int(columns[:9]) <= WIDEST
    return int(columns) if is_given else WIDTH


def write(text: str, output: Path | None) -> None:
    """Print, or write a file whole: it is replaced only when the new one is there.

    Raises:
        UnwritableError: the output takes nothing, or no file can be put there.

    """
    with writing(output):
        if output is None:
            _print(text)
        elif (number := _open_file(output)) is not None:
            with os.fdopen(os.dup(number), "w", encoding="utf-8") as file:
                file.write(text)
        elif _is_stream(output):
            output.write_text(text, encoding="utf-8")
        else:
            _replace(Path(os.path.realpath(output)), text)


def rewrite(texts: Mapping[Path, str]) -> None:
    """Write several files that are there: none is replaced before all new ones are written.

    Raises:
        UnwritableError: no file can be put in the place of one.

    """
    with contextlib.ExitStack() as stack:
        made = {}
        for path, text in texts.items():
            place = Path(os.path.realpath(path))
            with writing(path):
                made[place] = stack.enter_context(beside(place, text))
        for place, new in made.items():
            with writing(place):
                new.replace(place)


@contextlib.contextmanager
def writing(output: Path | None) -> Iterator[None]:
    """Name an output that takes nothing; a reader that has seen enough, as `head`, is no failure.

    Raises:
        UnwritableError: as it says.

    """
    try:
        yield
    except OSError as error:
        if output is None and sys.stdout is not None:
            discard(sys.stdout)
        if not isinstance(error, BrokenPipeError):
            raise UnwritableError(output or STANDARD, error) from None


def complain(sentence: str) -> None:
    """Print an error; where nobody listens to that either, the exit code has to do."""
    from rnnscope.pages.texts import visible

    note(f"error: {visible(sentence)}\n")


def note(text: str) -> None:
    """Print on standard error, if somebody listens."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except (OSError, ValueError):
        discard(sys.stderr)


def discard(stream: TextIO) -> None:
    """Send what a stream has not written yet to nowhere, or Python fails once more at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _open_file(output: Path) -> int | None:
    """Return the number of a file that is open already: what it holds is written on from there."""
    match = _OPEN.fullmatch(os.path.abspath(output))  # noqa: PTH100  # links are what it is
    if match is None:
        return None
    return int(match[2]) if match[2] else ("stdin", "stdout", "stderr").index(match[1])


def _is_stream(output: Path) -> bool:
    """Tell whether an output is a pipe or a device, which none may replace."""
    try:
        mode = output.stat().st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    return not stat.S_ISREG(mode)


def _replace(output: Path, text: str) -> None:
    with beside(output, text) as new:
        new.replace(output)


def _print(text: str) -> None:
    if sys.stdout is None:
        raise OSError(errno.EBADF, "it is closed")
    sys.stdout.write(text)
    sys.stdout.flush()
