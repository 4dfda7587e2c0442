"""The columns of the table of layers: one place for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from rnnscope.pages.cells import formula_lines, numbers_line
from rnnscope.pages.texts import cell, params_text
from rnnscope.pages.verdicts import WITNESS_TITLES, mark, title_of
from rnnscope.report.report import LayerReport, Report
from rnnscope.wording import Word


class Kind(Word):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    CODE = "code"  # formulas, which may be broken into lines
    VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class View:
    """What a cell is written for: a report, and the sign for multiplication in it."""

    report: Report
    times: str = "·"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its title, what it holds, and the lines of a layer's cell."""

    title: str
    kind: Kind
    lines: Callable[[View, LayerReport], Iterator[str]] = field(compare=False, repr=False)


def _shape(_: View, layer: LayerReport) -> Iterator[str]:
    yield cell(layer.output_text, ", ")


def _params(_: View, layer: LayerReport) -> Iterator[str]:
    yield params_text(layer.params)


def _trainable(_: View, layer: LayerReport) -> Iterator[str]:
    yield params_text(layer.trainable)


def _frozen(_: View, layer: LayerReport) -> Iterator[str]:
    yield params_text(layer.non_trainable)


def _bytes(_: View, layer: LayerReport) -> Iterator[str]:
    yield params_text(sum(weight.bytes for weight in layer.counted_weights))


def _percent(view: View, layer: LayerReport) -> Iterator[str]:
    yield share(layer.params, view.report.total)


def _formula(view: View, layer: LayerReport) -> Iterator[str]:
    yield from formula_lines(layer, view.times)


def _numbers(view: View, layer: LayerReport) -> Iterator[str]:
    if layer.params:
        yield numbers_line(layer, view.times)


def _verdict(name: str, view: View, layer: LayerReport) -> Iterator[str]:
    yield mark(view.report.witness(name), layer)


def share(params: int | None, total: int | None) -> str:
    """Write a part of a total in per cent; a question mark where one of them is not known."""
    if params is None or total is None:
        return "?"
    return f"{100 * params / total:.1f}" if total else "0.0"


def witness_column(name: str) -> Column:
    """Return the column of what a witness says of each layer."""
    return Column(title_of(name), Kind.VERDICT, partial(_verdict, name))


COLUMNS = {
    "shape": Column("Output Shape", Kind.TEXT, _shape),
    "params": Column("Param #", Kind.NUMBER, _params),
    "percent": Column("%", Kind.NUMBER, _percent),
    "trainable": Column("Trainable", Kind.NUMBER, _trainable),
    "frozen": Column("Non-trainable", Kind.NUMBER, _frozen),
    "bytes": Column("Bytes", Kind.NUMBER, _bytes),
    "formula": Column("Formula", Kind.CODE, _formula),
    "numbers": Column("Numbers", Kind.CODE, _numbers),
    **{name: witness_column(name) for name in WITNESS_TITLES},
}
