"""GitHub's workflow commands: an annotation for each model that does not hold.

`summary` is what a job shows on its page, in Markdown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rnnscope.expectations.outcome import HELD, NOT_DONE, Outcome
from rnnscope.pages.checked.outcomes import STATUS, full, notes, reason, sentences, summed_up
from rnnscope.pages.texts import named, params_text, visible
from rnnscope.renderers._options import Options
from rnnscope.renderers.markdown import code, table

_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ":": "%3A", ",": "%2C"}
_BYTES = 900_000  # of the summary's rows: GitHub takes 1 MiB in all
_LINES = 10  # of what is told of one model there
_SIGNS = {0: "✓", 1: "✗", 2: "!"}


def lines(outcomes: Iterable[Outcome], options: Options) -> Iterator[str]:  # noqa: ARG001
    """Yield a command for each model that failed or could not be judged, and how many held.

    What else has to be known of a model is a warning, whether it holds or not.
    """
    codes = Counter[int]()
    for outcome in outcomes:
        codes[outcome.code] += 1
        if outcome.code != HELD:
            title = "could not be judged" if outcome.code == NOT_DONE else "not as expected"
            yield _command("error", outcome, title, _told(outcome))
        if outcome.notes:
            yield _command("warning", outcome, "has a note", map(full, outcome.notes))
    yield f"{summed_up(codes)}\n"


def summary(outcomes: Iterable[Outcome]) -> str:
    """Return the summary of a job: how many held, and a table with those first that did not."""
    every = sorted(outcomes, key=lambda outcome: outcome.code == HELD)
    codes = Counter(outcome.code for outcome in every)
    rows = list(_within(map(_row, every), _BYTES))
    parts = ["### rnnscope check", "", summed_up(codes)]
    if rows:
        parts += ["", table(("Model", "Param #", "Result"), rows)]
    if len(every) > len(rows):
        parts += ["", f"... and {len(every) - len(rows):,} more models"]
    return "\n".join(parts) + "\n"


def _within(rows: Iterable[list[str]], most: int) -> Iterator[list[str]]:
    """Yield rows for as long as there is room for them."""
    for row in rows:
        most -= sum(len(cell.encode()) + 3 for cell in row)
        if most < 0:
            return
        yield row


def _row(outcome: Outcome) -> list[str]:
    """Return the cells of a model; code, in which GitHub makes no link of an address either."""
    told = [*_told(outcome), *notes(outcome)]
    lines = [f"{_SIGNS[outcome.code]} {STATUS[outcome.code]}", *map(code, told[:_LINES])]
    if len(told) > _LINES:
        lines.append(f"... and {len(told) - _LINES:,} more")
    return [code(named(outcome.model)), params_text(outcome.total), "<br>".join(lines)]


def _told(outcome: Outcome) -> Sequence[str]:
    if outcome.code == NOT_DONE:
        return [reason(outcome)]
    return [line for failure in outcome.failures for line in sentences(failure)]


def _command(name: str, outcome: Outcome, title: str, told: Iterable[str]) -> str:
    place = {"file": visible(outcome.model), "line": "1"} if _is_file(outcome.model) else {}
    properties = {**place, "title": f"{named(outcome.model)} {title}"}
    said = ",".join(f"{key}={_written(text, _PROPERTY)}" for key, text in properties.items())
    return f"::{name} {said}::{_written(chr(10).join(told), _DATA)}\n"


def _is_file(model: str) -> bool:
    """Tell whether a name may be that of a file, which none with a colon is in a repository."""
    return ":" not in model


def _written(text: str, signs: dict[str, str]) -> str:
    """Write text so that a command holds it; the runner turns back exactly these signs."""
    return "".join(signs.get(sign, sign) for sign in text)
