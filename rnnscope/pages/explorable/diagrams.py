"""The rows of a model: a line for each layer, equal blocks once, models inside one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rnnscope.drawings import lanes
from rnnscope.pages.explorable.cards import Cards
from rnnscope.pages.explorable.counts import NOTHING, Count
from rnnscope.pages.explorable.kinds import kind_of
from rnnscope.pages.explorable.parts import Diagram, Fold, Row
from rnnscope.pages.explorable.repeats import Repeats
from rnnscope.pages.said.cells import shape_of_each
from rnnscope.pages.said.verdicts import exceptions
from rnnscope.pages.table.folding import Block
from rnnscope.pages.table.picking import picked
from rnnscope.pages.texts import cell, named, visible
from rnnscope.report.inbound import Standing, standing
from rnnscope.report.report import LayerReport, Report
from rnnscope.untrusted.limits import spend
from rnnscope.wording import joined, sized

OPENED = 3  # layers with weights that are open at once
ROWS = 2_000  # of one page: no browser shows many more, and nobody reads them
_NAMES = 4_000  # characters of the names in equal blocks
_FOUND = 5_000  # names by which one row is found


@dataclass(frozen=True, slots=True)
class _Line:
    """A row or a head, and the path of the layer that it stands for."""

    line: Row | Fold
    path: str | None


@dataclass(slots=True)
class Diagrams:
    """Makes the rows of a report's layers; each row of a page has a number of its own."""

    report: Report
    cards: Cards
    repeats: Repeats
    _standing: dict[str, Standing] = field(init=False)
    _largest: int = field(init=False)
    _rows: int = 0

    def __post_init__(self) -> None:
        """Note where each layer stands; a card of a model has its rows in it."""
        every = (each for top in standing(self.report) for each in top.walk())
        self._standing = {each.row.path: each for each in every}
        sums = (each for layers in self._shown() for each in self._sums(layers))
        self._largest = max(sums, default=0) or 1
        self.cards.open_model = self.of

    def _shown(self) -> Iterator[Sequence[LayerReport]]:
        """Yield the layers whose rows the page begins with."""
        if self.cards.single:
            yield from _models(self.cards.single)
        elif self.repeats.choice.is_picked:
            yield picked(self.report, self.repeats.choice).layers
        else:
            yield self.report.layers

    def _sums(self, layers: Sequence[LayerReport], times: int = 1) -> Iterator[int]:
        """Yield what the rows of a model will count."""
        for block in self.repeats.blocks(layers):
            inside = layers[block.start : block.start + block.length]
            if block.count > 1:
                yield from self._sums(inside, times * block.count)
            else:
                yield times * (inside[0].params or 0)

    def whole(self) -> Diagram:
        """Return the rows of the whole model, or of those layers that are picked."""
        if self.repeats.choice.is_picked:
            return self._picked()
        diagram = self.of(self.report.layers, 1)
        weighted = sum(bool(row.sum.value) for row in diagram.rows)
        return diagram if weighted > OPENED else replace(diagram, lines=tuple(_opened(diagram)))

    def of(self, layers: Sequence[LayerReport], depth: int) -> Diagram:
        """Return the rows of the layers of one model; so many levels deep."""
        room = max(1, ROWS - self._rows)
        shown, rest = layers[:room], layers[room:]
        entries = list(self._entries()) if depth == 1 and not _has_entry(layers) else []
        stands: dict[str, str] = {}
        lines = [*entries, *self._lines(shown, depth, stands)]
        drawn = tuple(self._with_lanes(lines, stands, [each.path for each in entries]))
        return Diagram(drawn, len(rest), self.cards.counts.of_layers(rest))

    def _entries(self) -> Iterator[_Line]:
        """Yield rows for the inputs of a model in which no layer stands for them."""
        for shape in self.report.inputs:
            first = next((size.single for size in shape if size.single), None)
            name = first.owner if first else "input"
            sizes = [sized(each.value) for each in shape[1:]]
            row = Row(
                number=self._next(),
                name=named(name),
                class_name="Input",
                kind="input",
                shape=cell(" × ".join(sizes)),
                count=Count(0),
                sum=Count(0),
                names=(named(name),),
            )
            yield _Line(row, f"\0{name}")

    def _picked(self) -> Diagram:
        chosen = picked(self.report, self.repeats.choice)
        shown = chosen.layers[:ROWS]
        rows = tuple(replace(self.row(layer, 1), name=named(layer.path)) for layer in shown)
        others = chosen.others + len(chosen.layers) - len(shown)
        rest = self.cards.counts.of_others(self.report.layers, shown) if others else NOTHING
        return Diagram(rows, others, rest)

    def _lines(
        self,
        layers: Sequence[LayerReport],
        depth: int,
        stands: dict[str, str],
        times: int = 1,
        folds: int = 0,
    ) -> Iterator[_Line]:
        """Yield rows, and heads before equal blocks; note in `stands` which layer is for which."""
        for block in self.repeats.blocks(layers):
            spend()
            inside = layers[block.start : block.start + block.length]
            every = layers[block.start : block.end]
            for place, layer in enumerate(every):
                stands[layer.path] = inside[place % block.length].path
            if block.count == 1:
                yield _Line(self.row(inside[0], depth, times, folds), inside[0].path)
                continue
            lines = tuple(self._lines(inside, depth, stands, times * block.count, folds + 1))
            yield _Line(self._fold(every, block, lines, folds), None)
            yield from lines

    def _fold(
        self,
        layers: Sequence[LayerReport],
        block: Block,
        lines: Sequence[_Line],
        folds: int,
    ) -> Fold:
        names = [
            ", ".join(named(layer.name) for layer in layers[place : place + block.length])
            for place in range(0, len(layers), block.length)
        ]
        return Fold(
            times=block.count,
            length=block.length,
            names=joined(names, "; ", _NAMES),
            count=self.cards.counts.of_layers(layers[: block.length]),
            sum=self.cards.counts.of_layers(layers[: block.length], block.count),
            rows=tuple(each.line.number for each in lines if isinstance(each.line, Row)),
            folds=folds,
        )

    def _with_lanes(
        self, lines: Sequence[_Line], stands: Mapping[str, str], entries: Sequence[str | None]
    ) -> Iterator[Row | Fold]:
        """Draw the branches beside rows, and note for which layers each stands."""
        inbound: dict[str, list[str]] = {}
        names: dict[str | None, list[str]] = {}
        for path in stands:
            row = _row_of(path, stands)
            taken = (_row_of(source, stands) for source in self._taken(path, entries))
            inbound.setdefault(row, []).extend(taken)
            names.setdefault(row, []).append(named(self._standing[path].row.name))
        taken_in = {source for each in inbound.values() for source in each}
        ends = {each.path for each in lines if each.path and each.path not in taken_in}
        laid = lanes.laid_out([each.path for each in lines], inbound)
        for place, each in enumerate(lines):
            line, known = each.line, names.get(each.path, [])
            rest = laid.rest(place)
            if isinstance(line, Fold):
                yield replace(line, gutter=laid.gutter(place), rest=rest)
                continue
            gutter = laid.gutter(place, f"k-{line.kind}", hollow=not line.sum.value)
            found = tuple(known[:_FOUND]) or line.names
            is_output = each.path in ends and bool(inbound.get(each.path or "")) and len(ends) > 1
            yield replace(line, gutter=gutter, rest=rest, names=found, is_output=is_output)

    def _taken(self, path: str, entries: Sequence[str | None]) -> Iterator[str]:
        """Yield the paths of what a layer takes in; of the model itself, its inputs."""
        each = self._standing.get(path)
        for call in each.calls or () if each else ():
            yield from (taken.path for taken in call)
            yield from (entry for entry in entries if entry and not call)

    def _next(self) -> int:
        self._rows += 1
        return self._rows - 1

    def row(self, layer: LayerReport, depth: int, times: int = 1, folds: int = 0) -> Row:
        """Return the row of a layer, which stands so many times in the model."""
        return Row(
            number=self._next(),
            name=named(layer.name),
            class_name=named(layer.class_name),
            kind=kind_of(layer.class_name),
            shape=shape_of_each(layer, " × "),
            count=self.cards.counts.of_layers([layer]),
            sum=self.cards.counts.of_layers([layer], times),
            share=min(1.0, times * (layer.params or 0) / self._largest),
            times=times,
            folds=folds,
            sentence=visible(layer.sentence),
            signs=tuple(exceptions(self.report, layer)),
            names=(named(layer.name),),
            card=self.cards.card(layer, depth),
        )


def _models(layer: LayerReport) -> Iterator[Sequence[LayerReport]]:
    """Yield the layers of the models that a layer has inside, or is."""
    if layer.is_model:
        yield layer.children
    else:
        yield from (layers for child in layer.children for layers in _models(child))


def _has_entry(layers: Sequence[LayerReport]) -> bool:
    return any(layer.class_name == "InputLayer" for layer in layers)


def _opened(diagram: Diagram) -> Iterator[Row | Fold]:
    for line in diagram.lines:
        yield replace(line, is_open=bool(line.sum.value)) if isinstance(line, Row) else line


def _row_of(path: str, stands: Mapping[str, str]) -> str:
    """Return the path of the layer whose row stands for another."""
    while stands.get(path, path) != path:
        path = stands[path]
    return path
