"""The parts of memory are what Keras's own objects take, each by itself."""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow
from keras import layers
from keras.src.backend.common.dtypes import ALLOWED_DTYPES

from rnnscope.algebra.open_sizes import value_at
from rnnscope.derivation import explain_model
from rnnscope.readers import read
from rnnscope.report.memory import output_size
from rnnscope.report.weight_report import WeightReport


def model_of_many_kinds() -> Any:
    images = keras.Input((6, 6, 3))
    conv = layers.Conv2D(4, 3, padding="same", dtype="float16")
    block = keras.Sequential([layers.Conv2D(4, 3), layers.BatchNormalization(), layers.Flatten()])
    frozen = layers.Dense(5, trainable=False)
    x = frozen(block(conv(images)))
    steps = layers.TimeDistributed(layers.Dense(3, dtype="float64"))(layers.RepeatVector(4)(x))
    return keras.Model(images, layers.LSTM(2, return_sequences=True)(steps))


def nbytes(variables: Any) -> dict[str, int]:
    sums: dict[str, int] = {}
    for variable in variables:
        size = np.dtype(variable.dtype).itemsize * math.prod(variable.shape)
        sums[variable.dtype] = sums.get(variable.dtype, 0) + size
    return sums


def test_weights_and_gradients_by_type() -> None:
    model = model_of_many_kinds()
    memory = explain_model(read(model)).memory
    assert memory.weights == nbytes(model.weights)
    assert memory.gradients == nbytes(model.trainable_weights)
    assert memory.weights.keys() == {"float16", "float32", "float64"}


def test_what_each_layer_puts_out() -> None:
    model = model_of_many_kinds()
    report = explain_model(read(model))
    sizes = {layer.name: math.prod(layer.output.shape[1:]) for layer in model.layers}
    for row in report.layers:
        size = output_size(row)
        assert size is not None
        assert size.value == sizes[row.name]
    (block,) = (layer for layer in model.layers if isinstance(layer, keras.Sequential))
    inside = sum(math.prod(layer.output.shape[1:]) for layer in block.layers)
    outside = sum(sizes[layer.name] for layer in model.layers[1:] if layer is not block)
    assert report.memory.outputs.known.value == outside + inside
    assert report.memory.outputs.left_out == ()


def test_a_shared_layer_puts_out_at_every_call() -> None:
    small, large = keras.Input((4, 2)), keras.Input((None, 2))
    dense = layers.Dense(3, name="dense")
    joined = layers.Concatenate(axis=1)([dense(small), dense(large)])
    size = output_size(explain_model(read(keras.Model([small, large], joined)))["dense"])
    assert size is not None
    assert value_at(size, {"axis_1": 6}) == (4 + 6) * 3


@pytest.mark.parametrize(
    "optimizer",
    [
        keras.optimizers.SGD(),
        keras.optimizers.SGD(momentum=0.9),
        keras.optimizers.RMSprop(),
        keras.optimizers.Adam(),
        keras.optimizers.Ftrl(),
        keras.optimizers.Lion(),
    ],
)
def test_what_an_optimizer_keeps_for_the_weights(optimizer: Any) -> None:
    model = model_of_many_kinds()
    optimizer.build(model.trainable_variables)
    name = type(optimizer).__name__ + (
        " with momentum" if getattr(optimizer, "momentum", 0) else ""
    )
    own = {"iteration", "learning_rate"}
    kept = [variable for variable in optimizer.variables if variable.name not in own]
    memory = explain_model(read(model)).memory
    assert memory.optimizers[name] == sum(nbytes(kept).values())


@pytest.mark.parametrize("dtype", sorted(ALLOWED_DTYPES))
def test_the_size_of_every_type_that_keras_has(dtype: str) -> None:
    if dtype in ("string", "int4", "uint4"):  # no weight of Keras is of one
        return
    weight = WeightReport(name="w", symbolic_shape=(), dtype=dtype, trainable=True)
    assert weight.bytes == tensorflow.as_dtype(dtype).size
