"""Which layers are frozen, by the totals below a printed table or by its column.

What the text says stands.  A choice of layers is looked for that gives it, layers being
frozen as a whole; what is never trained, such as a moving mean, counts whatever is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, product
from math import prod

from rnnscope.model.printed_sums import counted_twice, is_consistent, trainable_and_not
from rnnscope.report.freezing import Freezing, Frozen
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.row_verdict import OF_CLASSES, Told
from rnnscope.solving.found._choices import MOST, choices
from rnnscope.untrusted.limits import spend

LEFT_OUT = "rows are left out, or the rows do not add up"
CONTRADICTORY = "the printed totals do not add up"
BY_COLUMN = "the printed totals are not those of the column Trainable"
NO_CHOICE = "no choice of layers gives the printed totals"
SEVERAL = "several choices of layers give these numbers"
TOO_MANY = "there are too many choices of layers to look through"
ONE_OF = "how much of a row is never trained, its settings do not tell"
ASSUMED = "it depends on settings that were assumed how much of a row is never trained"


@dataclass(frozen=True, slots=True)
class _Part:
    """A row that is frozen as a whole, or not.

    It has `trained` weights unless it is frozen, and `fixed` ones that are never trained; where
    settings that fit leave several numbers of these, they are its `ways`.  `frozen` is what the
    column of the text says.
    """

    path: str
    trained: int
    fixed: int = 0
    ways: tuple[int, ...] = ()
    is_number: bool = False  # of weights that are not known, but for which are trained
    is_open: bool = False  # of which it is not known which weights are which
    is_wrapper: bool = False  # of which what it holds may be frozen alone, or be something else
    is_doubted: bool = False  # of which the settings were assumed by which one of its ways holds
    frozen: bool | None = None


def freezing_of(report: Report) -> Freezing:
    """Return which rows of a printed summary are frozen; the report takes none of them for so."""
    parts = [part for part in _parts(report.layers) if part.trained or part.fixed]
    freezing = _freezing(report, parts)
    numbers = {part.path: part.fixed for part in parts if part.is_number and part.fixed}
    return replace(freezing, kept={**numbers, **freezing.kept})


def _freezing(report: Report, parts: Sequence[_Part]) -> Freezing:
    """Return what the totals say, or else the column; that they contradict each other first."""
    fixed = sum(part.fixed for part in parts)
    trained, other = trainable_and_not(report.printed) if report.printed else (None, None)
    if report.printed is not None and not is_consistent(report.printed):
        return Freezing(found=Frozen.WRONG, fixed=fixed, why=CONTRADICTORY)
    twice = counted_twice(report.printed, fixed) if report.printed else 0
    is_told = None not in (trained, other)
    is_whole = is_told and report.total == (trained or 0) + (other or 0) - twice
    if other and not trained:
        return Freezing(found=Frozen.ALL, layers=_paths(parts), fixed=fixed)
    if other is None or not is_whole:
        return _of_some(parts, fixed, other)
    if any(part.frozen is not None for part in parts):
        return _by_column(parts, fixed, other)
    return _by_sum(parts, fixed, other)


def _parts(layers: Iterable[LayerReport]) -> Iterator[_Part]:
    """Yield what is frozen as a whole or not, each once, in the order of the text."""
    for layer in layers:
        spend()
        if layer.shared_with:
            continue
        frozen = _by_its_column(layer)
        if layer.is_model and layer.children:
            yield from _parts(layer.children)
            if layer.number:
                yield _Part(layer.path, layer.number, is_open=True, frozen=frozen)
        elif layer.trainable is None:
            yield _of_number(layer, frozen)
        else:
            yield _of_layer(layer, frozen)


def _by_its_column(layer: LayerReport) -> bool | None:
    """Tell whether the column of the text has a row as frozen; None where it says nothing of it."""
    trainable = layer.told.row.trainable if layer.told else None
    return None if trainable is None else not trainable


def _of_layer(layer: LayerReport, frozen: bool | None) -> _Part:
    """Return a row of which the settings tell what is never trained, if they are its own."""
    fits = layer.told.fits if layer.told and layer.told.told is Told.ASSUMED else ()
    ways = tuple(sorted({fit.fixed for fit in fits}))
    return _Part(
        layer.path,
        layer.trainable or 0,
        layer.non_trainable or 0,
        is_wrapper=bool(layer.children) or _is_of_anything(layer),
        ways=ways,
        is_doubted=len(ways) > 1,
        frozen=frozen,
    )


def _of_number(layer: LayerReport, frozen: bool | None) -> _Part:
    """Return a row of which the number is known: what is never trained, by all that fits it."""
    number, fits = layer.params or 0, layer.told.fits if layer.told else ()
    if not fits or any(fit.params != number or fit.hidden for fit in fits):
        return _Part(layer.path, number, is_open=True, frozen=frozen)
    ways = sorted({fit.fixed for fit in fits})
    if len(ways) > 1:
        return _Part(layer.path, number, ways=tuple(ways), is_open=True, frozen=frozen)
    return _Part(
        layer.path,
        number - ways[0],
        ways[0],
        is_number=True,
        is_wrapper=_is_of_anything(layer),
        frozen=frozen,
    )


def _is_of_anything(layer: LayerReport) -> bool:
    """Tell whether a layer is, or holds, what the text does not tell: it may be a model."""
    return layer.told is not None and bool(OF_CLASSES.intersection(layer.told.assumed))


def _paths(parts: Iterable[_Part]) -> tuple[str, ...]:
    return tuple(part.path for part in parts)


def _of_some(parts: Sequence[_Part], fixed: int, other: int | None) -> Freezing:
    """Return what is told where rows are missing, or the totals of what is trained."""
    if any(part.frozen is not None for part in parts):
        column = [part for part in parts if part.frozen]
        inside = [part for part in parts if part.is_open and not part.frozen]
        return Freezing(
            found=Frozen.COLUMN, layers=_paths(column), fixed=fixed, inside=_paths(inside)
        )
    if other is None:
        return Freezing(found=Frozen.NOT_PRINTED, fixed=fixed)
    if other == 0:
        return Freezing(found=Frozen.NONE, fixed=fixed)
    return Freezing(found=Frozen.OPEN, fixed=fixed, why=LEFT_OUT)


def _by_column(parts: Sequence[_Part], fixed: int, other: int) -> Freezing:
    """Return what a column says, held against the totals."""
    column = [part for part in parts if part.frozen]
    rest = other - fixed - sum(part.trained for part in column)
    inside = [part for part in parts if (part.is_open or part.is_wrapper) and not part.frozen]
    if rest and any(part.is_doubted and not part.frozen for part in parts):
        return Freezing(found=Frozen.COLUMN, layers=_paths(column), fixed=_sure(parts))
    if rest and not 0 < rest <= sum(part.trained for part in inside):
        return Freezing(
            found=Frozen.WRONG,
            layers=_paths(column),
            fixed=fixed,
            implied=other - rest,
            why=BY_COLUMN,
        )
    found = Frozen.COLUMN if column or rest else Frozen.NONE
    inside = inside if rest else []
    return Freezing(
        found=found, layers=_paths(column), fixed=fixed, inside=_paths(inside), rest=rest
    )


def _by_sum(parts: Sequence[_Part], fixed: int, other: int) -> Freezing:
    """Look for the rows that are frozen by how many weights are not trained."""
    wanted = other - fixed
    if wanted == 0:
        return Freezing(found=Frozen.NONE, fixed=fixed)
    if one_of := [part for part in parts if part.ways and part.is_open]:
        kept = _never_trained(one_of, wanted)
        is_found = kept is not None
        return Freezing(
            found=Frozen.NONE if is_found else Frozen.OPEN,
            fixed=other if is_found else fixed,
            kept=kept or {},
            why="" if is_found else ONE_OF,
        )
    doubted = [part for part in parts if part.is_doubted]
    if doubted and _never_trained(doubted, other - _sure(parts)) is not None:
        return Freezing(found=Frozen.OPEN, fixed=_sure(parts), why=ASSUMED)
    return _by_choice(parts, fixed, wanted)


def _sure(parts: Sequence[_Part]) -> int:
    """Return how much is never trained whatever was assumed."""
    return sum(part.fixed for part in parts if not part.is_doubted)


def _by_choice(parts: Sequence[_Part], fixed: int, wanted: int) -> Freezing:
    """Look for the rows that are frozen by how many weights are not trained beside the `fixed`."""
    rows = [part for part in parts if part.trained]
    inside = [part for part in rows if part.is_open]
    number, places = choices([part.trained for part in rows], wanted)
    if number == 1:
        is_doubted = any(part.is_doubted for part in parts)
        found = Frozen.ASSUMED if inside or is_doubted else Frozen.SUM
        why = ASSUMED if is_doubted and not inside else ""
        chosen = _paths(rows[place] for place in places)
        return Freezing(found=found, layers=chosen, fixed=fixed, why=why)
    sums = list(accumulate(part.trained for part in rows))
    if number != 0 and wanted in sums:
        first = rows[: sums.index(wanted) + 1]
        return Freezing(found=Frozen.FIRST, layers=_paths(first), fixed=fixed)
    if number != 0:
        why = SEVERAL if number else TOO_MANY
        return Freezing(found=Frozen.OPEN, fixed=fixed, why=why)
    holders = inside or [part for part in rows if part.is_wrapper]
    if 0 < wanted <= sums[-1] and holders:
        return Freezing(found=Frozen.OPEN, fixed=fixed, inside=_paths(holders))
    if any(part.is_doubted for part in parts):
        return Freezing(found=Frozen.OPEN, fixed=_sure(parts), why=ASSUMED)
    return Freezing(found=Frozen.WRONG, fixed=fixed, why=NO_CHOICE)


def _never_trained(rows: Sequence[_Part], wanted: int) -> Mapping[str, int | None] | None:
    """Return how many weights of rows are never trained where these are so many, as far as told.

    That they are so many without anything frozen is the plainest that can be; None where they
    are not.
    """
    if prod(len(row.ways) for row in rows) > MOST:
        return None
    found = [way for way in product(*(row.ways for row in rows)) if sum(way) == wanted]
    if not found:
        return None
    settled = zip(rows, map(set, zip(*found, strict=True)), strict=True)
    return {row.path: next(iter(ways)) if len(ways) == 1 else None for row, ways in settled}
