"""A model that stands twice in a Sequential: each row says all that it has, the total once."""

from __future__ import annotations

import keras
from keras import layers as L  # noqa: N812

from tests.files import alone


def test_a_model_that_stands_twice_in_a_sequential() -> None:
    inputs = keras.Input((8,))
    shared = keras.Sequential([keras.Input((8,)), L.Dense(8)], name="s")
    twice = keras.Model(inputs, shared(shared(inputs)), name="f")
    model = keras.Sequential([keras.Input((8,)), twice, shared, twice, L.Dense(2)])
    report = alone(model)
    assert (report.total, report.differences) == (model.count_params(), ())
    assert [row.layer_params for row in report.layers if row.name == "f"] == [72, 72]
