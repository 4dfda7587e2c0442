"""What was asked of a model in numbers, each with what was found, and what that is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from rnnscope.algebra.expr import Expr
from rnnscope.expectations.expectations import Expectations
from rnnscope.expectations.failure import Subject
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.weight_report import WeightReport, item_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A number that was expected of a model or a layer, and the one that was found.

    `number` is what it should be, or at most where `is_bound`; `found` is None where that is
    not known.  `text` is the formula that was asked for, where it was one.  `counts` returns
    what the number is the sum of, each with how often it is taken.
    """

    subject: Subject
    number: int
    found: int | None
    row: LayerReport | None = None
    is_bound: bool = False
    text: str = ""
    holds: bool = False
    counts: Callable[[], Iterable[tuple[int, Expr]]] = field(compare=False, repr=False)

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
    rows = report.layers

    def asked(
        subject: Subject, number: int | None, found: int | None, counts: _Counts
    ) -> Iterator[Asked]:
        is_bound = subject in (Subject.MAX_PARAMS, Subject.MAX_BYTES)
        if number is not None:
            holds = found is not None and (found <= number if is_bound else found == number)
            yield Asked(
                subject=subject,
                number=number,
                found=found,
                is_bound=is_bound,
                holds=holds,
                counts=counts,
            )

    total, size = report.total, None if report.total is None else report.bytes
    yield from asked(Subject.TOTAL, expected.total, total, _counting(rows))
    yield from asked(Subject.MAX_PARAMS, expected.max_params, total, _counting(rows))
    trained, fixed = _counting(rows, trainable=True), _counting(rows, trainable=False)
    yield from asked(Subject.TRAINABLE, expected.trainable, report.trainable, trained)
    yield from asked(Subject.NON_TRAINABLE, expected.non_trainable, report.non_trainable, fixed)
    yield from asked(Subject.MAX_BYTES, expected.max_bytes, size, _in_bytes(rows))


_Counts = Callable[[], Iterable[tuple[int, Expr]]]


def counted(rows: Iterable[LayerReport]) -> Iterator[WeightReport]:
    """Yield the weights of layers, each once."""
    for row in rows:
        yield from row.counted_weights


def _counting(rows: Iterable[LayerReport], *, trainable: bool | None = None) -> _Counts:
    return lambda: [
        (1, weight.count)
        for weight in counted(rows)
        if trainable is None or weight.trainable is trainable
    ]


def _in_bytes(rows: Iterable[LayerReport]) -> _Counts:
    return lambda: [(item_bytes(weight.dtype), weight.count) for weight in counted(rows)]
