"""What a model takes to run and to train, as plain data."""

from __future__ import annotations

from typing import Any

from rnnscope.algebra.expr import Expr
from rnnscope.algebra.open_sizes import in_open_sizes
from rnnscope.report.compute import CONVENTION, Compute
from rnnscope.report.memory import NOT_COUNTED, Memory


def compute_data(compute: Compute) -> dict[str, Any]:
    return {
        "macs": compute.macs.value if compute.macs is not None else None,
        "known": _size(compute.known),
        "left_out": [layer.path for layer in compute.left_out],
        "counted": CONVENTION,
    }


def memory_data(memory: Memory, *, is_typed: bool = True) -> dict[str, Any]:
    """Return what is kept; of weights whose types are not known how many numbers alone."""
    outputs = memory.outputs
    is_trained = is_typed and memory.gradients is not None
    return {
        "weights": dict(memory.weights) if is_typed else None,
        "gradients": dict(memory.gradients or {}) if is_trained else None,
        "optimizers": memory.optimizers if is_typed else dict.fromkeys(memory.optimizers),
        "outputs": {
            "known": _size(outputs.known),
            "left_out": [layer.path for layer in outputs.left_out],
        },
        "not_counted": NOT_COUNTED,
    }


def _size(count: Expr) -> int | str | None:
    """Return a number, or what it is of the sizes left open, each with its layer's name."""
    if count.value is not None:
        return count.value
    rest = in_open_sizes(count)
    return rest.qualified() if rest is not None else None
