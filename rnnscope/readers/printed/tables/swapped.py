"""Rows that have the class before the name, `Dense (dense_1)`, where no header says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rnnscope.keras_facts.class_names import KERAS_2, KERAS_3
from rnnscope.model.printed import PrintedRow

# What Keras 0 has beside the classes that are known today.
_KERAS_0 = {
    *("AtrousConvolution2D", "AutoEncoder", "Convolution1D", "Convolution2D", "Graph", "Highway"),
    *("LambdaMerge", "Layer", "MaxoutDense", "Merge", "ParametricSoftplus", "SReLU", "Siamese"),
    *("TimeDistributedDense", "TimeDistributedMerge"),
}
_CLASSES = KERAS_2 | KERAS_3 | _KERAS_0


def are_swapped(rows: Sequence[PrintedRow]) -> bool:
    """Tell rows of Keras 0, of which each begins with a class of Keras's and no name of one."""
    return all(
        row.name in _CLASSES and row.class_name[:1].islower() and not row.is_class_cut
        for row in rows
    )


def swapped(row: PrintedRow) -> PrintedRow:
    """Return a row whose class is its name, and whose name is its class, with each as it is."""
    return replace(row, name=row.class_name, class_name=row.name)
