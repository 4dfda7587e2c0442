"""Rows as they are put together of their lines, and what is made of each when it is whole."""

from __future__ import annotations

from dataclasses import dataclass, field

from rnnscope.model.printed import PrintedRow
from rnnscope.readers.printed.cells.connections import connections
from rnnscope.readers.printed.cells.names import is_of_a_layer, is_open, named
from rnnscope.readers.printed.cells.numbers import whole
from rnnscope.readers.printed.cells.shapes import is_begun, shapes_in, word_in
from rnnscope.readers.printed.tables.columns import Header

LONGEST = 20_000  # signs of a cell
# Keras prints a letter, and who writes such a table a word.
_TRAINABLE = {
    **dict.fromkeys(("y", "yes", "true"), True),
    **dict.fromkeys(("n", "no", "false"), False),
}


@dataclass(slots=True)
class Cells:
    """The cells of a row, each as far as it was read; `starts` is where they begin on its line.

    `is_number_last` says that nothing stands behind the number, which may go on below, and
    `end` where on its line it ends; `is_followed` that what stands there is in no cell.
    """

    line: int
    name: str
    shape: str
    params: str
    more: list[str] = field(default_factory=list)  # of the name, on the lines below its first
    begun: str = ""  # what is left of a number that is cut off
    connections: list[str] = field(default_factory=list)
    trainable: str = ""
    taken: str = ""  # the shapes that flow in, where they have a column
    depth: int = 0
    starts: tuple[int, int, int] = (0, 0, 0)
    is_fixed: bool = True
    is_aligned: bool = True
    is_unbuilt: bool = False
    is_number_last: bool = False
    end: int = 0
    is_followed: bool = False

    @property
    def text(self) -> str:
        """What was read, as it stands on its lines."""
        return " ".join(filter(None, (self.whole_name, self.shape, self.params, *self.connections)))

    @property
    def is_shape_open(self) -> bool:
        """True where the end of the shape may stand on the next line."""
        text = self.shape
        is_open = sum(map(text.count, "([{")) > sum(map(text.count, ")]}")) or is_begun(text)
        return is_open and len(text) < LONGEST

    @property
    def is_name_open(self) -> bool:
        """True where the end of the name, or of the class, may stand on the next line."""
        return is_open(self.whole_name) and len(self.whole_name) < LONGEST

    @property
    def whole_name(self) -> str:
        """The name of all its lines."""
        return "".join((self.name, *self.more))


def _part(cells: Cells) -> None:
    """Take the lines of a name as such where its class ends there, else as what is connected.

    A class of fixed columns ends where it is cut off, and what stands below is none of it.
    """
    if is_open(cells.whole_name):
        cells.connections[:0] = cells.more
    else:
        cells.name = cells.whole_name
    cells.more = []


def row_of(cells: Cells, header: Header) -> PrintedRow | None:
    """Return the row that cells say; None where the first is none of a layer.

    Raises:
        BeyondError: a number has more digits than any count.

    """
    _part(cells)
    first = named(cells.name, is_fixed=cells.is_fixed, is_swapped=header.is_swapped)
    if first is None or not (header.is_there or is_of_a_layer(first, cells.shape)):
        return None
    if not (first.class_name or cells.is_fixed or shapes_in(cells.shape) or word_in(cells.shape)):
        return None  # of another table further down, which somebody wrote as this one
    has_connections = bool(cells.connections) or (
        header.is_there and "connections" in header.columns
    )
    return PrintedRow(
        line=cells.line,
        name=first.name,
        class_name=first.class_name,
        shapes=shapes_in(cells.shape),
        shape_word=word_in(cells.shape),
        taken=shapes_in(cells.taken) if cells.taken else (),
        begun=cells.begun,
        params=whole(cells.params) if cells.params else None,
        is_name_cut=first.is_name_cut,
        is_class_cut=first.is_class_cut,
        is_unbuilt=cells.is_unbuilt,
        depth=cells.depth,
        connections=connections(cells.connections, is_fixed=cells.is_fixed)
        if has_connections
        else None,
        trainable=_TRAINABLE.get(cells.trainable.lower()),
        is_behind_gap=cells.name.lstrip().startswith(("..", "…")),
    )
