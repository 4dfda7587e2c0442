"""What became of models that were checked, in words, before any format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rnnscope.expectations.failure import Failure, Subject
from rnnscope.expectations.outcome import FAILED, HELD, NOT_DONE, Outcome
from rnnscope.pages.texts import named, params_text, visible
from rnnscope.pages.verdicts import title_of
from rnnscope.wording import SENTENCE, counted, cut, listed

STATUS = {HELD: "held", FAILED: "failed", NOT_DONE: "not judged"}
AGREES, DIFFERS = "agrees", "differs"

_SUBJECTS = {
    Subject.NON_TRAINABLE: "non-trainable params",
    Subject.TRAINABLE: "trainable params",
    Subject.MAX_PARAMS: "params",
    Subject.MAX_BYTES: "bytes",
    Subject.MAX_MACS: "multiply-adds",
    Subject.REQUIRED: "witness",
    Subject.AGREEMENT: "witnesses",
    Subject.LOCKED: "lock",
}


def headline(outcome: Outcome) -> str:
    """Say of a model in a line what it has, what was asked of it, and who says so.

    Of one that could not be judged it is the reason.
    """
    name = named(outcome.model)
    if outcome.error:
        return f"{name}: {reason(outcome)}"
    return f"{name}: {'; '.join(_said(outcome))}"


def reason(outcome: Outcome) -> str:
    """Return why a model could not be judged, without its name where that comes first."""
    text = outcome.error.removeprefix(outcome.model).removeprefix(": ")
    return visible(cut(text, SENTENCE)) or "it could not be judged"


def sentence(failure: Failure) -> str:
    """Write an expectation that does not hold on one line, with its causes."""
    parts = [part for part in (_difference(failure), *failure.causes, failure.follows) if part]
    return f"{subject(failure)}: {'; '.join(visible(cut(part, SENTENCE)) for part in parts)}"


def subject(failure: Failure) -> str:
    """Return what was expected otherwise: the path of a layer, or what of the model."""
    return named(failure.path) if failure.path else _SUBJECTS.get(failure.subject, failure.subject)


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
    if f"total {params_text(outcome.total)}" not in outcome.expected:
        yield f"{params_text(outcome.total)} params"
    yield from map(visible, outcome.expected)
    agree = [title_of(name) for name, verdict in outcome.witnesses if verdict == AGREES]
    if agree:
        yield f"{listed(agree)} {'agrees' if len(agree) == 1 else 'agree'}"
    for name, verdict in outcome.witnesses:
        if verdict != AGREES:
            yield f"{title_of(name)} {visible(cut(verdict))}"


def _difference(failure: Failure) -> str:
    expected = f"expected {failure.expected}" if failure.expected else ""
    found = f"found {failure.found}" if failure.found else ""
    formula = f" ({failure.formula})" if failure.formula else ""
    return f"{', '.join(part for part in (expected, found) if part)}{formula}"
