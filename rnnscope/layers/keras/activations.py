"""Activations as layers (keras/src/layers/activations)."""

from __future__ import annotations

from rnnscope.algebra.expr import Operand
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import Output, Parts, Weight
from rnnscope.layers.registry import formula
from rnnscope.layers.roles import Role
from rnnscope.layers.spatial import names_of
from rnnscope.wording import shown

_NOT_BELOW_0 = {
    "ReLU": ("max_value", "negative_slope", "threshold"),
    "LeakyReLU": ("negative_slope",),
}


@formula("Activation", source="keras/src/layers/activations/activation.py")
@formula("ReLU", source="keras/src/layers/activations/relu.py")
@formula("LeakyReLU", source="keras/src/layers/activations/leaky_relu.py")
@formula("ELU", source="keras/src/layers/activations/elu.py")
@formula("Softmax", source="keras/src/layers/activations/softmax.py")
def activation(layer: Layer) -> Parts:
    """Applies a function to each number; a function has no weights.

    Equation:
        y = activation(x), for Activation
        y = min(max(x, 0), max_value) - s, for ReLU, if not threshold
        y = min(x*step(x - threshold), max_value) - s, for ReLU, if threshold
        s = negative_slope*max(threshold - x, 0), for ReLU, if negative_slope
        y = max(x, 0) - negative_slope*max(-x, 0), for LeakyReLU
        y = max(x, 0) + alpha*(exp(min(x, 0)) - 1), for ELU
        y = exp(x)/sum over axis (exp(x)), for Softmax
        step: 1 where it is above 0, and 0 elsewhere
    """
    for key in _NOT_BELOW_0.get(layer.class_name, ()):
        value = layer.setting(key, 0)
        if value is None and key != "max_value":
            layer.refuse(key, "expected a number, found None")
        if isinstance(value, int | float) and value < 0:
            layer.refuse(key, f"expected no number below 0, found {shown(value)}")
    is_masked = layer.class_name == "Softmax"  # whose second input is its mask
    yield Output((layer.input,) if is_masked else layer.each_input)


@formula("PReLU", source="keras/src/layers/activations/prelu.py")
def prelu(layer: Layer) -> Parts:
    """A slope for negative numbers is learned at each position, along `shared_axes` one for all.

    Equation:
        y = max(x, 0) + alpha*min(x, 0)
    """
    shared = layer.setting("shared_axes") or []
    shared = shared if isinstance(shared, list | tuple) else [shared]
    rank = len(layer.input)
    if not all(type(axis) is int and 1 <= axis < rank for axis in shared):
        layer.refuse("shared_axes", f"no axes {shown(shared)} of {rank}")
    names = names_of(layer.input)
    alpha: tuple[Operand, ...] = tuple(
        1 if axis in shared else layer.features(names[axis], axis=axis) for axis in range(1, rank)
    )
    yield Weight(name="alpha", shape=alpha, role=Role.SLOPE)
    yield Output((layer.input,))
