"""Rows in columns of blanks, as Keras 0 to 2 printed them, also where these were lost."""

from __future__ import annotations

import re
from dataclasses import fields, replace

from rnnscope.readers.printed.cells.connections import is_like_one
from rnnscope.readers.printed.cells.shapes import Found, Shapes
from rnnscope.readers.printed.lines.text_lines import Line
from rnnscope.readers.printed.tables.columns import Header
from rnnscope.readers.printed.tables.rows import Cells
from rnnscope.untrusted.limits import current

_UNBUILT = re.compile(r"\s{0,9}\((?:unbuilt|unused)\)", re.IGNORECASE)
_BEGUN = re.compile(r"\( +(?=[\[(])")
_END = re.compile(r"\s*+\Z")
_FRAGMENT = re.compile(r"\S+(?: \S+)*")
_RULE = re.compile(r"([_=─━])\1\1\1")
_NAMED = re.compile(r"[\w./-]{1,400} ?\(")
_TRAINABLE = ("Y", "N", "-")
_WORDS = 2  # that the end of a name may have, which is another line of it: `_2 (Dense)`
_NEAR = 1  # a cell's next line may begin so much to its left


def rows_on(line: Line, header: Header) -> list[Cells]:
    """Return the rows on a line: one, more where the line ends were lost, or none."""
    depth, text = _unframed(line.text)
    shapes = Shapes(text, None if header.number_at is None else header.number_at - depth)
    rows: list[Cells] = []
    start = 0
    most = current().summary_rows + 1  # of more none is looked at any more
    while len(rows) <= most and (found := _behind_name(text, shapes.first(start))):
        name = text[start : found.start]
        name, list_, taken = name.partition("[[") if header.has_inputs else (name, "", "")
        if rows:
            name = _given_back(rows[-1], name, header)
        rows.append(_cells(line, text, name, found, depth))
        rows[-1].taken = f"{list_}{taken.strip()}"
        start = found.rest
        if unbuilt := _UNBUILT.match(text, start):
            rows[-1].is_unbuilt = True
            start = unbuilt.end()
    if rows:
        _end(rows[-1], text[start:].split(), header)
    return rows


def _behind_name(text: str, found: Found | None) -> Found | None:
    """Return a shape without the bracket of the class before it, which goes on in the next line.

    As `dense (   (None, 4)`: no shape has blanks behind its first bracket.
    """
    begun = _BEGUN.match(text, found.start) if found else None
    return replace(found, start=begun.end()) if found and begun else found


def is_continued(row: Cells, line: Line) -> bool:
    """Put the next line of a row to its cells; False where it is none."""
    _, text = _unframed(line.text)
    pieces: list[tuple[int | None, str]] = [
        (found.start(), found[0]) for found in _FRAGMENT.finditer(text)
    ]
    if any(_RULE.search(piece) for _, piece in pieces) or _is_another(row, pieces):
        return False
    if not row.is_aligned:
        pieces = [(None, word) for word in _with_class(row, text.split())]
    before = replace(row, connections=[*row.connections], more=[*row.more])
    if all(_put(row, place, piece) for place, piece in pieces):
        return True
    for cell in fields(row):
        setattr(row, cell.name, getattr(before, cell.name))
    return False


def _is_another(row: Cells, pieces: list[tuple[int | None, str]]) -> bool:
    """Tell whether a line begins with a name and a class, and the row before has both of its own.

    Such a line is a row that cannot be read, and its number is no end of that before.
    """
    place, piece = pieces[0] if pieces else (None, "")
    is_at_left = place is not None and place <= row.starts[0] + _NEAR
    return is_at_left and "(" in row.whole_name and bool(_NAMED.match(piece))


def _with_class(row: Cells, words: list[str]) -> list[str]:
    """Return the words of a line, its first ones as one where they end the class of a row."""
    ends = [i for i, word in enumerate(words) if word.endswith(")")]
    if not (ends and row.is_name_open) or any(map(is_like_one, words[: ends[0]])):
        return words
    return ["".join(words[: ends[0] + 1]), *words[ends[0] + 1 :]]


def _put(row: Cells, place: int | None, piece: str) -> bool:
    """Put a piece to the cell that it stands under, or else to the first that it may belong to."""
    _, shape, number = row.starts
    if place is not None and abs(place - number) <= _NEAR and piece.isdecimal():
        row.params += piece  # the column was too narrow for the number
        return True
    if not piece.strip("0123456789,.'") and piece.strip("',"):
        return False  # the end of a number, or the beginning of one
    is_below = place is not None and place >= number
    if place is not None and shape - _NEAR <= place < number and row.is_shape_open:
        return _put_to_shape(row, piece)
    if is_below or is_like_one(piece) or "'" in piece:
        row.connections.append(piece)
    elif place is not None and place + _NEAR >= shape:
        return _put_to_shape(row, piece)
    elif row.is_name_open and (place is not None or ")" in piece) and len(piece.split()) <= _WORDS:
        row.more.append(piece)
    else:
        return _put_to_shape(row, piece)
    return True


def _put_to_shape(row: Cells, piece: str) -> bool:
    is_open_yet = row.is_shape_open
    row.shape += piece if is_open_yet else ""
    return is_open_yet


def _cells(line: Line, text: str, name: str, found: Found, depth: int) -> Cells:
    """Return the cells of a row that has its shape and its number on a line."""
    number = text.find(found.number, found.end)
    return Cells(
        line=line.number,
        name=name.strip(),
        shape=text[found.start : found.end].strip(),
        params=found.number,
        depth=depth,
        starts=(found.start - len(name.lstrip()), found.start, number),
        is_aligned="  " in text[found.start - len(name.lstrip()) : found.rest],
        is_number_last=_END.match(text, found.rest) is not None,
        end=found.rest,
    )


def _given_back(row: Cells, text: str, header: Header) -> str:
    """Return the name of the next row on a line; what is before it belongs to the row before."""
    words = text.split()
    own = 0
    if row.is_name_open and words[0].endswith(")") and "(" not in words[0]:
        row.more.append(words.pop(0))
    while own + 1 < len(words) and (
        is_like_one(words[own]) or (header.has("trainable") and words[own] in _TRAINABLE)
    ):
        own += 1
    _end(row, words[:own], header)
    return " ".join(words[own:])


def _end(row: Cells, words: list[str], header: Header) -> None:
    """Give a row what stands behind its number."""
    if words and header.has("trainable") and words[-1] in _TRAINABLE:
        row.trainable = words.pop()
    if "connections" in header.columns or any(map(is_like_one, words)):
        row.connections.extend(words)
    else:
        row.is_followed = bool(words)


def _unframed(text: str) -> tuple[int, str]:
    """Return inside how many models a line stands, by the bars around it, and what is in them."""
    bare = text.lstrip()
    inside = bare.lstrip("|")
    depth = len(bare) - len(inside)
    return depth, inside.rstrip("| ") if depth else text
