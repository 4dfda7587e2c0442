"""The input of a layer of which nothing says what flows in, as its stored weights tell it.

Behind a Lambda layer, or one of somebody else's, the shapes are not known.
The formula is tried on each size that a stored tensor has: where exactly one
makes every weight as it is stored, that is the size.  It is a reading of the
stored weights, which are no second witness for it, and is marked so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

from rnnscope.algebra.expr import Symbol
from rnnscope.algebra.sources import READ
from rnnscope.derivation._work import without_work
from rnnscope.errors import MISFIT, BadConfigError, UnknownFormulaError
from rnnscope.layers import Layer, SymbolicShape
from rnnscope.layers.spatial import axis_names
from rnnscope.model.parts import Store
from rnnscope.report.report import LayerReport
from rnnscope.untrusted.limits import current

NOTE = "nothing says what flows into it: the size of its input is read from its stored weights"

_RANKS = (3, 2, 4, 5)


def fitted(
    layer: Layer, store: Store, derive: Callable[[Layer], LayerReport]
) -> LayerReport | None:
    """Return the report of a layer whose input is not known, if one size alone fits.

    What it puts out is known where its class fits one number of axes only.
    """
    if not _is_open(layer):
        return None
    stored = Counter(tensor.shape for tensor in store.tensors())
    fits: dict[int, dict[int, LayerReport]] = {}
    for size, shape in _candidates(layer, stored):
        row = _tried(replace(layer, inputs=(shape,)), derive)
        if row and Counter(weight.shape for weight in row.all_weights) == stored:
            fits.setdefault(size, {})[len(shape)] = row
    if len(fits) != 1:
        return None
    (rows,) = fits.values()
    row = next(iter(rows.values()))
    outputs = row.outputs if len(rows) == 1 else None
    return replace(without_work(row), inputs=(), outputs=outputs, notes=(*row.notes, NOTE))


def _is_open(layer: Layer) -> bool:
    """Tell whether the one input of a layer has no shape, or no size where its channels are."""
    if not layer.inputs:
        return not layer.named
    return len(layer.inputs) == 1 and any(size.value is None for size in layer.input[1:])


def _candidates(
    layer: Layer, stored: Counter[tuple[int, ...]]
) -> Iterator[tuple[int, SymbolicShape]]:
    ranks = (len(layer.input),) if layer.inputs else _RANKS
    groups = layer.config.settings.get("groups", 1)
    sizes = {size for shape in stored for size in shape}
    if type(groups) is int and groups > 1:
        sizes |= {size * groups for size in sizes}
    first = layer.config.is_channels_first
    for size, rank in product(sorted(sizes)[: current().fitted_sizes], ranks):
        yield size, _shape(layer, rank, size, channels_first=first and rank > 2)


def _shape(layer: Layer, rank: int, size: int, *, channels_first: bool) -> SymbolicShape:
    axes = axis_names(rank, channels_first=channels_first)
    known = 1 if channels_first else rank - 1
    return tuple(
        Symbol(name, size if i == known else None, layer.path, source=READ).expr
        for i, name in enumerate(axes)
    )


def _tried(layer: Layer, derive: Callable[[Layer], LayerReport]) -> LayerReport | None:
    try:
        return derive(layer)
    except (BadConfigError, UnknownFormulaError, *MISFIT):
        return None
