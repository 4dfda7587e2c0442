"""What each weight of a layer adds to its count, and what it is for, in the words of a page."""

from __future__ import annotations

from dataclasses import dataclass

from rnnscope.layers.roles import Role
from rnnscope.report.report import LayerReport, WeightReport


@dataclass(frozen=True, slots=True)
class Term:
    """A weight's part of the count: its product in numbers, its number, and what it is for."""

    name: str
    product: str
    params: int
    meaning: str


def terms(row: LayerReport) -> tuple[Term, ...]:
    """Return the parts of a layer's own count, in the order of its formula."""
    return tuple(
        Term(weight.name, weight.count.numbers(), weight.params, meaning_of(weight))
        for weight in in_order(row)
    )


def in_order(row: LayerReport) -> list[WeightReport]:
    """Return the weights that a layer counts as its own, in the order of its formula."""
    places = {atoms: place for place, (atoms, _) in enumerate(row.own.terms)}

    def place(weight: WeightReport) -> int:
        return min((places.get(atoms, len(places)) for atoms, _ in weight.count.terms), default=0)

    return sorted((w for w in row.weights if not w.shared_with), key=place)


def meaning_of(weight: WeightReport) -> str:
    """Say in few words what a weight is for."""
    return _MEANINGS.get(weight.role, weight.role)


_MEANINGS: dict[str, str] = {
    Role.BIAS: "added to each output",
    Role.BIAS_PER_GATE: "added to each output, per gate",
    Role.BIAS_OF_X_AND_H: "two for each output, per gate: beside input and state",
    Role.BIAS_OF_X_THEN_H: "two for each output, per gate: beside input and state",
    Role.BIAS_BY_PLACE: "added to each output, at each place its own",
    Role.INPUT_TO_OUTPUT: "input to output",
    Role.INPUT_TO_HIDDEN: "input to state",
    Role.INPUT_TO_GATES: "input to state, per gate",
    Role.HIDDEN_TO_HIDDEN: "last state to state",
    Role.HIDDEN_TO_GATES: "last state to state, per gate",
    Role.EMBEDDING: "a row for each token",
    Role.VECTOR_TO_SCORES: "vector to a score for each token",
    Role.WINDOW_TO_FILTER: "a block for each filter",
    Role.WINDOW_TO_CHANNEL: "kernels for each channel",
    Role.CHANNELS_TO_WINDOW: "a block for each channel that comes in",
    Role.CHANNELS_TO_FILTER: "all channels to each filter, at one place",
    Role.QUERY_TO_HEADS: "query to heads",
    Role.KEY_TO_HEADS: "key to heads",
    Role.GATE_TO_HEADS: "query to a gate for the heads",
    Role.VALUE_TO_HEADS: "value to heads",
    Role.HEADS_TO_OUTPUT: "heads to output",
    Role.SCALE: "multiplied with the numbers",
    Role.SHIFT: "added to the numbers",
    Role.STATISTIC: "a statistic of the data, not trained",
    Role.SLOPE: "the slope of numbers below 0",
}
