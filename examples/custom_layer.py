"""A layer of your own, and the formula that explains it, written as its `build()` is."""

from typing import Any

import keras

import rnnscope


class LowRankDense(keras.layers.Layer):
    def __init__(self, units: int, rank: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units, self.rank = units, rank

    def build(self, input_shape: Any) -> None:
        self.down = self.add_weight(shape=(input_shape[-1], self.rank), name="down")
        self.up = self.add_weight(shape=(self.rank, self.units), name="up")

    def call(self, inputs: Any) -> Any:
        return inputs @ self.down @ self.up


@rnnscope.formula("LowRankDense")
def low_rank_dense(layer: rnnscope.Layer) -> rnnscope.Parts:
    """A dense layer whose kernel is the product of two thin ones."""
    units, rank, input_dim = layer.dim("units"), layer.dim("rank"), layer.features("input_dim")
    uses = layer.positions  # in each of them a sample is multiplied with both; optional
    yield rnnscope.Weight(name="down", shape=(input_dim, rank), role="input -> rank", uses=uses)
    yield rnnscope.Weight(name="up", shape=(rank, units), role="rank -> output", uses=uses)
    yield rnnscope.Output(((*layer.input[:-1], units),))


def build() -> keras.Model:
    return keras.Sequential([keras.Input((64,)), LowRankDense(100, rank=8, name="thin")])


if __name__ == "__main__":
    print(rnnscope.explain(build()))
