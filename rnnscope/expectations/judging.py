"""What does not hold of all that is expected of a model."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.errors import AmbiguousLayerNameError, BadFormulaError, UnknownLayerNameError
from rnnscope.expectations.asked import Asked, asked_of_model
from rnnscope.expectations.expectations import Expectations
from rnnscope.expectations.failure import Failure, Subject
from rnnscope.expectations.formulas import comparison, has_formula
from rnnscope.expectations.freezing import not_frozen
from rnnscope.expectations.multiply_adds import too_many_macs
from rnnscope.expectations.names import Named
from rnnscope.expectations.witnesses import differing, unheard
from rnnscope.report.report import LayerReport, Report
from rnnscope.wording import cut, listed, shown


def failures(report: Report, expected: Expectations) -> tuple[Failure, ...]:
    """Return what does not hold, each with what could be the cause; none where all does.

    Raises:
        BadFormulaError: a formula that is expected cannot be read, or has a name that no size
            of the layer has.

    """
    found: list[Asked | Failure] = list(asked_of_model(report, expected))
    if expected.layers or expected.frozen:
        named = Named(report)
        for name, count in expected.layers.items():
            try:
                found += _of_layers(named, name, count)
            except BadFormulaError as error:
                error.layers = name
                raise
        for name in expected.frozen:
            found += not_frozen(named, name)
    if expected.max_macs is not None:
        found += too_many_macs(report, expected.max_macs, expected.at)
    found += [*unheard(report, expected.require), *differing(report)]
    if all(isinstance(each, Asked) and each.holds for each in found):
        return ()
    from rnnscope.expectations.explaining import explained

    missing = {
        each.path: number
        for each in found
        if isinstance(each, Failure) and each.subject is Subject.LAYER
        if isinstance(number := expected.layers.get(each.path), int)
    }
    return tuple(explained(report, found, missing))


def _of_layers(named: Named, name: str, count: int | str) -> Iterator[Asked | Failure]:
    """Yield what is asked of all layers that a name or a glob means."""
    try:
        rows = named.of(name)
    except (UnknownLayerNameError, AmbiguousLayerNameError) as error:
        yield not_there(named, name, count, error)
        return
    for row in rows:
        yield _of_layer(row, count)


def _of_layer(row: LayerReport, count: int | str) -> Asked | Failure:
    found, text = row.layer_params, count if isinstance(count, str) else ""
    if isinstance(count, str):
        if not has_formula(row):
            return without_formula(row, count)
        compared = comparison(row, count)
        number, holds = compared.expected.value or 0, compared.holds
    else:
        number, holds = count, found == count
    return Asked(
        subject=Subject.LAYER,
        number=number,
        found=found,
        row=row,
        text=text,
        holds=holds,
        counts=lambda _: [(1, row.count)],
    )


def not_there(
    named: Named,
    name: str,
    count: int | str,
    error: UnknownLayerNameError | AmbiguousLayerNameError,
) -> Failure:
    """Say that a name means no layer, or several, and which has the count that was expected."""
    having = [row.path for row in named.rows if count and row.layer_params == count]
    has = "has" if len(having) == 1 else "have"
    causes = [f"{listed(having)} {has} {count:,} params."] if having and type(count) is int else []
    number = "several layers" if isinstance(error, AmbiguousLayerNameError) else "no such layer"
    return Failure(
        subject=Subject.LAYER,
        path=name,
        expected=shown(count) if isinstance(count, str) else f"{count:,}",
        found=number,
        causes=tuple(causes),
        sentence=str(error),
    )


def without_formula(row: LayerReport, text: str) -> Failure:
    """Say that a layer has no formula with which another can be compared."""
    why = "; ".join(row.notes) or "it has no weights"
    return Failure(
        subject=Subject.LAYER,
        path=row.path,
        expected=text,
        found="no formula" if row.layer_params is None else f"{row.layer_params:,}",
        sentence=f"{cut(row.path)} has no formula to compare with {shown(text)}: {why}",
    )
