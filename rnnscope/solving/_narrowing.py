"""Shapes that no text tells: what all rows that touch one leave of what it may be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from rnnscope.model.parts import Shape
from rnnscope.solving._agreeing import Shapes
from rnnscope.solving._as_one import narrowed
from rnnscope.solving._decision import Decision, judged
from rnnscope.solving._flow import ENTRY, Flow, Row, Source, at
from rnnscope.solving._problem import Candidate

Takers: TypeAlias = list[tuple[Row, int]]  # rows, and as the how many-th input they take a tensor


def narrow(flow: Flow) -> bool:
    """Leave of each row the settings that those around it leave; tell whether any went."""
    changed = [narrow_at(flow, source, takers) for source, takers in open_tensors(flow)]
    return any(changed)


def narrow_at(flow: Flow, source: Source, takers: Takers) -> bool:
    """Leave of the rows that touch a tensor what fits all of them; tell whether any went."""
    allowed = _allowed(flow, source, takers)
    if allowed is None:
        return False
    has_changed = False
    near = Shapes.of(allowed)
    for row, shape_of in _touching(flow, source, takers):
        left = [
            [way for way in fit.ways if near.may_be(shape_of(way))] for fit in row.decision.fits
        ]
        count = sum(map(len, left))
        if count and count < sum(len(fit.ways) for fit in row.decision.fits):
            pairs = zip(row.decision.fits, left, strict=True)
            fits = tuple(narrowed(fit, ways) for fit, ways in pairs if ways)
            row.decision = _again(row.decision, fits)
            has_changed = True
    return has_changed


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


def _allowed(flow: Flow, source: Source, takers: Takers) -> list[Shape] | None:
    """Return the shapes that a tensor may have by all rows that touch it; None for any."""
    allowed: list[Shape] | None = None
    for row, shape_of in _touching(flow, source, takers):
        is_whole = row.decision.is_whole and "groups" not in row.decision.taken
        if not row.decision.fits or not is_whole:
            continue
        own = {shape_of(way) for fit in row.decision.fits for way in fit.ways}
        if None in own:
            continue
        shapes = [shape for shape in own if shape is not None]
        allowed = shapes if allowed is None else _both(allowed, shapes)
    return allowed


def _touching(flow: Flow, source: Source, takers: Takers) -> Iterator[Any]:
    """Yield the rows that put a tensor out or take it, and how its shape is told of each."""
    maker = flow.row_of(source[0])
    if maker is not None:
        yield maker, lambda fit: at(fit.outputs, source[1])
    for row, place in takers:
        yield row, lambda fit, place=place: at(fit.inputs, place)


def _is_cut(row: Row, source: Source) -> bool:
    """Tell whether only the beginning of a source's name is left, so that it may be of others."""
    entries = row.printed.connections or ()
    return any(entry.is_cut and source[0] == f"{ENTRY}{entry.layer}" for entry in entries)


def _again(decision: Decision, fits: tuple[Candidate, ...]) -> Decision:
    """Judge those settings that are left; a default that none of the others departs from goes.

    What was preferred to all stays so, if it is among them.
    """
    again = judged(
        fits, taken=decision.taken, is_whole=decision.is_whole, is_short=decision.is_short
    )
    if again.chosen is None and decision.chosen is not None and fits[0] == decision.chosen:
        return replace(decision, fits=fits)
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
