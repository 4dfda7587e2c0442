"""A wrapper of your own: the layer inside it stands in its config, and has a formula already."""

from __future__ import annotations

from typing import Any

import keras

import rnnscope


class Gated(keras.layers.Wrapper):
    def build(self, input_shape: Any) -> None:
        super().build(input_shape)
        features = self.layer.compute_output_shape(input_shape)[-1]
        self.gate = self.add_weight(shape=(features,), name="gate")

    def call(self, inputs: Any) -> Any:
        return self.layer(inputs) * keras.ops.sigmoid(self.gate)


@rnnscope.formula("Gated")
def gated(layer: rnnscope.Layer) -> rnnscope.Parts:
    """Lets as much of the wrapped layer's output through as a learned gate says."""
    (shape,) = yield rnnscope.Child("layer", layer.child("layer", layer.input))
    yield rnnscope.Weight(name="gate", shape=(layer.features("features", of=shape),), role="gate")
    yield rnnscope.Output((shape,))


def build() -> keras.Model:
    return keras.Sequential([keras.Input((12, 8)), Gated(keras.layers.GRU(6))])


if __name__ == "__main__":
    print(rnnscope.explain(build()))
