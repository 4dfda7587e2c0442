"""Which mistakes give a number: all that there are, and how many of them a number can bear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rnnscope.algebra.expr import Expr, symbol
from rnnscope.errors import BadFormulaError
from rnnscope.mistakes.in_total import Group, counted_rows
from rnnscope.mistakes.matched import left_over
from rnnscope.mistakes.miscount import Miscount
from rnnscope.mistakes.own_sum import MOST, Term, read, terms_in, terms_of
from rnnscope.mistakes.rows import miscounts_of
from rnnscope.mistakes.seen import makers_of
from rnnscope.mistakes.whole_model import miscounts_in
from rnnscope.report.drawing import drawing
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.why_not import Cause
from rnnscope.untrusted.limits import spend

SAID = 3  # causes, at most
_SHARE = 0.035  # of the numbers around one that mistakes may give, lest they give any number
_LEAST = 4  # numbers around it that mistakes may give in any case
_AROUND = (0.7, 0.2, 0.05, 0.01, 0.001)  # how far around is, as a part of the number


def causes(
    asked: Report | LayerReport, number: int, report: Report | None = None
) -> tuple[Cause, ...]:
    """Return the mistakes that give a number in the place of a count, the likeliest first.

    `asked` is a model, of which a layer's count may be meant as well, or one
    layer; `report` is the model that it stands in.  There are none for a number that is
    right, and none that would explain too many of the numbers around it: those
    are not likely to be made.
    """
    total = asked.total if isinstance(asked, Report) else asked.layer_params
    return tuple(caused(hit, total) for hit in hits_of(asked, number, report)[:SAID])


def hits_of(
    asked: Report | LayerReport, number: int, report: Report | None = None
) -> list[Miscount]:
    """Return all wrong counts that are a number, as `causes` has the first of them."""
    if isinstance(asked, Report):
        found = [] if number == asked.total else list(all_miscounts(asked))
        if any(row.layer_params == number for row in asked.layers):
            # That layer alone is all there is to be said of the others.
            found = [one for one in found if one.row is not None]
    else:
        is_right = number == asked.layer_params
        found = [] if is_right else list(miscounts_of_layer(asked, report))
    return likely(found, number)


def fitting(hits: Iterable[Miscount], own: Expr) -> list[Miscount]:
    """Return those whose terms are the terms of a sum that somebody wrote."""
    terms = list(terms_of(own))
    return [hit for hit in hits if _has_terms(hit, terms)]


def _has_terms(hit: Miscount, terms: list[Term]) -> bool:
    counts = [count for layer in hit.parts() for count in layer if int(count)]
    if 0 < len(counts) <= MOST:
        parts = [term for count in counts for term in terms_in(_in_numbers(count), 1)]
        if not any(left_over(terms, parts)):
            return True
    if hit.row is not None:
        return False
    try:  # whole counts of layers may stand in it
        return not any(left_over(terms, terms_of(read(hit.write(), {}))))
    except BadFormulaError:  # it is no sum of products
        return False


def _in_numbers(count: Expr) -> Expr:
    """Write a count with sizes that are the same where their values are."""
    return count.substitute(lambda size: symbol(str(size.value), size.value))


def miscounts_of_layer(row: LayerReport, report: Report | None = None) -> Iterator[Miscount]:
    """Yield the wrong counts of one layer."""
    report = report or drawing().alone(row)
    yield from wrong(miscounts_of(row, report, makers_of(report)), row)


def all_miscounts(report: Report) -> Iterator[Miscount]:
    """Yield the wrong counts of a model and of each of its layers."""
    groups, _ = groups_of(report)
    for alike, miscounts in groups:
        others = tuple(row.path for row in alike[1:])
        yield from (replace(one, alike=others) for one in miscounts)
    total = report.total
    yield from (one for one in miscounts_in(report, groups) if one.count != total)


def groups_of(
    report: Report, most: int | None = None, *, together: bool = True
) -> tuple[list[Group], bool]:
    """Return layers that are alike, each group with the mistakes made with its first.

    Of more groups than `most` only those are returned whose layers count most; the flag
    tells whether it is all of them.
    """
    makers = makers_of(report)
    alike = _alike(counted_rows(report.layers))
    chosen = alike if most is None else sorted(alike, key=_size, reverse=True)[:most]
    groups = [
        (rows, list(wrong(miscounts_of(rows[0], report, makers, together=together), rows[0])))
        for rows in chosen
    ]
    return groups, len(chosen) == len(alike)


def _size(alike: Sequence[LayerReport]) -> int:
    return alike[0].params or 0


def wrong(miscounts: Iterable[Miscount], row: LayerReport) -> Iterator[Miscount]:
    """Yield those that are no layer's right count."""
    for one in miscounts:
        spend()
        if one.count > 0 and one.count != row.layer_params:
            yield one


def _alike(rows: Iterable[LayerReport]) -> list[list[LayerReport]]:
    """Put layers together with which the same mistakes give the same counts."""
    groups: dict[object, list[LayerReport]] = {}
    for row in rows:
        shapes = tuple(
            (inside.class_name, *(w.shape for w in inside.weights)) for inside in row.walk()
        )
        groups.setdefault((row.class_name, shapes, repr(row.input_shape)), []).append(row)
    return list(groups.values())


def likely(found: Sequence[Miscount], number: int) -> list[Miscount]:
    """Return what gives a number, unless it is so rare that it could give most others too."""
    hits = sorted((one for one in found if one.count == number), key=lambda one: one.rank)
    if not hits or not all(_is_told_apart(found, hits[0], part) for part in _AROUND):
        return []
    return hits


def _is_told_apart(found: Sequence[Miscount], hit: Miscount, part: float) -> bool:
    """Tell whether mistakes as common as one give no more of the numbers around than they may."""
    reach = max(1, int(hit.count * part))
    allowed = max(_LEAST, int(_SHARE * (2 * reach + 1)))
    common = {
        one.count for one in found if abs(one.count - hit.count) <= reach and one.rank < hit.rank
    }
    return len(common) < allowed


def caused(one: Miscount, total: int | None) -> Cause:
    """Return a wrong count as what is said of it; `total` is right of the whole model."""
    path, right = ("", total) if one.row is None else (one.row.path, one.row.layer_params)
    return Cause(
        path, one.words, one.count, one.write(), right or 0, one.why, one.alike, one.is_single
    )
