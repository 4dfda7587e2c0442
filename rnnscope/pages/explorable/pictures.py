"""Which picture each layer gets, from what is known of its weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from rnnscope.drawings import kernels, matrices
from rnnscope.drawings.svg import Pieces
from rnnscope.layers import Role
from rnnscope.pages.explorable import captions
from rnnscope.pages.explorable.blocks import MOST, marks_of, stacks_of
from rnnscope.pages.explorable.captions import A_FEW, PER_FEATURE, TO_SCALE
from rnnscope.pages.explorable.figures import Figure, figure
from rnnscope.pages.explorable.filters import are_kernels, kernels_of
from rnnscope.pages.explorable.sizes import Sizes
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.weight_report import WeightReport

Terms: TypeAlias = "Mapping[str, int]"  # by the name of a weight, the term that counts it


def pictures_of(layer: LayerReport, terms: Terms | None = None) -> tuple[Figure, ...]:
    """Return the pictures of a layer's own weights; `terms` says which term counts each of them."""
    weights = [weight for weight in layer.weights if all(weight.shape)]
    shown, more = weights[:MOST], len(weights) - MOST
    if not shown:
        return ()
    known = terms or {}
    sliding = are_kernels(shown)
    rest = [weight for weight in shown if weight not in sliding]
    figures = [_kernels(layer, sliding, known)] if sliding else []
    if rest:
        figures.append(_matrices(layer, rest, known, more=max(more, 0)))
    return tuple(figures)


def _kernels(layer: LayerReport, weights: Sequence[WeightReport], terms: Terms) -> Figure:
    sizes = Sizes()
    found, caption = kernels_of(layer, weights, marks_of(layer, weights, sizes, terms))
    return figure(kernels.drawn(found), sizes, caption, A_FEW)


def _matrices(
    layer: LayerReport, weights: Sequence[WeightReport], terms: Terms, more: int
) -> Figure:
    sizes = Sizes()
    marks = marks_of(layer, weights, sizes, terms)
    stacks = stacks_of(layer, weights, sizes, marks)
    caption, marked = _caption(layer, weights, stacks, sizes)
    left_out = f" {more:,} more weights are not drawn." if more else ""
    return figure(matrices.drawn(stacks, marked=marked), sizes, caption, TO_SCALE + left_out)


def _caption(
    layer: LayerReport,
    weights: Sequence[WeightReport],
    stacks: Sequence[matrices.Stack],
    sizes: Sizes,
) -> tuple[Pieces, str]:
    """Return what is said of one column or row, and which of them is marked."""
    if len(stacks) != 1:
        return (), ""
    [stack], first = stacks, weights[0]
    if first.role == Role.EMBEDDING and len(first.shape) == 2:
        rows, columns = sizes.each(first.symbolic_shape)
        caption = captions.of_tokens(layer, rows, columns)
        return caption, "row" if caption else ""
    if all(weight.role in PER_FEATURE for weight in weights):
        caption = captions.of_features(layer, stack.columns)
    else:
        caption = captions.of_stack(layer, stack, first.symbolic_shape[-1:])
    return caption, "column" if caption else ""
