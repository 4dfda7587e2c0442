"""Counts asserted: in unit tests, and anywhere else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from rnnscope.algebra.open_sizes import open_sizes
from rnnscope.api import explain
from rnnscope.errors import BadArgumentError, ParamsMismatchError, RnnscopeError
from rnnscope.expectations.expectations import Expectations
from rnnscope.expectations.judging import failures
from rnnscope.report.report import Report


def assert_params(  # noqa: PLR0913  # by keyword, all but the first two
    model: object,
    expected: int | Mapping[str, int | str] | None = None,
    /,
    *,
    layers: Mapping[str, int | str] | None = None,
    trainable: int | None = None,
    non_trainable: int | None = None,
    max_params: int | None = None,
    max_bytes: int | str | None = None,
    max_macs: int | None = None,
    at: Mapping[str, int] | None = None,
    frozen: Collection[str] = (),
    summary: bool | None = None,
) -> Report:
    """Assert how many parameters a model or its layers have, and what they may cost.

    `model` is a model, the path of one, `package.module:thing`, or a `Report`; `expected` is
    its total, or the same as `layers`: for each layer its count or its formula.  Layers go by
    their name, their path or a glob, `"dense*"`, which is for every layer that it fits.  A
    formula is in the layer's own sizes and is compared as an expression:
    `units*(units + input_dim + 1)` equals `units*units + units*input_dim + units`, and a size
    may stand there by its value.

    `trainable` and `non_trainable` are counts of the whole model; `max_params`, `max_bytes`
    (`80_000`, `"80 kB"` or `"1 MiB"`) and `max_macs`, the multiply-adds of one sample, are the
    most that it may have.  `at` gives sizes to axes that the model leaves open, for the
    multiply-adds: `at={"timesteps": 28}`.  `frozen` names layers that have weights, none of
    which is trained.  Keras's `summary()` is asked unless `summary` is False, and has to be
    heard where it is True.  Witnesses that differ fail too.

    Returns the report, in which everything can be looked up.

    Raises:
        ParamsMismatchError: an AssertionError that says all that does not hold: what was
            expected, what was found, where that comes from, and what could be the cause.
        TypeError: nothing is asked, or an argument is none that can be; it is named.
        BadFormulaError: a formula is no expression in the layer's sizes.
        RnnscopeError: the model cannot be read, as in `explain`.

    """
    __tracebackhide__ = True
    try:
        asked = Expectations.of(
            total=None if isinstance(expected, Mapping) else expected,
            layers=_layers(expected, layers),
            trainable=trainable,
            non_trainable=non_trainable,
            max_params=max_params,
            max_bytes=max_bytes,
            max_macs=max_macs,
            at=at,
            frozen=frozen,
            require=("summary",) if _flag(summary) else (),
        )
        _check(asked, expected)
        is_asked = summary is not False
        report = model if isinstance(model, Report) else explain(model, summary=is_asked)
        _check_at(asked, report)
        wrong = failures(report, asked)
    except RnnscopeError as error:
        raise error.with_traceback(None) from None  # whoever asserts looks for no fault in here
    if wrong:
        from rnnscope.pages.checked.failure_lines import failure_text

        raise ParamsMismatchError(failure_text(wrong, report.source), wrong)
    return report


def _layers(expected: Any, layers: Any) -> Any:
    """Return what is asked of layers, which may be given in two places."""
    if isinstance(expected, str | list | tuple | set | frozenset):
        of_layers = "counts and formulas by the names of layers, as {'dense': 1290}"
        raise BadArgumentError("total", f"a whole number from 0 on, or {of_layers}", expected)
    if not isinstance(expected, Mapping):
        return layers
    if layers is None:
        return expected
    if not isinstance(layers, Mapping):
        raise BadArgumentError("layers", "a mapping of names to counts or formulas", layers)
    twice = [name for name in layers if name in expected]
    if twice:
        raise BadArgumentError("layers", "each layer in one place", twice[0])
    return {**expected, **layers}


def _flag(summary: object) -> bool:
    if summary is not None and not isinstance(summary, bool):
        raise BadArgumentError("summary", "True, False or None", summary)
    return summary is True


def _check(asked: Expectations, expected: object) -> None:
    """Refuse to assert nothing, which would always hold."""
    __tracebackhide__ = True
    if asked.is_empty or (isinstance(expected, Mapping) and not expected):
        raise TypeError(
            "assert_params: nothing is asked; give the total, or layers=, trainable=, "
            "non_trainable=, max_params=, max_bytes=, max_macs=, frozen= or summary=True"
        )
    if asked.at and asked.max_macs is None:
        raise TypeError("assert_params: at gives sizes for max_macs, which is not asked")


def _check_at(asked: Expectations, report: Report) -> None:
    """Refuse a size for an axis that is not open: nothing would be asked by it."""
    sizes = open_sizes(report.compute.known) if asked.at else ()
    names = {name for size in sizes for name in (size.name, size.qualified)}
    for name in asked.at:
        if name not in names:
            known = ", ".join(sorted(names)) or "none is"
            raise BadArgumentError("at", f"a size that the model leaves open ({known})", name)
