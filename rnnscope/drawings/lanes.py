"""The branches of a graph beside its rows, drawn as those of a git log.

A lane belongs to what one row puts out, until the last row that takes it in.  A row goes on
in the lane of an input that ends there, so that what is added to stays straight.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappush

from rnnscope.drawings.svg import Element, element, short, written

MOST_LANES = 12  # side by side; what is beyond them runs together in the last one
_LAST = MOST_LANES - 1
_ROW, _MIDDLE = 56, 28  # the height of a row, and where its dot is
_PITCH, _WIDEST, _EDGE = (
    15,
    96,
    11,
)  # between lanes; what all have; before the first, after the last


@dataclass(frozen=True, slots=True)
class Row:
    """What stands beside a row: its own lane, those that pass, those that come into its own.

    `below` are the lanes that leave at its foot; a row that stands for no layer has no lane.
    """

    lane: int | None
    passing: tuple[int, ...]
    joining: tuple[int, ...]
    below: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lanes:
    """Rows with their lanes, of which there are `count`, and how far apart these are drawn."""

    rows: tuple[Row, ...]
    count: int

    @property
    def pitch(self) -> float:
        """How far apart lanes are; less where they are many, so that rows keep their room."""
        return min(_PITCH, _WIDEST / max(self.count - 1, 1))

    @property
    def width(self) -> float:
        """How wide all lanes are."""
        return 2 * _EDGE + (self.count - 1) * self.pitch

    def x(self, lane: int) -> float:
        """Return where a lane runs."""
        return _EDGE + lane * self.pitch

    def gutter(self, index: int, kind: str = "", *, hollow: bool = False) -> str:
        """Draw what stands beside a row; its dot has the class `kind`."""
        row = self.rows[index]
        path = "".join([self._line(lane, 0, _ROW) for lane in row.passing] + self._own(row))
        parts = [element("path", class_="lane", d=path)] if path else []
        if row.lane is not None:
            class_ = " ".join(filter(None, ("dot", "hollow" if hollow else "", kind)))
            radius = min(5.5, self.pitch * 0.45)
            x = self.x(row.lane)
            parts.append(element("circle", class_=class_, cx=x, cy=_MIDDLE, r=radius))
        return self._drawn(parts, _ROW)

    def rest(self, index: int) -> str:
        """Draw what goes on below a row, however tall that is; nothing where no lane does."""
        path = "".join(self._line(lane, 0, 10) for lane in self.rows[index].below)
        return self._drawn([element("path", class_="lane", d=path)], 10) if path else ""

    def _own(self, row: Row) -> list[str]:
        if row.lane is None:
            return []
        own = [self._into(lane, row.lane) for lane in row.joining]
        return [*own, self._line(row.lane, _MIDDLE, _ROW)] if row.lane in row.below else own

    def _line(self, lane: int, top: int, bottom: int) -> str:
        return f"M{short(self.x(lane))} {top}V{bottom}"

    def _into(self, start: int, end: int) -> str:
        if start == end:
            return self._line(start, 0, _MIDDLE)
        first, last = short(self.x(start)), short(self.x(end))
        return f"M{first} 0C{first} 17 {last} 11 {last} {_MIDDLE}"

    def _drawn(self, parts: Sequence[Element], height: int) -> str:
        ratio = None if height == _ROW else "none"
        frame = f"0 0 {short(self.width)} {height}"
        return written(
            element(
                "svg",
                *parts,
                viewbox=frame,
                width=self.width,
                preserve_aspect_ratio=ratio,
                aria_hidden="true",
            )
        ).text


def laid_out(rows: Sequence[str | None], inbound: Mapping[str, Iterable[str]]) -> Lanes:
    """Lay a graph out beside its rows; a row that is None lets every lane pass.

    `inbound` names the rows that each takes in; what is not a row before it is left out.
    """
    placed = tuple(_Layout(rows, inbound).placed())
    used = (max((*row.passing, *row.below, row.lane or 0)) for row in placed)
    return Lanes(placed, max(used, default=0) + 1)


class _Layout:
    """Goes down the rows, and keeps which lanes are open and whose they are."""

    def __init__(self, rows: Sequence[str | None], inbound: Mapping[str, Iterable[str]]) -> None:
        self.rows = rows
        at = {row: index for index, row in enumerate(rows) if row is not None}
        self.parents = [
            [name for name in dict.fromkeys(inbound.get(row, ())) if at.get(name, index) < index]
            if row is not None and at[row] == index
            else []
            for index, row in enumerate(rows)
        ]
        self.last = {name: index for index, names in enumerate(self.parents) for name in names}
        self.lane_of: dict[str, int] = {}
        self.users = [0] * MOST_LANES
        self.free = list(range(_LAST))  # a heap

    def placed(self) -> Iterable[Row]:
        """Yield each row with its lanes."""
        for index, row in enumerate(self.rows):
            if row is None:
                below = self._open
                yield Row(None, below, (), below)
            else:
                yield self._row(index, row)

    @property
    def _open(self) -> tuple[int, ...]:
        return tuple(lane for lane, users in enumerate(self.users) if users)

    def _row(self, index: int, row: str) -> Row:
        parents = self.parents[index]
        joining = tuple(sorted({self.lane_of[name] for name in parents}))
        ending = [self.lane_of[name] for name in parents if self.last[name] == index]
        for lane in ending:
            self._close(lane)
        passing = self._open
        lane = self._lane(ending)
        if self.last.get(row, -1) > index and row not in self.lane_of:
            self._take(lane)
            self.lane_of[row] = lane
        return Row(lane, passing, joining, self._open)

    def _lane(self, ending: Sequence[int]) -> int:
        """Return the lane of a row: that of an input which ends there, else a free one."""
        own = min(ending, default=_LAST)
        return self.free[0] if own == _LAST and self.free else own

    def _close(self, lane: int) -> None:
        self.users[lane] -= 1
        if not self.users[lane] and lane < _LAST:
            heappush(self.free, lane)

    def _take(self, lane: int) -> None:
        self.users[lane] += 1
        if self.users[lane] == 1 and lane < _LAST:
            self.free.remove(lane)
            heapify(self.free)
