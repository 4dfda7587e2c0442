"""The rows of a summary solved together: what flows between them is one shape for both.

Where a shape is not printed, the settings of the row that puts it out and of those that
take it say what it may be; each leaves only what the others leave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rnnscope.solving.asked.era import Era
from rnnscope.solving.asked.problem import KnownShape
from rnnscope.solving.rows.flow import Flow, Row, Source
from rnnscope.solving.together._firsts import decide
from rnnscope.solving.together._giving_up import give_up
from rnnscope.solving.together._held import suppose_held
from rnnscope.solving.together._narrowing import narrow
from rnnscope.solving.together._supposing import suppose, suppose_inputs, suppose_order

_ROUNDS = 8  # each settles what the one before left open, along a chain of rows


def solve_together(rows: Sequence[Row], era: Era, given: Mapping[Source, KnownShape]) -> None:
    """Put a decision into each row; `given` are shapes of what no row puts out."""
    flow = Flow(rows, era, given)
    decide(flow)
    for _ in range(_ROUNDS):
        if not narrow(flow):
            break
    suppose_held(rows)
    give_up(flow)
    suppose(flow)
    suppose_inputs(flow)
    suppose_order(flow)
