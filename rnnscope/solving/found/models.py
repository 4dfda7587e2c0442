"""What is said of the row of a model whose layers have rows as well: what these come to."""

from __future__ import annotations

from collections.abc import Sequence

from rnnscope.model.printed import MODELS
from rnnscope.report.row_verdict import Told
from rnnscope.solving.deciding.decision import Decision
from rnnscope.solving.rows.flow import Row

SUM = "its number is the sum of its layers, whose rows are printed"
OPEN = "not all of its layers are told, whose rows are printed"
MORE = "it has more weights than its layers, whose rows are printed"
LESS = "it has fewer weights than its layers, whose rows are printed"


def sum_up(rows: Sequence[Row]) -> None:
    """Put into the rows of Keras's models what their layers come to, the innermost first.

    A class of somebody's own stays one: what it does with its layers is not told.
    """
    inside: dict[str, list[Row]] = {}
    for row in rows:
        inside.setdefault(row.level, []).append(row)
    for row in reversed(rows):
        is_keras = row.kind.name in MODELS and row.name in inside
        if is_keras and row.printed.params is not None:
            row.decision = _of_layers(row.printed.params, inside[row.name])


def _of_layers(number: int, layers: Sequence[Row]) -> Decision:
    """Say what the rows of a model's layers come to, a layer that is shared counted once or not."""
    once = {(each.printed.name, each.kind.name): each.printed.params or 0 for each in layers}
    every = sum(each.printed.params or 0 for each in layers)
    if number not in (every, sum(once.values())):
        return Decision(told=Told.UNTOLD, why=MORE if number > every else LESS)
    told = {each.decision.told for each in layers if each.printed.params}
    if not all(each.is_of_one for each in told):
        return Decision(told=Told.UNTOLD, why=OPEN)
    return Decision(told=Told.ASSUMED if Told.ASSUMED in told else Told.DETERMINED, why=SUM)
