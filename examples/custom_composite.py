"""A layer of your own that makes others itself: its formula says which, and of what size."""

from __future__ import annotations

from typing import Any

import keras

import rnnscope


class Bottleneck(keras.layers.Layer):
    def __init__(self, units: int, width: int, depth: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units, self.width, self.depth = units, width, depth
        self.blocks = [keras.layers.Dense(width, activation="relu") for _ in range(depth)]
        self.up = keras.layers.Dense(units, use_bias=False)

    def call(self, inputs: Any) -> Any:
        for block in (*self.blocks, self.up):
            inputs = block(inputs)
        return inputs


@rnnscope.formula("Bottleneck")
def bottleneck(layer: rnnscope.Layer) -> rnnscope.Parts:
    """Several narrow layers, one after the other, and a wide one behind them."""
    shape, units, width = layer.input, layer.dim("units"), layer.dim("width")
    for i in range(int(layer.dim("depth"))):
        (shape,) = yield layer.inside(f"blocks[{i}]", "Dense", shape, units=width)
    yield rnnscope.Output((yield layer.inside("up", "Dense", shape, units=units, use_bias=False)))


def build() -> keras.Model:
    return keras.Sequential([keras.Input((20,)), Bottleneck(12, width=4, depth=3)])


if __name__ == "__main__":
    print(rnnscope.explain(build()))
