"""The columns of the table of layers: one place for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from rnnscope.pages.said.cells import formula_lines, is_bare_number, is_sum, numbers_line
from rnnscope.pages.said.verdicts import WITNESS_TITLES, mark, title_of
from rnnscope.pages.texts import cell, params_text
from rnnscope.report.report import LayerReport, Report, known_sum
from rnnscope.wording import Word


class Kind(Word):
    """What a column holds."""

    TEXT = "text"
    NUMBER = "number"
    CODE = "code"  # formulas, which may be broken into lines
    VERDICT = "verdict"


@dataclass(frozen=True, slots=True)
class View:
    """What a cell is written for: a report, and the sign for multiplication in it.

    `feeding` has the paths of layers, and of the one that each takes its input from.
    """

    report: Report
    times: str = "·"
    feeding: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its title, what it holds, and the lines of a layer's cell.

    A column of numbers has the `count` of a layer, and `sums` writes those of several.
    """

    title: str
    kind: Kind
    lines: Callable[[View, LayerReport], Iterator[str]] = field(compare=False, repr=False)
    count: Callable[[LayerReport], int | None] | None = field(
        default=None, compare=False, repr=False
    )
    write: Callable[[View, int | None], str] | None = field(default=None, compare=False, repr=False)

    def number_of(self, layers: Iterable[LayerReport]) -> int | None:
        """Add up what layers have in a column of numbers; None where one is not known."""
        return known_sum(self.count(layer) for layer in layers) if self.count else None

    def text_of(self, view: View, number: int | None) -> tuple[str, ...]:
        """Write a number as the column does; nothing where it has none."""
        return (self.write(view, number),) if self.write else ()


def _number(
    title: str,
    count: Callable[[LayerReport], int | None],
    write: Callable[[View, int | None], str] = lambda _, number: params_text(number),
    lines: Callable[[View, LayerReport], Iterator[str]] | None = None,
) -> Column:
    def written(view: View, layer: LayerReport) -> Iterator[str]:
        yield write(view, count(layer))

    return Column(title, Kind.NUMBER, lines or written, count, write)


def _shape(_: View, layer: LayerReport) -> Iterator[str]:
    yield cell(layer.shape_text, ", ")


def _bytes(layer: LayerReport) -> int:
    return sum(weight.bytes for weight in layer.counted_weights)


def _bytes_text(view: View, number: int | None) -> str:
    """Write bytes; of a printed summary, which tells no type, as what they are taken for."""
    return params_text(number) + (" (float32)" if view.report.printed and number else "")


def _percent(view: View, params: int | None) -> str:
    total = view.report.total
    if params is None or total is None:
        return "?"
    return f"{100 * params / total:.1f}" if total else "0.0"


def _macs(layer: LayerReport) -> int | None:
    return layer.macs.value if layer.macs is not None else None


def _macs_lines(view: View, layer: LayerReport) -> Iterator[str]:
    """Yield a number, or where a size is left open what it is made of."""
    from rnnscope.pages.said.compute_lines import count_text

    yield count_text(layer.macs, view.times)


def _formula(view: View, layer: LayerReport) -> Iterator[str]:
    yield from formula_lines(layer, view.times, view.feeding.get(layer.path, ""))


def _numbers(view: View, layer: LayerReport) -> Iterator[str]:
    if layer.params and not (is_sum(layer) or is_bare_number(layer)):
        yield numbers_line(layer, view.times)


def _verdict(name: str, view: View, layer: LayerReport) -> Iterator[str]:
    yield mark(view.report, name, layer)


def witness_column(name: str) -> Column:
    """Return the column of what a witness says of each layer."""
    return Column(title_of(name), Kind.VERDICT, partial(_verdict, name))


COLUMNS = {
    "shape": Column("Output Shape", Kind.TEXT, _shape),
    "params": _number("Param #", lambda layer: layer.params),
    "percent": _number("%", lambda layer: layer.params, _percent),
    "trainable": _number("Trainable", lambda layer: layer.trainable),
    "frozen": _number("Non-trainable", lambda layer: layer.non_trainable),
    "bytes": _number("Bytes", _bytes, _bytes_text),
    "macs": _number("MACs", _macs, lines=_macs_lines),
    "formula": Column("Formula", Kind.CODE, _formula),
    "numbers": Column("Numbers", Kind.CODE, _numbers),
    **{name: witness_column(name) for name in WITNESS_TITLES},
}
