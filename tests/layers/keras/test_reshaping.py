from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import pytest
from keras import layers

from rnnscope.report.report import LayerReport, Report

Explained = Callable[..., LayerReport]
Shape = tuple[int | None, ...]


@pytest.mark.parametrize(
    "shape", [(), (6,), (5, 3), (4, 5, 3), (None,), (None, 3), (4, None, 3)], ids=str
)
@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_flatten(explained: Explained, shape: Shape, data_format: str) -> None:
    explained(layers.Flatten(data_format=data_format), shape)


@pytest.mark.parametrize(
    ("target", "shape"),
    [
        ((3, 4), (12,)),
        ((12,), (3, 4)),
        ((-1,), (3, 4)),
        ((-1, 2), (3, 4)),
        ((2, -1, 3), (3, 4)),
        ((2, 2, 3), (3, 4)),
        ((-1, 4), (None, 4)),
        ((-1,), (None, 4)),
        ((3, 4), (None, 4)),
        ((3, 4), (None, None)),
        ((-1, 1), (12,)),
        ((12, 1), (12,)),
    ],
    ids=str,
)
def test_reshape(explained: Explained, target: tuple[int, ...], shape: Shape) -> None:
    explained(layers.Reshape(target), shape)


@pytest.mark.parametrize(
    ("dims", "shape"),
    [
        ((1,), (3,)),
        ((2, 1), (5, 3)),
        ((2, 1), (None, 3)),
        ((3, 1, 2), (4, 5, 3)),
        ((2, 3, 1), (4, None, 3)),
        ((1, 2), (5, 3)),
    ],
    ids=str,
)
def test_permute(explained: Explained, dims: tuple[int, ...], shape: Shape) -> None:
    explained(layers.Permute(dims), shape)


@pytest.mark.parametrize("n", [1, 4])
def test_repeat_vector(explained: Explained, n: int) -> None:
    explained(layers.RepeatVector(n), (3,))


LAST = "channels_last"
FIRST = "channels_first"
RESIZED: list[tuple[Any, dict[str, Any], Shape]] = [
    (layers.UpSampling1D, {}, (5, 3)),
    (layers.UpSampling1D, {"size": 3}, (None, 3)),
    (layers.UpSampling2D, {}, (5, 4, 3)),
    (layers.UpSampling2D, {"size": 3}, (5, None, 3)),
    (layers.UpSampling2D, {"size": (3, 1), "interpolation": "bilinear"}, (5, 4, 3)),
    (layers.UpSampling2D, {"size": (3, 1), "data_format": FIRST}, (5, 4, 3)),
    (layers.UpSampling3D, {}, (5, 4, 3, 2)),
    (layers.UpSampling3D, {"size": (1, 2, 3), "data_format": FIRST}, (5, 4, 3, 2)),
    (layers.UpSampling3D, {"size": (1, 2, 3)}, (None, None, 3, 2)),
    (layers.ZeroPadding1D, {}, (5, 3)),
    (layers.ZeroPadding1D, {"padding": 2}, (None, 3)),
    (layers.ZeroPadding1D, {"padding": (1, 2)}, (5, 3)),
    (layers.ZeroPadding1D, {"padding": (1, 2), "data_format": FIRST}, (5, 3)),
    (layers.ZeroPadding2D, {}, (5, 4, 3)),
    (layers.ZeroPadding2D, {"padding": 2}, (5, None, 3)),
    (layers.ZeroPadding2D, {"padding": (1, 2)}, (5, 4, 3)),
    (layers.ZeroPadding2D, {"padding": ((1, 2), (3, 4))}, (5, 4, 3)),
    (
        layers.ZeroPadding2D,
        {"padding": ((1, 2), (3, 4)), "data_format": FIRST},
        (5, 4, 3),
    ),
    (layers.ZeroPadding3D, {}, (5, 4, 3, 2)),
    (layers.ZeroPadding3D, {"padding": 2}, (5, 4, None, 2)),
    (layers.ZeroPadding3D, {"padding": (1, 2, 3)}, (5, 4, 3, 2)),
    (layers.ZeroPadding3D, {"padding": ((1, 2), (3, 4), (5, 6))}, (5, 4, 3, 2)),
    (layers.ZeroPadding3D, {"padding": (1, 2, 3), "data_format": FIRST}, (5, 4, 3, 2)),
    (layers.Cropping1D, {}, (5, 3)),
    (layers.Cropping1D, {"cropping": 2}, (None, 3)),
    (layers.Cropping1D, {"cropping": (1, 2)}, (5, 3)),
    (layers.Cropping2D, {"cropping": 1}, (5, 4, 3)),
    (layers.Cropping2D, {"cropping": (2, 1)}, (5, None, 3)),
    (layers.Cropping2D, {"cropping": ((1, 2), (0, 3))}, (5, 4, 3)),
    (
        layers.Cropping2D,
        {"cropping": ((1, 2), (0, 1)), "data_format": FIRST},
        (3, 5, 4),
    ),
    (layers.Cropping3D, {}, (5, 4, 3, 2)),
    (layers.Cropping3D, {"cropping": (2, 1, 0)}, (5, 4, None, 2)),
    (layers.Cropping3D, {"cropping": ((1, 2), (0, 3), (1, 0))}, (5, 4, 3, 2)),
    (layers.Cropping3D, {"cropping": (2, 1, 0), "data_format": FIRST}, (2, 5, 4, 3)),
]


@pytest.mark.parametrize(("cls", "settings", "shape"), RESIZED, ids=str)
def test_resized(explained: Explained, cls: Any, settings: dict[str, Any], shape: Shape) -> None:
    explained(cls(**settings), shape)


def test_dense_reads_the_target_of_a_reshape(
    explained_model: Callable[[Any], Report],
) -> None:
    model = keras.Sequential(
        [
            keras.Input((6, 4), name="inputs"),
            layers.Reshape((3, -1), name="reshape"),
            layers.Dense(2, name="last"),
        ]
    )
    (origin,) = explained_model(model)["last"].provenance
    assert (origin.value, origin.origin) == (8, "reshape.rest")


@pytest.mark.parametrize(
    ("target", "need"), [((3, 8), (24, 24, 1)), ((-1, 8), (0, None, 8)), ((-1,), (0, None, 1))]
)
def test_a_reshape_needs_as_many_numbers_as_it_gives(
    explained: Explained, target: tuple[int, ...], need: tuple[int, int | None, int]
) -> None:
    (found,) = explained(layers.Reshape(target), (6, 4)).needs
    bounds = (found.least, found.most, found.divisor)
    assert tuple(None if bound is None else int(bound) for bound in bounds) == need
