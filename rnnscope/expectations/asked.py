"""What was asked of a model in numbers, each with what was found, and what that is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias

from rnnscope.algebra.expr import Expr
from rnnscope.expectations.expectations import Expectations
from rnnscope.expectations.failure import Subject
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.weight_report import WeightReport, item_bytes

Counts: TypeAlias = Callable[[Iterable[LayerReport]], Iterable[tuple[int, Expr]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A number that was expected of a model or a layer, and the one that was found.

    `number` is what it should be, or at most where `is_bound`; `found` is None where that is
    not known.  `text` is the formula that was asked for, where it was one.  `counts` returns
    what the number is the sum of in some layers, each with how often it is taken.
    """

    subject: Subject
    number: int
    found: int | None
    row: LayerReport | None = None
    is_bound: bool = False
    text: str = ""
    holds: bool = False
    counts: Counts = field(compare=False, repr=False)

    @property
    def path(self) -> str:
        """The layer that it is of; empty for the model."""
        return "" if self.row is None else self.row.path

    @property
    def off(self) -> int:
        """How much more was found than expected."""
        return (self.found or 0) - self.number

    def is_met_by(self, value: int | None) -> bool:
        """Tell whether another number would be as expected."""
        return value is not None and (value <= self.number if self.is_bound else self.is_it(value))

    def is_it(self, value: int) -> bool:
        """Tell whether another number is the very one."""
        return value == self.number


def asked_of_model(report: Report, expected: Expectations) -> Iterator[Asked]:
    """Yield the numbers that are expected of the whole model, but for the multiply-adds."""
    total, size = report.total, None if report.total is None else report.bytes
    trained, fixed = report.trainable, report.non_trainable
    each: list[tuple[Subject, int | None, int | None, Counts]] = [
        (Subject.TOTAL, expected.total, total, _all),
        (Subject.TRAINABLE, expected.trainable, trained, partial(_by_training, trainable=True)),
        (
            Subject.NON_TRAINABLE,
            expected.non_trainable,
            fixed,
            partial(_by_training, trainable=False),
        ),
        (Subject.MAX_PARAMS, expected.max_params, total, _all),
        (Subject.MAX_BYTES, expected.max_bytes, size, _in_bytes),
    ]
    for subject, number, found, counts in each:
        if number is None:
            continue
        is_bound = subject in (Subject.MAX_PARAMS, Subject.MAX_BYTES)
        yield Asked(
            subject=subject,
            number=number,
            found=found,
            is_bound=is_bound,
            holds=found is not None and (found <= number if is_bound else found == number),
            counts=counts,
        )


def _weights(rows: Iterable[LayerReport]) -> Iterator[WeightReport]:
    for row in rows:
        yield from row.counted_weights


def _all(rows: Iterable[LayerReport]) -> Iterator[tuple[int, Expr]]:
    yield from ((1, weight.count) for weight in _weights(rows))


def _by_training(rows: Iterable[LayerReport], *, trainable: bool) -> Iterator[tuple[int, Expr]]:
    yield from ((1, each.count) for each in _weights(rows) if each.trainable is trainable)


def _in_bytes(rows: Iterable[LayerReport]) -> Iterator[tuple[int, Expr]]:
    yield from ((item_bytes(each.dtype), each.count) for each in _weights(rows))
