"""Asks the light Keras and TensorFlow's for the same summaries, and prints where they differ.

    python -m tests.verify.same_on_both FILE_OR_FOLDER ...

For the model files at hand, of which the suite has only its own: text, rows, weights and totals
have to be the same to the letter.  One process each, which is asked for one file after the other.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from rnnscope.api import explained
from rnnscope.errors import RnnscopeError, UnknownFormulaError
from rnnscope.verify._rebuild import rebuild
from rnnscope.verify.asking import needs_of, request_of
from rnnscope.verify.keras_process import Deadline, LightKeras, SummaryProcess, TensorFlowKeras
from tests.verify.same_process import words

_SECONDS = 120.0


def main(places: Iterable[str]) -> int:
    outcomes: Counter[str] = Counter()
    with SummaryProcess():
        for path in _files(places):
            outcome = _outcome(path)
            outcomes[outcome.partition(":")[0]] += 1
            if outcome != "the same":
                print(f"{path.name}: {outcome}")
    print(*(f"{count} {outcome}" for outcome, count in outcomes.most_common()), sep=", ")
    return 1 if outcomes["differs"] else 0


def _files(places: Iterable[str]) -> Iterator[Path]:
    for place in map(Path, places):
        yield from sorted(p for p in place.rglob("*") if p.is_file()) if place.is_dir() else [place]


def _outcome(path: Path) -> str:
    try:
        model, report = explained(path)
        if report.total is None:
            return "not asked: a count is not known"
        ours = rebuild(model.config, report.layers)
    except (RnnscopeError, UnknownFormulaError) as error:
        return f"not asked: {error}"
    request = request_of(model, ours)
    light = LightKeras.ask(request, Deadline.of(_SECONDS))
    return _compared(light, TensorFlowKeras.ask(request, Deadline.of(_SECONDS)), request)


def _compared(light: Any, other: Any, request: Any) -> str:
    if "error" in light and "error" in other:
        return f"refused by both: {other['error']}"
    if "error" in light:
        need = next(needs_of(request["config"]), "raised")
        return f"asked of TensorFlow: {need}: {light['error']}"
    return "the same" if words(light) == words(other) else "differs"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
