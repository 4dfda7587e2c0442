"""The table of layers on a screen, without borders: three lines a layer where there is room.

It is arranged in the way that takes the fewest lines: with the class behind
the name, with the class under the name, or with the formula under both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from rnnscope.pages.table.columns import Column, Kind
from rnnscope.pages.table.rows import FIRST, Row
from rnnscope.renderers._folding import folded
from rnnscope.renderers._styles import Line, Span, style_of, trimmed
from rnnscope.renderers._widths import width_of

_GAP = "  "
_LEAST = 24  # places for formulas, beside the other columns
_INDENT = "    "
_NOTHING = "no weights"
_TITLE: list[Span] = [(FIRST, "bold")]

Block = list[Span]  # the lines of one cell
Arranged = list[list[Block]]  # the cells of each row


def layer_lines(columns: Sequence[Column], rows: Sequence[Row], width: int) -> list[Line]:
    """Return the lines of the table, with its titles."""
    ways = (_beside, _below, _all_below, _under)
    tables = (table for way in ways if (table := way(columns, rows, width)) is not None)
    best = min(tables, key=len, default=None)
    if best is None:
        from rnnscope.renderers._compact import compact_lines

        return list(compact_lines(columns, rows, width))
    return best


def _beside(columns: Sequence[Column], rows: Sequence[Row], width: int) -> list[Line] | None:
    """Put the class behind the name, and formulas into the last column."""
    labels = [[(f"{row.branch}{row.label}", "")] for row in rows]
    return _grid(columns, rows, width, [_TITLE, *labels])


def _below(columns: Sequence[Column], rows: Sequence[Row], width: int) -> list[Line] | None:
    """Put the class under the name, and formulas into the last column."""
    labels = [_two_lines(row) for row in rows]
    return _grid(columns, [*map(_with_class, rows)], width, [_TITLE, *labels])


def _all_below(columns: Sequence[Column], rows: Sequence[Row], width: int) -> list[Line] | None:
    """Put the class and the first column, which is the shape, under the name."""
    if len(columns) < 2 or columns[0].kind != Kind.TEXT:
        return None
    labels = [[*_two_lines(row), *_shape_line(row)] for row in rows]
    kept = [_with_class(replace(row, cells=row.cells[1:]), *row.cells[0]) for row in rows]
    title = [*_TITLE, (columns[0].title, "bold")]
    return _grid(columns[1:], kept, width, [title, *labels])


def _under(columns: Sequence[Column], rows: Sequence[Row], width: int) -> list[Line] | None:
    """Put formulas under the layer and its numbers."""
    beside = [i for i, column in enumerate(columns) if column.kind != Kind.CODE]
    titles = [(FIRST, "bold"), *((columns[i].title, "bold") for i in beside)]
    heads = [
        [[(f"{row.branch}{row.label}", "")], *(_plain(row.cells[i]) for i in beside)]
        for row in rows
    ]
    widths = _widths([[[title] for title in titles], *heads])
    if sum(widths) + len(_GAP) * len(beside) > width:
        return None
    right = [False, *(columns[i].kind == Kind.NUMBER for i in beside)]
    lines = list(_lines([[title] for title in titles], widths, right))
    for row, head in zip(rows, heads, strict=True):
        lines += _lines(head, widths, right)
        if _is_bare(row):
            continue
        indent = " " * len(row.branch) + _INDENT
        lines += [
            ((f"{indent}{text}", style),)
            for text, style in _said(columns, row, width - len(indent))
        ]
    return lines


def _grid(
    columns: Sequence[Column], rows: Sequence[Row], width: int, labels: list[Block]
) -> list[Line] | None:
    """Put cells side by side; None where no formula's words would have room."""
    code = [i for i, column in enumerate(columns) if column.kind == Kind.CODE]
    if len(code) != 1:
        return None
    place = code[0] + 1
    titles: list[Block] = [labels[0], *([(column.title, "bold")] for column in columns)]
    beside = [[label, *map(_plain, row.cells)] for label, row in zip(labels[1:], rows, strict=True)]
    widths = _widths([titles, *beside])
    room = width - sum(widths) + widths[place] - len(_GAP) * len(columns)
    if room < _LEAST:
        return None
    said = [_said(columns, row, room) for row in rows]
    cells = [
        [*blocks[:place], block, *blocks[place + 1 :]]
        for blocks, block in zip(beside, said, strict=True)
    ]
    widths[place] = max((width_of(text) for block in said for text, _ in block), default=0)
    if widths[place] > room:
        return None
    right = [False, *(column.kind == Kind.NUMBER for column in columns)]
    return [line for blocks in (titles, *cells) for line in _lines(blocks, widths, right)]


def _said(columns: Sequence[Column], row: Row, width: int) -> Block:
    """Return what stands where the formula does: its lines, and what is remarked."""
    codes = [
        line
        for column, lines in zip(columns, row.cells, strict=True)
        if column.kind == Kind.CODE
        for line in lines
    ]
    styled = [(line, "" if i == 0 else "dim") for i, line in enumerate(codes)]
    styled += [(text, style_of(text)) for text in row.remarks]
    return [(part, style) for text, style in styled for part in folded(text, width, whole=True)]


def _two_lines(row: Row) -> Block:
    name = (f"{row.branch}{row.name}", "")
    if _is_bare(row):  # its class stands by what is said of it
        return [name]
    return [name, (f"{' ' * len(row.branch)}({row.class_name})", "dim")]


def _shape_line(row: Row) -> Block:
    if _is_bare(row):
        return []
    return [(f"{' ' * len(row.branch)}{text}", "dim") for text in row.cells[0]]


def _with_class(row: Row, *more: str) -> Row:
    """Say the class, and more, where there is only one line to say it in."""
    if not _is_bare(row):
        return row
    return replace(row, remarks=(": ".join((row.class_name, ", ".join((_NOTHING, *more)))),))


def _is_bare(row: Row) -> bool:
    return row.remarks == (_NOTHING,)


def _plain(lines: Sequence[str]) -> Block:
    return [(line, style_of(line, "")) for line in lines]


def _widths(rows: Sequence[Sequence[Block]]) -> list[int]:
    columns = zip(*rows, strict=True)
    return [
        max((width_of(text) for block in column for text, _ in block), default=0)
        for column in columns
    ]


def _lines(blocks: Sequence[Block], widths: Sequence[int], right: Sequence[bool]) -> Iterator[Line]:
    """Yield the lines of a row: those of its cells, side by side."""
    for spans in zip_longest(*blocks, fillvalue=("", "")):
        line: list[Span] = []
        for (text, style), width, is_right in zip(spans, widths, right, strict=True):
            pad = " " * (width - width_of(text))
            line += [(pad, ""), (text, style)] if is_right else [(text, style), (pad, "")]
            line.append((_GAP, ""))
        yield trimmed(line)
