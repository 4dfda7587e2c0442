"""An input that a first layer may have been given, where the summary tells it only in part.

It is one of several that fit, for who has to have one: for Keras, which builds the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rnnscope.algebra.expr import symbol
from rnnscope.layers import Layer
from rnnscope.model.parts import LayerConfig, Shape
from rnnscope.model.printed import PrintedShape
from rnnscope.report.trial import tried

_MOST = 1 << 20  # of a size that is tried


def example(
    config: LayerConfig, shape: Shape, printed: PrintedShape, options: Mapping[str, Any]
) -> Shape:
    """Return a shape with sizes in the place of open ones, by which what is printed comes out."""
    lost = len(shape) - len(printed.sizes)  # the steps, where only the last is put out
    if printed.is_cut or lost not in (0, 1):
        return shape
    places = [place for place, size in enumerate(shape) if size is None and place > lost]
    found = {
        place: _size(config, shape, places, place - lost, printed, options) for place in places
    }
    return tuple(found.get(place, size) for place, size in enumerate(shape))


def _size(
    config: LayerConfig,
    shape: Shape,
    places: list[int],
    place: int,
    printed: PrintedShape,
    options: Mapping[str, Any],
) -> int | None:
    wanted = printed.sizes[place]
    if wanted is None:
        return None

    def comes_out(size: int) -> int:
        sizes = (size if i in places else own for i, own in enumerate(shape))
        inputs = tuple(symbol(f"axis_{i}", own, "input") for i, own in enumerate(sizes))
        trial = tried(Layer(config=config, path="layer", inputs=(inputs,), options=options))
        outputs = trial.outputs if trial else ()
        return (outputs[0][place].value or 0) if outputs and place < len(outputs[0]) else 0

    low, high = 1, 1
    while comes_out(high) < wanted and high < _MOST:
        low, high = high, 2 * high
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if comes_out(middle) >= wanted else (middle + 1, high)
    return low if comes_out(low) == wanted else None
