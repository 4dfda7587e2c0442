"""The rows of a summary solved together: what flows between them is one shape for both.

Where a shape is not printed, the settings of the row that puts it out and of those that
take it say what it may be; each leaves only what the others leave.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from rnnscope.layers.registry import FORMULAS
from rnnscope.model.parts import Shape, snake_case
from rnnscope.model.printed import PrintedRow
from rnnscope.report.row_verdict import Told
from rnnscope.solving._adapted import adapted
from rnnscope.solving._agreeing import Shapes
from rnnscope.solving._among import decided_among, has_versions, supposed
from rnnscope.solving._applications import application
from rnnscope.solving._as_one import RARE, narrowed
from rnnscope.solving._classes import MODELS, Class
from rnnscope.solving._decision import NO_SHAPE, NOT_BEFORE, Decision, decided, judged
from rnnscope.solving._hidden import ARGUMENT, hidden, with_hidden
from rnnscope.solving._nearest import nearest
from rnnscope.solving._problem import Candidate, Known, Problem
from rnnscope.untrusted.limits import spend
from rnnscope.wording import listed, with_article

Source: TypeAlias = tuple[str, int]  # what puts a tensor out, and which of its outputs it is

ENTRY = "?"  # before the name of what puts out a tensor and has no row
_ROUNDS = 8  # each settles what the one before left open, along a chain of rows
# Arguments of which layers of one class in one model mostly have the same value.
_SHARED = frozenset(("use_bias", "reset_after", "center", "scale", "data_format", "activation"))


@dataclass(slots=True)
class Row:
    """A row to be solved: its class, and where what flows into it comes from.

    `is_fed` says that the shapes of that are known before anything is solved.  `level` is
    the path of the model that the row is of, and `is_chained` says that nothing tells what
    flows into it but the row before.  `perhaps` are the sources of which its only one is one.
    `is_adapted` says that it may be quantized, or have small matrices beside its own.
    """

    name: str
    printed: PrintedRow
    kind: Class
    sources: tuple[Source, ...]
    fixed: Mapping[str, Any] = field(default_factory=dict)
    level: str = ""
    is_chained: bool = False
    is_fed: bool = True
    perhaps: tuple[Source, ...] = ()
    is_adapted: bool = False
    decision: Decision = field(default_factory=lambda: Decision(told=Told.UNTOLD))


@dataclass(slots=True)
class Together:
    """Solves rows; `given` are shapes of what no row puts out."""

    rows: Sequence[Row]
    generation: int | None
    given: Mapping[Source, Known] = field(default_factory=dict)
    _by_name: dict[str, Row] = field(default_factory=dict)

    def solve(self) -> None:
        """Put a decision into each row."""
        self._by_name = {row.name: row for row in self.rows}
        for row in self.rows:
            spend()
            row.decision = self._decided(row)
        self._reconsider()
        for _ in range(_ROUNDS):
            if not self._narrow():
                break
        self._give_up()
        self._suppose()
        self._suppose_order()

    def _decided(self, row: Row) -> Decision:
        if row.kind.perhaps and row.printed.params:
            row.kind = self._told_apart(row)
        problem = self._problem(row)
        row.is_fed = problem.is_fed or not row.sources
        if row.kind.name in MODELS:
            made = application(row.printed, problem.inputs)
            return made or Decision(
                told=Told.UNTOLD, why="it is a model whose layers are not printed"
            )
        why = _why_untold(row.printed, problem.class_name)
        if why:
            return Decision(told=Told.UNTOLD, why=why)
        decision = self._among(row, problem) or decided(problem)
        if decision.told is Told.IMPOSSIBLE:
            explained = (adapted(problem) if row.is_adapted else None) or with_hidden(problem)
            decision = explained or replace(decision, nearest=nearest(problem))
        if row.kind.is_printed or not decision.fits:
            return decision
        if decision.told is Told.ONE_OF:
            return replace(decision, why=decision.why or f"if it is {with_article(row.kind.name)}")
        taken = (*decision.taken, "like" if row.kind.like else "class")
        return replace(decision, told=Told.ASSUMED, taken=taken, why=_alike(row) or decision.why)

    def _told_apart(self, row: Row) -> Class:
        """Return the only one of several classes that gives a row's number and its shape."""
        problem = self._problem(row)
        every = (decided(replace(problem, class_name=name)) for name in row.kind.perhaps)
        fitting = [name for name, each in zip(row.kind.perhaps, every, strict=True) if each.fits]
        return Class(fitting[0], is_printed=False) if len(fitting) == 1 else Class()

    def _among(self, row: Row, problem: Problem) -> Decision | None:
        """Look for the settings of a row that takes one of several; None where that is no help."""
        shapes = [self._known(source) for source in row.perhaps]
        if problem.is_fed or not shapes or None in shapes:
            return None
        if decided(problem).told is Told.DETERMINED:
            return None
        return decided_among(problem, [shape for shape in shapes if shape is not None])

    def _reconsider(self) -> None:
        """Look again for what is impossible, where it may not take what stands before it."""
        doubted = {row.level for row in self.rows if _casts_doubt(row)}
        for row in self.rows:
            is_open = row.decision.told is Told.IMPOSSIBLE and row.is_chained
            if is_open and self._is_doubted(row, doubted):
                row.decision = self._from_anything(row)
                doubted |= {row.level} if _casts_doubt(row) else set()

    def _is_doubted(self, row: Row, doubted: Collection[str]) -> bool:
        """Tell whether the rows of a model may not be in the order in which data flows.

        Those of a class of somebody's own are in that in which its layers were set.
        """
        around = self._by_name.get(row.level)
        if around is None:
            return row.level in doubted
        is_own = around.kind.name != "Sequential"
        return is_own or row.level in doubted or self._is_doubted(around, doubted)

    def _from_anything(self, row: Row) -> Decision:
        """Look for the settings of a row of which the row before it may give nothing."""
        problem = self._problem(row)
        again = decided(replace(problem, inputs=(None,) * len(problem.inputs)))
        if again.told is Told.IMPOSSIBLE:
            return row.decision
        told = Told.ASSUMED if again.told is Told.DETERMINED else again.told
        taken = (*again.taken, "input") if told is Told.ASSUMED else again.taken
        return replace(again, told=told, taken=taken, why=NOT_BEFORE)

    def _problem(self, row: Row) -> Problem:
        outputs = row.printed.shapes
        inputs = tuple(self._known(source) for source in row.sources)
        if row.kind.name == "InputLayer":
            inputs = tuple(None if each.is_cut else each.sizes for each in outputs[:1])
        return Problem(
            class_name=row.kind.name,
            name="layer",
            inputs=inputs,
            outputs=outputs,
            number=row.printed.params,
            generation=self.generation,
            fixed=row.fixed,
        )

    def _known(self, source: Source) -> Known | None:
        """Return the shape of a tensor, as far as it is printed, given or found."""
        if source in self.given:
            return self.given[source]
        row = self._by_name.get(source[0])
        if row is None:
            return None
        shapes = row.printed.shapes
        if shapes:
            shape = shapes[min(source[1], len(shapes) - 1)]
            return None if shape.is_cut else shape.sizes
        found = {way.outputs for fit in row.decision.fits for way in fit.ways}
        outputs = next(iter(found)) if len(found) == 1 and row.decision.chosen else ()
        return _as_found(_at(outputs, source[1]))

    def _suppose_order(self) -> None:
        """Say what is told only if data flows in the order of rows of which one has no shape.

        Such are printed of a model of a class of somebody's own, whose layers call each other.
        """
        open_levels = {row.level for row in self.rows if _is_shapeless(row)}
        for row in self.rows:
            is_sure = row.decision.told is Told.DETERMINED and row.printed.params
            if not (is_sure and row.is_chained and row.level in open_levels):
                continue
            alone = decided(replace(self._problem(row), inputs=(None,) * len(row.sources)))
            if alone.told is not Told.DETERMINED or alone.fits[0].key != row.decision.fits[0].key:
                taken = (*row.decision.taken, "order")
                row.decision = replace(row.decision, told=Told.ASSUMED, taken=taken)

    def _suppose(self) -> None:
        """Look again for what is open by what was found above, or by who printed it."""
        is_of_tensorflow = self.generation == 2 and any(map(_is_unnumbered, self.rows))
        for row in self.rows:
            is_told = row.decision.told is Told.ASSUMED  # of an input that the row before denies
            is_passing = _is_shape_cut(row) and (is_told or not row.printed.params)
            is_open = row.decision.told in (Told.ONE_OF, Told.UNTOLD) or is_passing
            shapes = [self._supposed(source) for source in row.sources] if is_open else []
            if not row.is_fed and shapes and all(shapes):
                problem = replace(self._problem(row), inputs=tuple(shapes))
                row.decision = supposed(problem, row.decision, "before")
            is_by_version = row.decision.told is Told.ONE_OF and has_versions(row.decision)
            if is_by_version and is_of_tensorflow:
                problem = replace(self._problem(row), generation=3)
                row.decision = supposed(problem, row.decision, "tensorflow")

    def _supposed(self, source: Source) -> Known | None:
        """Return the shape of a tensor as it is known, or was assumed where it is cut off."""
        row = self._by_name.get(source[0])
        known = self._known(source)
        if known is not None or row is None or not _is_shape_cut(row):
            return known
        chosen = row.decision.chosen
        return _as_found(_at(chosen.outputs, source[1])) if chosen is not None else None

    def _narrow(self) -> bool:
        """Leave of each row the settings that those around it leave; tell whether any went."""
        has_changed = False
        for source, takers in self._open():
            allowed = self._allowed(source, takers)
            if allowed is None:
                continue
            near = Shapes.of(allowed)
            for row, shape_of in self._touching(source, takers):
                left = [
                    [way for way in fit.ways if near.may_be(shape_of(way))]
                    for fit in row.decision.fits
                ]
                count = sum(map(len, left))
                if count and count < sum(len(fit.ways) for fit in row.decision.fits):
                    pairs = zip(row.decision.fits, left, strict=True)
                    fits = tuple(narrowed(fit, ways) for fit, ways in pairs if ways)
                    row.decision = _again(row.decision, fits)
                    has_changed = True
        return has_changed

    def _open(self) -> Iterator[tuple[Source, list[tuple[Row, int]]]]:
        """Yield the tensors whose shape is not known, with the rows that take them."""
        takers: dict[Source, list[tuple[Row, int]]] = {}
        for row in self.rows:
            for place, source in enumerate(row.sources):
                if not _is_cut(row, source):
                    takers.setdefault(source, []).append((row, place))
        for source, rows in takers.items():
            if self._known(source) is None:
                yield source, rows

    def _allowed(self, source: Source, takers: Sequence[tuple[Row, int]]) -> list[Shape] | None:
        """Return the shapes that a tensor may have by all rows that touch it; None for any."""
        allowed: list[Shape] | None = None
        for row, shape_of in self._touching(source, takers):
            is_whole = row.decision.is_whole and "groups" not in row.decision.taken
            if not row.decision.fits or not is_whole:
                continue
            own = {shape_of(way) for fit in row.decision.fits for way in fit.ways}
            if None in own:
                continue
            shapes = [shape for shape in own if shape is not None]
            allowed = shapes if allowed is None else _both(allowed, shapes)
        return allowed

    def _touching(self, source: Source, takers: Sequence[tuple[Row, int]]) -> Iterator[Any]:
        """Yield the rows that put a tensor out or take it, and how its shape is told of each."""
        maker = self._by_name.get(source[0])
        if maker is not None:
            yield maker, lambda fit: _at(fit.outputs, source[1])
        for row, place in takers:
            yield row, lambda fit, place=place: _at(fit.inputs, place)

    def _give_up(self) -> None:
        """Give a default up that other layers of the kind depart from for certain."""
        departing: dict[str, set[str]] = {}
        for row in self.rows:
            for name in _certain(row.decision):
                departing.setdefault(_kind_of(row), set()).add(name)
        for row in self.rows:
            names = departing.get(_kind_of(row), set())
            if names and row.decision.told in (Told.DETERMINED, Told.ASSUMED, Told.ONE_OF):
                row.decision = self._without(row, names)

    def _without(self, row: Row, names: set[str]) -> Decision:
        """Judge a row again without the defaults that others of its kind depart from."""
        decision = row.decision
        problem = self._problem(row)
        fits = (*decision.fits, *(hidden(problem) if ARGUMENT in names else ()))
        given_up = names & {name for fit in fits for name in fit.departures}
        given_up -= frozenset.intersection(*(fit.departures for fit in fits))
        if not given_up:
            return decision
        again = judged(fits, given_up=given_up, taken=decision.taken)
        return replace(
            again,
            is_whole=decision.is_whole,
            is_short=decision.is_short,
            why=_contradicted(given_up, _kind_of(row)),
        )


def _is_cut(row: Row, source: Source) -> bool:
    """Tell whether only the beginning of a source's name is left, so that it may be of others."""
    entries = row.printed.connections or ()
    return any(entry.is_cut and source[0] == f"{ENTRY}{entry.layer}" for entry in entries)


def _is_unnumbered(row: Row) -> bool:
    """Tell whether a layer has a name as TensorFlow gives it to the first of its class."""
    return row.kind.is_printed and row.printed.name == snake_case(row.kind.name)


def _alike(row: Row) -> str:
    like = row.kind.like
    return f"as {like} is, whose name ends alike, with the same shape and number" if like else ""


def _is_shape_cut(row: Row) -> bool:
    return any(shape.is_cut for shape in row.printed.shapes)


def _is_shapeless(row: Row) -> bool:
    return bool(row.printed.shape_word) and not row.printed.shapes


def _casts_doubt(row: Row) -> bool:
    """Tell whether a row is none that takes what stands before it, or none that tells."""
    return row.decision.why in (NOT_BEFORE, NO_SHAPE) or not row.printed.shapes


def _at(shapes: Sequence[Shape], place: int) -> Shape | None:
    return shapes[place] if place < len(shapes) else None


def _why_untold(row: PrintedRow, class_name: str) -> str:
    """Say why nothing is looked for; nothing where something is."""
    if row.is_unbuilt:
        return "it was not built when it was printed"
    if not class_name:
        return "its class is not printed"
    if class_name not in FORMULAS:
        return "its class is none of Keras's, or no formula is known for it"
    is_bare = row.params is None and not row.shapes
    return "neither its number nor its shape is printed" if is_bare else ""


def _as_found(shape: Shape | None) -> Known | None:
    """Return a shape that was worked out, of which a size that is open may be any."""
    if shape is None:
        return None
    return tuple(... if place and size is None else size for place, size in enumerate(shape))


def _again(decision: Decision, fits: tuple[Candidate, ...]) -> Decision:
    """Judge those settings that are left; a default that none of the others departs from goes."""
    again = judged(
        fits, taken=decision.taken, is_whole=decision.is_whole, is_short=decision.is_short
    )
    return replace(again, why="")


def _both(shapes: Sequence[Shape], others: Sequence[Shape]) -> list[Shape]:
    """Return the shapes that fit one of each, with the sizes that either tells."""
    met: dict[Shape, None] = {}
    near = Shapes.of(others)
    for one in dict.fromkeys(shapes):
        for other in near.agreeing(one):
            pairs = zip(one, other, strict=True)
            met[tuple(a if b is None else b for a, b in pairs)] = None
    return list(met)


def _certain(decision: Decision) -> frozenset[str]:
    """Return the departures of a row that all settings that fit it have in common."""
    if decision.told not in (Told.DETERMINED, Told.ASSUMED) or not decision.fits:
        return frozenset()
    least = decision.fits[0].departures & _SHARED
    usual = [fit.departures for fit in decision.fits if fit.departures.isdisjoint(RARE)]
    return least.intersection(*usual) - {*decision.assumed}


def _kind_of(row: Row) -> str:
    """Return the class of a row, or of what it wraps; all convolutions are of one kind."""
    chosen = row.decision.fits[0].config if row.decision.fits else None
    inner = chosen.settings.get("layer") if chosen else None
    name = str(inner.class_name) if inner is not None else row.kind.name
    return "Conv" if "Conv" in name else name


def _contradicted(names: set[str], kind: str) -> str:
    return f"other {kind} rows depart from the default of {listed(sorted(names))}"
