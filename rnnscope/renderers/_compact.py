"""The table of a long model on a screen: a line for each layer.

The shape stands at the right of the place that it shares with the name, so that a long
name and a short shape, or the other way round, have room on one line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from rnnscope.pages.table.columns import Column, Kind
from rnnscope.pages.table.rows import FIRST, Row
from rnnscope.renderers._folding import folded
from rnnscope.renderers._styles import Line, Span, style_of, trimmed
from rnnscope.renderers._widths import width_of

_GAP = 2
_LEAST = 12  # places for numbers, beside the other columns
_INDENT = "    "


def compact_lines(columns: Sequence[Column], rows: Sequence[Row], width: int) -> list[Line]:
    """Return the lines of the table, with its titles: numbers beside the layers, or under them."""
    has_shape = bool(columns) and columns[0].kind == Kind.TEXT
    rest = columns[1:] if has_shape else columns
    lines = [_Row.of(row, has_shape) for row in rows]
    title = _Row(FIRST, columns[0].title if has_shape else "", [(each.title,) for each in rest])
    table = _Table.of(rest, title, lines, width)
    code = [place for place, each in enumerate(rest) if each.kind == Kind.CODE]
    beside = list(_drawn(table, title, lines))
    if not code or (len(beside) <= len(lines) + 1 and not table.is_low):
        return beside
    title = replace(title.without(code[-1]), remarks=())
    lines = [line.without(code[-1]) for line in lines]
    columns = [*rest[: code[-1]], *rest[code[-1] + 1 :]]
    below = list(_drawn(_Table.of(columns, title, lines, width), title, lines))
    return below if table.is_low else min(beside, below, key=len)


def _drawn(table: _Table, title: _Row, rows: Sequence[_Row]) -> Iterator[Line]:
    yield from table.row(title, "bold")
    for row in rows:
        yield from table.row(row, "dim" if row.is_wide else "")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it is placed: its label and shape, its other cells, and what is remarked on it.

    One that is of several layers is wide: its label has no say in how the table is divided.
    """

    label: str
    shape: str
    cells: Sequence[tuple[str, ...]]
    remarks: tuple[str, ...] = ()
    indent: str = ""
    is_wide: bool = False

    @classmethod
    def of(cls, row: Row, has_shape: bool) -> _Row:
        shape, cells = (row.cells[0], row.cells[1:]) if has_shape else ((), row.cells)
        indent = " " * len(row.branch) + _INDENT
        label = f"{row.branch}{row.label}"
        return cls(label, " ".join(shape), cells, row.remarks, indent, not row.class_name)

    def folded(self, room: int) -> list[str]:
        """Return the lines of the label; what is drawn before the name stays before it."""
        lead = max(0, len(self.indent) - len(_INDENT))
        first, *more = folded(self.label[lead:], max(1, room - lead), _INDENT)
        return [f"{self.label[:lead]}{first}", *(f"{' ' * lead}{text}" for text in more)]

    def without(self, place: int) -> _Row:
        """Return the row with one of its cells under it."""
        cells = [*self.cells[:place], *self.cells[place + 1 :]]
        return replace(self, cells=cells, remarks=(*self.cells[place], *self.remarks))

    @property
    def needed(self) -> int:
        shape = _GAP + width_of(self.shape) if self.shape else 0
        return width_of(self.label) + shape


@dataclass(frozen=True, slots=True)
class _Table:
    """The columns behind the label, and how wide all are."""

    columns: Sequence[Column]
    left: int
    widths: Sequence[int]
    width: int
    is_low: bool

    @classmethod
    def of(cls, columns: Sequence[Column], title: _Row, rows: list[_Row], width: int) -> _Table:
        left = max([title.needed, *(row.needed for row in rows if not row.is_wide)])
        widths = [
            max(width_of(text) for row in (title, *rows) for text in (*row.cells[place], ""))
            for place in range(len(columns))
        ]
        room = width - left - sum(widths) - _GAP * len(columns)
        wide = [width_of(row.label) for row in rows if row.is_wide and any(row.cells)]
        more = max(0, min(max(wide, default=0) - left, room))
        left, room = left + more, room - more
        for place, column in enumerate(columns):
            if column.kind == Kind.CODE and room < 0:
                narrow = max(_LEAST, widths[place] + room)
                widths[place], room = narrow, room + widths[place] - narrow
        return cls(columns, min(left, width), widths, width, is_low=room < 0)

    def row(self, row: _Row, style: str) -> Iterator[Line]:
        """Yield the lines of a row; what has no room beside the label stands under it."""
        beside = [self._folded(cell, place) for place, cell in enumerate(row.cells)]
        room = self.left if any(row.cells) and not self.is_low else self.width
        first, *more = row.folded(room)
        if self.is_low:
            yield from self._low([first, *more], row, style)
        elif not any(row.cells) and not row.shape:
            yield from (((text, style),) for text in (first, *more))
        else:
            yield from self._beside(self._left(first, row.shape, style), beside, style, more)
        for text in row.remarks:
            parts = folded(text, max(1, self.width - len(row.indent)))
            yield from (((row.indent, ""), (part, style_of(text))) for part in parts)

    def _beside(
        self,
        head: list[Span],
        cells: Sequence[Sequence[str]],
        style: str,
        more: Sequence[str],
    ) -> Iterator[Line]:
        """Yield the lines of a row, the label's first with its shape."""
        heads = [head, *([(text.ljust(self.left), style)] for text in more)]
        texts = [*zip_longest(*cells, fillvalue="")] or [("",) * len(cells)]
        for head, parts in zip_longest(heads, texts):
            left = head or [(" " * self.left, "")]
            yield trimmed([*left, *self._placed(parts or ("",) * len(cells), style)])

    def _low(self, label: Sequence[str], row: _Row, style: str) -> Iterator[Line]:
        """Yield the cells one under the other, where the screen is too narrow for columns."""
        yield from (((text, style),) for text in label)
        texts = [row.shape, *(text for cell in row.cells for text in cell)]
        line = "  ".join(filter(None, texts))
        indent = row.indent or _INDENT
        parts = folded(line, max(1, self.width - len(indent))) if line else []
        yield from (((indent, ""), (part, style)) for part in parts)

    def _folded(self, cell: tuple[str, ...], place: int) -> list[str]:
        if self.columns[place].kind != Kind.CODE:
            return list(cell)
        return [part for text in cell for part in folded(text, self.widths[place])]

    def _left(self, label: str, shape: str, style: str) -> list[Span]:
        pad = self.left - width_of(label) - width_of(shape)
        return [(label, style), (" " * pad, ""), (shape, style)]

    def _placed(self, texts: Sequence[str], style: str) -> Iterator[Span]:
        for text, column, width in zip(texts, self.columns, self.widths, strict=True):
            pad = " " * (width - width_of(text))
            span = (text, style_of(text, style))
            yield " " * _GAP, ""
            yield from ((pad, ""), span) if column.kind == Kind.NUMBER else (span, (pad, ""))
