"""What is said of a model as a whole: its inputs, where its parameters are, its totals.

Each topic is a function that yields sentences where they hold, and nothing
where they do not.  The most telling come first: a screen shows only those.
"""

from __future__ import annotations

from rnnscope.report.input_sentences import lengths, uncounted, used
from rnnscope.report.inputs import inputs_or_reason
from rnnscope.report.report import Report
from rnnscope.words.inputs import every_axis, shapes
from rnnscope.words.trained import untrained
from rnnscope.words.where import where_they_are


def model_sentences(report: Report) -> tuple[str, ...]:
    """Return what is to be said of a model, the most telling first.

    What its inputs mean, and why summary() shows other totals, is among it.
    """
    meanings, reason = inputs_or_reason(report)
    axes = every_axis(meanings)
    said = (
        *shapes(meanings),
        *uncounted(report.total, axes),
        *lengths(axes),
        *untrained(report),
        *where_they_are(report),
        *report.reconciliation,
        *used(axes),
        *(sentence for meaning in meanings for sentence in meaning.reach),
        *([reason] if reason else []),
    )
    return tuple(dict.fromkeys(said))
