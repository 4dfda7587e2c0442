"""Which sizes of other layers decide a size of a layer: the nearest of those that were set."""

from __future__ import annotations

from collections.abc import Iterable

from rnnscope.algebra.expr import Expr, Symbol
from rnnscope.algebra.sources import Origin
from rnnscope.states.toml_text import whole
from rnnscope.untrusted.limits import spend

MORE = "..."  # stands last where a size is made of more sizes than are named
_MOST = 4
_OWN = (Origin.SETTING, Origin.CONSTANT, Origin.READ)


def sources_of(count: Expr) -> dict[str, tuple[str, ...]]:
    """Return, for each size of a count that others decide, the sizes they are set by.

    A size is followed back from layer to layer, all that it is made of by one step at a time,
    as far as no more than four sizes that somebody set are met.  Where there are more, farther
    away, as the height and the kernels that Flatten's size comes from, `...` says so; where the
    first step has more than four already, as that of a long concatenation, none is named.
    """
    found = ((size.name, _named(size)) for size in count.symbols if size.kind not in _OWN)
    return {whole(name): sources for name, sources in found if sources}


def _named(size: Symbol) -> tuple[str, ...]:
    named: dict[Symbol, None] = {}
    step = _unpassed([size])
    while step:
        here = {each: None for each in step if each.origin is None and each.kind is not _CONSTANT}
        if len(named | here) > _MOST:
            return (*_names(named), MORE) if named else ()
        named |= here
        step = _unpassed(
            symbol for each in step if each.origin is not None for symbol in each.origin.symbols
        )
    return _names(named)


_CONSTANT = Origin.CONSTANT


def _unpassed(sizes: Iterable[Symbol]) -> list[Symbol]:
    """Return sizes, each once, as they were before they were only passed on."""
    found: dict[Symbol, None] = {}
    for size in sizes:
        while size.origin is not None and (before := size.origin.single) is not None:
            spend()
            size = before
        found[size] = None
    spend(len(found))
    return list(found)


def _names(sizes: Iterable[Symbol]) -> tuple[str, ...]:
    return tuple(whole(size.qualified) for size in sizes if size.owner)
