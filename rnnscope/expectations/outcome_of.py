"""A model judged, as finished data."""

from __future__ import annotations

from rnnscope.algebra.open_sizes import value_at
from rnnscope.expectations.expectations import Expectations
from rnnscope.expectations.judging import failures
from rnnscope.expectations.multiply_adds import idle
from rnnscope.expectations.outcome import Outcome
from rnnscope.report.report import Report
from rnnscope.report.witness import Witness
from rnnscope.wording import SENTENCE, cut


def outcome(name: str, report: Report, expected: Expectations) -> Outcome:
    """Return what became of a model, by the name that it was given.

    Raises:
        BadFormulaError: a formula that is expected cannot be read.

    """
    return Outcome(
        model=name,
        total=report.total,
        trainable=report.trainable,
        non_trainable=report.non_trainable,
        bytes=None if report.total is None else report.bytes,
        macs=_macs(report, expected),
        witnesses=tuple((each.name, _said(each)) for each in report.witnesses),
        verified=report.verified,
        expected=expected.told,
        failures=failures(report, expected),
        notes=tuple(cut(note, SENTENCE) for note in report.notes),
        idle_at=idle(expected.at, report) if expected.max_macs is not None else (),
    )


def failed(name: str, error: BaseException) -> Outcome:
    """Return that a model could not be judged, and why."""
    return Outcome(model=name, error=cut(str(error), SENTENCE) or type(error).__name__)


def _macs(report: Report, expected: Expectations) -> int | None:
    """Return the multiply-adds at the sizes that were given; None where nobody asked."""
    if expected.max_macs is None or report.macs is None:
        return None
    return value_at(report.macs, expected.at)


def _said(witness: Witness) -> str:
    if not witness.spoke:
        return f"not heard: {witness.reason}"
    return "agrees" if witness.agrees else "differs"
