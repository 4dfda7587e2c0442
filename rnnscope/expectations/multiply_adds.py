"""Multiply-adds that are more than a model may take, or that are not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rnnscope.algebra.open_sizes import in_open_sizes, open_sizes, value_at
from rnnscope.expectations.failure import Failure, Part, Subject
from rnnscope.report.compute import in_numbers, macs_formula, macs_numbers
from rnnscope.report.report import LayerReport, Report
from rnnscope.wording import cut, listed, shown

_PARTS = 12  # layers that are told one by one
_FOR_EXAMPLE = 100


def too_many_macs(report: Report, most: int, at: Mapping[str, int]) -> Iterator[Failure]:
    """Yield that the multiply-adds of one sample are more than allowed, or not known.

    `at` are sizes for axes that the model leaves open.
    """
    compute = report.compute
    value = value_at(compute.known, at)
    if value is not None and value > most:
        yield _too_many(report, most, at, value)
    elif compute.left_out:
        names = listed(row.path for row in compute.left_out)
        yield _not_known(most, f"the multiply-adds of {names} are not known")
    elif value is None:
        open_ = [s for s in open_sizes(compute.known) if not {s.name, s.qualified} & at.keys()]
        names = listed(size.qualified for size in open_)
        is_ = "is" if len(open_) == 1 else "are"
        given = ", ".join(f"{cut(name)} = {_FOR_EXAMPLE}" for name in {s.name: s for s in open_})
        why = f"the multiply-adds need a size for {names}, which {is_} left open"
        give = f"Give it with `at`: {given}, for example." if open_ else ""
        yield _not_known(most, why, said_of_idle(idle(at, report)), give)


def idle(at: Mapping[str, int], report: Report) -> tuple[str, ...]:
    """Return the names of sizes by which a model leaves no axis open."""
    known = open_sizes(report.compute.known) if at else ()
    names = {name for size in known for name in (size.name, size.qualified)}
    return tuple(name for name in at if name not in names)


def said_of_idle(names: Iterable[str]) -> str:
    """Say that sizes were given which nothing takes; nothing where there are none."""
    told = listed(map(shown, names))
    return told and f"`at` has {told}, as no axis that the model leaves open is called."


def _too_many(report: Report, most: int, at: Mapping[str, int], value: int) -> Failure:
    sizes = ", ".join(f"{cut(name)} = {size:,}" for name, size in at.items())
    # What is not known could only add to it.
    words = f"{'at least ' * bool(report.compute.left_out)}{value:,} multiply-adds"
    words += f" at {sizes}" if sizes else ""
    return Failure(
        subject=Subject.MAX_MACS,
        expected=f"at most {most:,}",
        found=f"{value:,}",
        formula=_in_open(report),
        sentence=f"the model takes {words}, expected at most {most:,}",
        difference=f"{value - most:,} more than allowed",
        parts=tuple(_parts(report, at)),
    )


def _parts(report: Report, at: Mapping[str, int]) -> Iterator[Part]:
    """Yield the layers that take most, in their order."""
    known = [(row, _macs(row, at)) for row in report.layers]
    most = sorted((macs for _, macs in known if macs), reverse=True)[:_PARTS]
    for row, macs in known:
        if macs and macs >= most[-1]:
            written = macs_formula(row), macs_numbers(row, at), f"{macs:,}"
            formula = " = ".join(dict.fromkeys(written))
            yield Part(path=row.path, found=f"{macs:,}", formula=formula)


def _macs(row: LayerReport, at: Mapping[str, int]) -> int | None:
    return None if row.macs is None else value_at(row.macs, at)


def _in_open(report: Report) -> str:
    """Write the multiply-adds in the sizes that are left open; nothing where none is."""
    rest = in_open_sizes(report.compute.known)
    return "" if rest is None or rest.is_constant else f"{in_numbers(rest)} = {in_numbers(rest)}"


def _not_known(most: int, why: str, *causes: str) -> Failure:
    return Failure(
        subject=Subject.MAX_MACS,
        expected=f"at most {most:,}",
        found="not known",
        sentence=why,
        causes=tuple(cause for cause in causes if cause),
    )
