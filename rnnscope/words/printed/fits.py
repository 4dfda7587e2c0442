"""Settings that fit a printed row, in words: what they are, and in what they differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rnnscope.report.row_verdict import Fit
from rnnscope.wording import listed, shown

SAME = "the same"
OF_KERNELS = ("kernel_height", "kernel_width", "kernel_depth")
_OF_AN_AXIS = re.compile(r"features_\d+")  # a size that `axis` tells already


def fit_texts(fits: Sequence[Fit]) -> Iterator[str]:
    """Say of each of several settings in what they differ from the others, as it is asked for."""
    keys = _varying([fit.settings for fit in fits])
    sizes = _varying([fit.sizes for fit in fits])
    for fit in fits:
        yield _described(fit, keys, [name for name in sizes if name in fit.sizes])


def beside(fit: Fit, chosen: Fit) -> str:
    """Say in what settings differ from those that were taken."""
    keys = [key for key in fit.settings if fit.settings[key] != chosen.settings.get(key)]
    return _described(fit, keys, [name for name in fit.sizes if _differs(name, fit, chosen)])


def sizes_found(chosen: Fit, others: Sequence[Fit]) -> str:
    """Say which sizes of the input follow from what is assumed."""
    differ = [name for name in chosen.sizes if any(_differs(name, chosen, o) for o in others)]
    found = [f"{name} = {chosen.sizes[name]:,}" for name in differ if _is_of_input(name, chosen)]
    return f": then {listed(found)}" if found else ""


def value_text(value: Any) -> str:
    """Write the value of an argument as it is written in a program of Keras's."""
    if isinstance(value, list):
        return f"({', '.join(map(value_text, value))}{',' * (len(value) == 1)})"
    return value if isinstance(value, str) and value.isidentifier() else shown(value)


def _differs(name: str, fit: Fit, other: Fit) -> bool:
    return fit.sizes.get(name) != other.sizes.get(name)


def _is_of_input(name: str, fit: Fit) -> bool:
    """Tell whether a size is none of the layer's own arguments, and they do not tell it."""
    own = {key.rpartition(".")[2] for key in fit.settings}
    is_own = name in own or name in OF_KERNELS or name == "gates"
    return not (is_own or _OF_AN_AXIS.fullmatch(name))


def _described(fit: Fit, keys: Iterable[str], sizes: Iterable[str]) -> str:
    said = [f"{key}={value_text(fit.settings[key])}" for key in keys if key in fit.settings]
    found = [f"{name} = {fit.sizes[name]:,}" for name in sizes if _is_of_input(name, fit)]
    if said and found:
        return f"{', '.join(said)} with {listed(found)}"
    return ", ".join(said or found) or SAME


def _varying(tables: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the names of which not all tables have the same value, in their order."""
    names = dict.fromkeys(name for table in tables for name in table)
    return [name for name in names if len({repr(table.get(name, ...)) for table in tables}) > 1]
