"""What an output must leave as it is: every file that the report is made of.

Two paths are one file by what the system says of them, not by how they are
written: links, hard links and other spellings are seen through.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from rnnscope.commands.output import STANDARD
from rnnscope.errors import OverwritesInputError
from rnnscope.model.parts import Model

_File: TypeAlias = tuple[int, int]  # what the system knows a file by
_Place: TypeAlias = str | Path | int  # a path, or the number of an open file


def refuse_inputs(output: Path | None, asked: str, model: Model) -> None:
    """Refuse to write over a file that a model was read from; None is standard output.

    `asked` is the path that the user gave for the model.

    Raises:
        OverwritesInputError: the output is such a file, or lies in the directory that is the model.

    """
    if output is None:
        _refuse(STANDARD, _standard_output(), _inputs(asked, model))
        return
    for directory in filter(os.path.isdir, filter(None, (asked, model.weights))):
        if _is_inside(output, directory):
            raise OverwritesInputError(output, f"it lies in {directory}, which is the model")
        _refuse(output, _file_of_several_names(output), _within(directory))
    _refuse(output, _file(output), _inputs(asked, model))


def refuse_compared(output: Path | None, files: Iterable[str], how: str = "compared") -> None:
    """Refuse to write over a file that is compared or checked, or into a directory that is.

    Raises:
        OverwritesInputError: the output is such a file, or lies in such a directory.

    """
    what, files = f"it is what is {how}", tuple(files)
    written = _standard_output() if output is None else _file(output)
    _refuse(output or STANDARD, written, ((file, what) for file in files))
    for directory in filter(os.path.isdir, files):
        if output is not None and _is_inside(output, directory):
            raise OverwritesInputError(output, f"it lies in {directory}, which is {how}")


def _refuse(output: object, written: _File | None, inputs: Iterable[tuple[_Place, str]]) -> None:
    if written is not None:
        for place, what in inputs:
            if _file(place) == written:
                raise OverwritesInputError(output, what)


def _inputs(asked: str, model: Model) -> Iterator[tuple[_Place, str]]:
    """Yield every file that was read, or belongs to one that was, and what it is."""
    yield (0 if asked == "-" else asked), "it is the model"
    if model.source is not None:
        yield model.source, "it is the model"
    if model.weights is not None:
        yield model.weights, "it holds the model's weights"
    yield from ((file, "it is a file of the model") for file in model.files)
    for name, module in list(sys.modules.items()):
        if path := getattr(module, "__file__", None):
            yield path, f"it is the code of {name}"


def _within(directory: str) -> Iterator[tuple[_Place, str]]:
    for folder, _, names in os.walk(directory):
        for name in names:
            yield Path(folder, name), f"it is a file of {directory}, which is the model"


def _is_inside(output: Path, directory: str) -> bool:
    """Tell whether a file, there or not, would be one of a directory's."""
    try:
        written = Path(os.path.realpath(output))
    except FileNotFoundError:  # no current directory any more, in which it could be
        return False
    top = _file(directory)
    return any(_file(folder) == top for folder in written.parents)


def _file_of_several_names(path: Path) -> _File | None:
    """Return what a path leads to that may lead there from elsewhere too."""
    try:
        return _file(path) if path.stat().st_nlink > 1 else None
    except OSError:
        return None


def _standard_output() -> _File | None:
    try:
        return _file(sys.stdout.fileno())
    except (AttributeError, OSError, ValueError):  # it is closed, or no file at all
        return None


def _file(path: _Place) -> _File | None:
    """Return what a path or an open file leads to; None for what is written to and not over."""
    try:
        status = os.stat(path)  # noqa: PTH116  # a number is no path
    except (OSError, ValueError):
        return None
    regular = stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)
    return (status.st_dev, status.st_ino) if regular else None
