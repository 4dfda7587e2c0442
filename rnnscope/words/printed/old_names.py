"""How the arguments of a formula were called in the Keras that printed a summary."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.report.report import LayerReport, Report
from rnnscope.wording import listed

_KERNELS = {"1": "filter_length", "2": "nb_row and nb_col", "3": "kernel_dim1 to kernel_dim3"}
_KERNEL = "kernel_size"
_NAMES = {"units": "output_dim", "filters": "nb_filter", "use_bias": "bias"}


def old_names(report: Report) -> Iterator[str]:
    """Say how Keras 1 called what is in the formulas of a summary that it printed."""
    printed = report.printed
    if printed is None or printed.generation is None or printed.generation > 1:
        return
    pairs = dict.fromkeys(pair for row in report.walk() for pair in _pairs(row))
    if pairs:
        told = [f"{new} {old}" for new, old in pairs]
        yield f"Arguments have their names of today: Keras 1 called {listed(told, most=6)}."


def _pairs(row: LayerReport) -> Iterator[tuple[str, str]]:
    """Yield the arguments that a row's layer has, by their names and by those of Keras 1."""
    config = row.layer.config if row.layer else None
    if config is None or not (row.params and row.basis.is_explained):
        return
    for name in config.settings:
        if name in _NAMES:
            yield name, _NAMES[name]
        elif name == _KERNEL:
            axes = next((sign for sign in config.class_name if sign in _KERNELS), "")
            if axes:
                yield name, _KERNELS[axes]
