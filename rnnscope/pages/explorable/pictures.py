"""Which picture each layer gets, from what is known of its weights."""

from __future__ import annotations

from collections.abc import Sequence

from rnnscope.drawings import kernels, weights
from rnnscope.drawings.matrices import Stack, laid_out, scale_of
from rnnscope.drawings.svg import Pieces
from rnnscope.layers import Role
from rnnscope.pages.explorable import captions
from rnnscope.pages.explorable.blocks import MOST, PER_FEATURE, stacks_of
from rnnscope.pages.explorable.captions import PALE, STRIPED
from rnnscope.pages.explorable.figures import Figure, figure
from rnnscope.pages.explorable.filters import are_kernels, kernels_of
from rnnscope.pages.explorable.marking import Marker, Terms, colours_of
from rnnscope.pages.explorable.sizes import Sizes
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.weight_report import WeightReport
from rnnscope.wording import counted


def pictures_of(layer: LayerReport, terms: Terms | None = None) -> tuple[Figure, ...]:
    """Return the pictures of a layer's own weights; `terms` says which term counts each of them."""
    weights = [weight for weight in layer.weights if all(weight.shape)]
    shown, more = weights[:MOST], max(len(weights) - MOST, 0)
    colours = colours_of(layer.weights)
    sliding = are_kernels(shown)
    rest = [weight for weight in shown if weight not in sliding]
    figures = []
    if sliding:
        figures.append(_kernels(layer, sliding, Marker(colours, terms or {})))
    if rest:
        figures.append(_matrices(layer, rest, Marker(colours, terms or {}), more))
    return tuple(figures)


def _kernels(layer: LayerReport, weights: Sequence[WeightReport], marker: Marker) -> Figure:
    found, caption = kernels_of(layer, weights, marker)
    pale = (PALE,) if _any_still(weights) else ()
    note = (*kernels.left_out(found), *pale)
    return figure(kernels.drawn(found), marker.sizes, caption, note)


def _matrices(
    layer: LayerReport, shown: Sequence[WeightReport], marker: Marker, more: int
) -> Figure:
    stacks = stacks_of(layer, shown, marker)
    caption, marked = _caption(layer, shown, stacks, marker.sizes)
    striped = (STRIPED,) if _any_still(shown) else ()
    left_out = (f"{counted(more, 'more weight')} not drawn.",) if more else ()
    note = (*scale_of(laid_out(stacks)), *striped, *left_out)
    return figure(weights.drawn(stacks, marked=marked), marker.sizes, caption, note)


def _any_still(weights: Sequence[WeightReport]) -> bool:
    return any(weight.trainable is False for weight in weights)


def _caption(
    layer: LayerReport, shown: Sequence[WeightReport], stacks: Sequence[Stack], sizes: Sizes
) -> tuple[Pieces, str]:
    """Return what is said of one column or row, and which of them is marked."""
    if len(stacks) != 1:
        return captions.of_heads(layer, sizes), ""
    [stack], first = stacks, shown[0]
    if first.role == Role.EMBEDDING and len(first.shape) == 2:
        caption = captions.of_tokens(layer, *sizes.each(first.symbolic_shape))
        return caption, "row" if caption else ""
    if all(weight.role in PER_FEATURE for weight in shown):
        caption = captions.of_features(layer, stack.columns)
    else:
        caption = captions.of_columns(layer, stack, first)
    return caption, "column" if caption else ""
