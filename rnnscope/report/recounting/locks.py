"""Which sizes cannot move by themselves, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from rnnscope.algebra.expr import Expr
from rnnscope.algebra.sources import Origin
from rnnscope.layers import SymbolicShape
from rnnscope.layers.spatial import extent_names
from rnnscope.report.followed import is_opaque, printed_axes
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.recounting.constraints import Constraint
from rnnscope.report.recounting.formulas import Formulas
from rnnscope.report.recounting.knobs import Knob
from rnnscope.report.recounting.nodes import Table, Value, before, worked_out
from rnnscope.untrusted.limits import current, spend
from rnnscope.wording import cut, listed, possessive

if TYPE_CHECKING:
    from rnnscope.report.report import Report

_UNTRIED = "somebody's own formulas are too many to be tried on other sizes"
_WINDOWS = ("kernel", "pool", "stride", "dilation")
_MOST_EXTENTS = 3  # of a window: its depth, its height and its width
_LENGTHS = (16, 17, 64, 224)  # for a size that is left open


def lost(report: Report, table: Table, broken: Iterable[Constraint]) -> dict[int, str]:
    """Return the knobs of which nobody knows all that becomes of them, each with the reason.

    They flow into a layer without a formula, or into one that is not followed, or have to be
    what they are not even in the model as it is.
    """
    found: dict[int, str] = {}
    for constraint in broken:
        reason = f"what {cut(constraint.path)} needs is not known"
        found |= dict.fromkeys(table.knobs_of(constraint.nodes), reason)
    table = Table(table.knobs)  # what is asked here is in no count
    for row in _standing(report.layers):
        reason = _loses_all(row)
        if reason:
            return dict.fromkeys(range(len({*table.knobs.values()})), reason)
        if not (row.is_model or row.basis.is_by_formula) or is_opaque(row):
            reason = f"it flows into {cut(row.path)}, and what it does there is not known"
            entering = [table.node_of(size) for size in _unfollowed(row)]
            for knob in table.knobs_of(entering):
                found.setdefault(knob, reason)
            moved = f"a printed summary does not tell how {cut(possessive(row.path))} window moves"
            for knob in _of_its_window(row, table.knobs):
                found.setdefault(knob, moved)
    return found


def decided(formulas: Formulas, constraints: Sequence[Constraint], table: Table) -> dict[int, str]:
    """Return the knobs by whose numbers somebody's own formula decides what a layer has."""
    found: dict[int, str] = {}
    steps = 0
    for knob in formulas.knobs:
        for size in other_sizes(formulas.sizes[knob]):
            steps += len(table.nodes)
            if steps > current().input_steps:
                return found | dict.fromkeys(formulas.knobs - found.keys(), _UNTRIED)
            sizes = [*formulas.sizes[:knob], size, *formulas.sizes[knob + 1 :]]
            values = table.values(sizes)
            is_taken = all(each.is_met(values) for each in constraints)
            problem = next(formulas.problems(sizes), "") if is_taken else ""
            if problem:
                found.setdefault(knob, problem)
    return found


def _standing(rows: Sequence[LayerReport]) -> Iterator[LayerReport]:
    """Yield the layers of a model, those of the models inside it too, by each of their calls."""
    for row in rows:
        yield from row.calls or (row,)
        if row.is_model:
            yield from _standing(row.children)


def _flowing(row: LayerReport) -> tuple[SymbolicShape, ...]:
    named = row.layer.named.values() if row.layer else ()
    return (*row.inputs, *named)


def _unfollowed(row: LayerReport) -> Iterator[Expr]:
    """Yield the sizes that flow into a layer of which nobody knows what becomes of them."""
    axes = printed_axes(row)
    for shape in _flowing(row):
        yield from (size for place, size in enumerate(shape) if not axes or place in axes)


def _of_its_window(row: LayerReport, knobs: Mapping[str, int]) -> Iterator[int]:
    """Yield the sizes of a window of which nobody knows how it moves, and so what comes out."""
    names = (name for window in _WINDOWS for name in extent_names(window, _MOST_EXTENTS))
    paths = (f"{row.path}.{name}" for name in (names if printed_axes(row) else ()))
    yield from (knobs[path] for path in paths if path in knobs)


def _loses_all(row: LayerReport) -> str:
    """Say that nothing tells where what flows into a layer comes from, where it is so."""
    flowing = _flowing(row)
    symbols = (symbol for shape in flowing for size in shape for symbol in size.symbols)
    is_on_record = any(
        symbol.kind is Origin.RECORDED and symbol.owner == f"{row.path}.input" for symbol in symbols
    )
    return "" if flowing and not is_on_record else f"nothing says what flows into {cut(row.path)}"


@dataclass(slots=True)
class Trials:
    """Moves one knob after the other, and sees which constraints it breaks by itself."""

    table: Table
    constraints: Sequence[Constraint]
    knobs: Sequence[Knob]
    _values: list[Value] = field(default_factory=list)
    _after: dict[int, list[int]] = field(default_factory=dict)
    _held: dict[int, list[Constraint]] = field(default_factory=dict)
    _steps: int = 0

    def __post_init__(self) -> None:
        self._values = self.table.values([knob.value for knob in self.knobs])
        for place, node in enumerate(self.table.nodes):
            for earlier in before(node):
                self._after.setdefault(earlier, []).append(place)
        for constraint in self.constraints:
            for node in constraint.nodes:
                self._held.setdefault(node, []).append(constraint)

    def reason(self, number: int) -> str:
        """Say why a knob cannot move by itself; nothing where it can, or it takes too long."""
        reached = self._reached(number)
        held = {id(each): each for node in reached for each in self._held.get(node, ())}
        first = ""
        for size in other_sizes(self.knobs[number].value) if held else ():
            self._steps += len(reached) + len(held)
            spend(len(reached))
            if self._steps > current().input_steps:
                return ""
            reason = self._broken(number, size, reached, list(held.values()))
            if not reason:
                return ""
            first = first or reason
        return first

    def _reached(self, number: int) -> list[int]:
        """Return the nodes that depend on a knob, and its own, in their order."""
        waiting, met = [*self.table.places_of(number)], set[int]()
        while waiting:
            node = waiting.pop()
            if node not in met:
                met.add(node)
                waiting += self._after.get(node, ())
        spend(len(met))
        return sorted(met)

    def _broken(
        self, number: int, size: int, reached: Sequence[int], held: Sequence[Constraint]
    ) -> str:
        """Say which constraint another size breaks, and what would have to move too."""
        kept = [self._values[place] for place in reached]
        for place in reached:
            node = self.table.nodes[place]
            is_it = node == ("knob", number)
            self._values[place] = size if is_it else worked_out(node, self._values, ())
        reason = ""
        for constraint in held:
            if not constraint.is_met(self._values):
                reason = f"{constraint.sentence(self._values)}{self._beside(constraint, number)}"
                break
        for place, value in zip(reached, kept, strict=True):
            self._values[place] = value
        return reason

    def _beside(self, constraint: Constraint, number: int) -> str:
        others = sorted(self.table.knobs_of(constraint.nodes) - {number})
        names = listed(self.knobs[other].name for other in others)
        return f": {names} would have to move too" if names else ""


def other_sizes(value: Value) -> tuple[int, ...]:
    """Return other sizes that a knob may have: the nearest, and some further away."""
    if value is None:
        return _LENGTHS
    sizes = (value + 1, value + 2, 2 * value, 3 * value, value - 1, value // 2, 1)
    return tuple(dict.fromkeys(size for size in sizes if size > 0 and size != value))


def locked(
    knobs: Sequence[Knob],
    constraints: Sequence[Constraint],
    table: Table,
    unknown: Mapping[int, str],
) -> Iterator[Knob]:
    """Yield the knobs, each that is unknown or cannot move by itself with the reason."""
    trials = Trials(table, constraints, knobs)
    for number, knob in enumerate(knobs):
        if number in unknown:
            yield replace(knob, locked=unknown[number], is_lost=True)
        else:
            yield replace(knob, locked=trials.reason(number))
