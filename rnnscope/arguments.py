"""What callers of the library give, looked at before anything is done with it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from numbers import Real
from typing import Any

from rnnscope.errors import BadArgumentError

WITNESSES = ("stored", "summary")
LONGEST = 86_400  # seconds that Keras may take: a day


def module_names(imports: Any) -> tuple[str, ...]:
    """Return the modules named.

    Raises:
        BadArgumentError: they are no list of names.

    """
    if isinstance(imports, str) or not isinstance(imports, Iterable):
        raise BadArgumentError(
            "imports", f"a list of names of modules, as [{'my.layers'!r}]", imports
        )
    names = tuple(imports)
    for name in names:
        if not isinstance(name, str):
            raise BadArgumentError("imports", "names of modules", name)
    return names


def seconds(timeout: Any) -> float:
    """Return how long Keras may take.

    Raises:
        BadArgumentError: it is no number of seconds above 0, a day at most.

    """
    is_number = isinstance(timeout, Real) and not isinstance(timeout, bool)
    if not (is_number and 0 < timeout <= LONGEST):
        raise BadArgumentError("timeout", f"seconds above 0 and up to {LONGEST:,}", timeout)
    return float(timeout)


def path_or_none(name: str, path: Any) -> str | None:
    """Return a path as text.

    Raises:
        BadArgumentError: it is none.

    """
    text = os.fspath(path) if isinstance(path, str | os.PathLike) else path
    if not (text is None or (isinstance(text, str) and "\0" not in text)):
        raise BadArgumentError(name, "the path of a file", path)
    return text


def witness_names(require: Any, *, summary: bool = True) -> tuple[str, ...]:
    """Return the witnesses that must be heard; one may be named alone.

    Raises:
        BadArgumentError: there is no such witness, or it is not to be asked.

    """
    wanted = (require,) if isinstance(require, str) else require
    names = tuple(wanted) if isinstance(wanted, Iterable) else (wanted,)
    for name in names:
        if name not in WITNESSES:
            raise BadArgumentError("require", f"some of {', '.join(map(repr, WITNESSES))}", name)
    if "summary" in names and not summary:
        raise BadArgumentError("require", "no 'summary' where summary is False", require)
    return names
