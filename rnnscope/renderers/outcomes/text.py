"""Text, for a terminal and for the log of a build: a line for each model that holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from rnnscope.expectations.outcome import FAILED, HELD, NOT_DONE, Outcome
from rnnscope.pages.checked.outcomes import summed_up, told
from rnnscope.pages.said.verdicts import AGREES, DIFFERS
from rnnscope.pages.texts import named
from rnnscope.renderers._folding import folded
from rnnscope.renderers._options import Options
from rnnscope.renderers.ascii_text import to_ascii

_SIGNS = {HELD: AGREES, FAILED: DIFFERS, NOT_DONE: "!"}
_ASCII = {HELD: "ok", FAILED: "FAILED", NOT_DONE: "!"}


def lines(outcomes: Iterable[Outcome], options: Options) -> Iterator[str]:
    """Yield a model's line as it was judged, and what failed below it; at last how many held."""
    codes = Counter[int]()
    for outcome in outcomes:
        codes[outcome.code] += 1
        yield "".join(f"{line}\n" for line in _lines(outcome, options))
    if codes.total() != 1:
        yield f"{summed_up(codes)}\n"


def _lines(outcome: Outcome, options: Options) -> Iterator[str]:
    written = to_ascii if options.ascii_only else str
    sign = (_ASCII if options.ascii_only else _SIGNS)[outcome.code]
    first, *more = told(outcome, options.width - 2)
    yield from folded(f"{sign} {written(f'{named(outcome.model)}: {first}')}", options.width)
    yield from (f"  {written(line)}".rstrip() for line in more)
