"""What would keep a model within the most that it may have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from rnnscope.expectations.asked import Asked
from rnnscope.expectations.changes import with_it
from rnnscope.expectations.failure import Subject
from rnnscope.expectations.model_counts import ModelCounts
from rnnscope.expectations.other_sizes import is_of_input
from rnnscope.report.recounting import Recounting
from rnnscope.report.recounting.along import SIZE
from rnnscope.report.report import Report
from rnnscope.report.weight_report import item_bytes
from rnnscope.wording import cut, sized

_SAID = 3  # sizes
_TRIED = 32  # smaller sizes, where Keras does not take one
_SMALLER = (("float64", "float32"), ("float64", "float16"), ("float32", "float16"))


def within_bounds(report: Report, asked: Asked) -> Iterator[str]:
    """Yield the largest sizes that would do, each by itself, and a dtype that would."""
    if not asked.is_bound or asked.found is None:
        return
    if asked.subject is Subject.MAX_BYTES:
        yield from _dtypes(report, asked)
    counts = ModelCounts.of(report, [asked])
    if counts is None or not counts.nodes:
        return
    found = sorted(_largest(counts), reverse=True)
    for _, name, size, now, along in found[:_SAID]:
        yield f"With {cut(name)} = {size:,} at most (it is {sized(now)}{along}) it would hold."


def _dtypes(report: Report, asked: Asked) -> Iterator[str]:
    params = _params(report)
    for wide, narrow in _SMALLER:
        less = params[wide] * (item_bytes(wide) - item_bytes(narrow))
        if less and (asked.found or 0) - less <= asked.number:
            left = (asked.found or 0) - less
            yield f"With {narrow} for its {wide} weights it would take {left:,} bytes."
            return


def _largest(counts: ModelCounts) -> Iterator[tuple[float, str, int, int, str]]:
    """Yield sizes with the largest value that keeps to the bound, and how much of each is left.

    The last of each are the sizes that have to move along with it, in words.
    """
    along, node, bound = counts.along, counts.nodes[0], counts.asked[0].number
    for knob in sorted(counts.recounting.table.knobs_of([node])):
        now, name = counts.recounting.knobs[knob].value, counts.recounting.knobs[knob].name
        polynomial = along.run({knob: SIZE}).get(node)
        is_rising = polynomial is not None and all(n >= 0 for n in polynomial[1:])
        if counts.recounting.knobs[knob].locked or not now or not is_rising:
            continue
        low, high = 0, now  # of which the first keeps to it, if any does, and the second does not
        while high - low > 1:
            middle = (low + high) // 2
            is_within = (along.at(knob, middle).get(node) or 0) <= bound
            low, high = (middle, high) if is_within else (low, middle)
        if is_of_input(name, counts):
            continue
        along_it = with_it(counts.recounting.along_with(knob), (name,))
        size = _taken(counts.recounting, knob, low)
        if size is not None:
            yield size / now, name, size, now, along_it


def _taken(recounting: Recounting, knob: int, most: int) -> int | None:
    """Return the largest size up to one that Keras takes, such as a multiple of the groups."""
    name, least = recounting.knobs[knob].name, recounting.knobs[knob].least
    sizes = range(most, max(least, most - _TRIED) - 1, -1)
    return next((size for size in sizes if recounting.recount({name: size}).total), None)


def by_dtype(report: Report) -> str:
    """Write the bytes of a model as a sum over the dtypes of its weights."""
    texts = [f"{n:,} {cut(dtype)}·{item_bytes(dtype)}" for dtype, n in _params(report).items()]
    return " + ".join(texts)


def _params(report: Report) -> Counter[str]:
    """Return how many numbers of each dtype a model has."""
    params: Counter[str] = Counter()
    for row in report.layers:
        for weight in row.counted_weights:
            params[weight.dtype] += weight.params
    return params
