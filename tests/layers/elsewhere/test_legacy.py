"""Classes that Keras 3 has no more: weights and shapes are those that tf_keras 2.21 makes.

Those of Keras 1 alone are as keras 1.2.2 makes them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rnnscope.layers import FORMULAS
from rnnscope.report.report import LayerReport
from tests.files import alone, old_entry, old_sequential, write_json

Shape = tuple[int | None, ...]
SEQUENCE = (5, 3)
PLACES = {"filters": 4, "kernel_size": [3, 2], "strides": [2, 1]}
STEPS = {"filters": 4, "kernel_size": [3], "strides": [2]}


def explained(path: Path, class_name: str, shape: Shape, **settings: Any) -> LayerReport:
    told = {"batch_input_shape": [None, *shape], **settings}
    model = old_sequential(old_entry(class_name, "x", **told))
    row = alone(write_json(path / "model.json", {**model, "keras_version": "2.2.4"}))["x"]
    assert row.basis == ("derived" if row.weights else "none"), row.notes
    sizes = {symbol.name: symbol.value for symbol in row.symbols}
    assert eval(row.formula, {}, sizes) == eval(row.numbers) == row.params  # noqa: S307
    return row


def weights_of(row: LayerReport) -> dict[str, Shape]:
    return {weight.name: weight.shape for weight in row.weights}


def shapes_of(row: LayerReport) -> list[Shape]:
    assert row.outputs is not None
    return [tuple(size.value for size in shape) for shape in row.outputs]


@pytest.mark.parametrize(
    ("class_name", "settings", "gates", "bias", "outputs"),
    [
        ("CuDNNLSTM", {}, 16, 32, [(None, 4)]),
        ("CuDNNLSTM", {"return_sequences": True}, 16, 32, [(None, 5, 4)]),
        ("CuDNNLSTM", {"return_state": True}, 16, 32, [(None, 4)] * 3),
        ("CuDNNGRU", {}, 12, 24, [(None, 4)]),
        ("CuDNNGRU", {"return_state": True}, 12, 24, [(None, 4)] * 2),
    ],
)
def test_cudnn(
    tmp_path: Path,
    class_name: str,
    settings: dict[str, Any],
    gates: int,
    bias: int,
    outputs: list[Shape],
) -> None:
    row = explained(tmp_path, class_name, SEQUENCE, units=4, **settings)
    shapes = {"kernel": (3, gates), "recurrent_kernel": (4, gates), "bias": (bias,)}
    assert (weights_of(row), shapes_of(row)) == (shapes, outputs)
    assert row.formula == "gates*(units*units + units*input_dim + 2*units)"
    assert row.weights[2].gates == ()


def test_cudnn_both_ways(tmp_path: Path) -> None:
    wrapped = old_entry("CuDNNLSTM", "y", units=4)
    told = {"batch_input_shape": [None, *SEQUENCE], "layer": wrapped}
    model = old_sequential(old_entry("Bidirectional", "x", **told))
    row = alone(write_json(tmp_path / "model.json", model))["x"]
    assert (row.basis, row.params, shapes_of(row)) == ("derived", 288, [(None, 8)])


@pytest.mark.parametrize(
    ("settings", "shape", "kernel", "bias", "output"),
    [
        (STEPS, (9, 3), (4, 9, 4), (4, 4), (4, 4)),
        ({**STEPS, "implementation": 2}, (9, 3), (9, 3, 4, 4), (4, 4), (4, 4)),
        ({**STEPS, "implementation": 3}, (9, 3), (144,), (4, 4), (4, 4)),
        (
            {**STEPS, "implementation": 2, "data_format": "channels_first"},
            (3, 9),
            (3, 9, 4, 4),
            (4, 4),
            (4, 4),
        ),
        (PLACES, (7, 8, 3), (21, 18, 4), (3, 7, 4), (3, 7, 4)),
        ({**PLACES, "implementation": 2}, (7, 8, 3), (7, 8, 3, 3, 7, 4), (3, 7, 4), (3, 7, 4)),
        ({**PLACES, "implementation": 3}, (7, 8, 3), (1512,), (3, 7, 4), (3, 7, 4)),
        (
            {**PLACES, "data_format": "channels_first"},
            (3, 7, 8),
            (21, 18, 4),
            (3, 7, 4),
            (4, 3, 7),
        ),
        (
            {**PLACES, "implementation": 2, "data_format": "channels_first"},
            (3, 7, 8),
            (3, 7, 8, 4, 3, 7),
            (3, 7, 4),
            (4, 3, 7),
        ),
        (
            {**PLACES, "strides": [1, 1], "implementation": 2, "padding": "same"},
            (7, 8, 3),
            (7, 8, 3, 7, 8, 4),
            (7, 8, 4),
            (7, 8, 4),
        ),
    ],
)
def test_locally_connected(
    tmp_path: Path,
    settings: dict[str, Any],
    shape: Shape,
    kernel: Shape,
    bias: Shape,
    output: Shape,
) -> None:
    class_name = f"LocallyConnected{len(shape) - 1}D"
    row = explained(tmp_path, class_name, shape, **settings)
    assert list(weights_of(row).items()) == [("kernel", kernel), ("bias", bias)]
    assert shapes_of(row) == [(None, *output)]
    row = explained(tmp_path, class_name, shape, **settings, use_bias=False)
    assert weights_of(row) == {"kernel": kernel}


@pytest.mark.parametrize(
    "settings", [{"implementation": 3, "padding": "same"}, {"implementation": 4}]
)
def test_a_kernel_that_is_laid_out_in_an_unknown_way(
    tmp_path: Path, settings: dict[str, Any]
) -> None:
    told = {**STEPS, "batch_input_shape": [None, 9, 3], **settings}
    model = old_sequential(old_entry("LocallyConnected1D", "x", **told))
    row = alone(write_json(tmp_path / "model.json", model))["x"]
    assert (row.basis, row.params) == ("unknown", None)
    assert "how its kernel is laid out" in row.notes[0]


@pytest.mark.parametrize(
    ("class_name", "shape", "output"),
    [
        ("ThresholdedReLU", (4,), (4,)),
        ("RandomHeight", (8, 9, 3), (None, 9, 3)),
        ("RandomWidth", (8, 9, 3), (8, None, 3)),
    ],
)
def test_without_weights(tmp_path: Path, class_name: str, shape: Shape, output: Shape) -> None:
    assert shapes_of(explained(tmp_path, class_name, shape)) == [(None, *output)]


@pytest.mark.parametrize(("trainable", "trained"), [(False, 0), (True, 1)])
def test_random_fourier_features(tmp_path: Path, trainable: bool, trained: int) -> None:
    row = explained(tmp_path, "RandomFourierFeatures", (3,), output_dim=5, trainable=trainable)
    shapes = {"unscaled_kernel": (3, 5), "bias": (5,), "kernel_scale": (1,)}
    assert list(weights_of(row).items()) == list(shapes.items())
    assert shapes_of(row) == [(None, 5)]
    assert sum(weight.params for weight in row.weights if weight.trainable) == trained


@pytest.mark.parametrize(
    ("class_name", "settings", "shape", "weights", "output"),
    [
        (
            "Highway",
            {"init": "uniform", "bias": True},
            (3,),
            {"W": (3, 3), "W_carry": (3, 3), "b": (3,), "b_carry": (3,)},
            (3,),
        ),
        (
            "Highway",
            {"init": "uniform", "bias": False},
            (3,),
            {"W": (3, 3), "W_carry": (3, 3)},
            (3,),
        ),
        (
            "MaxoutDense",
            {"output_dim": 4, "nb_feature": 2, "bias": True},
            (3,),
            {"W": (2, 3, 4), "b": (2, 4)},
            (4,),
        ),
        (
            "MaxoutDense",
            {"output_dim": 4, "nb_feature": 2},
            (3,),
            {"W": (2, 3, 4), "b": (2, 4)},
            (4,),
        ),
        (
            "Highway",
            {"init": "uniform"},
            (3,),
            {"W": (3, 3), "W_carry": (3, 3), "b": (3,), "b_carry": (3,)},
            (3,),
        ),
        (
            "MaxoutDense",
            {"output_dim": 4, "nb_feature": 2, "bias": False},
            (3,),
            {"W": (2, 3, 4)},
            (4,),
        ),
        (
            "SReLU",
            {"t_left_init": "zero"},
            (5, 3),
            dict.fromkeys(("t_left", "a_left", "t_right", "a_right"), (5, 3)),
            (5, 3),
        ),
        (
            "ParametricSoftplus",
            {"alpha_init": 0.2, "beta_init": 5.0, "shared_axes": [1]},
            (5, 3),
            {"alphas": (1, 3), "betas": (1, 3)},
            (5, 3),
        ),
    ],
)
def test_of_keras_1_alone(
    tmp_path: Path,
    class_name: str,
    settings: dict[str, Any],
    shape: Shape,
    weights: dict[str, Shape],
    output: Shape,
) -> None:
    row = explained(tmp_path, class_name, shape, **settings)
    assert list(weights_of(row).items()) == list(weights.items())
    assert shapes_of(row) == [(None, *output)]


def test_a_namesake_is_somebody_elses(tmp_path: Path) -> None:
    model = old_sequential(old_entry("Highway", "x", batch_input_shape=[None, 3], depth=2))
    row = alone(write_json(tmp_path / "model.json", model))["x"]
    assert (row.basis, row.params) == ("unknown", None)


def test_keras_is_never_asked_to_make_one() -> None:
    for name in ("CuDNNLSTM", "CuDNNGRU", "LocallyConnected2D", "RandomFourierFeatures"):
        assert not FORMULAS[name].rebuildable
