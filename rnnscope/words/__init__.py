"""What is said of a model as a whole: its inputs, where its parameters are, its totals.

Each topic is a function that yields sentences where they hold, and nothing
where they do not.  The most telling come first: a screen shows only those.
"""

from __future__ import annotations

from rnnscope.report.inputs import Inputs, inputs_or_reason
from rnnscope.report.report import Report
from rnnscope.words.asked import asked
from rnnscope.words.printed.summary import summary_sentences
from rnnscope.words.sizes import every_axis, lengths, padded, shapes, uncounted, used
from rnnscope.words.totals import (
    application,
    behind_flatten,
    in_bytes,
    largest,
    only_layer,
    unbuilt,
    untaught,
    used_again,
)
from rnnscope.words.trained import buffers, untrained


def model_sentences(
    report: Report,
    inputs: Inputs | None = None,
    *,
    with_axes: bool = True,
    is_brief: bool = False,
) -> tuple[str, ...]:
    """Return what is to be said of a model, the most telling first.

    What its inputs mean, and why summary() shows other totals, is among it; not what each
    axis of an input means, where that is said elsewhere.  `inputs` is what
    `inputs_or_reason` gave, where that is at hand.  `is_brief` says that the table of layers
    tells nothing in words but what is amiss.
    """
    meanings, reason = inputs or inputs_or_reason(report)
    if any(row.told and not row.told.is_fed for row in report.layers):
        meanings, reason = (), ""  # what a model is given is no more told than that
    axes = every_axis(meanings)
    padding = tuple(padded(report, axes))
    meanings, axes = (meanings, axes) if with_axes else ((), [])
    flattened = tuple(behind_flatten(report))
    said = (
        *summary_sentences(report, is_brief=is_brief),
        *unbuilt(report),
        *shapes(meanings),
        *untaught(report, report.walk()),
        *application(report),
        *largest(report),
        *uncounted(report.total, axes),
        *lengths(axes),
        *flattened,
        *untrained(report),
        *used_again(report),
        *report.reconciliation,
        *used(axes),
        *asked(report),
        *padding,
        *(() if flattened else only_layer(report)),
        *buffers(report),
        *in_bytes(report),
        *(meaning.reach for meaning in meanings if meaning.reach and not report.printed),
        *([reason] if reason else []),
    )
    return tuple(dict.fromkeys(said))
