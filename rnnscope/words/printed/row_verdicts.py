"""What is said of a row of a printed summary: how much it tells of its layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from rnnscope.model.printed import PrintedRow
from rnnscope.report.report import LayerReport
from rnnscope.report.row_verdict import Fit, RowVerdict, Told
from rnnscope.wording import grouped, listed, shown, with_article
from rnnscope.words.printed.assumptions import assumed
from rnnscope.words.printed.fits import SAME, beside, fit_texts, sizes_found

_ALTERNATIVES = 2  # that are told beside one that was taken
_LISTED = 4  # of several that nothing tells apart
_LONGEST = 40  # signs of a sum that is written out
# Of which is said what does as well, also where something is assumed.
_OF_COUNTS = ("merge_mode", "reset_after", "return_sequences", "return_state")


def row_sentences(layer: LayerReport, *, is_short: bool = False) -> Iterator[str]:
    """Say what a printed row tells of its layer; in short only what is amiss, or stays open."""
    verdict = layer.told
    if verdict is None or layer.is_model:
        return
    if verdict.told in _IN_SHORT or (verdict.row.params and not is_short):
        yield from _SAID[verdict.told](layer, verdict)


def _determined(_: LayerReport, verdict: RowVerdict) -> Iterator[str]:
    by = f", with the input given as {_input(verdict)}" if verdict.is_given else ""
    what = "this number and shape" if verdict.row.shapes else "this number; no shape is printed"
    values = listed(verdict.untold, most=9)
    but = f", but for other values of {values}" if values else ""
    yield f"determined{by}: no other setting gives {what}{but}"


def _input(verdict: RowVerdict) -> str:
    shapes = verdict.fits[0].input_shapes if verdict.fits else ()
    return " and ".join(f"({', '.join(map(str, shape))})" for shape in shapes)


def _untold(_: LayerReport, verdict: RowVerdict) -> Iterator[str]:
    row = verdict.row
    if row.params:
        begun = f"; of its class only {shown(row.class_name)} is printed" if _is_cut(row) else ""
        yield f"its settings are not told: {verdict.why}{begun}"


def _is_cut(row: PrintedRow) -> bool:
    return row.is_class_cut and bool(row.class_name)


def _assumed(layer: LayerReport, verdict: RowVerdict) -> Iterator[str]:
    if not verdict.fits:
        yield f"assuming that it is {verdict.why}; another model may have them too"
        return
    chosen, *others = verdict.fits
    what = assumed(layer, verdict)
    taken = "; ".join((*_said(verdict), *([f"assuming {what}"] if what else [])))
    why = f" ({verdict.why})" if verdict.why else ""
    near = sorted(others, key=lambda other: _ranks(other) != _ranks(chosen))
    told = [beside(other, chosen) for other in near[:_ALTERNATIVES]]
    more = ", and more" if len(others) > _ALTERNATIVES else ""
    also = f"; it could also be {' or '.join(told)}{more}" if told else ""
    idle = [name for name in verdict.untold if name in _OF_COUNTS]
    values = f"; other values of {listed(idle)} do as well" if idle else ""
    found = "" if verdict.is_fed else sizes_found(chosen, others)
    yield f"{taken}{why}{found}{also}{values}"


def _ranks(fit: Fit) -> list[int]:
    """Return how many axes what flows in has: settings that take as many are nearer."""
    return [len(shape) for shape in fit.input_shapes]


def _said(verdict: RowVerdict) -> Iterator[str]:
    """Say which arguments somebody gave, without which it would be another verdict."""
    if verdict.said:
        yield f"{listed(verdict.said, most=9)}, as assumed with --assume"


def _one_of(layer: LayerReport, verdict: RowVerdict) -> Iterator[str]:
    every = fit_texts(verdict.fits)
    texts = [*islice(every, _LISTED)]
    is_same = set(texts) == {SAME} and all(text == SAME for text in every)
    if is_same:  # of a layer without weights, which may take anything
        return
    taken = assumed(layer, verdict)
    assuming = f", assuming {taken}" if taken else ""
    at_least = "" if verdict.is_whole else "at least "
    more = f"; and {verdict.count - _LISTED:,} more" if verdict.count > _LISTED else ""
    why = "".join(f"; {each}" for each in (*_said(verdict), verdict.why) if each)
    telling = f"; {verdict.telling} tells which" if verdict.telling else ""
    listing = "; ".join(texts)
    yield f"one of {at_least}{verdict.count:,} settings{assuming}: {listing}{more}{why}{telling}"


def _impossible(layer: LayerReport, verdict: RowVerdict) -> Iterator[str]:
    number = verdict.row.params or 0
    fits = verdict.fits
    is_brief = all(len(fit.numbers) <= _LONGEST for fit in fits)
    numbers = [
        f"{_worked(fit) if is_brief else f'{fit.params:,}'}{f' with {text}' if fits[1:] else ''}"
        for fit, text in zip(fits, fit_texts(fits), strict=True)
    ]
    near = f": near it are {listed(numbers)}" if numbers[1:] else ""
    is_idle = all(fit.params == 0 for fit in fits)
    near = near or (": it has no weights" if is_idle else f": it would have {numbers[0]}")
    why = f"; {verdict.why}" if verdict.why else ""
    tried = " that was tried" if layer.class_name == "Bidirectional" else ""
    yield f"no setting of {with_article(layer.class_name)}{tried} gives {number:,} here{near}{why}"


def _worked(fit: Fit) -> str:
    """Write a count as it is worked out: `10·256 + 10 = 2,570`."""
    is_sum = any(sign in fit.numbers for sign in "*+")
    sum_ = f"{grouped(fit.numbers).replace('*', '·')} = " if is_sum else ""
    return f"{sum_}{fit.params:,}"


_IN_SHORT = (Told.ONE_OF, Told.IMPOSSIBLE, Told.UNTOLD)
_SAID: Mapping[Told, Callable[[LayerReport, RowVerdict], Iterator[str]]] = {
    Told.DETERMINED: _determined,
    Told.ASSUMED: _assumed,
    Told.ONE_OF: _one_of,
    Told.IMPOSSIBLE: _impossible,
    Told.UNTOLD: _untold,
}
