"""The drawing of the rooms as a picture: `mermaid` is laid out when the site is built.

A code host draws the same text itself.  Each room stands a floor above all that it imports; an
arrow that passes floors is given a place on each, so that it goes past the rooms there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

_ARROW = re.compile(r"(\w+) --> (\w+)")
_LETTER, _HIGH, _FLOOR, _GAP = 7.5, 26, 64, 14
_SWEEPS = 24  # after these the order of a floor does not change any more

Node = str | tuple[str, str, int]  # a room, or where an arrow passes a floor


def setup(app: Sphinx) -> ExtensionMetadata:
    """Draw what is read."""
    app.connect("doctree-read", _draw)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _draw(_: Sphinx, page: nodes.document) -> None:
    for block in list(page.findall(nodes.literal_block)):
        if block.get("language") == "mermaid":
            picture = svg(_ARROW.findall(block.astext()))
            html = f'<div class="rooms" tabindex="0">{picture}</div>'
            block.replace_self(nodes.raw("", html, format="html"))


@dataclass(slots=True)
class Plan:
    """Floors from the top down, and the short arrows between neighbours."""

    floors: list[list[Node]]
    arrows: list[list[Node]]
    x: dict[Node, float] = field(default_factory=dict)

    @classmethod
    def of(cls, arrows: list[tuple[str, str]]) -> Plan:
        """Put each room on the lowest floor that is above all rooms it leads to."""
        heights: dict[str, int] = {}

        def height(room: str) -> int:
            if room not in heights:
                below = [height(b) for a, b in arrows if a == room]
                heights[room] = 1 + max(below, default=-1)
            return heights[room]

        top = max(height(room) for arrow in arrows for room in arrow)
        floors: list[list[Node]] = [[] for _ in range(top + 1)]
        for room in heights:
            floors[top - heights[room]].append(room)
        paths = []
        for above, below in arrows:
            passed = range(top - heights[above] + 1, top - heights[below])
            between: list[Node] = [(above, below, floor) for floor in passed]
            for floor, node in zip(passed, between, strict=True):
                floors[floor].append(node)
            paths.append([above, *between, below])
        plan = cls(floors, paths)
        plan._order()
        return plan

    def _order(self) -> None:
        for floor in self.floors:
            self._place(floor)
        near: dict[Node, list[Node]] = {}
        for path in self.arrows:
            for one, other in pairwise(path):
                near.setdefault(one, []).append(other)
                near.setdefault(other, []).append(one)
        for sweep in range(_SWEEPS):
            for floor in self.floors if sweep % 2 else reversed(self.floors):
                middles = {n: sum(self.x[m] for m in near[n]) / len(near[n]) for n in floor}
                floor.sort(key=lambda node: middles[node])
                self._place(floor)

    def _place(self, floor: list[Node]) -> None:
        x = -sum(map(wide, floor)) / 2
        for node in floor:
            self.x[node] = x + wide(node) / 2
            x += wide(node)


def wide(node: Node) -> float:
    """Return how much room a room takes, or an arrow that passes by."""
    return _GAP + (_LETTER * len(node) + 12 if isinstance(node, str) else 0)


def svg(arrows: list[tuple[str, str]]) -> str:
    """Return the picture, in the colours of the page."""
    plan = Plan.of(arrows)
    half = max(sum(map(wide, floor)) for floor in plan.floors) / 2
    high = _FLOOR * (len(plan.floors) - 1) + _HIGH + 4
    inside = "".join(_marks(plan))
    return (
        f'<svg viewBox="{-half:.0f} -2 {2 * half:.0f} {high}" role="img" aria-label="The rooms, and'
        f' which imports which">{inside}</svg>'
    )


def _marks(plan: Plan) -> Iterator[str]:
    level = {node: _FLOOR * i for i, floor in enumerate(plan.floors) for node in floor}
    for path in plan.arrows:
        yield f'<path d="{_line([(plan.x[node], level[node]) for node in path])}"/>'
    for node in level:
        if isinstance(node, str):
            w, x, y = wide(node) - _GAP, plan.x[node], level[node]
            yield f'<rect x="{x - w / 2:.1f}" y="{y}" width="{w:.1f}" height="{_HIGH}" rx="4"/>'
            yield f'<text x="{x:.1f}" y="{y + 17}">{node}</text>'


def _line(points: list[tuple[float, int]]) -> str:
    """Return a curve from below the first room to above the last, straight past others."""
    (x, y), *rest = points
    line = f"M{x:.1f} {y + _HIGH}"
    for right, top in rest:
        middle = (y + _HIGH + top) / 2
        line += f"C{x:.1f} {middle:.0f} {right:.1f} {middle:.0f} {right:.1f} {top}"
        x, y = right, top
        if (x, y) != rest[-1]:
            line += f"V{y + _HIGH}"
    return line
