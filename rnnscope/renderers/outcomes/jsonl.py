"""JSON Lines: an object for each model, written when it was judged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from rnnscope.expectations.outcome import Outcome
from rnnscope.renderers._options import Options
from rnnscope.renderers.outcomes._data import SCHEMA, outcome_data


def lines(outcomes: Iterable[Outcome], options: Options) -> Iterator[str]:  # noqa: ARG001
    """Yield a line for each model; it has the fields that a model has in `json`."""
    for outcome in outcomes:
        yield f"{json.dumps({'schema': SCHEMA, **outcome_data(outcome)})}\n"
