"""How the shape of an input is asked for: by the names of its axes, and the sizes that are told."""

from __future__ import annotations

from collections.abc import Sequence

from rnnscope.layers.readers import read_names
from rnnscope.model.parts import LayerConfig, Shape


def axes_text(reader: LayerConfig, shape: Shape, others: Sequence[Shape]) -> str:
    """Write the axes that a layer takes beside the batch: `440,FEATURES`.

    A size is told where all others that may be have it too; else somebody has to say it.
    """
    names = read_names([reader], len(shape))
    alike = [each for each in others if len(each) == len(shape)]
    return ",".join(
        str(size) if size and all(each[axis] == size for each in alike) else _placeholder(name)
        for axis, (size, name) in enumerate(zip(shape, names, strict=True))
        if axis
    )


def _placeholder(name: str) -> str:
    """Write what a size stands for; an axis without a name is only that."""
    return "SIZE" if name.startswith("axis_") else name.upper()
