"""A layer of your own with several inputs: each has a shape, and sizes of its own."""

from __future__ import annotations

from typing import Any

import keras

import rnnscope


class Bilinear(keras.layers.Layer):
    def __init__(self, units: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = units

    def build(self, left_shape: Any, right_shape: Any) -> None:
        shape = (left_shape[-1], self.units, right_shape[-1])
        self.kernel = self.add_weight(shape=shape, name="kernel")

    def call(self, left: Any, right: Any) -> Any:
        return keras.ops.einsum("bi,iuj,bj->bu", left, self.kernel, right)


@rnnscope.formula("Bilinear")
def bilinear(layer: rnnscope.Layer) -> rnnscope.Parts:
    """Every unit weighs each feature of one input with each of the other."""
    left, right = layer.taken(0, "left"), layer.taken(1, "right")
    sizes = layer.features("left_dim", of=left), layer.features("right_dim", of=right)
    yield rnnscope.Weight(name="kernel", shape=(sizes[0], layer.dim("units"), sizes[1]))
    yield rnnscope.Output(((layer.batch, layer.dim("units")),))


def build() -> keras.Model:
    left, right = inputs = keras.Input((6,)), keras.Input((9,))
    return keras.Model(inputs, Bilinear(4)(left, right=right))


if __name__ == "__main__":
    print(rnnscope.explain(build()))
