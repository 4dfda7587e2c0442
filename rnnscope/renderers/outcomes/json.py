"""JSON: one object, with the models in the order in which they were judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from rnnscope import __version__
from rnnscope.expectations.outcome import Outcome
from rnnscope.pages.checked.outcomes import STATUS
from rnnscope.renderers._json_text import written
from rnnscope.renderers._options import Options
from rnnscope.renderers.outcomes._data import SCHEMA, outcome_data

_PAD = "\n    "


def lines(outcomes: Iterable[Outcome], options: Options) -> Iterator[str]:  # noqa: ARG001
    """Yield the object in parts: its head, each model as it was judged, and the sums."""
    yield f'{{\n  "schema": {SCHEMA},\n  "rnnscope": {written(__version__)},\n  "models": ['
    codes, before = Counter[int](), ""
    for outcome in outcomes:
        codes[outcome.code] += 1
        yield f"{before}{_PAD}{written(outcome_data(outcome), _PAD)}"
        before = ","
    counts = {word.replace(" ", "_"): codes[code] for code, word in STATUS.items()}
    worst = max((code for code, count in codes.items() if count), default=0)
    yield f'\n  ],\n  "counts": {written(counts)},\n  "code": {worst}\n}}\n'
