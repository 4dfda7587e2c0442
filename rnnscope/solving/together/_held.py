"""What a Bidirectional holds where its own row does not tell: what the other rows are, or hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rnnscope.layers.recurrent import SEQUENCE_LAYERS
from rnnscope.report.row_verdict import Told
from rnnscope.solving.deciding.decision import Decision
from rnnscope.solving.deciding.judging import judged_again
from rnnscope.solving.deciding.rarity import is_rare
from rnnscope.solving.rows.flow import Row
from rnnscope.solving.search.usual import SIMPLE

_WRAPPER, _LAYER = "Bidirectional", "layer"


def suppose_held(rows: Sequence[Row]) -> None:
    """Prefer what other recurrent rows are, where all that are told are of one class."""
    certain = list(dict.fromkeys(name for row in rows for name in _certain(row)))
    for row in rows if len(certain) == 1 else ():
        if row.kind.name == _WRAPPER and _is_open(row.decision, certain[0]):
            row.decision = _preferring(certain[0], row.decision)


def _is_open(decision: Decision, class_name: str) -> bool:
    """Tell whether a class may be what is held, and is not taken for it."""
    classes = [fit.inner_class for fit in decision.fits]
    is_told = decision.told in (Told.ASSUMED, Told.ONE_OF) and class_name in classes
    return is_told and (decision.chosen is None or classes[0] != class_name)


def _certain(row: Row) -> Iterator[str]:
    """Yield the recurrent class of a row, or of what it holds, where that is told."""
    if row.decision.chosen is None:
        return
    if row.kind.name in SEQUENCE_LAYERS:
        yield row.kind.name
    if row.kind.name == _WRAPPER:
        usual = [fit for fit in row.decision.fits[1:] if not is_rare(fit)]
        classes = {fit.inner_class for fit in (row.decision.fits[0], *usual)}
        yield from classes if len(classes) == 1 else ()


def _preferring(class_name: str, decision: Decision) -> Decision:
    """Judge settings again, of which one of a class is what is usual."""
    fits = [
        replace(fit, departures=fit.departures - {_LAYER, SIMPLE})
        if fit.inner_class == class_name
        else replace(fit, departures=fit.departures | {_LAYER})
        for fit in decision.fits
    ]
    again = judged_again(decision, fits)
    return replace(again, why="as other rows are, or hold" if again.chosen else decision.why)
