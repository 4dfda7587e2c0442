"""A class of somebody's own may have any name: nothing is taken from it that only Keras's have."""

from __future__ import annotations

from typing import Any

import keras
import pytest
from keras import layers

import rnnscope
from rnnscope.layers import Layer, Output, Parts, Weight

pytestmark = pytest.mark.usefixtures("formulas")


class Patch2D(layers.Layer):
    """Named as if it read images, which it does not."""

    def __init__(self, units: int = 3, stateful: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units, self.stateful = units, stateful

    def build(self, shape: Any) -> None:
        self.kernel = self.add_weight(shape=(shape[-1], self.units), name="kernel")

    def call(self, x: Any) -> Any:
        return x @ self.kernel


def test_nothing_is_guessed_by_the_name_of_a_class() -> None:
    @rnnscope.formula("Patch2D")
    def patch(layer: Layer) -> Parts:
        units = layer.dim("units")
        yield Weight(name="kernel", shape=(layer.features("input_dim"), units))
        yield Output(((*layer.input[:-1], units),))

    model = keras.Sequential([keras.Input((4, 5, 6)), Patch2D(name="patch")])
    text = rnnscope.explain(model).render("text")
    assert "(batch, axis 1, axis 2, axis 3)" in text
    assert "height" not in text
    page = rnnscope.explain(model).render("text", layer="patch")
    assert "size of the" not in page
    assert "keeps the state between batches" not in page
    assert "whether training may change the weights" in page
