"""What goes into a model: each axis of each input, and what it does to the count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rnnscope.algebra.expr import Expr
from rnnscope.pages.texts import cell, named
from rnnscope.report.inputs import Axis, InputMeaning
from rnnscope.report.recounting import Recounting
from rnnscope.report.report import Report
from rnnscope.report.row_verdict import Told
from rnnscope.wording import sized
from rnnscope.words.sizes import of_axis

MOST = 8  # inputs that are told: a model has more only if somebody made it so


@dataclass(frozen=True, slots=True)
class Entrance:
    """One axis of an input: its size, what it does to the count, and the knob that moves it."""

    name: str
    size: str
    is_counted: bool
    sentences: tuple[str, ...]
    value: int | None
    knob: int | None
    locked: str = ""


@dataclass(frozen=True, slots=True)
class InputView:
    """An input: its name, its shape in names and in numbers, its axes."""

    name: str
    names: str
    sizes: str
    axes: tuple[Entrance, ...]
    reach: str = ""


def inputs_of(
    report: Report, meanings: Sequence[InputMeaning], recounting: Recounting
) -> Iterator[InputView]:
    """Yield the inputs of a model, axis by axis."""
    for meaning, shape in zip(meanings[:MOST], report.inputs, strict=False):
        sizes_of = {size.single.name: size for size in shape if size.single}
        axes = tuple(
            _axis(report, axis, recounting, sizes_of.get(axis.name)) for axis in meaning.axes
        )
        names = ", ".join(axis.name for axis in axes)
        sizes = ", ".join(axis.size for axis in axes)
        reach = cell(
            " ".join([*_untold(report), *([meaning.reach] if meaning.reach else [])]), ", "
        )
        yield InputView(named(meaning.name), f"({names})", f"({sizes})", axes, reach)


def _untold(report: Report) -> Iterator[str]:
    """Say of a printed summary that what flows in is no more certain than what was assumed."""
    rows = (row for row in report.layers if row.told and not row.told.is_fed)
    if any(row.told and row.told.told is not Told.DETERMINED for row in rows):
        yield "It is not printed: these are the sizes that follow from what is assumed below."


def _axis(report: Report, axis: Axis, recounting: Recounting, size: Expr | None) -> Entrance:
    knob = None if size is None else recounting.knob_of(size)
    return Entrance(
        name=named(axis.plain),
        size=sized(axis.size),
        is_counted=bool(axis.counted_in),
        sentences=tuple(cell(each, ", ") for each in of_axis(report.total, axis)),
        value=axis.size,
        knob=knob,
        locked="" if knob is None else recounting.knobs[knob].locked,
    )
