"""What the header of a table says: which columns there are, and how names stand in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rnnscope.readers.printed.lines.text_lines import Line

BARS = "│┃║|"
_BAR = str.maketrans(dict.fromkeys(BARS, "|"))
_COLUMNS = {  # by how a heading begins, which may be cut
    "layer": "name",
    "outp": "shape",
    "par": "params",
    "#par": "params",
    "conn": "connections",
    "tra": "trainable",
}
_HEADINGS = ("layer(type)", "outputshape", "param#", "connectedto", "trainable")
_CUT = ("shapep", "shapepa", "par", "para", "param")
_PARAMS = re.compile(r".*  (?=par)", re.IGNORECASE)
NAMES = ("name", "shape", "params", "connections", "trainable")


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table, in order; `is_swapped` where a class stands before its name."""

    columns: tuple[str, ...] = NAMES[:3]
    is_swapped: bool = False
    is_there: bool = False
    is_boxed: bool = False
    is_framed: bool = False  # by bars that stand around it too
    is_unclosed: bool = False  # with no bar behind its last heading, which is whole
    is_cut: bool = False  # within its last heading
    has_inputs: bool = False  # a column of shapes that flow in, as TensorFlow.js prints
    number_at: int | None = None  # where numbers begin, in columns of blanks

    def has(self, column: str) -> bool:
        """Tell whether there is a column; of a table without a header all may be there."""
        return not self.is_there or column in self.columns


NO_HEADER = Header()


def is_header(line: Line) -> bool:
    """Tell a table's header by its headings, whatever stands between them."""
    text = line.compact
    layer = text.find("layer")
    output = text.find("outp", layer + 1)
    has_numbers = text.find("par", output) > 0 or text.endswith(_CUT[:2])
    return layer >= 0 and output > layer and has_numbers and _is_heading(text, layer)


def header(line: Line) -> Header:
    """Return what a header says."""
    cells = cells_of(line.text)
    is_boxed = len(cells) > 1
    columns = tuple(map(_column, cells if is_boxed else _words(line.compact)))
    params = _PARAMS.search(line.text)
    return Header(
        columns,
        "layer(name)" in line.compact,
        is_there=True,
        is_boxed=is_boxed,
        is_framed=is_boxed and line.text.lstrip()[0] in BARS,
        is_unclosed=is_boxed and "".join(cells[-1].split()).lower() == "param#" and _is_bare(line),
        is_cut=not is_boxed and line.compact.endswith(_CUT),
        has_inputs="inputshape" in line.compact,
        number_at=params.end() if params and not is_boxed else None,
    )


def _is_bare(line: Line) -> bool:
    """Tell whether no bar ends a line, which Markdown does not ask for."""
    return line.text.rstrip()[-1] not in BARS


def cells_of(text: str) -> list[str]:
    """Return what stands between the bars of a line, with its blanks; one where there are none."""
    plain = text.strip().translate(_BAR)
    return plain.removeprefix("|").removesuffix("|").split("|")


def _is_heading(text: str, layer: int) -> bool:
    """Tell the heading of a column from the beginning of a sentence."""
    return text[layer + 5 : layer + 6] in ("(", "|", "┃", "│", "o", "n", "t")


def _words(compact: str) -> list[str]:
    """Return the headings of a line without bars."""
    found = sorted((compact.find(word), word) for word in _COLUMNS if word in compact)
    return [word for place, word in found]


def _column(cell: str) -> str:
    text = "".join(cell.split()).lower().strip("*_")
    if text.endswith("…") and text != "…":  # as narrow as Keras 3 draws it
        text = next((whole for whole in _HEADINGS if whole.startswith(text[:-1])), text)
    return next((name for start, name in _COLUMNS.items() if text.startswith(start)), "")
