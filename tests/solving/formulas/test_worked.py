"""Formulas that are run once for all sizes say of each what they say of it alone."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from rnnscope.model.printed import PrintedShape
from rnnscope.solving.asked.arguments import OF_ANY_SIZE
from rnnscope.solving.asked.problem import KnownShape, Problem
from rnnscope.solving.formulas import worked
from rnnscope.solving.search import fitting

pytestmark = pytest.mark.quick


RANKS = {"Bidirectional": (3,), "TimeDistributed": (3, 4), "RNN": (3,)}


def rows() -> Iterator[tuple[str, KnownShape, PrintedShape]]:
    """Yield rows of the classes whose formulas are run once, with sizes of all kinds."""
    chosen = random.Random(1)
    for name in sorted(OF_ANY_SIZE):
        axes = next((int(sign) for sign in name if sign.isdigit()), 0)
        ranks = (axes + 2 + name.startswith("ConvLSTM"),) if axes else RANKS.get(name, (2, 3, 4))
        for rank in ranks:
            for _ in range(4):
                before = [chosen.choice((None, 1, 2, 7, 32, 60, 5_040)) for _ in range(rank - 1)]
                last = chosen.choice((before[-1] or 6, 1, 8, 64))
                for after in ((*before[:-1], last), (*before, last), (last,)):
                    yield name, (None, *before), PrintedShape(sizes=(None, *after))


@pytest.mark.parametrize("name", sorted(OF_ANY_SIZE))
def test_what_a_formula_says_of_any_size_it_says_of_each(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = 0
    for class_name, inputs, outputs in rows():
        if class_name == name:
            once, again = told(class_name, inputs, outputs), None
            with monkeypatch.context() as context:
                context.setattr(worked, "OF_ANY_SIZE", frozenset())
                again = told(class_name, inputs, outputs)
            assert once == again, (inputs, outputs)
            found += len(once)
    assert found


def told(name: str, inputs: KnownShape, outputs: PrintedShape) -> list[tuple[object, ...]]:
    """Return the drafts that fit, with what is left of their counts, in what is looked for."""
    problem = Problem(
        class_name=name, name="layer", inputs=(inputs,), outputs=(outputs,), number=None
    )
    fitting._fitting_drafts.cache_clear()
    return [
        (each.draft.config.settings, each.draft.departures, *map(tuple, _left(each)))
        for each in fitting.fitting_drafts(problem, (inputs,))
    ]


def _left(each: fitting.Fitting) -> Iterator[tuple[object, ...]]:
    symbols = each.draft.symbols
    for way, values in enumerate(each.values):
        terms = each.left(way)
        kept = sorted((powers[: len(symbols)], n) for powers, n in (terms or {}).items() if n)
        yield (*map(values.get, symbols), *kept)
