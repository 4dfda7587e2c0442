from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import pytest
from keras import layers

import rnnscope
from rnnscope.report.report import LayerReport

Explained = Callable[..., LayerReport]
Shape = tuple[int | None, ...]

deprecated = pytest.mark.filterwarnings("ignore:You passed .rms_scaling=True.:UserWarning")

BATCH_SETTINGS: list[dict[str, Any]] = [
    {},
    {"scale": False},
    {"center": False},
    {"scale": False, "center": False},
    {"renorm": True},
    {"renorm": True, "scale": False},
    {"trainable": False},
    {"trainable": False, "renorm": True},
    {"synchronized": True},
    {"momentum": 0.9, "epsilon": 1e-5},
    {"dtype": "mixed_float16"},
    {"dtype": "float16"},
    {"dtype": "float64"},
]


@pytest.mark.parametrize("settings", BATCH_SETTINGS, ids=str)
def test_batch_normalization(explained: Explained, settings: dict[str, Any]) -> None:
    explained(layers.BatchNormalization(**settings), (5, 3))


@pytest.mark.parametrize(
    ("axis", "shape"),
    [
        (-1, (3,)),
        (1, (3,)),
        (1, (5, 3)),
        (2, (5, 3)),
        (-2, (5, 3)),
        (1, (3, None, None)),
        (-1, (None, None, 3)),
        (-3, (4, 5, 3)),
        (2, (4, 5, 3)),
    ],
)
def test_axis_of_batch_normalization(explained: Explained, axis: int, shape: Shape) -> None:
    explained(layers.BatchNormalization(axis=axis), shape)


LAYER_SETTINGS: list[dict[str, Any]] = [
    {},
    {"scale": False},
    {"center": False},
    {"scale": False, "center": False},
    {"rms_scaling": True},
    {"rms_scaling": True, "scale": False, "center": False},
    {"trainable": False},
    {"dtype": "mixed_float16"},
    {"dtype": "bfloat16"},
]


@deprecated
@pytest.mark.parametrize("settings", LAYER_SETTINGS, ids=str)
def test_layer_normalization(explained: Explained, settings: dict[str, Any]) -> None:
    explained(layers.LayerNormalization(**settings), (5, 3))


AXES = [
    -1,
    1,
    2,
    3,
    [-1],
    [1],
    [1, 2],
    [2, 1],
    [-1, 1],
    [1, -1],
    [3, 1],
    [2, 3],
    [1, 2, 3],
    [3, 2, 1],
]


@deprecated
@pytest.mark.parametrize("rms_scaling", [False, True], ids=["plain", "rms"])
@pytest.mark.parametrize("axis", AXES, ids=str)
def test_axes_of_layer_normalization(explained: Explained, axis: Any, rms_scaling: bool) -> None:
    explained(layers.LayerNormalization(axis=axis, rms_scaling=rms_scaling), (4, 5, 3))


def test_layer_normalization_over_any_number_of_steps(explained: Explained) -> None:
    explained(layers.LayerNormalization(), (None, 3))


@pytest.mark.parametrize("axis", [-1, 1, [1, 2], [2, 1], [-1, 1], [3]], ids=str)
def test_rms_normalization(explained: Explained, axis: Any) -> None:
    explained(layers.RMSNormalization(axis=axis), (4, 5, 3))


GROUP_SETTINGS: list[dict[str, Any]] = [
    {"groups": 2},
    {"groups": -1},
    {"groups": 1, "scale": False},
    {"groups": 3, "center": False},
    {"groups": 5, "axis": 1},
    {"groups": 2, "axis": -1, "trainable": False},
    {"groups": 2, "dtype": "mixed_float16"},
]


@pytest.mark.parametrize("settings", GROUP_SETTINGS, ids=str)
def test_group_normalization(explained: Explained, settings: dict[str, Any]) -> None:
    explained(layers.GroupNormalization(**settings), (5, 4, 6))


@pytest.mark.parametrize("axis", [-1, [1, 2]], ids=str)
def test_unit_normalization(explained: Explained, axis: Any) -> None:
    assert explained(layers.UnitNormalization(axis=axis), (None, 3)).params == 0


SPECTRAL: list[tuple[Callable[[], Any], Shape]] = [
    (lambda: layers.Dense(4), (3,)),
    (lambda: layers.Dense(4, use_bias=False), (5, 3)),
    (lambda: layers.Dense(4, dtype="float64"), (5, 3)),
    (lambda: layers.Dense(4, trainable=False), (5, 3)),
    (lambda: layers.Conv2D(6, 2, groups=3), (7, 6, 3)),
    (lambda: layers.Conv1DTranspose(4, 2), (7, 3)),
    (lambda: layers.DepthwiseConv2D(2), (7, 6, 3)),
    (lambda: layers.EinsumDense("abc,cd->abd", (None, 4), bias_axes="d"), (5, 3)),
    (lambda: layers.Embedding(10, 4), (5,)),
]


@pytest.mark.parametrize(("make", "shape"), SPECTRAL)
def test_spectral_normalization(
    explained: Explained, make: Callable[[], Any], shape: Shape
) -> None:
    explained(layers.SpectralNormalization(make()), shape)


def test_frozen_spectral_normalization(explained: Explained) -> None:
    explained(layers.SpectralNormalization(layers.Dense(4), trainable=False), (3,))


def test_the_kernel_in_two_places_of_a_file_is_one(explained: Explained) -> None:
    report = explained(layers.SpectralNormalization(layers.Dense(4)), (3,))
    assert (report.params, report.formula, report.numbers) == (20, "layer + units", "16 + 4")
    assert [weight.name for weight in report.weights] == ["kernel", "vector_u"]
    assert report.weights[0].shared_with == f"{report.path}.layer"
    assert report.counted_at == ()


@pytest.mark.parametrize(
    ("layer", "formula"),
    [
        (layers.BatchNormalization(), "4*features"),
        (layers.BatchNormalization(axis=1), "4*features_1"),
        (layers.BatchNormalization(renorm=True), "7*features"),
        (layers.LayerNormalization(), "2*features"),
        (layers.LayerNormalization(center=False), "features"),
        (layers.LayerNormalization(axis=[1, 2]), "2*features*features_1"),
    ],
    ids=["batch", "batch-axis-1", "renorm", "layer", "no-center", "two-axes"],
)
def test_formula(explained: Explained, layer: Any, formula: str) -> None:
    assert explained(layer, (5, 3)).formula == formula


def test_what_training_changes(explained: Explained) -> None:
    report = explained(layers.BatchNormalization(), (3,))
    assert (report.trainable, report.non_trainable) == (6, 6)


def test_spectral_normalization_of_an_unknown_layer_is_not_counted_twice(tmp_path: Path) -> None:
    class Own(layers.Layer):
        def build(self, shape: Any) -> None:
            self.kernel = self.add_weight(shape=(shape[-1], 5), name="kernel")

        def call(self, x: Any) -> Any:
            return x @ self.kernel

    model = keras.Sequential([keras.Input((3,)), layers.SpectralNormalization(Own())])
    model.save(tmp_path / "model.keras")
    assert rnnscope.explain(model).total == model.count_params() == 20
    report = rnnscope.explain(tmp_path / "model.keras")
    assert (report.total, report.verified) == (None, False)
