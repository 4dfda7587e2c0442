"""A model counted again with other sizes: the sizes that move, what they need, and the total."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from rnnscope.algebra.expr import Operand
from rnnscope.errors import BadArgumentError, near
from rnnscope.report.recounting.constraints import REFUSED, UNCOUNTED, Constraint, Kind, constraints
from rnnscope.report.recounting.formulas import Formulas
from rnnscope.report.recounting.knobs import Knob, TiedNumbers, Ties
from rnnscope.report.recounting.locks import decided, locked, lost
from rnnscope.report.recounting.nodes import MOST, Node, Table, Value
from rnnscope.wording import cut, possessive, shown

if TYPE_CHECKING:
    from rnnscope.report.report import Report

MOST_SIZE = 2**63 - 1  # no tensor has a greater size
_TOO_LARGE = f"{REFUSED}its settings give sizes that no tensor has"


@dataclass(frozen=True, slots=True)
class Recount:
    """A model's count with other sizes: the total, or why there is none.

    Keras refuses to make such a model, or a layer of it is not known for such sizes.
    """

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
    _ties: Ties = field(default_factory=Ties, repr=False)
    _begun: int = field(default=0, repr=False)  # nodes, before anybody asked for more
    _known: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

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
    def table(self) -> Table:
        """The table itself, to which sums and sizes can be added."""
        return self._table

    @property
    def counted(self) -> set[int]:
        """The numbers of the knobs that the model's total depends on."""
        return set() if self.total is None else self._table.knobs_of([self.total])

    @property
    def sizes(self) -> tuple[Value, ...]:
        """The sizes of the model, one for each knob."""
        return tuple(knob.value for knob in self.knobs)

    @property
    def is_sound(self) -> bool:
        """Tell whether it gives the report's own total, with no need broken, for its own sizes."""
        if self.total is None:
            return False
        values = self.values()
        is_met = all(each.is_met(values) for each in self.constraints)
        return is_met and values[self.total] == self.report.total

    def values(self) -> list[Value]:
        """Return the value that each node has in the model as it is."""
        return self._table.values(self.sizes)

    def recount(self, changes: Mapping[str, int | None]) -> Recount:
        """Count the model again with other sizes, by the names of knobs or of their members.

        The formulas of all layers that a change reaches are run again, too.

        Raises:
            BadArgumentError: there is no such size, or a value is no size.

        """
        if self.total is None:
            return Recount(None, (self.reason,))
        sizes = list(self.sizes)
        for number, size in self._with_followers(changes).items():
            sizes[number] = size
        values = self._table.values(sizes)
        refused = tuple(dict.fromkeys(self._refusals(sizes, values)))
        return Recount(None if refused else values[self.total], refused)

    def with_followers(self, changes: Mapping[str, int | None]) -> dict[str, int | None]:
        """Return other sizes, and after them those that follow them, by the names of knobs.

        Raises:
            BadArgumentError: as `recount` does.

        """
        return {self.knobs[i].name: size for i, size in self._with_followers(changes).items()}

    def _with_followers(self, changes: Mapping[str, int | None]) -> dict[int, Value]:
        changed = self._changed(changes)
        for number, size in list(changed.items()):
            for follower in self.followers.get(number, ()):
                changed.setdefault(follower, size)
        return changed

    def _changed(self, changes: Mapping[str, int | None]) -> dict[int, Value]:
        numbers = self._table.knobs
        changed: dict[int, Value] = {}
        for name, size in changes.items():
            if name not in numbers:
                expected = f"one that the model has{_hint(name, numbers)}"
                raise BadArgumentError("name of a size", expected, name)
            knob = self.knobs[numbers[name]]
            is_size = type(size) is int and knob.least <= size <= MOST_SIZE
            if not is_size and not (size is None and knob.value is None):
                raise BadArgumentError(name, f"a whole number from {knob.least} on", size)
            if changed.setdefault(numbers[name], size) != size:
                raise BadArgumentError(
                    name, f"one value of it: it is one with {cut(knob.name)}", size
                )
        return changed

    def _refusals(self, sizes: Sequence[Value], values: Sequence[Value]) -> Iterator[str]:
        """Say why a model of other sizes is not counted."""
        broken = [each.sentence(values) for each in self.constraints if not each.is_met(values)]
        if broken:
            yield from broken
            return
        moved = zip(self.knobs, sizes, strict=True)
        lost = (knob for knob, size in moved if knob.is_lost and size != knob.value)
        yield from (f"{UNCOUNTED}{knob.locked}" for knob in lost)
        yield from (f"{UNCOUNTED}{each}" for each in self._formulas.problems(sizes))
        total = values[self.total or 0]
        if total is None or total >= MOST:
            yield _TOO_LARGE

    @property
    def _formulas(self) -> Formulas:
        if "formulas" not in self._known:
            self._known["formulas"] = Formulas.of(self.report, self._ties, self._table.knobs)
        known: Formulas = self._known["formulas"]
        return known

    @property
    def followers(self) -> Mapping[int, Sequence[int]]:
        """The knobs that follow one, by its number: its size is theirs while they have none."""
        if "followers" not in self._known:
            numbers = {knob.name: number for number, knob in enumerate(self.knobs)}
            found: dict[int, list[int]] = {}
            for number, knob in enumerate(self.knobs):
                if knob.follows in numbers:
                    found.setdefault(numbers[knob.follows], []).append(number)
            self._known["followers"] = found
        followers: Mapping[int, Sequence[int]] = self._known["followers"]
        return followers

    def along_with(self, number: int) -> tuple[str, ...]:
        """Return all sizes that move with a knob: its members, and those of what follows it."""
        numbers = (number, *self.followers.get(number, ()))
        return tuple(name for each in numbers for name in self.knobs[each].members)

    def apart(self) -> Recounting:
        """Return it with a table of its own, in which nothing is that others have asked for."""
        return replace(self, _table=self._table.first(self._begun))

    def tied(self, groups: Iterable[Sequence[str]]) -> Recounting:
        """Return it with more sizes tied: those named in each group move together.

        Sizes that are not of one value are not tied.
        """
        ties = self._ties.copy()
        for first, *others in groups:
            for other in others:
                ties.tie(first, other)
        return _settled(self.report, ties)

    def as_data(self) -> list[Any]:
        """Return the nodes as plain data, as `Table.as_data` writes them."""
        return self._table.as_data()


def _hint(name: object, known: Iterable[str]) -> str:
    close = near(name, known) if isinstance(name, str) else []
    return f" (did you mean {' or '.join(map(shown, close))}?)" if close else ""


def recounting_of(report: Report) -> Recounting:
    """Return what counting a model again takes."""
    unknown = [layer.path for layer in report.walk() if not layer.is_known]
    if unknown or report.total is None:
        whose = possessive(unknown[0]) if unknown else "a layer's"
        reason = f"the model cannot be counted again: {whose} count is not known"
        return Recounting(report=report, reason=reason)
    return _settled(report, Ties.of(report))


def _settled(report: Report, ties: Ties) -> Recounting:
    table, found = _tied(report, ties)
    follows = ties.followed(report)
    knobs = [
        Knob(name, ties.symbols[name].value, tuple(members), follows=follows.get(name, ""))
        for name, members in ties.groups().items()
    ]
    weights = (weight for layer in report.layers for weight in layer.counted_weights)
    total = table.sum_of((1, (table.node_of(weight.count),)) for weight in weights)
    values = table.values([knob.value for knob in knobs])
    broken = [each for each in found if not each.is_met(values)]
    found = tuple(each for each in found if each not in broken)
    users = Formulas.of(report, ties, table.knobs, are_ours=False)
    unknown = lost(report, table, broken) | decided(users, found, table)
    return Recounting(
        report=report,
        knobs=tuple(locked(knobs, found, table, unknown)),
        constraints=found,
        total=total,
        _table=table,
        _ties=ties,
        _begun=len(table.nodes),
    )


def _tied(report: Report, ties: Ties) -> tuple[Table, tuple[Constraint, ...]]:
    """Tie what has to be equal and is one size on both sides, until nothing more is.

    A tie counts for what is looked at next: a sum of many inputs would take a round for each.
    """
    while True:
        firsts, is_tied, found = list(ties.groups()), False, []
        table = Table(TiedNumbers.of(ties))
        for constraint in constraints(report.walk(), table):
            pair = _pair(constraint, table, firsts)
            is_tied |= pair is not None and ties.tie(*pair)
            found.append(constraint)
        if not is_tied:
            return table, tuple(found)


def _pair(constraint: Constraint, table: Table, firsts: Sequence[str]) -> tuple[str, str] | None:
    """Return the two sizes that a constraint ties, if each is one that somebody chose."""
    if constraint.kind not in (Kind.EQUAL, Kind.JOINS):
        return None
    nodes = [table.nodes[node] for node in constraint.nodes]
    names = [firsts[node[1]] for node in nodes if isinstance(node, tuple) and node[0] == "knob"]
    return (names[0], names[1]) if len(names) == 2 else None
