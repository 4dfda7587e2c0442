"""A model counted again with other sizes: the sizes that move, what they need, and the total."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rnnscope.algebra.expr import Operand
from rnnscope.algebra.origins import TooManyStepsError
from rnnscope.errors import BadArgumentError, near
from rnnscope.report.axes import Uses
from rnnscope.report.recounting.constraints import Constraint, constraints
from rnnscope.report.recounting.knobs import Knob, Ties
from rnnscope.report.recounting.nodes import MOST, Node, Table, Value
from rnnscope.wording import cut, shown

MOST_SIZE = 2**63 - 1  # no tensor has a greater size

if TYPE_CHECKING:
    from rnnscope.report.report import Report


@dataclass(frozen=True, slots=True)
class Recount:
    """A model's count with other sizes: the total, or why Keras would refuse such a model."""

    total: int | None
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recounting:
    """What counting a model again takes.

    `knobs` are the sizes that somebody chose, `constraints` what layers need of them.
    `total` is the node of the model's total in `nodes`.  `reason` says why nothing can be
    counted again, where that is so; `total` is None then.
    """

    report: Report = field(repr=False)
    knobs: tuple[Knob, ...] = ()
    constraints: tuple[Constraint, ...] = field(default=(), repr=False)
    total: int | None = None
    reason: str = ""
    _table: Table = field(default_factory=lambda: Table({}), repr=False)

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The table of sizes and counts: each needs only earlier ones.

        A node is a number, None for a size that stays open, `("knob", 3)`,
        `("sum", ((coefficient, (node, ...)), ...))`, or `("quotient", top, bottom)`.
        """
        return tuple(self._table.nodes)

    def node_of(self, size: Operand) -> int:
        """Return the node of any size or count of the report; a new one is put at the end."""
        return self._table.node_of(size)

    def knob_of(self, size: Operand) -> int | None:
        """Return the number of the knob that a size is; None where it is no single knob."""
        node = self._table.nodes[self.node_of(size)]
        return node[1] if isinstance(node, tuple) and node[0] == "knob" else None

    @property
    def is_sound(self) -> bool:
        """Tell whether it gives the report's own total, with no need broken, for its own sizes."""
        if self.total is None:
            return False
        values = self._table.values([knob.value for knob in self.knobs])
        is_met = all(each.is_met(values) for each in self.constraints)
        return is_met and values[self.total] == self.report.total

    def recount(self, changes: Mapping[str, int | None]) -> Recount:
        """Count the model again with other sizes, by the names of knobs or of their members.

        Raises:
            BadArgumentError: there is no such size, or a value is no size.

        """
        sizes = [knob.value for knob in self.knobs]
        for number, size in self._changed(changes).items():
            sizes[number] = size
        if self.total is None:
            return Recount(None, (self.reason,))
        values = self._table.values(sizes)
        refused = tuple(
            each.sentence(values) for each in self.constraints if not each.is_met(values)
        )
        total = values[self.total]
        if not refused and (total is None or total >= MOST):
            refused = ("its settings give sizes that no tensor has",)
        return Recount(None if refused else total, refused)

    def _changed(self, changes: Mapping[str, int | None]) -> dict[int, Value]:
        numbers = {name: i for i, knob in enumerate(self.knobs) for name in knob.members}
        changed: dict[int, Value] = {}
        for name, size in changes.items():
            if name not in numbers:
                raise BadArgumentError(
                    "recount()", f"the name of a size{_hint(name, numbers)}", name
                )
            knob = self.knobs[numbers[name]]
            is_size = type(size) is int and knob.least <= size <= MOST_SIZE
            if not is_size and not (size is None and knob.value is None):
                raise BadArgumentError(name, f"a whole number from {knob.least} on", size)
            changed[numbers[name]] = size
        return changed

    def tied(self, groups: Iterable[Sequence[str]]) -> Recounting:
        """Return it with more sizes tied: those named in each group move together."""
        ties = [knob.members for knob in self.knobs]
        return recounting_of(self.report, (*ties, *groups))

    def as_data(self) -> list[Any]:
        """Return the nodes as plain data, as `Table.as_data` writes them."""
        return self._table.as_data()


def _hint(name: object, known: Iterable[str]) -> str:
    close = near(name, known) if isinstance(name, str) else []
    return f" (did you mean {' or '.join(map(shown, close))}?)" if close else ""


def recounting_of(report: Report, tied: Iterable[Sequence[str]] = ()) -> Recounting:
    """Return what counting a model again takes; the names in each group move together."""
    unknown = [layer.path for layer in report.walk() if not layer.is_known]
    if unknown or report.total is None:
        named = f"{cut(unknown[0])}'s count is not known" if unknown else "a count is not known"
        return Recounting(report=report, reason=f"the model cannot be counted again: {named}")
    ties = Ties.of(report)
    for first, *others in tied:
        for other in others:
            ties.tie(first, other)
    try:
        return _settled(report, ties)
    except TooManyStepsError as error:
        return Recounting(report=report, reason=f"the model cannot be counted again: {error}")


def _settled(report: Report, ties: Ties) -> Recounting:
    """Tie what has to be equal and is one size on both sides, until nothing more is."""
    while True:
        groups = ties.groups()
        numbers = {name: i for i, names in enumerate(groups.values()) for name in names}
        table = Table(numbers)
        found = tuple(constraints(report.walk(), table))
        firsts = list(groups)
        pairs = [pair for each in found if (pair := _pair(each, table, firsts))]
        if not [pair for pair in pairs if ties.tie(*pair)]:
            break
    weights = (weight for layer in report.layers for weight in layer.counted_weights)
    counts = [(1, (table.node_of(weight.count),)) for weight in weights]
    return Recounting(
        report=report,
        knobs=tuple(_knobs(report, ties, groups)),
        constraints=found,
        total=table.sum_of(counts),
        _table=table,
    )


def _pair(constraint: Constraint, table: Table, firsts: Sequence[str]) -> tuple[str, str] | None:
    """Return the two sizes that a constraint ties, if each is one that somebody chose."""
    if constraint.kind != "equal":
        return None
    nodes = [table.nodes[node] for node in constraint.nodes]
    names = [firsts[node[1]] for node in nodes if isinstance(node, tuple) and node[0] == "knob"]
    return (names[0], names[1]) if len(names) == 2 else None


def _knobs(report: Report, ties: Ties, groups: Mapping[str, list[str]]) -> Iterable[Knob]:
    uses = Uses.of(report)
    for name, members in groups.items():
        is_unsure = any(uses.is_unsure(ties.symbols[member]) for member in members)
        locked = "it flows into a layer of which nothing says what comes out" if is_unsure else ""
        value = ties.symbols[name].value
        least = 1 if value is None else min(1, value)
        yield Knob(name, value, tuple(members), locked, least)
