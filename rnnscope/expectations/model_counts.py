"""The numbers that were asked of a model as sums in its table, to be had for another model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rnnscope.expectations.asked import Asked
from rnnscope.expectations.formulas import comparison
from rnnscope.report.recounting import Recounting
from rnnscope.report.recounting.along import Along, Run
from rnnscope.report.report import LayerReport, Report

NOTHING: Mapping[int, int] = {}


@dataclass(slots=True)
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
        return self.met_with(
            {
                place: None
                if (value := self.value(node, run)) is None
                else value + more.get(place, 0)
                for place, node in self.nodes.items()
            }
        )

    def met_with(self, numbers: Mapping[int, int | None]) -> frozenset[int]:
        """Return what does not hold now and would with other numbers, by their places."""
        solved: set[int] = set()
        for place in self.nodes:
            each, is_met = self.asked[place], self.asked[place].is_met_by(numbers.get(place))
            if each.holds and not is_met:
                return frozenset()
            if is_met and not each.holds:
                solved.add(place)
        return frozenset(solved if solved & self.wrong.keys() else ())

    @property
    def wrong(self) -> dict[int, int]:
        """The nodes of numbers that are not as expected, by their places; no bounds."""
        return {
            place: node
            for place, node in self.nodes.items()
            if not self.asked[place].holds and not self.asked[place].is_bound
        }


def is_number(asked: Asked) -> bool:
    """Tell whether a count was asked for, or a formula without any size in it."""
    if asked.found is None:
        return False
    if not asked.text or asked.row is None:
        return True
    return comparison(asked.row, asked.text).expected.is_constant
