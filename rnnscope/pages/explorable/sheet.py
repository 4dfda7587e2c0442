"""The pictures of a model, or of one layer, as a file of its own, for documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from rnnscope.drawings.standalone import Picture
from rnnscope.drawings.treemap import Cell, drawn, unnamed
from rnnscope.errors import NoPictureError
from rnnscope.pages.explorable.figures import Figure, text_of
from rnnscope.pages.explorable.loops import loop_of
from rnnscope.pages.explorable.page import diagrams_of
from rnnscope.pages.explorable.pictures import pictures_of
from rnnscope.pages.explorable.shares import cells_inside, cells_of
from rnnscope.pages.table.choice import Choice
from rnnscope.pages.table.picking import picked
from rnnscope.pages.texts import named
from rnnscope.pages.whole.page import called
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.unbuilt import is_unbuilt

WEIGHTS, RECURRENCE, SIZES = "weights", "recurrence", "sizes"

_MOST = 24  # pictures of a file
_MAP = (440, 280)  # width and height of a map: on a telephone its words can still be read
_CELLS = 40  # of a map that are told apart; the rest is one
_SAID = 12  # cells that are told in words


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is drawn in a file: its pictures, and what is seen in them, in words."""

    title: str
    description: str
    pictures: tuple[Picture, ...]


def sheet(report: Report, choice: Choice, kind: str = "") -> Sheet:
    """Lay out one kind of pictures; without a kind all that there are of a layer, or the map.

    Raises:
        NoPictureError: there is nothing to draw; the message says why.
        UnknownLayerNameError: the model has no such layer, or none like a pattern.

    """
    layer = None if choice.layer is None else report[choice.layer]
    if kind == SIZES or not (kind or layer):
        return _map(report, choice, layer)
    name, shown = _shown(report, choice, layer)
    found = list(islice(_pictures(shown, kind), _MOST + 1))
    if not found:
        raise NoPictureError(*_missing(kind, name))
    pictures = found[:_MOST]
    if len(found) > _MOST:
        more = f"Only the first {_MOST} pictures are drawn: name a layer for those of that one."
        pictures[-1] = replace(pictures[-1], note=f"{pictures[-1].note} {more}".lstrip())
    said = (" ".join((each.heading, each.caption, each.note)) for each in pictures)
    return Sheet(_title(kind, name), " ".join(" ".join(said).split()), tuple(pictures))


def _shown(
    report: Report, choice: Choice, layer: LayerReport | None
) -> tuple[str, Sequence[LayerReport]]:
    """Return the layers that are drawn, and what they are together."""
    if layer is not None:
        return named(layer.path), (layer,)
    if choice.is_picked:
        return f"what is picked of {called(report)}", picked(report, choice).layers
    return called(report), report.layers


def _title(kind: str, name: str) -> str:
    what = {WEIGHTS: "The weights", RECURRENCE: "The recurrence"}.get(kind, "The pictures")
    return f"{what} of {name}"


def _missing(kind: str, name: str) -> tuple[str, str]:
    """Say of what there is no picture, and why."""
    if kind == RECURRENCE:
        return "the recurrence", f"{name} has no recurrent layer whose steps are known"
    return "weights", f"{name} has no weights whose shapes are known"


def _pictures(layers: Iterable[LayerReport], kind: str) -> Iterator[Picture]:
    for layer in layers:
        yield from _of_layer(layer, kind, loop_of(layer))


def _of_layer(layer: LayerReport, kind: str, loop: Figure | None) -> Iterator[Picture]:
    """Yield the pictures of a layer; a loop shows those of the layers inside it too."""
    heading = f"{named(layer.path)} ({named(layer.class_name)})"
    figures = [*pictures_of(layer)] if kind != RECURRENCE else []
    figures += [loop] if loop and kind != WEIGHTS else []
    for figure in figures:
        note = text_of(figure.note).strip()
        yield Picture(figure.svg, figure.height, heading, figure.words, note)
        heading = ""
    for child in layer.children:
        yield from _of_layer(child, kind, None if loop else loop_of(child))


def _map(report: Report, choice: Choice, layer: LayerReport | None) -> Sheet:
    """Lay out where the parameters are: of a model its layers, of a layer what is in it."""
    name = named(layer.path) if layer else called(report)
    total = layer.params if layer else report.total
    if not total:
        why = f"those of {name} are not known" if total is None else f"{name} has none"
        raise NoPictureError("where the parameters are", why)
    cells = _cells(report, choice, layer)
    so_far = " so far" if is_unbuilt(layer or report) else ""
    counted = named(layer.path) if layer else called(report, "The model")
    heading = f"{counted}: {total:,} parameters{so_far}"
    small = list(unnamed(cells, *_MAP))
    note = f"Also {_said(small)}" if small else ""
    picture = Picture(drawn(cells, *_MAP), _MAP[1], heading, note=note, width=_MAP[0])
    return Sheet(f"Where the {total:,} parameters of {name} are", _said(cells), (picture,))


def _cells(report: Report, choice: Choice, layer: LayerReport | None) -> list[Cell]:
    """Return what the map is of; nothing in it is a link."""
    if layer is not None:
        return list(cells_inside(layer, _CELLS))
    diagram = diagrams_of(report, choice, {}).whole()
    return [replace(cell, href="") for cell in cells_of(report, diagram, _CELLS)]


def _said(cells: Sequence[Cell]) -> str:
    """Say how much cells are: the first by their names; last the one that is of all others."""
    named_ones = [cell for cell in cells if not cell.is_rest]
    more = len(named_ones[_SAID:])
    said = [f"{cell.name}: {cell.note}" for cell in named_ones[:_SAID]]
    ends = [f"{more:,} more, {'each by itself' if more > 1 else 'by itself'}"] if more else []
    ends += [f"{cell.name} as one: {cell.note}" for cell in cells if cell.is_rest]
    last = [f"and {ends[-1]}"] if said and ends else ends[-1:]
    return "; ".join([*said, *ends[:-1], *last]) + "."
