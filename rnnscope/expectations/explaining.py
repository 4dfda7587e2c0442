"""Numbers that are not as expected, told with where they come from and what could be the cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from rnnscope.expectations.asked import Asked
from rnnscope.expectations.failure import Failure, Part, Subject
from rnnscope.expectations.formulas import comparison
from rnnscope.expectations.known_mistakes import mistakes
from rnnscope.expectations.other_settings import settings
from rnnscope.expectations.parts import as_many_as
from rnnscope.report.report import LayerReport, Report
from rnnscope.wording import cut, listed, shown

_ORIGINS = 4  # sizes of which it is told where they come from
_PARTS = 12  # layers of a model that are told one by one

_KINDS = {
    Subject.TRAINABLE: "trainable params",
    Subject.NON_TRAINABLE: "non-trainable params",
}


def explained(report: Report, asked: Sequence[Asked]) -> Iterator[Failure]:
    """Yield what does not hold of numbers that were asked."""
    for each in asked:
        if not each.holds:
            yield replace(told(report, each), causes=tuple(_causes(report, each)))


def _causes(report: Report, asked: Asked) -> Iterator[str]:
    if asked.text and asked.row is not None:
        yield by_formula(asked)
    yield from settings(report, asked)
    yield from mistakes(report, asked)


def told(report: Report, asked: Asked) -> Failure:
    """Return what was expected and found, before any cause."""
    return Failure(
        subject=asked.subject,
        path=asked.path,
        expected=_expected(asked),
        found="unknown" if asked.found is None else f"{asked.found:,}",
        formula="" if asked.row is None else formula_of(asked.row),
        sentence=_sentence(report, asked),
        difference=_difference(report, asked),
        origins=() if asked.row is None else tuple(_origins(asked.row)),
        parts=tuple(_parts(report)) if asked.row is None else (),
    )


def _expected(asked: Asked) -> str:
    if asked.text:
        return f"{asked.number:,} by {cut(asked.text)}"
    return f"at most {asked.number:,}" if asked.is_bound else f"{asked.number:,}"


def _sentence(report: Report, asked: Asked) -> str:
    who = "the model" if asked.row is None else cut(asked.row.path)
    expected = f"at most {asked.number:,}" if asked.is_bound else f"{asked.number:,}"
    if asked.text:
        same = " (the same number, by another expression)" if asked.found == asked.number else ""
        expected += f" by {shown(asked.text)}{same}"
    if asked.found is None:
        kind = _KINDS.get(asked.subject, "params")
        if asked.subject is Subject.MAX_BYTES:
            kind = "bytes"
        why = listed(row.path for row in report.walk() if not row.is_known and not row.children)
        reason = f": nobody knows how many {why} has" if why else ""
        return f"{who} has an unknown number of {kind}, expected {expected}{reason}"
    if asked.subject is Subject.MAX_BYTES:
        return f"the weights take {asked.found:,} bytes, expected {expected}"
    kind = _KINDS.get(asked.subject, "params")
    return f"{who} has {asked.found:,} {kind}, expected {expected}"


def _difference(report: Report, asked: Asked) -> str:
    if asked.found is None or not asked.off:
        return ""
    if asked.is_bound:
        return f"{asked.off:,} more than allowed"
    more = "more" if asked.off > 0 else "fewer"
    return f"{abs(asked.off):,} {more} than expected{as_many_as(report, asked)}"


def formula_of(row: LayerReport) -> str:
    """Write where a layer's count comes from: in words, in numbers, and the count."""
    if not row.basis.is_explained:
        return "; ".join(row.notes)
    return " = ".join(dict.fromkeys((row.formula, row.numbers, f"{row.layer_params:,}")))


def _origins(row: LayerReport) -> Iterator[str]:
    """Yield where sizes come from that other layers decide, each once."""
    texts = dict.fromkeys(symbol.text for inside in row.walk() for symbol in inside.provenance)
    yield from islice(texts, _ORIGINS)


def _parts(report: Report) -> Iterator[Part]:
    """Yield the layers that a model's count is made of; of many the largest, in their order."""
    rows = [row for row in report.layers if row.params != 0]
    largest = rows
    if len(rows) > _PARTS:
        size = {id(row): row.params or 0 for row in rows}
        largest = sorted(rows, key=lambda row: size[id(row)], reverse=True)[:_PARTS]
    chosen = {id(row) for row in largest}
    for row in rows:
        if id(row) in chosen:
            yield Part(path=row.path, found=_count(row.params), formula=formula_of(row))
    rest = [row for row in rows if id(row) not in chosen]
    if rest:
        more = sum(row.params or 0 for row in rest)
        yield Part(path=f"{len(rest):,} more", found=_count(more), formula="")


def _count(params: int | None) -> str:
    return "unknown" if params is None else f"{params:,}"


def by_formula(asked: Asked) -> str:
    """Say what a formula that was expected lacks, or has too many."""
    if asked.row is None or not asked.text:
        return ""
    off = comparison(asked.row, asked.text).off
    text = " = ".join(dict.fromkeys((str(off), off.numbers(), f"{off.value:,}")))
    return f"Found minus expected: {text}."
