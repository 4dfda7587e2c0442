from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from keras import layers

from rnnscope.report import LayerReport

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
