"""Which sizes of other layers decide a size of a layer: the nearest of those that were set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rnnscope.algebra.expr import Expr, Symbol
from rnnscope.algebra.sources import Origin
from rnnscope.states.toml_text import whole
from rnnscope.untrusted.limits import spend

MORE = "..."  # stands last where a size is made of more sizes than are named
_MOST = 4
_OWN = (Origin.SETTING, Origin.CONSTANT, Origin.READ)


@dataclass(frozen=True, slots=True)
class Sources:
    """The sizes of others that decide a layer's, by the names of these, and what they are set to.

    `sizes` has those of which several decide one size together: two changes that give it one
    value each are then told apart, as 6 + 7 and 7 + 6 are.
    """

    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)


def sources_of(count: Expr) -> Sources:
    """Return, for each size of a count that others decide, the sizes they are set by.

    A size is followed back from layer to layer, all that it is made of by one step at a time,
    as far as no more than four sizes that somebody set are met.  Where there are more, farther
    away, as the height and the kernels that Flatten's size comes from, `...` says so; where the
    first step has more than four already, as that of a long concatenation, none is named.
    """
    sources = Sources()
    for size in count.symbols:
        if size.kind in _OWN:
            continue
        symbols, is_cut = _nearest(size)
        named = {whole(each.qualified): each.value for each in symbols if each.owner}
        if not named:
            continue
        sources.names[whole(size.name)] = (*named, MORE) if is_cut else tuple(named)
        if is_cut or len(named) > 1:
            sources.sizes.update({name: value or 0 for name, value in named.items()})
    return sources


def _nearest(size: Symbol) -> tuple[list[Symbol], bool]:
    """Return the nearest sizes that one is set by, and whether there are more, farther away."""
    named: dict[Symbol, None] = {}
    step = _unpassed([size])
    while step:
        here = {each: None for each in step if each.origin is None and each.kind is not _CONSTANT}
        if len(named | here) > _MOST:
            return list(named), True
        named |= here
        step = _unpassed(
            symbol for each in step if each.origin is not None for symbol in each.origin.symbols
        )
    return list(named), False


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
