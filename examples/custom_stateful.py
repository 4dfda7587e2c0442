"""A layer of your own that keeps a state: in weights that training leaves alone."""

from __future__ import annotations

from typing import Any

import keras

import rnnscope


class Centered(keras.layers.Layer):
    def build(self, input_shape: Any) -> None:
        self.mean = self.add_weight(shape=input_shape[-1:], name="mean", trainable=False)
        self.seen = self.add_weight(shape=(), name="seen", dtype="int32", trainable=False)
        self.noise = keras.random.SeedGenerator(1)  # a state that is no weight

    def call(self, inputs: Any, training: bool = False) -> Any:
        if training:
            self.seen.assign_add(1)
            self.mean.assign(0.9 * self.mean + 0.1 * keras.ops.mean(inputs, axis=0))
        return inputs - self.mean


@rnnscope.formula("Centered")
def centered(layer: rnnscope.Layer) -> rnnscope.Parts:
    """Takes the mean of what it has seen off each feature; nothing is learned for it."""
    shape = (layer.features("features"),)
    yield rnnscope.Weight(name="mean", shape=shape, role="state", trainable=False)
    yield rnnscope.Weight(name="seen", shape=(), role="state", dtype="int32", trainable=False)
    yield rnnscope.Output((layer.input,))


def build() -> keras.Model:
    return keras.Sequential([keras.Input((5,)), Centered(), keras.layers.Dense(2)])


if __name__ == "__main__":
    print(rnnscope.explain(build()))
