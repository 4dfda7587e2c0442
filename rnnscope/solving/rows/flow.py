"""Rows to be solved, what flows into each, and what is known of that so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from rnnscope.model.parts import Shape
from rnnscope.model.printed import PrintedRow, PrintedShape
from rnnscope.report.row_verdict import Told
from rnnscope.solving.asked.era import Era
from rnnscope.solving.asked.problem import KnownShape, Problem
from rnnscope.solving.deciding.decision import Decision
from rnnscope.solving.rows.classes import RowClass

Source: TypeAlias = tuple[str, int]  # what puts a tensor out, and which of its outputs it is

ENTRY = "?"  # before the name of what puts out a tensor and has no row


@dataclass(slots=True)
class Row:
    """A row to be solved: its class, and where what flows into it comes from.

    `is_fed` says that the shapes of that are known before anything is solved.  `level` is
    the path of the model that the row is of, and `is_chained` says that nothing tells what
    flows into it but the row before; `is_own` that the model may be of a class of somebody's
    own, whose rows then are in the order in which its layers were set.  `perhaps` are the
    sources of which its only one is one.
    `adapted` is how many weights may be those of layers that are quantized, or have small matrices
    beside their own; 0 where none is.  `is_inside` says that what flows in was made by weights.
    """

    name: str
    printed: PrintedRow
    kind: RowClass
    sources: tuple[Source, ...]
    fixed: Mapping[str, Any] = field(default_factory=dict)
    level: str = ""
    is_chained: bool = False
    is_own: bool = False
    is_fed: bool = True
    perhaps: tuple[Source, ...] = ()
    adapted: int = 0
    is_inside: bool = False
    decision: Decision = field(default_factory=lambda: Decision(told=Told.UNTOLD))


@dataclass(slots=True)
class Flow:
    """Rows, and what flows between them; `given` are shapes of what no row puts out."""

    rows: Sequence[Row]
    era: Era
    given: Mapping[Source, KnownShape] = field(default_factory=dict)
    _by_name: dict[str, Row] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._by_name = {row.name: row for row in self.rows}

    def row_of(self, name: str) -> Row | None:
        """Return the row of a name; None where nothing of that name is printed."""
        return self._by_name.get(name)

    def problem(self, row: Row) -> Problem:
        """Return what is asked of a row, with what is known of what flows in."""
        outputs = row.printed.shapes
        begun = tuple(self._begun(source) for source in row.sources)
        inputs = tuple(
            self.known(source) if cut is None else _of_rank(cut)
            for source, cut in zip(row.sources, begun, strict=True)
        )
        if row.kind.name == "InputLayer":
            inputs = (self.known((row.name, 0)),) if outputs else ()
        return Problem(
            class_name=row.kind.name,
            name="layer",
            inputs=inputs,
            outputs=outputs,
            number=row.printed.params,
            begun=begun,
            era=self.era,
            fixed=row.fixed,
            is_inside=row.is_inside,
        )

    def _begun(self, source: Source) -> PrintedShape | None:
        """Return the shape of a tensor that is cut off; None where it is whole, or not printed."""
        row = self._by_name.get(source[0]) if source not in self.given else None
        shapes = row.printed.shapes if row is not None else ()
        shape = shapes[min(source[1], len(shapes) - 1)] if shapes else None
        return shape if shape is not None and shape.is_cut else None

    def known(self, source: Source) -> KnownShape | None:
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
        return as_found(at(outputs, source[1]))


def _of_rank(cut: PrintedShape) -> KnownShape | None:
    """Return a shape that is cut, where it is told how many axes it has."""
    if cut.rank is None or not cut.may_have(cut.rank):
        return None
    return (*cut.sizes, *[...] * (cut.rank - len(cut.sizes)))


def as_found(shape: Shape | None) -> KnownShape | None:
    """Return a shape that was worked out, of which a size that is open may be any."""
    if shape is None:
        return None
    return tuple(... if place and size is None else size for place, size in enumerate(shape))


def at(shapes: Sequence[Shape], place: int) -> Shape | None:
    """Return one of several shapes; None where there are not so many."""
    return shapes[place] if place < len(shapes) else None
