"""The rows of a long model: a line for each layer, equal blocks once, the rest together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from rnnscope.pages.said.cells import is_bare, shape_of_each
from rnnscope.pages.said.verdicts import exceptions
from rnnscope.pages.table.alike import Alike
from rnnscope.pages.table.choice import Choice
from rnnscope.pages.table.columns import COLUMNS, Column, Kind, View
from rnnscope.pages.table.folding import Block, prefix
from rnnscope.pages.table.picking import picked, rest_row
from rnnscope.pages.table.rows import Row, branch, row
from rnnscope.pages.table.screen_table import ScreenTable
from rnnscope.pages.table.shared_formulas import formulas
from rnnscope.pages.texts import cell, named
from rnnscope.report.report import LayerReport, Report
from rnnscope.untrusted.limits import spend
from rnnscope.words.totals import largest, only_layer

_FEW = 3  # names in a row, of which all are told
_SHAPE = COLUMNS["shape"]
_USUAL = ("shape", "params", "numbers")


def compact_table(report: Report, choice: Choice, *, is_long: bool) -> ScreenTable:
    """Return the table of a long model, or of layers that are picked."""
    view = View(report, choice.times)
    columns = tuple(COLUMNS[name] for name in choice.column_names(_USUAL))
    made = _Compact(view, columns, choice)
    rows = tuple(made.picked() if choice.is_picked else made.rows(report.layers))
    return ScreenTable(
        columns=columns,
        rows=rows,
        is_compact=True,
        is_folded=made.has_folded,
        shares=tuple(_shares(report)) if is_long else (),
        formulas=tuple(formulas(report, choice.times)),
    )


def _shares(report: Report) -> Iterator[str]:
    """Say where the parameters are, as the sentences on a model do."""
    for sentence in (*largest(report), *only_layer(report)):
        yield cell(sentence, ", ")


@dataclass(slots=True)
class _Compact:
    """Makes the rows, one after the other: a shape is told where it changes."""

    view: View
    columns: tuple[Column, ...]
    choice: Choice
    has_folded: bool = False
    _shape: str = ""
    _alike: Alike = field(init=False)

    def __post_init__(self) -> None:
        """Begin with no layer known."""
        self._alike = Alike(self.view.report)

    def rows(self, layers: Sequence[LayerReport], depth: int = 0, fold: int = 0) -> Iterator[Row]:
        """Yield the rows of layers that stand in a row, those inside them too."""
        waiting: list[LayerReport] = []
        for block in self._blocks(layers):
            spend()
            layer = layers[block.start]
            if block.count == 1 and is_bare(layer):
                waiting.append(layer)
                continue
            yield from self._bare(waiting, depth, fold)
            waiting = []
            if block.count == 1:
                yield from self._layer(layer, depth, fold)
            else:
                self.has_folded = True
                yield self._folded(layers, block, depth, fold)
                yield from self.rows(
                    layers[block.start : block.start + block.length], depth, fold + 1
                )
        yield from self._bare(waiting, depth, fold)

    def picked(self) -> Iterator[Row]:
        """Yield the rows of layers that are picked, by their paths, and one of all others."""
        chosen = picked(self.view.report, self.choice)
        for layer in chosen.layers:
            spend()
            self._shape = ""
            yield replace(self._row(layer, 0, 0), name=named(layer.path))
        yield from rest_row(self.view, self.columns, chosen)

    def _blocks(self, layers: Sequence[LayerReport]) -> Iterator[Block]:
        if not self.choice.fold:
            return (Block(place, 1) for place in range(len(layers)))
        return self._alike.blocks(layers)

    def _layer(self, layer: LayerReport, depth: int, fold: int) -> Iterator[Row]:
        yield self._row(layer, depth, fold)
        if self.choice.depth is None or depth + 1 < self.choice.depth:
            yield from self.rows(layer.children, depth + 1, fold)

    def _row(self, layer: LayerReport, depth: int, fold: int) -> Row:
        more = exceptions(self.view.report, layer)
        made = row(self.view, layer, self.columns, depth, *more, is_short=True)
        cells = list(made.cells)
        for place, column in enumerate(self.columns):
            if column is _SHAPE:
                cells[place] = tuple(self._changed(layer))
        return replace(made, branch=_branch(depth, fold), cells=tuple(cells))

    def _bare(self, layers: Sequence[LayerReport], depth: int, fold: int) -> Iterator[Row]:
        """Yield one row for layers without weights."""
        if not layers:
            return
        names = [named(layer.name) for layer in layers]
        if not layers[1:]:
            names = [f"{names[0]} ({named(layers[0].class_name)})"]
        *_, last = layers
        shape = "".join(f" → {shape}" for shape in self._changed(last))
        yield self._wide(f"{_listed(names)}: no weights{shape}", depth, fold, {})

    def _folded(self, layers: Sequence[LayerReport], block: Block, depth: int, fold: int) -> Row:
        """Return the row that says how often a block is there, with the sums of all."""
        every = layers[block.start : block.end]
        numbers = {
            place: column.text_of(self.view, column.number_of(every))
            for place, column in enumerate(self.columns)
        }
        each = sum(layer.params or 0 for layer in every[: block.length])
        for place, column in enumerate(self.columns):
            if column.kind is Kind.CODE:
                numbers[place] = (f"{block.count:,} × {each:,}, alike",)
        how_many = f"{block.count:,} × {block.length:,}" if block.length > 1 else f"{block.count:,}"
        text = f"{_names(every, block)}: {how_many} layers"
        return self._wide(text, depth, fold, numbers)

    def _wide(self, text: str, depth: int, fold: int, cells: dict[int, tuple[str, ...]]) -> Row:
        return Row(
            depth=depth + fold,
            branch=_branch(depth, fold),
            name=text,
            class_name="",
            cells=tuple(cells.get(place, ()) for place in range(len(self.columns))),
            remarks=(),
        )

    def _changed(self, layer: LayerReport) -> Iterator[str]:
        """Yield the shape that a layer puts out, where it is not the last that was told."""
        shape = shape_of_each(layer, "×")
        if shape != self._shape:
            yield shape
        self._shape = shape


def _branch(depth: int, fold: int) -> str:
    return "  " * min(fold, _FEW) + branch(depth)


def _names(layers: Sequence[LayerReport], block: Block) -> str:
    """Name the blocks by what the names of their layers begin with, or by the first and last."""
    names = [layer.name for layer in layers]
    places = range(0, len(names), block.length)
    starts = [prefix(names, Block(place, block.length)) for place in places]
    if block.length == 1 or not all(starts) or len({*starts}) < len(starts):
        starts = [names[0], "", names[-1]]
    if len(starts) < _FEW:
        return ", ".join(map(named, starts))
    return f"{named(starts[0])} … {named(starts[-1])}"


def _listed(names: Sequence[str]) -> str:
    if len(names) <= _FEW + 1:
        return ", ".join(names)
    return f"{', '.join(names[:_FEW])} and {len(names) - _FEW:,} more"
