"""Layers that wait for gptq or awq to calibrate them: in memory they have two kernels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import pytest
from keras import layers
from keras.quantizers import AWQConfig, GPTQConfig

import rnnscope
from rnnscope.layers.states import LEFT_OUT, WAITING

MODES: dict[str, Callable[[], Any]] = {
    "gptq": lambda: GPTQConfig(dataset=None, tokenizer=None, weight_bits=4, group_size=3),
    "awq": lambda: AWQConfig(dataset=None, tokenizer=None, group_size=3),
}


def an_einsum() -> Any:
    return layers.EinsumDense("abc,cde->abde", (None, 3, 5), bias_axes="de")


LAYERS: dict[str, tuple[Callable[[], Any], int, int]] = {
    # what Keras counts with gptq: the kernel twice, the bias, scales and zero points, the indices
    "dense": (lambda: layers.Dense(5), 35 + 5 + 3 * 7 + 2 * 5 * 3 + 7, 35 + 5),
    "einsum": (an_einsum, 105 + 15 + 8 * 7 + 2 * 15 * 3 + 7, 105 + 15),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("make", "params", "trainable"), LAYERS.values(), ids=LAYERS.keys())
def test_in_memory(make: Callable[[], Any], params: int, trainable: int, mode: str) -> None:
    layer = make()
    model = keras.Sequential([keras.Input((4, 7)), layer])
    layer.quantize(mode, config=MODES[mode]())
    report = rnnscope.explain(model)
    scales_of_awq = 7 if mode == "awq" else 0
    assert report.total == model.count_params() == params + scales_of_awq
    assert report.trainable == trainable
    assert report.logical == trainable
    assert report.verified, report.differences
    row = report.layers[0]
    assert row.basis == "derived"
    assert row.notes == (WAITING,)  # of what files leave out, a live model has all
    assert [(w.name, w.shape, w.dtype, w.trainable) for w in row.weights] == [
        (w.name, tuple(w.shape), w.dtype, w.trainable) for w in layer.weights
    ]


@pytest.mark.parametrize("mode", MODES)
def test_inside_a_wrapper(mode: str) -> None:
    inner = layers.Dense(5)
    model = keras.Sequential([keras.Input((4, 7)), layers.TimeDistributed(inner)])
    inner.quantize(mode, config=MODES[mode]())
    report = rnnscope.explain(model)
    assert report.total == model.count_params() == (98 if mode == "gptq" else 105)
    assert report.verified, report.differences


@pytest.mark.parametrize("mode", MODES)
def test_inside_an_attention(mode: str) -> None:
    layer = layers.MultiHeadAttention(2, 3)
    inputs = keras.Input((4, 8))
    model = keras.Model(inputs, layer(inputs, inputs))
    layer.query_dense.quantize(mode, config=MODES[mode]())
    report = rnnscope.explain(model)
    row = report[layer.name]
    assert (row.basis, report.total) == ("stored", model.count_params())
    assert report.trainable == 3 * (8 * 6 + 6) + 6 * 8 + 8
    assert "which its settings do not tell" in row.notes[0]


@pytest.mark.parametrize("mode", MODES)
def test_a_file_has_the_new_kernel_alone(mode: str, tmp_path: Path) -> None:
    layer = layers.Dense(5)
    model = keras.Sequential([keras.Input((7,)), layer])
    layer.quantize(mode, config=MODES[mode]())
    model.save(tmp_path / "model.keras")
    report = rnnscope.explain(tmp_path / "model.keras", summary=False)
    assert report.total == (63 if mode == "gptq" else 70)
    assert not report.differences
    assert not report.verified, "the file does not keep the zero points"
    assert report.layers[0].notes == (LEFT_OUT,)


@pytest.mark.parametrize("mode", MODES)
def test_calibrated(mode: str) -> None:
    layer = layers.Dense(5)
    model = keras.Sequential([keras.Input((7,)), layer])
    layer.quantize(mode, config=MODES[mode]())
    del layer._kernel  # as Keras does at the end of calibration
    report = rnnscope.explain(model)
    assert report.total == model.count_params() == (63 if mode == "gptq" else 70)
    assert report.verified, report.differences
