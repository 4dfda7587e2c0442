"""A map of sizes: rectangles whose areas are to scale, each as near to a square as it can be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rnnscope.drawings.svg import Element, element, places, spoken, title, written

_LETTER, _LINE, _INSET = 7.7, 15, 7  # of a bold name: a letter's width, a line's height, its margin
_CAP = 24  # what a cell keeps for its name above its parts
_MANY = 60  # cells, above which none is divided into its parts
_BREAKS = re.compile(r"(?<=[_/])(?=\D)|(?= ×)")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    def inset(self, by: float) -> Box:
        """Return the rectangle without its border."""
        return Box(
            self.x + by,
            self.y + by,
            max(self.width - 2 * by, 0.5),
            max(self.height - 2 * by, 0.5),
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """One size of the map: its name, what it is said to be, and what it is made of.

    `kind` is a class of the page's style, and so is that of each part: (name, size, class).
    One that `is_rest` is of several, which have no cells of their own.
    """

    name: str
    count: int
    note: str = ""
    kind: str = ""
    href: str = ""
    parts: tuple[tuple[str, int, str], ...] = ()
    is_rest: bool = False


def laid_out(sizes: Sequence[int], frame: Box) -> list[Box]:
    """Lay sizes, the largest first, out in a frame: "squarified", by Bruls, Huizing, van Wijk."""
    whole = sum(sizes)
    if not whole:
        return [Box(frame.x, frame.y, 0, 0) for _ in sizes]
    scale = frame.width * frame.height / whole
    boxes: list[Box] = []
    rest, start = frame, 0
    while start < len(sizes):
        end = _row_end(sizes, start, min(rest.width, rest.height), scale)
        row = [size * scale for size in sizes[start:end]]
        boxes += _row(row, rest)
        rest = _after(sum(row), rest)
        start = end
    return boxes


def _row_end(sizes: Sequence[int], start: int, side: float, scale: float) -> int:
    """Return where the row ends that begins at `start`: as long as its worst box gets no worse."""
    area, end, worst = 0.0, start, float("inf")
    while end < len(sizes):
        more = area + sizes[end] * scale
        now = _worst(sizes[start] * scale, sizes[end] * scale, more, side)
        if now > worst:
            break
        area, worst, end = more, now, end + 1
    return max(end, start + 1)


def _worst(largest: float, smallest: float, area: float, side: float) -> float:
    """Return how far from a square the worst box of a row is, as the ratio of its sides."""
    if not smallest or not side:
        return float("inf")
    return max(side**2 * largest / area**2, area**2 / (side**2 * smallest))


def _row(areas: Sequence[float], rest: Box) -> Iterator[Box]:
    """Yield the boxes of a row, along the shorter side of what is left."""
    is_upright = rest.width >= rest.height
    thick = sum(areas) / (rest.height if is_upright else rest.width or 1) if sum(areas) else 0
    along = 0.0
    for area in areas:
        length = area / thick if thick else 0
        if is_upright:
            yield Box(rest.x, rest.y + along, thick, length)
        else:
            yield Box(rest.x + along, rest.y, length, thick)
        along += length


def _after(area: float, rest: Box) -> Box:
    """Return what is left of a frame after a row."""
    if rest.width >= rest.height:
        thick = area / rest.height if rest.height else 0
        return Box(rest.x + thick, rest.y, max(rest.width - thick, 0), rest.height)
    thick = area / rest.width if rest.width else 0
    return Box(rest.x, rest.y + thick, rest.width, max(rest.height - thick, 0))


def drawn(cells: Sequence[Cell], width: int, height: int, kind: str = "map") -> str:
    """Draw a map of cells, the largest first; names stand only where they fit."""
    inside = [_cell(*each) for each in _placed(cells, width, height)]
    frame = f"0 0 {width} {height}"
    return written(element("svg", *inside, class_=kind, viewbox=frame, aria_hidden="true")).text


def unnamed(cells: Sequence[Cell], width: int, height: int) -> Iterator[Cell]:
    """Yield the cells of such a map of which it does not say how much they are."""
    for cell, box, is_held in _placed(cells, width, height):
        if not any(cell.note in _texts(each) for each in _label(cell, box.inset(1), is_held)):
            yield cell


def _texts(drawn: Element) -> Iterator[str]:
    yield spoken(drawn.words)
    yield from (text for each in drawn.inside for text in _texts(each))


def _placed(cells: Sequence[Cell], width: int, height: int) -> Iterator[tuple[Cell, Box, bool]]:
    """Yield cells with their boxes, and whether their parts are drawn in them."""
    ordered = sorted((cell for cell in cells if cell.count), key=lambda cell: -cell.count)
    boxes = laid_out([cell.count for cell in ordered], Box(0, 0, width, height))
    is_divided = len(ordered) <= _MANY
    for cell, box in zip(ordered, boxes, strict=True):
        has_room = box.height > 70 and box.width > 60
        yield cell, box, is_divided and len(cell.parts) > 1 and has_room


def _cell(cell: Cell, box: Box, is_held: bool) -> Element:
    inner = box.inset(1)
    group = element(
        "g",
        title(f"{cell.name}: {cell.note}"),
        _rectangle(inner, "holder" if is_held else "whole"),
        *(_parts(cell, box) if is_held else ()),
        *_label(cell, inner, is_held),
        class_=f"cell {cell.kind}".rstrip(),
    )
    return element("a", group, href=cell.href, tabindex="-1") if cell.href else group


def _parts(cell: Cell, box: Box) -> Iterator[Element]:
    parts = sorted(cell.parts, key=lambda part: -part[1])
    room = Box(box.x, box.y + _CAP, box.width, box.height - _CAP).inset(1)
    boxes = laid_out([count for _, count, _ in parts], room)
    for (name, _, colour), place in zip(parts, boxes, strict=True):
        inner = place.inset(0.75)
        yield _rectangle(inner, colour)
        if _fits([name], inner):
            yield _text("in", inner, 0, name)


def _label(cell: Cell, box: Box, is_held: bool) -> Iterator[Element]:
    """Yield the name and what is said of the cell: over its parts, or inside of it."""
    if is_held:
        yield from _over(cell, Box(box.x, box.y, box.width, _CAP))
        return
    lines = _broken(cell.name, box.width)
    if not _fits(lines, box):
        return
    for number, line in enumerate(lines):
        yield _text("in strong", box, number, line)
    if _fits([*lines, cell.note], box):
        yield _text("in", box, len(lines), cell.note)


def _over(cell: Cell, room: Box) -> Iterator[Element]:
    """Yield one line, as much of it as fits."""
    if not _fits([cell.name], room):
        return
    beside = element("tspan", dx=_INSET, font_weight="400", words=cell.note)
    has_both = _fits([f"{cell.name}  {cell.note}"], room)
    yield _text("over strong", room, 0, cell.name, *([beside] if has_both else []))


def _text(kind: str, box: Box, line: int, words: str, *inside: Element) -> Element:
    x, y = box.x + _INSET, box.y + _LINE * (line + 1)
    return element("text", *inside, class_=kind, x=x, y=y, words=words)


def _broken(name: str, width: float) -> list[str]:
    """Break a name at its underscores and slashes into lines that fit, never before a number."""
    lines = [""]
    for part in _BREAKS.split(name):
        if lines[-1] and places(lines[-1] + part) * _LETTER + 2 * _INSET > width:
            lines.append("")
        lines[-1] += part
    return [line.strip() for line in lines]


def _fits(lines: Sequence[str], box: Box) -> bool:
    longest = max(map(places, lines)) * _LETTER + 2 * _INSET
    return longest <= box.width and len(lines) * _LINE + _INSET <= box.height


def _rectangle(box: Box, kind: str) -> Element:
    return element("rect", class_=kind, x=box.x, y=box.y, width=box.width, height=box.height)
