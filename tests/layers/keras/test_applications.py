"""Whole models of keras.applications, from their JSON alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import pytest
from keras.src.applications import convnext, inception_resnet_v2

from rnnscope.derivation import explain_model
from rnnscope.readers import read
from rnnscope.report.report import LayerReport
from rnnscope.tracing.scope import shapes_only

Explained = Callable[..., LayerReport]


@pytest.mark.parametrize("trainable", [True, False])
def test_layer_scale(trainable: bool, tmp_path: Path) -> None:
    layer = convnext.LayerScale(1e-6, 3, trainable=trainable)
    model = keras.Sequential([keras.Input((5, 4, 3)), layer])
    model.save(tmp_path / "model.keras")
    for source in (tmp_path / "model.keras", model):
        row = explain_model(read(source))[layer.name]
        (weight,) = row.weights
        assert (row.formula, weight.name, weight.trainable) == (
            "projection_dim",
            "gamma",
            trainable,
        )
        assert row.store is not None
        assert [tensor.shape for tensor in row.store.tensors()] == [weight.shape]


def test_stochastic_depth(explained: Explained) -> None:
    assert explained(convnext.StochasticDepth(0.2), (5, 4, 3)).params == 0


def test_custom_scale(explained: Explained) -> None:
    layer = inception_resnet_v2.CustomScaleLayer(0.2)
    explained(layer, (5, 4, 3), (5, 4, 3), call=lambda it, *inputs: it(list(inputs)))


@pytest.mark.parametrize("name", ["ConvNeXtTiny", "InceptionResNetV2", "MobileNetV3Small"])
def test_every_layer_is_derived(name: str, tmp_path: Path) -> None:
    with shapes_only():
        model: Any = getattr(keras.applications, name)(weights=None)
    (tmp_path / "model.json").write_text(model.to_json(), encoding="utf-8")
    report = explain_model(read(tmp_path / "model.json"))
    assert report.total == model.count_params()
    assert {row.basis for row in report.walk()} == {"derived", "none"}
    assert all(row.outputs for row in report.layers)
    assert report.layers[-1].output_shape == tuple(model.output_shape)
