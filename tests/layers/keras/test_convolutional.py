from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import pytest
from keras import layers

from rnnscope.report.report import LayerReport, Report

Explained = Callable[..., LayerReport]

SPATIAL = (11, 10, 9)


def _shape(cls: Any, settings: dict[str, Any], channels: int = 6) -> tuple[int | None, ...]:
    rank = next(int(letter) for letter in cls.__name__ if letter.isdigit())
    spatial = SPATIAL[:rank]
    return (channels, *spatial) if _is_channels_first(settings) else (*spatial, channels)


def _is_channels_first(settings: dict[str, Any]) -> bool:
    return settings.get("data_format") == "channels_first"


CONV_SETTINGS: list[dict[str, Any]] = [
    {},
    {"use_bias": False},
    {"kernel_size": 3},
    {"kernel_size": 1},
    {"padding": "same"},
    {"strides": 2},
    {"strides": 3},
    {"strides": 2, "padding": "same"},
    {"strides": 4, "padding": "same"},
    {"dilation_rate": 2},
    {"dilation_rate": 3, "padding": "same"},
    {"kernel_size": 3, "strides": 2},
    {"groups": 2},
    {"groups": 3, "use_bias": False},
    {"groups": 6},
    {"data_format": "channels_first"},
    {"data_format": "channels_first", "strides": 2, "padding": "same"},
    {"activation": "relu"},
    {"trainable": False},
    {"dtype": "mixed_float16"},
    {"dtype": "float64"},
]


@pytest.mark.parametrize("settings", CONV_SETTINGS, ids=str)
@pytest.mark.parametrize("cls", [layers.Conv1D, layers.Conv2D, layers.Conv3D])
def test_conv(explained: Explained, cls: Any, settings: dict[str, Any]) -> None:
    explained(cls(**{"filters": 12, "kernel_size": 2, **settings}), _shape(cls, settings))


@pytest.mark.parametrize(
    "settings",
    [{}, {"strides": 2}, {"dilation_rate": 2}, {"use_bias": False, "groups": 2}],
    ids=str,
)
def test_causal_conv(explained: Explained, settings: dict[str, Any]) -> None:
    explained(layers.Conv1D(4, 3, padding="causal", **settings), (11, 6))


TRANSPOSE_SETTINGS: list[dict[str, Any]] = [
    {},
    {"use_bias": False},
    {"kernel_size": 1},
    {"kernel_size": 3},
    {"padding": "same"},
    {"strides": 2},
    {"strides": 3},
    {"strides": 4, "kernel_size": 3},
    {"strides": 2, "padding": "same"},
    {"strides": 3, "padding": "same", "kernel_size": 3},
    {"strides": 3, "output_padding": 1},
    {"strides": 3, "output_padding": 0},
    {"strides": 2, "output_padding": 1, "padding": "same"},
    {"strides": 3, "output_padding": 2, "padding": "same", "kernel_size": 3},
    {"strides": 3, "output_padding": 2, "padding": "same", "kernel_size": 4},
    {"dilation_rate": 2},
    {"dilation_rate": 2, "kernel_size": 3, "padding": "same"},
    {"dilation_rate": 2, "output_padding": 0, "padding": "same"},
    {"dilation_rate": 3, "output_padding": 0, "padding": "same"},
    {"data_format": "channels_first"},
    {"data_format": "channels_first", "strides": 2, "padding": "same"},
    {"trainable": False},
]


@pytest.mark.parametrize("settings", TRANSPOSE_SETTINGS, ids=str)
@pytest.mark.parametrize(
    "cls", [layers.Conv1DTranspose, layers.Conv2DTranspose, layers.Conv3DTranspose]
)
def test_conv_transpose(explained: Explained, cls: Any, settings: dict[str, Any]) -> None:
    explained(cls(**{"filters": 5, "kernel_size": 2, **settings}), _shape(cls, settings, 3))


DEPTHWISE_SETTINGS: list[dict[str, Any]] = [
    {},
    {"use_bias": False},
    {"depth_multiplier": 2},
    {"depth_multiplier": 3, "use_bias": False},
    {"kernel_size": 3, "padding": "same"},
    {"strides": 2},
    {"strides": 2, "padding": "same"},
    {"dilation_rate": 2},
    {"data_format": "channels_first"},
    {"data_format": "channels_first", "depth_multiplier": 2, "strides": 2},
    {"trainable": False},
]


@pytest.mark.parametrize("settings", DEPTHWISE_SETTINGS, ids=str)
@pytest.mark.parametrize("cls", [layers.DepthwiseConv1D, layers.DepthwiseConv2D])
def test_depthwise_conv(explained: Explained, cls: Any, settings: dict[str, Any]) -> None:
    explained(cls(**{"kernel_size": 2, **settings}), _shape(cls, settings))


@pytest.mark.parametrize("settings", DEPTHWISE_SETTINGS, ids=str)
@pytest.mark.parametrize("cls", [layers.SeparableConv1D, layers.SeparableConv2D])
def test_separable_conv(explained: Explained, cls: Any, settings: dict[str, Any]) -> None:
    explained(cls(**{"filters": 7, "kernel_size": 2, **settings}), _shape(cls, settings))


ANY_SIZE: list[tuple[Any, tuple[int | None, ...]]] = [
    (layers.Conv1D, (None, 3)),
    (layers.Conv2D, (None, None, 3)),
    (layers.Conv3D, (None, 10, None, 3)),
    (layers.Conv1DTranspose, (None, 3)),
    (layers.Conv2DTranspose, (11, None, 3)),
    (layers.Conv3DTranspose, (None, None, None, 3)),
    (layers.SeparableConv1D, (None, 3)),
    (layers.SeparableConv2D, (None, None, 3)),
]


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("cls", "shape"), ANY_SIZE)
def test_any_size(
    explained: Explained, cls: Any, shape: tuple[int | None, ...], padding: str
) -> None:
    explained(cls(4, 3, strides=2, padding=padding), shape)


@pytest.mark.parametrize(
    ("layer", "shape", "formula"),
    [
        (layers.Conv1D(4, 3), (9, 6), "kernel_width*channels*filters + filters"),
        (
            layers.Conv2D(4, (3, 2), use_bias=False),
            (9, 9, 6),
            "kernel_height*kernel_width*channels*filters",
        ),
        (
            layers.Conv2D(4, 1, groups=2),
            (9, 9, 6),
            "kernel_height*kernel_width*(channels//groups)*filters + filters",
        ),
        (
            layers.Conv3D(4, (3, 2, 1)),
            (9, 9, 9, 6),
            "kernel_depth*kernel_height*kernel_width*channels*filters + filters",
        ),
        (
            layers.Conv2DTranspose(4, (3, 2)),
            (9, 9, 6),
            "kernel_height*kernel_width*channels*filters + filters",
        ),
        (
            layers.DepthwiseConv2D((3, 2), depth_multiplier=2),
            (9, 9, 6),
            "kernel_height*kernel_width*channels*depth_multiplier + channels*depth_multiplier",
        ),
        (
            layers.SeparableConv1D(4, 3),
            (9, 6),
            "kernel_width*channels*depth_multiplier + channels*depth_multiplier*filters + filters",
        ),
    ],
    ids=["conv1d", "oblong", "groups", "conv3d", "transpose", "depthwise", "separable"],
)
def test_formula(
    explained: Explained, layer: Any, shape: tuple[int | None, ...], formula: str
) -> None:
    assert explained(layer, shape).formula == formula


@pytest.mark.parametrize(
    "layer",
    [
        layers.Conv2D(4, (3, 2), strides=(2, 3)),
        layers.Conv2D(4, (3, 2), dilation_rate=(1, 4)),
        layers.Conv3D(4, (1, 2, 3), strides=(3, 2, 1), padding="same"),
        layers.Conv2DTranspose(4, (3, 2), strides=(2, 3), output_padding=(1, 2)),
        layers.Conv2DTranspose(4, (2, 3), strides=(3, 2), padding="same"),
        layers.Conv2DTranspose(4, (2, 3), dilation_rate=(2, 1)),
        layers.DepthwiseConv2D((3, 2), strides=(2, 2)),
        layers.SeparableConv2D(4, (2, 5), padding="same"),
    ],
    ids=lambda layer: layer.name,
)
def test_axes_of_their_own(explained: Explained, layer: Any) -> None:
    rank = 3 if "3d" in layer.name else 2
    explained(layer, (*SPATIAL[:rank], 3))


def test_a_convolution_reads_the_filters_before_it(
    explained_model: Callable[[Any], Report],
) -> None:
    model = keras.Sequential(
        [
            keras.Input((16, 16, 3), name="image"),
            layers.Conv2D(8, 3, name="conv2d"),
            layers.MaxPooling2D(name="pool"),
            layers.Conv2D(4, 3, name="above"),
        ]
    )
    report = explained_model(model)
    assert [symbol.text for symbol in report["conv2d"].provenance] == [
        "channels = 3 (last axis of image)"
    ]
    assert [symbol.text for symbol in report["above"].provenance] == [
        "channels = 8 (conv2d.filters)"
    ]


def test_sizes_say_how_windows_move(explained_model: Callable[[Any], Report]) -> None:
    model = keras.Sequential(
        [
            keras.Input((16, 16, 3), name="image"),
            layers.Conv2D(1, (3, 1), strides=(1, 2), name="conv2d"),
            layers.Flatten(),
            layers.Dense(4, name="dense"),
        ]
    )
    (input_dim,) = explained_model(model)["dense"].own.symbols[1:]
    assert input_dim.origin is not None
    sizes = {symbol.name: symbol.origin for symbol in input_dim.origin.symbols}
    assert str(sizes["height"]) == "height - kernel_height + 1"
    assert str(sizes["width"]) == "(width - kernel_width)//stride_width + 1"
