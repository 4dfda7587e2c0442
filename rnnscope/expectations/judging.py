"""What does not hold of all that is expected of a model."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.algebra.open_sizes import in_open_sizes, open_sizes, value_at
from rnnscope.errors import AmbiguousLayerNameError, UnknownLayerNameError
from rnnscope.expectations.asked import Asked, asked_of_model
from rnnscope.expectations.expectations import Expectations
from rnnscope.expectations.failure import Failure, Subject
from rnnscope.expectations.formulas import comparison, has_formula
from rnnscope.expectations.freezing import not_frozen
from rnnscope.expectations.names import Named
from rnnscope.expectations.witnesses import differing, unheard
from rnnscope.report.compute import in_numbers
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
            found += _of_layers(named, name, count)
        for name in expected.frozen:
            found += not_frozen(named, name)
    found += _multiply_adds(report, expected)
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


def _multiply_adds(report: Report, expected: Expectations) -> Iterator[Failure]:
    """Yield that the multiply-adds are more than allowed, or not known."""
    if expected.max_macs is None:
        return
    compute, at = report.compute, ""
    for name, size in expected.at.items():
        at += f"{', ' if at else ' at '}{cut(name)} = {size:,}"
    most, value = f"at most {expected.max_macs:,}", value_at(compute.known, expected.at)
    if value is not None and value > expected.max_macs:
        least = "at least " if compute.left_out else ""  # what is not known could only add
        yield Failure(
            subject=Subject.MAX_MACS,
            expected=most,
            found=f"{value:,}",
            formula=_in_open(report),
            sentence=f"the model takes {least}{value:,} multiply-adds{at}, expected {most}",
            difference=f"{value - expected.max_macs:,} more than allowed",
        )
    elif compute.left_out:
        names = listed(row.path for row in compute.left_out)
        yield _no_macs(most, f"those of {names} are not known")
    elif value is None:
        given = expected.at
        missing = [s for s in open_sizes(compute.known) if not {s.name, s.qualified} & given.keys()]
        names = listed(size.qualified for size in missing)
        is_ = "is" if len(missing) == 1 else "are"
        wanted = ", ".join(f"{shown(size.name)}: 100" for size in missing)
        yield _no_macs(most, f"{names} {is_} left open; give it a size: at={{{wanted}}}")


def _no_macs(most: str, why: str) -> Failure:
    return Failure(
        subject=Subject.MAX_MACS,
        expected=most,
        found="not known",
        sentence=f"the model's multiply-adds are not known, expected {most}: {why}",
    )


def _in_open(report: Report) -> str:
    """Write the multiply-adds in the sizes that are left open; nothing where none is."""
    rest = in_open_sizes(report.compute.known)
    return "" if rest is None or rest.is_constant else in_numbers(rest)
