"""What somebody gives as expected, looked at before any model is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import index

from rnnscope.errors import BadArgumentError
from rnnscope.expectations.sizes import bytes_of
from rnnscope.untrusted.whole_numbers import MOST

_COUNT = "a whole number from 0 on"
_LAYERS = "counts or formulas by the names of layers, as {'dense': 1290}"


def count(name: str, value: object) -> int | None:
    """Return a count; None where none is given.

    Raises:
        BadArgumentError: it is no whole number from 0 on.

    """
    number = _whole(value)
    if value is not None and (number is None or not 0 <= number <= MOST):
        raise BadArgumentError(name, _COUNT, value)
    return number


def size_in_bytes(name: str, value: object) -> int | None:
    """Return a number of bytes, which may be written with a unit; None where none is given.

    Raises:
        BadArgumentError: it is none.

    """
    return None if value is None else bytes_of(value if (n := _whole(value)) is None else n, name)


def layers(name: str, value: object) -> dict[str, int | str]:
    """Return counts and formulas by the names of layers.

    Raises:
        BadArgumentError: it is no mapping of names to counts or formulas.

    """
    return dict(_layers(name, {} if value is None else value))


def _layers(name: str, value: object) -> Iterator[tuple[str, int | str]]:
    if not isinstance(value, Mapping):
        raise BadArgumentError(name, _LAYERS, value)
    for layer, expected in value.items():
        if not isinstance(layer, str) or not layer:
            raise BadArgumentError(name, "names of layers", layer)
        if isinstance(expected, str):
            yield layer, expected
            continue
        number = count(f"{name}[{layer!r:.60}]", expected)
        if number is None:
            raise BadArgumentError(f"{name}[{layer!r:.60}]", "a count or a formula", expected)
        yield layer, number


def open_sizes(name: str, value: object) -> dict[str, int]:
    """Return sizes by their names.

    Raises:
        BadArgumentError: it is no mapping of names to sizes.

    """
    given = {} if value is None else value
    if not isinstance(given, Mapping):
        raise BadArgumentError(name, "sizes by name, as {'timesteps': 28}", value)
    sizes: dict[str, int] = {}
    for size, number in given.items():
        if not isinstance(size, str) or not size:
            raise BadArgumentError(name, "names of sizes", size)
        whole = _whole(number)
        if whole is None or not 0 <= whole <= MOST:
            raise BadArgumentError(f"{name}[{size!r:.60}]", _COUNT, number)
        sizes[size] = whole
    return sizes


def names(name: str, value: object) -> tuple[str, ...]:
    """Return names; one may be given alone.

    Raises:
        BadArgumentError: they are none.

    """
    given = () if value is None else (value,) if isinstance(value, str) else value
    if not isinstance(given, Iterable):
        raise BadArgumentError(name, "a list of names, as ['embedding']", value)
    found = tuple(given)
    for each in found:
        if not isinstance(each, str) or not each:
            raise BadArgumentError(name, "names", each)
    return found


def _whole(value: object) -> int | None:
    """Return a whole number, NumPy's too; None where it is none."""
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        return None
    try:
        return index(value)
    except TypeError:  # an array of several
        return None
