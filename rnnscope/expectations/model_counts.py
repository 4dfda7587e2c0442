"""The numbers that were asked of a model as sums in its table, to be had for another model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rnnscope.expectations.asked import Asked
from rnnscope.expectations.formulas import comparison
from rnnscope.report.recounting import Recounting
from rnnscope.report.recounting.along import Along, Run
from rnnscope.report.report import LayerReport, Report

NOTHING: Mapping[int, int] = {}


@dataclass
class ModelCounts:
    """What was asked, each with its node in the table of the model's sizes and counts.

    `numbers` are the places of what can be had for other sizes: a count, and no formula that is
    in sizes itself.  `recounting` is the table, with the sizes that move.
    """

    report: Report
    asked: Sequence[Asked]
    recounting: Recounting
    nodes: dict[int, int] = field(default_factory=dict)
    _along: Along | None = None

    @classmethod
    def of(
        cls, report: Report, asked: Sequence[Asked], recounting: Recounting | None = None
    ) -> ModelCounts | None:
        """Put what was asked into the table; None where the model cannot be counted again.

        `recounting` is one of the report in which more sizes move together.
        """
        recounting = recounting or report.recounting
        if not recounting.is_sound:
            return None
        counts = cls(report, asked, recounting)
        nodes = {
            i: counts.node_of(i, report.layers) for i, each in enumerate(asked) if is_number(each)
        }
        values = recounting.values()
        counts.nodes = {i: node for i, node in nodes.items() if values[node] == asked[i].found}
        return counts

    def node_of(self, place: int, rows: Iterable[LayerReport]) -> int:
        """Return the node of what some layers have of a number that was asked."""
        table = self.recounting.table
        terms = self.asked[place].counts(rows)
        return table.sum_of((times, (table.node_of(count),)) for times, count in terms)

    @cached_property
    def computing(self) -> frozenset[str]:
        """The paths of the layers that are no inputs."""
        rows = self.report.walk()
        return frozenset(row.path for row in rows if row.class_name != "InputLayer")

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """The places of what is followed, by the layer that it is of; empty for the model."""
        places: dict[str, list[int]] = defaultdict(list)
        for place in self.nodes:
            places[self.asked[place].path].append(place)
        return places

    @cached_property
    def around(self) -> frozenset[str]:
        """The paths of the layers that have one inside which was asked for."""
        return frozenset(each for path in self.places for each in _around(path))

    def places_of(self, path: str) -> Iterator[int]:
        """Yield the places of the model's numbers, and of those that a layer is a part of."""
        for each in dict.fromkeys(("", path, *_around(path))):
            yield from self.places.get(each, ())

    @cached_property
    def _asked_of(self) -> dict[int, list[int]]:
        """The places of what was asked, by its node."""
        places: dict[int, list[int]] = defaultdict(list)
        for place, node in self.nodes.items():
            places[node].append(place)
        return places

    @property
    def along(self) -> Along:
        """What depends on what in the table, with all that has been put in so far."""
        if self._along is None or len(self._along.values) < len(self.recounting.table.nodes):
            self._along = Along(self.recounting)
        return self._along

    def value(self, node: int, run: Run) -> int | None:
        """Return the number of a node in another model, in which some nodes have others."""
        known = run.get(node, ())
        if known == ():
            return self.along.values[node]
        return None if known is None else known[0]

    def met_by(self, run: Run, more: Mapping[int, int] = NOTHING) -> frozenset[int]:
        """Return what does not hold now and would, by the nodes of another model.

        `more` is what then is to be added to something that was asked.  There is nothing where
        something that holds would not any more, and where nothing but bounds would hold.
        """
        reached = (place for node in run for place in self._asked_of.get(node, ()))
        numbers: dict[int, int | None] = {}
        for place in dict.fromkeys((*reached, *(place for place in more if place in self.nodes))):
            value = self.value(self.nodes[place], run)
            numbers[place] = None if value is None else value + more.get(place, 0)
        return self._met(numbers)

    def met_with(self, numbers: Mapping[int, int | None]) -> frozenset[int]:
        """Return what does not hold now and would with other numbers, by their places."""
        return self._met({place: numbers.get(place) for place in self.nodes})

    def _met(self, numbers: Mapping[int, int | None]) -> frozenset[int]:
        """Return what would hold, where all that is left out stays as it is."""
        solved: set[int] = set()
        for place, number in numbers.items():
            each, is_met = self.asked[place], self.asked[place].is_met_by(number)
            if each.holds and not is_met:
                return frozenset()
            if is_met and not each.holds:
                solved.add(place)
        return frozenset(solved if solved & self.wrong.keys() else ())

    @cached_property
    def wrong(self) -> dict[int, int]:
        """The nodes of numbers that are not as expected, by their places; no bounds."""
        return {
            place: node
            for place, node in self.nodes.items()
            if not self.asked[place].holds and not self.asked[place].is_bound
        }


def _around(path: str) -> Iterator[str]:
    """Yield the paths of the layers that one is inside of."""
    place = path.rfind(".")
    while place > 0:
        yield path[:place]
        place = path.rfind(".", 0, place)


def is_number(asked: Asked) -> bool:
    """Tell whether a count was asked for, or a formula without any size in it."""
    if asked.found is None:
        return False
    if not asked.text or asked.row is None:
        return True
    return comparison(asked.row, asked.text).expected.is_constant
