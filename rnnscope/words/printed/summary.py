"""What is said of a model that only a printed summary tells: how it was found, what is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rnnscope.model.printed import MODELS, PrintedSummary
from rnnscope.model.printed_sums import Sum, added, tied
from rnnscope.report.report import Report
from rnnscope.report.row_verdict import RowVerdict, Told
from rnnscope.report.unbuilt import is_unbuilt
from rnnscope.wording import counted, listed, shown

_LISTED = 4  # lines that could not be read


def summary_sentences(report: Report, *, is_brief: bool = False) -> Iterator[str]:
    """Say what a printed summary is, how it was explained, and what stays open.

    `is_brief` says that the table does not tell what was assumed of its rows.
    """
    printed = report.printed
    if printed is None:
        return
    from rnnscope.words.printed.assumptions import assumptions
    from rnnscope.words.printed.frozen import frozen_sentences
    from rnnscope.words.printed.misprints import misprints
    from rnnscope.words.printed.old_names import old_names
    from rnnscope.words.printed.unfed import unfed, unsettled

    verdicts = [row.told for row in report.walk() if row.told and row.told.row.params]
    yield from _found(verdicts)
    yield from misprints(report)
    yield from _unread(printed)
    yield from _left(printed)
    yield from _tied(printed)
    yield from _optimizer(printed)
    if printed.nesting_untold:
        yield (
            f"The layers of {listed(printed.nesting_untold)} may stand beside its row without "
            "their indentation, and are then counted twice: it cannot be told which they are."
        )
    yield from frozen_sentences(report)
    yield from _masks(report)
    if verdicts or not is_unbuilt(report):
        yield from unfed([row for row in report.walk() if row.told])
    yield from unsettled([*report.walk()])
    yield from assumptions(report, is_brief=is_brief)
    yield from old_names(report)
    yield (
        "Activations, dropout rates, initializers and the like are in no number and in no shape: "
        "the summary does not tell them."
    )


def _unread(printed: PrintedSummary) -> Iterator[str]:
    """Say which lines among the rows could not be read, which nothing else here speaks of."""
    lines = [f"{number:,} ({shown(text)})" for number, text in printed.unread]
    if lines:
        which = "Line" if len(lines) == 1 else "Lines"
        yield (
            f"{which} {listed(lines, _LISTED)} could not be read as a row: what stands there is "
            "in no number here."
        )


def _left(printed: PrintedSummary) -> Iterator[str]:
    """Say which number is none of the text, but what the total leaves."""
    for row in printed.rows:
        if row.begun and row.params is not None:
            yield (
                f"The number of {shown(row.name)} is cut off in the text; its first digits are "
                f"those of {row.params:,}, which the other rows leave of the total."
            )


def _tied(printed: PrintedSummary) -> Iterator[str]:
    """Say which row may have the weights of another, where the rows are more than the total."""
    pair = tied(printed) if added(printed)[1] is Sum.TIED else None
    if pair:
        row, owner = pair
        whose = (
            f"the rows from {shown(owner.name)} on have as many too, and may be the layers inside "
            "it, which another layer, or a loss, takes besides: then they count once."
            if row.class_name in MODELS
            else f"its weights may be those of {shown(owner.name)}, or of a layer inside it, as "
            "those of a language model's head often are, and then they count once."
        )
        yield (
            f"The rows are {row.params:,} more than the total, as many as {shown(row.name)} has: "
            f"{whose}"
        )


def _optimizer(printed: PrintedSummary) -> Iterator[str]:
    """Say whose the rest of the total is, where the line that tells it is missing."""
    if printed.is_optimizer_left:
        yield (
            f"The total of the text, {printed.total:,}, is {printed.optimizer:,} more than the "
            "rows, and than what is trainable and not: as many are the optimizer's, whose line, "
            "Optimizer params, is missing; Keras 3 prints it last."
        )


def _masks(report: Report) -> Iterator[str]:
    """Say what rows are that nobody wrote: of masks, which Keras 3 draws."""
    masks = [row.path for row in report.walk() if row.told and row.class_name == "NotEqual"]
    if masks:
        yield (
            f"{listed(masks)}: the mask of an Embedding with mask_zero=True, or of a Masking "
            "layer, for which Keras 3 draws a row."
        )


_TALLY = {
    Told.DETERMINED: ("is determined", "are determined"),
    Told.ASSUMED: ("rests on an assumption", "rest on an assumption"),
    Told.ONE_OF: ("has several settings that fit", "have several settings that fit"),
    Told.IMPOSSIBLE: ("has no setting that fits", "have no setting that fits"),
    Told.UNTOLD: ("is not told", "are not told"),
}


def _found(verdicts: Sequence[RowVerdict]) -> Iterator[str]:
    """Say by what the settings were found, and how much the rows tell."""
    if not verdicts:
        return
    tally = Counter(verdict.told for verdict in verdicts)
    parts = [_many(tally[told], words) for told, words in _TALLY.items() if tally[told]]
    if not tally.keys() - {Told.UNTOLD}:
        yield f"No setting of the {counted(len(verdicts), 'row')} with weights is told."
        return
    told = f"of {counted(len(verdicts), 'row')} with weights, {listed(parts, len(parts))}"
    if len(tally) == 1:
        told = _all(len(verdicts), _TALLY[verdicts[0].told])
    is_more = any(verdict.said or verdict.is_given for verdict in verdicts)
    by = ", and by what was said besides" if is_more else " alone"
    yield f"The settings were found by the printed numbers and shapes{by}: {told}."


def _all(number: int, words: tuple[str, str]) -> str:
    """Say the same of all rows."""
    one, several = words
    many = "both" if number == 2 else f"all {number:,}"
    return (
        f"the one row with weights {one}" if number == 1 else f"{many} rows with weights {several}"
    )


def _many(number: int, words: tuple[str, str]) -> str:
    return f"{number:,} {words[0] if number == 1 else words[1]}"


def origin(report: Report) -> str:
    """Say where a report is from that is of a printed summary."""
    printed = report.printed
    if printed is None:
        return ""
    by = "" if printed.generation is None else f" (Keras {printed.generation})"
    return f"read from a printed summary{by}, line {printed.line:,}"
