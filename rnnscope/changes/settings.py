"""What settings do, for the question which of them changed a count or a shape."""

from __future__ import annotations

import re
from collections.abc import Mapping

from rnnscope.changes.nodes import Node
from rnnscope.changes.told import text_of
from rnnscope.keras_facts.arguments import is_effectless

# Told by another change: the name, what is trained and in which dtype, and what only begins
# or repeats: a model that is built has no more to do with how its weights began.
_UNTOLD = frozenset(
    """
    name trainable dtype seed quantization_config lora_alpha batch_shape batch_input_shape
    build_config
    """.split()  # noqa: SIM905
)
# Of these, no layer's weights depend on one, though what it puts out does.
_OF_OUTPUTS = frozenset(
    """
    strides padding return_sequences return_state go_backwards dilation_rate output_padding
    merge_mode pool_size cropping size
    """.split()  # noqa: SIM905
)
# What it puts out has the same shape with any value of these.
_OF_VALUES = frozenset(
    """
    activation recurrent_activation use_bias rate dropout recurrent_dropout momentum epsilon
    negative_slope alpha mask_zero stateful unroll use_cudnn flash_attention center scale
    unit_forget_bias reset_after implementation go_backwards noise_shape stddev mean variance
    """.split()  # noqa: SIM905
)
_EXTENTS = ("depth", "height", "width", "length")  # in the order of a setting's numbers
_SPLIT = re.compile(rf"(\w+)_(?:{'|'.join(_EXTENTS)})")


def is_told(name: str) -> bool:
    """Tell whether a change of a setting is one that somebody wants to know."""
    return name not in _UNTOLD and not name.endswith("_initializer")


def may_count(node: Node, name: str) -> bool:
    """Tell whether a layer's own weights may depend on a setting."""
    return name not in _OF_OUTPUTS and not is_effectless(node.state.class_name, name)


def may_shape(name: str) -> bool:
    """Tell whether the shape of what a layer puts out may depend on a setting."""
    return name not in _OF_VALUES and not name.endswith(("_regularizer", "_constraint"))


def setting_of(size: str) -> str:
    """Return the setting that a size is a part of: `kernel_size` of `kernel_height`.

    >>> setting_of("kernel_height"), setting_of("units")
    ('kernel_size', 'units')
    """
    match = _SPLIT.fullmatch(size)
    return f"{match[1]}_size" if match else size


def size_text(sizes: Mapping[str, int], setting: str, name: str) -> str:
    """Write a size as the setting has it that it is a part of.

    >>> size_text({"kernel_height": 3, "kernel_width": 5}, "kernel_size", "kernel_width")
    '(3, 5)'
    """
    stem = setting.removesuffix("_size")
    extents = [f"{stem}_{extent}" for extent in _EXTENTS]
    if name in extents:
        return text_of([sizes[extent] for extent in extents if extent in sizes])
    return f"{sizes[name]:,}"
