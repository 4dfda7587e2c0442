"""Which sizes of other layers decide a size of a layer: the nearest of those that were set."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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


class Origins:
    """Follows the sizes of one model back; what only passes a size on is passed over once."""

    def __init__(self) -> None:
        self._passed: dict[int, tuple[Symbol, Symbol]] = {}  # by identity: two may be equal

    def of(self, count: Expr) -> Sources:
        """Return, for each size of a count that others decide, the sizes they are set by.

        A size is followed back from layer to layer, all that it is made of by one step at a
        time, as far as no more than four sizes that somebody set are met.  Where there are more,
        farther away, as the height and the kernels that Flatten's size comes from, `...` says
        so; where the first step has more than four already, as that of a long concatenation,
        none is named.
        """
        sources = Sources()
        for size in count.symbols:
            if size.kind in _OWN:
                continue
            symbols, is_cut = self._nearest(size)
            named = {whole(each.qualified): each.value for each in symbols if each.owner}
            if not named:
                continue
            sources.names[whole(size.name)] = (*named, MORE) if is_cut else tuple(named)
            if is_cut or len(named) > 1:
                sources.sizes.update({name: value or 0 for name, value in named.items()})
        return sources

    def _nearest(self, size: Symbol) -> tuple[list[Symbol], bool]:
        """Return the nearest sizes that one is set by, and whether there are more, farther away."""
        named: dict[Symbol, None] = {}
        step = [size]
        while step:
            met, following = dict(named), dict[Symbol, None]()
            for symbol in map(self._first, self._before(step)):
                if symbol.origin is not None:
                    following[symbol] = None
                elif symbol.kind is not Origin.CONSTANT:
                    met[symbol] = None
                    if len(met) > _MOST:
                        return list(named), True
            named, step = met, list(following)
        return list(named), False

    def _before(self, step: Iterable[Symbol]) -> Iterator[Symbol]:
        """Yield the sizes that some are computed from, as many as are asked for."""
        for size in step:
            spend()
            yield from [size] if size.origin is None else _symbols(size.origin)

    def _first(self, size: Symbol) -> Symbol:
        way: list[Symbol] = []
        while id(size) not in self._passed:
            before = size.origin.single if size.origin is not None else None
            if before is None:
                break
            way.append(size)
            size = before
        first = self._passed[id(size)][1] if id(size) in self._passed else size
        spend(len(way))
        self._passed.update((id(each), (each, first)) for each in way)
        return first


def _symbols(expr: Expr) -> Iterator[Symbol]:
    """Yield the sizes in an expression, as many as are asked for."""
    for atom in expr.atoms:
        spend()
        if isinstance(atom, Symbol):
            yield atom
        else:
            yield from (*atom.numerator.symbols, *atom.denominator.symbols)
