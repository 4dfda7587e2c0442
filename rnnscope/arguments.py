"""What callers of the library give, looked at before anything is done with it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from numbers import Real
from typing import Any

from rnnscope.errors import BadArgumentError
from rnnscope.untrusted.whole_numbers import MOST

WITNESSES = ("stored", "summary")
LONGEST = 86_400  # seconds that Keras may take: a day
MOST_AXES = 64  # of a shape
GENERATIONS = range(4)  # of Keras


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


def input_shapes(shapes: Any) -> dict[str, tuple[int | None, ...]]:
    """Return shapes by the names of inputs; one alone is that of the only input, under "".

    Raises:
        BadArgumentError: a shape is no sizes above 0, or None for one that is open.

    """
    if shapes is None:
        return {}
    by_name = shapes if isinstance(shapes, Mapping) else {"": shapes}
    for name, shape in by_name.items():
        is_shape = isinstance(shape, list | tuple) and len(shape) <= MOST_AXES
        if not (isinstance(name, str) and is_shape and all(map(_is_size, shape))):
            expected = "a shape without the batch, as (28, 28) or (None, 28), or several by name"
            raise BadArgumentError("input_shape", expected, shapes)
    return {name: tuple(shape) for name, shape in by_name.items()}


def _is_size(value: object) -> bool:
    return value is None or (type(value) is int and 0 < value <= MOST)


def assumed(values: Any) -> dict[str, Any]:
    """Return arguments of layers by name, as `{"conv1.kernel_size": 3}`.

    Raises:
        BadArgumentError: they are no such mapping.

    """
    known = {} if values is None else values
    if not isinstance(known, Mapping):
        raise BadArgumentError("assume", "a dict as {'conv1.kernel_size': 3}", values)
    for name in known:
        if not (isinstance(name, str) and all(name.rpartition("."))):
            expected = "names of a layer and of one of its arguments, as conv1.kernel_size"
            raise BadArgumentError("assume", expected, name)
    return dict(known)


def generation(keras: Any) -> int | None:
    """Return which Keras printed a summary, where somebody says so.

    Raises:
        BadArgumentError: there is no such generation.

    """
    if not (keras is None or (type(keras) is int and keras in GENERATIONS)):
        raise BadArgumentError("keras", "0, 1, 2 or 3", keras)
    return keras
