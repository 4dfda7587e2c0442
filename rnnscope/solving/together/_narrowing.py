"""Shapes that no text tells: what all rows that touch one leave of what it may be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from rnnscope.model.parts import Shape
from rnnscope.solving.asked.problem import Candidate
from rnnscope.solving.deciding.as_one import narrowed
from rnnscope.solving.deciding.decision import Decision
from rnnscope.solving.deciding.judging import judged_again
from rnnscope.solving.rows.flow import ENTRY, Flow, Row, Source, at
from rnnscope.solving.together._agreeing import Shapes

Takers: TypeAlias = list[tuple[Row, int]]  # rows, and as the how many-th input they take a tensor
ShapeOf: TypeAlias = Callable[[Candidate], Shape | None]  # of a tensor, by settings of a row


def narrow(flow: Flow) -> bool:
    """Leave of each row the settings that those around it leave; tell whether any went."""
    has_changed = False
    for source, takers in open_tensors(flow):
        allowed = _allowed(_touching(flow, source, takers))
        if allowed is None:
            continue
        for row, shape_of in _touching(flow, source, takers):
            left = _left(row.decision, allowed, shape_of)
            has_changed = has_changed or left is not row.decision
            row.decision = left
    return has_changed


def left_by_takers(
    flow: Flow, tensors: Iterable[tuple[Source, Takers]], found: Decision
) -> Decision:
    """Leave of the settings of a row those that fit the rows that take what it puts out."""
    for source, takers in tensors:
        own, *others = _touching(flow, source, takers)
        allowed = _allowed(others)
        found = found if allowed is None else _left(found, allowed, own[1])
    return found


def _left(decision: Decision, allowed: Sequence[Shape], shape_of: ShapeOf) -> Decision:
    """Return the decision on those settings by which a tensor has one of some shapes, if any do."""
    near = Shapes.of(allowed)
    left = [[way for way in fit.ways if near.may_be(shape_of(way))] for fit in decision.fits]
    count = sum(map(len, left))
    if not count or count == sum(len(fit.ways) for fit in decision.fits):
        return decision
    pairs = zip(decision.fits, left, strict=True)
    return _again(decision, tuple(narrowed(fit, ways) for fit, ways in pairs if ways))


def open_tensors(flow: Flow) -> Iterator[tuple[Source, Takers]]:
    """Yield the tensors whose shape is not known, with the rows that take them."""
    takers: dict[Source, Takers] = {}
    for row in flow.rows:
        for place, source in enumerate(row.sources):
            if not _is_cut(row, source):
                takers.setdefault(source, []).append((row, place))
    for source, rows in takers.items():
        if flow.known(source) is None:
            yield source, rows


def _allowed(touching: Iterable[tuple[Row, ShapeOf]]) -> list[Shape] | None:
    """Return the shapes that a tensor may have by rows that touch it; None for any."""
    allowed: list[Shape] | None = None
    for row, shape_of in touching:
        is_whole = row.decision.is_whole and "groups" not in row.decision.taken
        if not row.decision.fits or not is_whole:
            continue
        own = {shape_of(way) for fit in row.decision.fits for way in fit.ways}
        if None in own:
            continue
        shapes = [shape for shape in own if shape is not None]
        allowed = shapes if allowed is None else _both(allowed, shapes)
    return allowed


def _touching(flow: Flow, source: Source, takers: Takers) -> Iterator[tuple[Row, ShapeOf]]:
    """Yield the rows that put a tensor out or take it, and how its shape is told of each."""
    maker = flow.row_of(source[0])
    if maker is not None:
        yield maker, partial(_out, place=source[1])
    for row, place in takers:
        yield row, partial(_in, place=place)


def _out(fit: Candidate, place: int) -> Shape | None:
    return at(fit.outputs, place)


def _in(fit: Candidate, place: int) -> Shape | None:
    return at(fit.inputs, place)


def _is_cut(row: Row, source: Source) -> bool:
    """Tell whether only the beginning of a source's name is left, so that it may be of others."""
    entries = row.printed.connections or ()
    return any(entry.is_cut and source[0] == f"{ENTRY}{entry.layer}" for entry in entries)


def _again(decision: Decision, fits: tuple[Candidate, ...]) -> Decision:
    """Judge those settings that are left; a default that none of the others departs from goes."""
    return replace(judged_again(decision, fits), why="")


def _both(shapes: Sequence[Shape], others: Sequence[Shape]) -> list[Shape]:
    """Return the shapes that fit one of each, with the sizes that either tells."""
    met: dict[Shape, None] = {}
    near = Shapes.of(others)
    for one in dict.fromkeys(shapes):
        for other in near.agreeing(one):
            pairs = zip(one, other, strict=True)
            met[tuple(a if b is None else b for a, b in pairs)] = None
    return list(met)
