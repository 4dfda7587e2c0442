"""Under which numbers a built layer would write its variables to a file.

Sources: keras/src/layers/layer.py, keras/src/layers/core/dense.py,
keras/src/layers/convolutional/base_conv.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_KERAS = "keras.src.layers."
# What calibration adds, and Keras 3.15 leaves out.
_LEFT_OUT = frozenset({"kernel_zero", "zero_point"})


def own_variables(built: Any) -> list[Any]:
    """Return a layer's own variables as Keras lists them: first those that can be trained."""
    return [*built._trainable_variables, *built._non_trainable_variables]


def stored_numbers(built: Any) -> dict[int, int]:
    """Return the numbers of a layer's own variables in a file, by their ids.

    Those that a file does not keep by a number are left out: the matrices of
    LoRA, and all of a class with a way of its own to save them.
    """
    return {id(variable): number for number, variable in enumerate(_stored(built))}


def _stored(built: Any) -> Sequence[Any]:
    variables = own_variables(built)
    author = getattr(type(built).save_own_variables, "__module__", "")
    if author == f"{_KERAS}layer":
        return variables
    if not author.startswith(_KERAS):
        return ()
    by_name = {variable.name: variable for variable in variables}
    names = _names(built, list(by_name))
    return [by_name[name] for name in names if name in by_name]


def _names(built: Any, names: list[str]) -> list[str]:
    """Return the order in which a layer that may be quantized, or have LoRA, writes what it has."""
    specified = getattr(built, "variable_serialization_spec", None)
    if specified is None:
        return sorted(
            (name for name in names if not name.startswith("lora_")),
            key=lambda name: (name != "kernel", names.index(name)),
        )
    mode = built.quantization_mode
    left_out = _LEFT_OUT if mode in ("gptq", "awq") else ()
    renamed = (name.removeprefix("quantized_") for name in specified.get(mode, ()))
    return [name for name in renamed if name not in left_out]
