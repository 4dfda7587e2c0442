"""A recurrent cell of your own: its outputs are what it puts out, and then its states."""

from __future__ import annotations

from typing import Any

import keras

import rnnscope


class DecayCell(keras.layers.Layer):
    def __init__(self, units: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = self.state_size = units

    def build(self, input_shape: Any) -> None:
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), name="kernel")
        self.decay = self.add_weight(shape=(self.units,), name="decay")

    def call(self, inputs: Any, states: Any) -> Any:
        state = states[0] * keras.ops.sigmoid(self.decay) + inputs @ self.kernel
        return state, [state]


@rnnscope.formula("DecayCell")
def decay_cell(layer: rnnscope.Layer) -> rnnscope.Parts:
    """Each unit forgets at a pace of its own."""
    units, input_dim = layer.dim("units"), layer.features("input_dim")
    yield rnnscope.Weight(name="kernel", shape=(input_dim, units), role="input -> hidden")
    yield rnnscope.Weight(name="decay", shape=(units,), role="how much of the state stays")
    yield rnnscope.Output(((layer.batch, units), (layer.batch, units)))


def build() -> keras.Model:
    return keras.Sequential([keras.Input((None, 7)), keras.layers.RNN(DecayCell(5))])


if __name__ == "__main__":
    print(rnnscope.explain(build()))
