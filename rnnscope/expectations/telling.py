"""What was expected and found, in words, and where the found number comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from rnnscope.expectations.asked import Asked
from rnnscope.expectations.bounds import by_dtype
from rnnscope.expectations.failure import Failure, Part, Subject
from rnnscope.expectations.parts import as_many_as
from rnnscope.report.report import LayerReport, Report
from rnnscope.wording import cut, listed, shown

_ORIGINS = 4  # sizes of which it is told where they come from
_PARTS = 12  # layers of a model that are told one by one
_KINDS = {
    Subject.TRAINABLE: "trainable params",
    Subject.NON_TRAINABLE: "non-trainable params",
}


def told(report: Report, asked: Asked, *, parted: bool = True) -> Failure:
    """Return what was expected and found, before any cause; a model's count in its parts, too."""
    return Failure(
        subject=asked.subject,
        path=asked.path,
        expected=_expected(asked),
        found="unknown" if asked.found is None else f"{asked.found:,}",
        formula=_formula(report, asked),
        sentence=_sentence(report, asked),
        difference=_difference(report, asked),
        origins=() if asked.row is None else tuple(_origins(asked.row)),
        parts=tuple(_parts(report, asked)) if asked.row is None and parted else (),
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
    return " = ".join(dict.fromkeys((*_steps(row), f"{row.layer_params:,}")))


def _steps(row: LayerReport) -> Iterator[str]:
    """Yield a layer's formula in words and in numbers; of the one layer that it is made of, too."""
    inside = [child for child in row.children if child.params]
    is_one = len(inside) == 1 and not any(weight.params for weight in row.weights)
    if is_one and inside[0].basis.is_explained and inside[0].params == row.params:
        yield row.formula
        yield from _steps(inside[0])
    else:
        yield row.formula
        yield row.numbers


def _formula(report: Report, asked: Asked) -> str:
    if asked.row is not None:
        return formula_of(asked.row)
    return by_dtype(report) if asked.subject is Subject.MAX_BYTES else ""


def _origins(row: LayerReport) -> Iterator[str]:
    """Yield where sizes come from that other layers decide, each once.

    Where layers inside have sizes of one name, it is said whose each is.
    """
    told = {each.text: (inside, each) for inside in row.walk() for each in inside.provenance}
    names = Counter(symbol.name for _, symbol in told.values())
    for text, (inside, symbol) in islice(told.items(), _ORIGINS):
        own = inside.path.removeprefix(f"{row.path}.")
        yield f"{cut(own)}: {text}" if names[symbol.name] > 1 and inside is not row else text


def _parts(report: Report, asked: Asked) -> Iterator[Part]:
    """Yield the layers that a model's count is made of; of many the largest, in their order."""
    sizes = [(row, _part(row, asked)) for row in report.layers]
    # Where too few are trained, it is those that are not which are looked for.
    is_short = asked.subject in _KINDS and asked.off < 0
    rows = [(row, size) for row, size in sizes if size != 0 or (is_short and row.params)]
    largest = sorted(rows, key=lambda pair: pair[1] or 0, reverse=True)[:_PARTS]
    chosen = {id(row) for row, _ in largest} if len(rows) > _PARTS else {id(row) for row, _ in rows}
    for row, size in rows:
        if id(row) in chosen:
            formula = formula_of(row) if size == row.params else f"of {_count(row.params)} params"
            yield Part(path=row.path, found=_count(size), formula=formula)
    rest = [size or 0 for row, size in rows if id(row) not in chosen]
    if rest:
        yield Part(path=f"{len(rest):,} more", found=_count(sum(rest)), formula="")


def _part(row: LayerReport, asked: Asked) -> int | None:
    """Return what a layer has of a number that was asked of the model."""
    if row.params is None or asked.found is None:
        return row.params
    return sum(times * int(count) for times, count in asked.counts([row]))


def _count(params: int | None) -> str:
    return "unknown" if params is None else f"{params:,}"
