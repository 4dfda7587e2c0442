"""The sizes of a model that somebody chose, and which of them move together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from rnnscope.algebra.expr import Expr, Symbol
from rnnscope.algebra.sources import Origin
from rnnscope.model.parts import LayerConfig
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.recounting.nodes import Value, is_knob

if TYPE_CHECKING:
    from rnnscope.report.report import Report


@dataclass(frozen=True, slots=True)
class Knob:
    """A size that somebody chose: an argument of a layer, or an axis of what flows in.

    `members` are the names of all that have to move with it, its own the first.  `locked`
    says why it cannot move by itself, where it cannot; `is_lost` is true where nobody knows
    what becomes of it, so that nothing is counted with another size.  None stands for a size
    that is left open.  `follows` is the name of the one whose size it has as long as it is
    given none of its own.
    """

    name: str
    value: Value
    members: tuple[str, ...]
    locked: str = ""
    least: int = 1
    is_lost: bool = False
    follows: str = ""


@dataclass(slots=True)
class Ties:
    """Which sizes are one: each under its own name, all that are tied under the first one's."""

    symbols: dict[str, Symbol] = field(default_factory=dict)
    _owned: dict[str, list[Symbol]] = field(default_factory=dict)
    _places: dict[str, int] = field(default_factory=dict)
    _above: dict[str, str] = field(default_factory=dict)
    _set: dict[tuple[str | int, ...], str] = field(default_factory=dict)

    @classmethod
    def of(cls, report: Report) -> Ties:
        """Find the sizes of a model, and tie those that one setting says.

        Those are of a layer that stands at several places, and of the two directions of a
        Bidirectional: Keras makes both from one layer, unless it is given one for each, which a
        file does not tell.
        """
        ties = cls()
        rows = {row.path: row for row in report.walk()}
        order = {path: place for place, path in enumerate(rows)}
        symbols = _roots(rows.values(), report.inputs)
        for symbol in sorted(symbols, key=lambda symbol: order.get(symbol.owner, -1)):
            if symbol.kind is not Origin.SETTING or _is_set(symbol, rows):
                ties._add(symbol)
        for row in rows.values():
            if row.shared_with in rows:
                ties._tie_rows(rows[row.shared_with], row)
            if row.class_name == "Bidirectional" and len(row.children) == 2:
                ties._tie_rows(*row.children)
        return ties

    def _add(self, symbol: Symbol) -> None:
        name, setting = symbol.qualified, symbol.source.setting
        if name in self.symbols:
            return
        self._places[name] = len(self.symbols)
        self.symbols[name] = symbol
        self._owned.setdefault(symbol.owner, []).append(symbol)
        if setting:
            self.tie(self._set.setdefault(setting, name), name)

    def _tie_rows(self, one: LayerReport, other: LayerReport) -> None:
        """Tie the sizes of one name of two layers, and of those inside them."""
        for first, second in zip(one.walk(), other.walk(), strict=False):
            names = {symbol.name: symbol for symbol in self._owned.get(first.path, ())}
            for symbol in self._owned.get(second.path, ()):
                if symbol.name in names:
                    self.tie(names[symbol.name].qualified, symbol.qualified)

    def copy(self) -> Ties:
        """Return the same ties, to which more can be added."""
        return replace(self, _above=dict(self._above))

    def first(self, name: str) -> str:
        """Return the name of the first of all that are tied to a size."""
        while name in self._above:
            above = self._above[name]
            self._above[name] = self._above.get(above, above)
            name = above
        return name

    def tie(self, one: str, other: str) -> bool:
        """Tie two sizes, if they are of one value; tell whether they were not tied before."""
        first, second = self.first(one), self.first(other)
        if first == second or self.symbols[first].value != self.symbols[second].value:
            return False
        if self._places[second] < self._places[first]:
            first, second = second, first
        self._above[second] = first
        return True

    def followed(self, report: Report) -> dict[str, str]:
        """Return which size another one has where that is not given: a `key_dim` of an attention.

        A config has its `value_dim` all the same, so of two that are one nobody can tell.
        """
        pairs = (
            (f"{row.path}.value_dim", f"{row.path}.key_dim")
            for row in report.walk()
            if row.class_name == "MultiHeadAttention"
        )
        known = (pair for pair in pairs if self.symbols.keys() >= {*pair})
        firsts = {self.first(follower): self.first(other) for follower, other in known}
        return {
            follower: other
            for follower, other in firsts.items()
            if follower != other and self.symbols[follower].value == self.symbols[other].value
        }

    def groups(self) -> dict[str, list[str]]:
        """Return the names of the sizes that are tied, by the first of them."""
        groups: dict[str, list[str]] = {}
        for name in self.symbols:
            groups.setdefault(self.first(name), []).append(name)
        return groups


@dataclass(frozen=True, slots=True)
class TiedNumbers(Mapping[str, int]):
    """The number of each size: its group's; what is tied meanwhile has that of the first."""

    ties: Ties
    numbers: Mapping[str, int]

    @classmethod
    def of(cls, ties: Ties) -> TiedNumbers:
        """Number the groups that there are, in their order."""
        return cls(ties, {first: number for number, first in enumerate(ties.groups())})

    def __getitem__(self, name: str) -> int:
        return self.numbers[self.ties.first(name)]

    def __iter__(self) -> Iterator[str]:
        return iter(self.ties.symbols)

    def __len__(self) -> int:
        return len(self.ties.symbols)


def _is_set(symbol: Symbol, rows: Mapping[str, LayerReport]) -> bool:
    """Tell whether a layer's settings hold a size as a number of its own."""
    path, *keys = symbol.source.setting
    row = rows.get(str(path))
    value = _set_at(row.layer.config, keys) if row is not None and row.layer else None
    return type(value) is int and value == symbol.value


def _set_at(config: LayerConfig, keys: Sequence[str | int]) -> object:
    """Return what stands at a place in a config; None where there is nothing."""
    value: Any = config
    for key in keys:
        holder: Any = value.settings if isinstance(value, LayerConfig) else value
        try:
            value = holder[key]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _roots(rows: Iterable[LayerReport], inputs: Iterable[Sequence[Expr]]) -> Iterator[Symbol]:
    """Yield the sizes that somebody chose, each where it is met first."""
    met: set[int] = set()
    for expr in _sizes(rows, inputs):
        waiting = list(reversed(expr.symbols))
        while waiting:
            symbol = waiting.pop()
            if id(symbol) in met:
                continue
            met.add(id(symbol))
            if symbol.origin is not None:
                waiting += reversed(symbol.origin.symbols)
            elif is_knob(symbol):
                yield symbol


def _sizes(rows: Iterable[LayerReport], inputs: Iterable[Sequence[Expr]]) -> Iterator[Expr]:
    yield from (size for shape in inputs for size in shape)
    for row in rows:
        for each in (row, *row.calls):
            shapes = [*each.inputs, *(each.outputs or ())]
            shapes += [weight.symbolic_shape for weight in each.weights]
            yield from (size for shape in shapes for size in shape)
            sizes = (size for need in each.needs for size in need.sizes)
            yield from (size for size in sizes if isinstance(size, Expr))
