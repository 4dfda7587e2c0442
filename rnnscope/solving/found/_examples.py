"""An input that a first layer may have been given, where the summary tells it only in part.

It is one of several that fit, for who has to have one: for Keras, which builds the model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from rnnscope.model.parts import LayerConfig, Shape
from rnnscope.model.printed import PrintedShape
from rnnscope.solving.formulas.inputs import symbolic
from rnnscope.solving.formulas.worked import run

_MOST = 1 << 20  # of a size that is tried


def example(
    config: LayerConfig, shape: Shape, printed: PrintedShape, options: Mapping[str, Any]
) -> Shape:
    """Return a shape with sizes in the place of open ones, by which what is printed comes out."""
    lost = len(shape) - len(printed.sizes)  # the steps, where only the last is put out
    if printed.is_cut or lost not in (0, 1):
        return shape
    places = [place for place, size in enumerate(shape) if size is None and place > lost]

    def put_out(axis: int, size: int) -> int:
        """Return what comes out along an axis where all that is open is of a size; else 0."""
        sizes = tuple(size if i in places else own for i, own in enumerate(shape))
        trial = run(config, symbolic((sizes,)), options)
        outputs = trial.outputs if trial else ()
        return (outputs[0][axis].value or 0) if outputs and axis < len(outputs[0]) else 0

    found = {
        place: _first(partial(put_out, place - lost), printed.sizes[place - lost])
        for place in places
    }
    return tuple(found.get(place, size) for place, size in enumerate(shape))


def _first(put_out: Callable[[int], int], wanted: int | None) -> int | None:
    """Return the first size that a wanted one comes out of, which grows with it; else None."""
    if wanted is None:
        return None
    low, high = 1, 1
    while put_out(high) < wanted and high < _MOST:
        low, high = high, 2 * high
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if put_out(middle) >= wanted else (middle + 1, high)
    return low if put_out(low) == wanted else None
