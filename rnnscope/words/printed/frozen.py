"""Which layers of a printed summary are frozen, and how that is told, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from rnnscope.model.printed_sums import counted_twice
from rnnscope.report.freezing import Freezing, Frozen
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.report import Report
from rnnscope.report.row_verdict import Assumed
from rnnscope.wording import NAMES, cut, listed

_POLICIES = "[(l.dtype_policy, getattr(l, 'lora_enabled', False)) for l in model.layers] tells"
ASK = "[l.trainable for l in model.layers] tells"


def frozen_sentences(report: Report) -> Iterator[str]:
    """Say why the printed totals are not those of layers as Keras makes them, where they are."""
    if report.freezing is not None and report.total:
        yield from _twice(report, report.freezing)
        yield from _SAID[report.freezing.found](report, report.freezing)


def _twice(report: Report, freezing: Freezing) -> Iterator[str]:
    """Say why the total of Keras 2 is more than the rows where layers were frozen late."""
    more = counted_twice(report.printed, freezing.fixed) if report.printed else 0
    if more and freezing.is_told:
        yield (
            f"The printed total is {more:,} more than the rows: Keras 2 prints it so where layers "
            "were frozen (trainable=False) after compile(). Their weights count as trainable, as "
            "they were then, and as non-trainable too, until compile() is called again."
        )


def _rows(report: Report, paths: Sequence[str]) -> str:
    """Name rows: several that follow each other by the first and the last."""
    every = [row.path for row in _alone(report.layers) if row.params]
    start = every.index(paths[0]) if paths and paths[0] in every else 0
    if len(paths) <= NAMES or every[start : start + len(paths)] != [*paths]:
        return listed(paths)
    return f"{cut(paths[0])} to {cut(paths[-1])} ({len(paths):,} rows with weights)"


def _alone(layers: Sequence[LayerReport]) -> Iterator[LayerReport]:
    """Yield the rows of the text: those of models inside, and no layer that a row wraps."""
    for layer in layers:
        if layer.is_model and layer.children:
            yield from _alone(layer.children)
        else:
            yield layer


def _nothing(_: Report, __: Freezing) -> Iterator[str]:
    yield from ()


def _all(report: Report, _: Freezing) -> Iterator[str]:
    yield (
        f"Non-trainable params: {report.non_trainable:,}, which are all: every layer is frozen "
        "(trainable=False), and training changes none of them."
    )


def _column(report: Report, freezing: Freezing) -> Iterator[str]:
    if freezing.layers:
        yield f"Frozen, as the column Trainable says: {_rows(report, freezing.layers)}."
    if freezing.inside and freezing.rest:
        rest, number = freezing.rest, report.non_trainable or 0
        what = f"{rest:,} of the {number:,}" if rest < number else f"All {rest:,}"
        yield f"{what} non-trainable params are inside {_inside(freezing)}."


def _inside(freezing: Freezing) -> str:
    return f"{listed(freezing.inside)}, whose weights the text does not tell one by one"


def _sum(report: Report, freezing: Freezing) -> Iterator[str]:
    yield (
        f"Frozen (trainable=False): {_rows(report, freezing.layers)}. No other choice of whole "
        f"layers gives {report.non_trainable:,} non-trainable params{_beside(freezing)}."
    )


def _beside(freezing: Freezing) -> str:
    """Say what else is not trained."""
    if not freezing.fixed:
        return ""
    return f" ({freezing.fixed:,} of these are never trained, such as a moving mean)"


def _assumed(report: Report, freezing: Freezing) -> Iterator[str]:
    why = freezing.why or "not all layers are printed, and some inside may be frozen alone"
    yield (
        f"Taken to be frozen (trainable=False): {_rows(report, freezing.layers)}. No other choice "
        f"of whole layers gives {report.non_trainable:,} non-trainable params{_beside(freezing)}; "
        f"but {why}: {ASK}."
    )


def _first(report: Report, freezing: Freezing) -> Iterator[str]:
    yield (
        "Taken to be frozen (trainable=False): all layers up to "
        f"{cut(freezing.layers[-1])}, which gives {report.non_trainable:,} non-trainable params"
        f"{_beside(freezing)}. Other choices of layers may give them too: {ASK}."
    )


def _open(report: Report, freezing: Freezing) -> Iterator[str]:
    other = report.non_trainable or 0
    why = freezing.why or f"they may be inside {_inside(freezing)}"
    yield (
        f"Non-trainable params: {other:,}{_beside(freezing)}. Which layers are frozen is not told "
        f"by this summary, since {why}: {ASK}."
    )


def _wrong(report: Report, freezing: Freezing) -> Iterator[str]:
    yield f"Which layers are frozen is not told: {freezing.why}."
    if any(row.told and Assumed.PLAIN in row.told.assumed for row in report.walk()):
        yield (
            "A layer that is quantized, or has a LoRA, has weights that are not trained: "
            f"{_POLICIES}."
        )


def _not_printed(_: Report, __: Freezing) -> Iterator[str]:
    yield "How many of the params are trainable is not in the text."


_SAID: Mapping[Frozen, Callable[[Report, Freezing], Iterator[str]]] = {
    Frozen.NONE: _nothing,
    Frozen.ALL: _all,
    Frozen.COLUMN: _column,
    Frozen.SUM: _sum,
    Frozen.ASSUMED: _assumed,
    Frozen.FIRST: _first,
    Frozen.OPEN: _open,
    Frozen.WRONG: _wrong,
    Frozen.NOT_PRINTED: _not_printed,
}
