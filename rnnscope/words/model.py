"""What is said of a model as a whole: its inputs, where its parameters are, its totals.

Each topic is a function that yields sentences where they hold, and nothing
where they do not.  The most telling come first: a screen shows only those.
"""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.report.inputs import InputMeaning, inputs_or_reason
from rnnscope.report.report import Report
from rnnscope.words.trained import untrained
from rnnscope.words.where import where_they_are


def model_sentences(report: Report) -> tuple[str, ...]:
    """Return what is to be said of a model, the most telling first.

    What its inputs mean, and why summary() shows other totals, is among it.
    """
    meanings, reason = inputs_or_reason(report)
    said = (
        *_inputs(meanings),
        *([reason] if reason else []),
        *untrained(report),
        *where_they_are(report),
        *report.reconciliation,
    )
    return tuple(dict.fromkeys(said))


def _inputs(meanings: tuple[InputMeaning, ...]) -> Iterator[str]:
    """Say what the axes of each input are, then what follows; of several, with the input's name."""
    for meaning in meanings:
        name = f" {meaning.name}" if meanings[1:] else ""
        is_open = "; None is a size left open" if None in [a.size for a in meaning.axes] else ""
        yield f"Input{name}: {meaning.shape}{is_open}."
    for meaning in meanings:
        label = f"{meaning.name}: " if meanings[1:] else ""
        yield from (f"{label}{sentence}" for sentence in meaning.sentences)
