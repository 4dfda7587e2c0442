"""Counts asserted: in unit tests, and anywhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from rnnscope.algebra.expr import Expr
from rnnscope.api import explain
from rnnscope.arguments import witness_names
from rnnscope.errors import ParamsMismatchError, RnnscopeError
from rnnscope.report.formula_text import compared, own_names, parse
from rnnscope.report.report import Basis, LayerReport, Report
from rnnscope.report.settings import adding
from rnnscope.wording import shown

_MOST_NAMED = 4
_MOST_ASKED = 10**18  # count that is expected, of which mistakes are looked for
_MOST_TIMES = 16  # of one term, such as the biases of all gates

Expected: TypeAlias = int | Mapping[str, int | str]


def assert_params(
    source: object,
    expected: Expected,
    *,
    summary: bool = True,
    require: str | Iterable[str] = (),
) -> None:
    """Assert how many parameters a model or its layers have.

    `source` is a model, the path of one, or a `Report`; `expected` is the
    model's total, or for each layer named its count or its formula.  A formula
    is compared as an expression: `units*(units + input_dim + 1)` equals
    `units*units + units*input_dim + units`.  `summary` and `require` are as in
    `explain`; of a `Report`, what is required must have been heard for it.

    Raises:
        ParamsMismatchError: an AssertionError that says what was expected, what was found,
            where the number comes from, and what the difference is.
        UnknownLayerNameError: there is no layer of a name given.
        AmbiguousLayerNameError: there are several.
        UnheardWitnessError: nothing differs, but a witness that is required could not speak.
        TypeError: what is expected is neither a count nor a mapping of some.
        BadFormulaError: a formula given is no expression in the layer's sizes.

    """
    __tracebackhide__ = True
    try:
        required = witness_names(require, summary=summary)
        report = source if isinstance(source, Report) else explain(source, summary=summary)
        failures = list(_failures(report, _checked(expected)))
        unheard = list(report.unheard(required))
    except RnnscopeError as error:
        raise error.with_traceback(None) from None  # whoever asserts looks for no fault in here
    if failures:
        where = f" of {report.source}" if report.source else ""
        raise ParamsMismatchError(f"params{where}: " + "\n".join(failures))
    for missing in unheard:
        raise missing


def _checked(expected: Any) -> Expected:
    """Refuse an expectation that is none, before anything is compared with it.

    Raises:
        TypeError: it is neither a count, nor a count or a formula for each layer named.

    """
    if isinstance(expected, Mapping):
        wrong = [
            f"for {shown(n)}, {shown(count)}" for n, count in expected.items() if not _is_one(count)
        ]
        wrong = wrong or (["an empty mapping"] if not expected else [])
    else:
        wrong = [] if type(expected) is int else [repr(expected)]
    if wrong:
        raise TypeError(
            "assert_params expects the model's count, a whole number, or a mapping of layer names "
            f"to counts or formulas; it was given {wrong[0]}"
        )
    checked: Expected = expected
    return checked


def _is_one(expected: object) -> bool:
    return isinstance(expected, int | str) and not isinstance(expected, bool)


def _failures(report: Report, expected: Expected) -> Iterator[str]:
    if isinstance(expected, Mapping):
        for name, count in expected.items():
            yield from _layer_failures(report, report[name], count)
    else:
        yield from _total_failures(report, expected)
    yield from (f"{d.parties} disagree: {d.text}" for d in report.differences)


def _total_failures(report: Report, expected: int) -> Iterator[str]:
    if report.total == expected:
        return
    lines = [f"the model {shown(report.name)} has {_count(report.total)}, expected {expected:,}"]
    lines += [f"  {row.path}: {_explained(row)}" for row in report.layers if row.params != 0]
    if report.total is not None:
        off = report.total - expected
        lines += [*_mistakes(report, expected), _difference(off, _in_model(report, off))]
    yield "\n".join(lines)


def _layer_failures(report: Report, layer: LayerReport, expected: int | str) -> Iterator[str]:
    if isinstance(expected, str):
        yield from _formula_failures(layer, expected)
    elif layer.layer_params != expected:
        lines = [f"{layer.path} has {_count(layer.layer_params)}, expected {expected:,}"]
        lines += [f"  {_explained(layer)}", *_origins(layer)]
        if layer.layer_params is not None:
            off = layer.layer_params - expected
            lines += [
                *_mistakes(report, expected, layer.path),
                _difference(off, _in_layer(layer, off)),
            ]
        yield "\n".join(lines)


def _formula_failures(layer: LayerReport, text: str) -> Iterator[str]:
    if layer.basis not in (Basis.DERIVED, Basis.TRACED):
        yield f"{layer.path} has no formula to compare with {shown(text)}: {'; '.join(layer.notes)}"
        return
    expected = parse(text, own_names(layer))
    expected = compared(layer, expected)
    found = compared(layer, layer.count)
    if found == expected:
        return
    off = found - expected
    same = " (the same number, by another expression)" if off.value == 0 else ""
    lines = [
        f"{layer.path} has {_count(layer.layer_params)}, "
        f"expected {expected.value:,} by {shown(text)}{same}",
        f"  {_explained(layer)}",
        *_origins(layer),
        f"  found minus expected: {off} = {off.numbers()} = {off.value:,}",
    ]
    yield "\n".join(lines)


def _count(params: int | None) -> str:
    return "an unknown number of params" if params is None else f"{params:,} params"


def _explained(layer: LayerReport) -> str:
    if not layer.basis.is_explained:
        return f"{_count(layer.layer_params)} ({'; '.join(layer.notes)})"
    return f"{layer.formula} = {layer.numbers} = {layer.layer_params:,}"


def _origins(layer: LayerReport) -> list[str]:
    return [f"  {symbol.text}" for inside in layer.walk() for symbol in inside.provenance]


def _difference(off: int, candidates: Iterable[str]) -> str:
    """Say how far off a count is, and what has just that size; not that it is the cause."""
    named = list(dict.fromkeys(candidates)) if off else []
    words = f"{abs(off):,} {'more' if off > 0 else 'fewer'} than expected"
    if len(named) > _MOST_NAMED:
        named = [*named[:_MOST_NAMED], f"{len(named) - _MOST_NAMED} more"]
    return f"  {words}: as many as {', or as '.join(named)}" if named else f"  {words}"


def _mistakes(report: Report, expected: int, layer: str | None = None) -> Iterator[str]:
    """Yield what gives the count that was expected; it need not be the cause."""
    for cause in report.why_not(expected, layer).causes if 0 <= expected < _MOST_ASKED else ():
        of = f" of {cause.path}" if cause.path and layer is None else ""
        if cause.is_single:
            yield f"  {cause.count:,} is what you get{of} if {cause.thought}"
        else:
            yield f"  one way to get {cause.count:,}{of}: {cause.thought}"


def _in_model(report: Report, off: int) -> Iterator[str]:
    """Name what has the size of a difference: of what is there, or of what is not."""
    if off > 0:
        yield from (f"all of {row.path}" for row in report.layers if row.params == off)
    if off == -report.optimizer:
        yield "the optimizer's variables, which are not the model's"
    for row in report.layers:
        yield from _in_layer(row, off)


def _in_layer(layer: LayerReport, off: int) -> Iterator[str]:
    """Name the weights and terms that are there; or where some lack, the settings that add."""
    for inside in layer.walk():
        if off < 0:
            yield from (f"{name} would add to {inside.path}" for name in adding(inside, -off))
            continue
        sized = [weight for weight in inside.weights if weight.params == off]
        yield from (f"{w.count}, the size of {inside.path}'s {w.name}" for w in sized)
        counts = {weight.count for weight in sized}
        terms = (term for term in _terms(inside.own) if term.value == off and term not in counts)
        yield from (f"{term} of {inside.path}" for term in terms)


def _terms(count: Expr) -> Iterator[Expr]:
    for atoms, n in count.terms:
        yield from (Expr(((atoms, times),)) for times in range(1, min(abs(n), _MOST_TIMES) + 1))
