"""The kernels of a convolution, seen as what each filter, or each channel, has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rnnscope.drawings.kernels import Kernels
from rnnscope.drawings.marks import Mark, counted, times
from rnnscope.drawings.measures import ONE, Measure, multiplied
from rnnscope.drawings.svg import Pieces
from rnnscope.layers import Role
from rnnscope.pages.explorable import captions
from rnnscope.pages.explorable.marking import Marker
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.weight_report import WeightReport

_ROLES = (Role.WINDOW_TO_FILTER, Role.CHANNELS_TO_WINDOW, Role.WINDOW_TO_CHANNEL)


def are_kernels(weights: Sequence[WeightReport]) -> list[WeightReport]:
    """Return the kernel that slides over the input, and the bias of its filters; none elsewhere."""
    kernel = next((weight for weight in weights if weight.role in _ROLES), None)
    if kernel is None or not 3 <= len(kernel.shape) <= 5:
        return []
    biases = [w for w in weights if w.role == Role.BIAS and len(w.shape) == 1]
    is_only = not any(w.role == Role.CHANNELS_TO_FILTER for w in weights)
    return [kernel, *(biases[:1] if is_only else ())]


def kernels_of(
    layer: LayerReport, weights: Sequence[WeightReport], marker: Marker
) -> tuple[Kernels, Pieces]:
    """Return a layer's kernels as they are drawn, and what is said of one filter or channel."""
    kernel, mark = weights[0], _paled(marker.mark(weights[0]))
    bias = _paled(marker.mark(weights[1])) if len(weights) > 1 else None
    *window, before, last = mark.shape
    rows, columns = (ONE, window[0]) if len(window) == 1 else (window[-2], window[-1])
    deep = multiplied(window[:-2])
    front = Kernels(mark, rows, columns, deep, last, _numbers(window), "kernel", bias)
    match kernel.role:
        case Role.WINDOW_TO_CHANNEL:
            kernels = replace(front, copies=before * last)
            caption = captions.of_kernels(
                layer, "channel", before, [*window, last], last if bias else 0
            )
        case Role.CHANNELS_TO_WINDOW:
            kernels, caption = _filters(layer, front, window, before, last)
        case _:
            kernels, caption = _filters(layer, front, window, last, before)
    return kernels, caption


def _paled(mark: Mark) -> Mark:
    """Return a mark that is pale where it is not trained: stripes would hide the numbers."""
    return replace(mark, kind=f"{mark.kind} pale") if mark.still else mark


def _filters(
    layer: LayerReport,
    front: Kernels,
    window: Sequence[Measure],
    filters: Measure,
    channels: Measure,
) -> tuple[Kernels, Pieces]:
    """Return kernels of which each filter has one, as deep as the channels that it reads."""
    sizes = (*window, channels)
    caption = captions.of_kernels(layer, "filter", filters, sizes, 1 if front.bias else 0)
    kernels = replace(
        front,
        sheets=front.sheets * channels,
        copies=filters,
        each=_numbers(sizes),
        unit="filter",
    )
    return kernels, caption


def _numbers(sizes: Sequence[Measure]) -> Pieces:
    """Write what one kernel is."""
    return times(tuple(sizes)) if len(sizes) > 1 else counted(sizes[0], "number")
