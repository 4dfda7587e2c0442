from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import pytest
from keras import layers

from rnnscope.report.report import LayerReport, Report

Explained = Callable[..., LayerReport]
Shape = tuple[int | None, ...]

SHAPES: dict[int, Shape] = {1: (11, 3), 2: (11, 10, 3), 3: (11, 10, 9, 3)}
OPEN_SHAPES: dict[int, Shape] = {1: (None, 3), 2: (11, None, 3), 3: (None, 10, None, 3)}


def _classes(prefix: str) -> list[Any]:
    names = [f"{prefix}{kind}Pooling{rank}D" for kind in ("Max", "Average") for rank in (1, 2, 3)]
    return [getattr(layers, name) for name in names]


def _rank(cls: Any) -> int:
    return int(cls.__name__[-2])


SETTINGS: list[dict[str, Any]] = [
    {},
    {"pool_size": 3},
    {"pool_size": 3, "padding": "same"},
    {"pool_size": 2, "strides": 1},
    {"pool_size": 2, "strides": 3},
    {"pool_size": 4, "strides": 3, "padding": "same"},
    {"pool_size": 1},
    {"data_format": "channels_first", "padding": "same"},
    {"data_format": "channels_first", "pool_size": 3, "padding": "same"},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
@pytest.mark.parametrize("shapes", [SHAPES, OPEN_SHAPES], ids=["closed", "open"])
@pytest.mark.parametrize("cls", _classes(""))
def test_pooling(
    explained: Explained, cls: Any, shapes: dict[int, Shape], settings: dict[str, Any]
) -> None:
    explained(cls(**{"pool_size": 2, **settings}), shapes[_rank(cls)])


@pytest.mark.parametrize(
    "layer",
    [
        layers.MaxPooling2D((3, 2), strides=(1, 3)),
        layers.AveragePooling2D((2, 3), strides=(3, 2), padding="same"),
        layers.MaxPooling3D((3, 2, 1)),
        layers.AveragePooling3D((1, 2, 3), strides=(3, 1, 2), padding="same"),
    ],
    ids=lambda layer: layer.name,
)
def test_windows_of_their_own(explained: Explained, layer: Any) -> None:
    explained(layer, SHAPES[_rank(type(layer))])


GLOBAL_SETTINGS: list[dict[str, Any]] = [
    {},
    {"keepdims": True},
    {"data_format": "channels_first"},
    {"data_format": "channels_first", "keepdims": True},
]


@pytest.mark.parametrize("settings", GLOBAL_SETTINGS, ids=str)
@pytest.mark.parametrize("cls", _classes("Global"))
def test_global_pooling(explained: Explained, cls: Any, settings: dict[str, Any]) -> None:
    explained(cls(**settings), SHAPES[_rank(cls)])


@pytest.mark.parametrize("cls", _classes("Global"))
def test_global_pooling_of_any_size(explained: Explained, cls: Any) -> None:
    explained(cls(), OPEN_SHAPES[_rank(cls)])


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
@pytest.mark.parametrize("cls", _classes("Adaptive"))
def test_adaptive_pooling(explained: Explained, cls: Any, data_format: str) -> None:
    rank = _rank(cls)
    explained(cls(2, data_format=data_format), SHAPES[rank])
    explained(cls((4, 3, 2)[:rank], data_format=data_format), SHAPES[rank])


def test_sizes_keep_their_origin(explained_model: Callable[[Any], Report]) -> None:
    model = keras.Sequential(
        [
            keras.Input((12, 12, 1)),
            layers.Conv2D(8, 3, name="conv2d"),
            layers.MaxPooling2D(name="pool"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(10, name="dense"),
        ]
    )
    (origin,) = explained_model(model)["dense"].provenance
    assert origin.text == "input_dim = 8 (conv2d.filters)"


def test_flatten_after_pooling(explained_model: Callable[[Any], Report]) -> None:
    model = keras.Sequential(
        [
            keras.Input((12, 12, 1)),
            layers.Conv2D(8, 3, name="conv2d"),
            layers.MaxPooling2D(name="pool"),
            layers.Flatten(),
            layers.Dense(10, name="dense"),
        ]
    )
    (origin,) = explained_model(model)["dense"].provenance
    assert origin.text == "input_dim = 200 (pool.height*pool.width*conv2d.filters = 5*5*8)"
