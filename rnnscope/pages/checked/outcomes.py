"""What became of models that were checked, in words, before any format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap

from rnnscope.expectations.failure import Failure, Subject
from rnnscope.expectations.outcome import FAILED, HELD, NOT_DONE, Outcome
from rnnscope.pages.checked.failure_lines import WIDTH, failure_text
from rnnscope.pages.said.verdicts import title_of
from rnnscope.pages.texts import params_text, visible
from rnnscope.wording import SENTENCE, counted, cut, listed

STATUS = {HELD: "held", FAILED: "failed", NOT_DONE: "not judged"}
AGREES, DIFFERS = "agrees", "differs"
_OF_WITNESSES = {Subject.REQUIRED, Subject.AGREEMENT}


def told(outcome: Outcome, width: int = WIDTH) -> list[str]:
    """Say of a model, without its name, what it has, what was asked of it, and who says so.

    Of one that failed the first line is the essential, and all that does not hold follows it;
    of one that could not be judged it is the reason.  What else has to be known of it comes last.
    `width` is that of the lines that follow.
    """
    if outcome.error:
        return [reason(outcome)]
    if not outcome.failures:
        return ["; ".join(_said(outcome)), *_folded(notes(outcome), width)]
    lines = failure_text(outcome.failures, width=width).split("\n")
    said = {failure.subject for failure in outcome.failures}
    unheard = [] if said & _OF_WITNESSES else list(_unheard(outcome))
    return [*lines, *_folded([*unheard, *notes(outcome)], width)]


def reason(outcome: Outcome) -> str:
    """Return why a model could not be judged, without its name where that comes first."""
    text = outcome.error.removeprefix(outcome.model).removeprefix(": ")
    return visible(cut(text, SENTENCE)) or "it could not be judged"


def sentences(failure: Failure) -> list[str]:
    """Write an expectation that does not hold, how far off it is, and what could be the cause."""
    if failure.follows:
        return [full(f"{failure.sentence}, {failure.follows}")]
    parts = (failure.sentence, failure.difference, *failure.causes)
    return [full(part) for part in parts if part]


def full(sentence: str) -> str:
    """Write a sentence with its end, in one line."""
    text = visible(cut(sentence, SENTENCE))
    return text if text.endswith((".", "?", "!")) else f"{text}."


def notes(outcome: Outcome) -> list[str]:
    """Return what else has to be known of a model, such as that it holds Python code."""
    return [f"note: {full(note)}" for note in outcome.notes]


def summed_up(codes: Mapping[int, int]) -> str:
    """Say how many models held, failed, and could not be judged."""
    total = sum(codes.values())
    said = {HELD: "held", FAILED: "failed", NOT_DONE: "could not be judged"}
    met = [(count, said[code]) for code, count in sorted(codes.items()) if count]
    if not met:
        return "No model was checked."
    if len(met) == 1:
        every = {1: "The model", 2: "Both models"}.get(total, f"All {total:,} models")
        return f"{every} {met[0][1]}."
    return f"{counted(total, 'model')}: {', '.join(f'{count:,} {word}' for count, word in met)}."


def _said(outcome: Outcome) -> Iterator[str]:
    """Yield the count, once, what was asked, and what each witness says."""
    is_told = f"total {params_text(outcome.total)}" in outcome.expected
    if not is_told and (outcome.total is not None or outcome.witnesses):
        yield f"{params_text(outcome.total)} params"
    heard = {f"{name} heard" for name, verdict in outcome.witnesses if verdict == AGREES}
    yield from (visible(each) for each in outcome.expected if each not in heard)
    agree = [title_of(name) for name, verdict in outcome.witnesses if verdict == AGREES]
    if agree:
        agrees, they = ("agrees", "it speaks") if len(agree) == 1 else ("agree", "they speak")
        partly = "" if outcome.verified else f" where {they}"
        yield f"{listed(agree)} {agrees}{partly}"
    yield from _unheard(outcome)


def _unheard(outcome: Outcome) -> Iterator[str]:
    """Yield what those witnesses say that do not just agree."""
    for name, verdict in outcome.witnesses:
        if verdict != AGREES:
            yield f"{title_of(name)} {visible(cut(verdict))}"


def _folded(texts: Iterable[str], width: int) -> Iterator[str]:
    for text in texts:
        yield from wrap(text, width, subsequent_indent="  ", break_long_words=False)
