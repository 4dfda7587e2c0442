"""Rows inside others that lost their indentation on the way: the sums tell where they belong.

Keras prints the layers of a nested model below its row, whose number is their sum.  Where blanks
were collapsed they stand beside it, and would be counted twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from rnnscope.model.printed import MODELS, PrintedRow
from rnnscope.untrusted.limits import spend

_STEPS = 50_000  # of the search: of a table with more it is not told what is inside what


@dataclass(frozen=True, slots=True)
class Nested:
    """Rows with what they are inside of, and models of which it cannot be told what they hold."""

    rows: tuple[PrintedRow, ...]
    untold: tuple[str, ...] = ()


def nested(rows: tuple[PrintedRow, ...], total: int | None) -> Nested:
    """Return rows with the depths that the total, and the numbers of models, prove alone.

    Where they prove several, each row behind a model stands as behind a gap.
    """
    if not any(_is_model(row) for row in rows):
        return Nested(rows)
    least = min(row.depth for row in rows)
    found = _Depths(rows, [row.depth for row in rows])
    found.settle(0, len(rows), least, total)
    behind = min(found.untold, default=len(rows))
    return Nested(
        tuple(
            replace(row, depth=depth, is_behind_gap=row.is_behind_gap or i > behind)
            for i, (row, depth) in enumerate(zip(rows, found.depths, strict=True))
        ),
        tuple(rows[i].name for i in sorted(found.untold)),
    )


def _is_model(row: PrintedRow) -> bool:
    return row.class_name in MODELS and bool(row.params)


@dataclass(slots=True)
class _Depths:
    """How deep each row stands, of each model on its own; `untold` are those that stay open."""

    rows: Sequence[PrintedRow]
    depths: list[int]
    untold: set[int] = field(default_factory=set)

    def settle(self, start: int, end: int, depth: int, number: int | None) -> None:
        """Settle the rows of a model, and those inside of each, by its number."""
        places = [i for i in range(start, end) if self.depths[i] <= depth]
        ends = [after for _, after in pairwise([*places, end])]
        units = [_Unit(self.rows[i], after - i == 1) for i, after in zip(places, ends, strict=True)]
        for i, after in zip(places, ends, strict=True):
            if after > i + 1:
                inner = min(self.depths[i + 1 : after])
                self.settle(i + 1, after, inner, self.rows[i].params)
        if number is None or not _is_too_much(units, number):
            return
        search = _Search(units)
        found = search.depths(number)
        if found is None:
            self.untold.update(places[i] for i in search.models)
            return
        for more, i, after in zip(found, places, ends, strict=True):
            for place in range(i, after):
                self.depths[place] += more


@dataclass(frozen=True, slots=True)
class _Unit:
    """A row with those that are known to be inside of it; `is_flat` where there are none."""

    row: PrintedRow
    is_flat: bool

    @property
    def number(self) -> int:
        return self.row.params or 0


def _is_too_much(units: Sequence[_Unit], number: int) -> bool:
    """Tell whether rows are more than they should be, a layer that is shown twice counted once."""
    once = {unit.row.weights: unit.number for unit in units}
    return sum(unit.number for unit in units) > number and sum(once.values()) != number


class _Search:
    """Ways in which rows beside each other may be inside each other; `models` may hold others.

    `_blocks` has, for each model, where its rows may end, and how many ways there are for that.
    """

    def __init__(self, units: Sequence[_Unit]) -> None:
        """Look, from the last on, for what each model may hold."""
        self._units = units
        self._steps = 0
        self._blocks: dict[int, Mapping[int, int]] = {}
        for place in reversed(range(len(units))):
            unit = units[place]
            if unit.is_flat and _is_model(unit.row):
                self._blocks[place] = self._ends(place + 1, unit.number, unit.row)
        self.models = [place for place, ends in self._blocks.items() if ends]

    def depths(self, number: int) -> list[int] | None:
        """Return how much deeper each row stands, where one way alone adds up to a number.

        Where nothing can be inside of anything, all stand as they are.
        """
        if not self.models:
            return [0] * len(self._units)
        if self._steps > _STEPS or self._ends(0, number).get(len(self._units)) != 1:
            return None
        found = [0] * len(self._units)
        self._put(found, 0, len(self._units), number)
        return found

    def _ends(self, start: int, number: int, model: PrintedRow | None = None) -> Mapping[int, int]:
        """Return where rows from a place on may end that add up, by the number of ways."""
        found: Counter[int] = Counter()
        sums: dict[int, Counter[int]] = {start: Counter({0: 1})}
        for place in range(start, len(self._units)):
            for so_far, ways in sums.pop(place, Counter()).items():
                for end, more in self._steps_from(place):
                    reached = so_far + self._units[place].number
                    if reached <= number:
                        sums.setdefault(end, Counter())[reached] += ways * more
                    if reached == number and _puts_out(self._units[place].row, model):
                        found[end] += ways * more
        return found

    def _steps_from(self, place: int) -> Iterator[tuple[int, int]]:
        """Yield where the row behind one may stand, with the ways for what is inside of it."""
        for step in ((place + 1, 1), *self._blocks.get(place, {}).items()):
            spend()
            self._steps += 1
            if self._steps > _STEPS:
                return
            yield step

    def _put(self, found: list[int], start: int, end: int, number: int) -> None:
        """Put rows as deep as the only way has them."""
        for place, after in self._way(start, end, number):
            if after > place + 1:
                for inside in range(place + 1, after):
                    found[inside] += 1
                self._put(found, place + 1, after, self._units[place].number)

    def _way(self, start: int, end: int, number: int) -> list[tuple[int, int]]:
        """Return a way from one place to another that adds up, as its steps."""
        ways: dict[tuple[int, int], list[tuple[int, int]]] = {(start, 0): []}
        for place in range(start, end):
            for so_far in [each for at, each in ways if at == place]:
                way = ways.pop((place, so_far))
                for after, _ in self._steps_from(place):
                    reached = so_far + self._units[place].number
                    if after <= end and reached <= number:
                        ways[after, reached] = [*way, (place, after)]
        return ways.get((end, number), [])


def _puts_out(last: PrintedRow, model: PrintedRow | None) -> bool:
    """Tell whether a model may put out what its last row does, as far as both are printed."""
    return model is None or not (model.shapes and last.shapes) or model.shapes == last.shapes
