"""Arrays of Keras 1: joined and turned where they fit, and left alone where they do not.

The arrays' names, order and shapes are those of keras 1.2.2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import h5py
import pytest

from rnnscope.report.report import Report
from tests.files import Config, Shape, alone, old_entry, whole_hdf5

Arrays = Mapping[str, Shape]
CONVOLUTION = {"nb_filter": 4, "nb_row": 3, "nb_col": 2, "subsample": [1, 1]}
STEPS = {"batch_input_shape": [None, 5, 3]}


def explained(
    path: Path, layers: Sequence[Config], lists: Mapping[str, Arrays], version: str = "1.2.2"
) -> Report:
    config = {"class_name": "Sequential", "config": list(layers)}
    file = path / "model.h5"
    file.write_bytes(whole_hdf5(config, lists, version))
    return alone(file)


def gates(name: str, letters: str, input_dim: int, units: int) -> dict[str, Shape]:
    """Name the arrays of a GRU (zrh) or an LSTM (icfo): for each gate a W, a U and a b."""
    return {
        f"{name}_{kind}_{letter}:0": shape
        for letter in letters
        for kind, shape in (("W", (input_dim, units)), ("U", (units, units)), ("b", (units,)))
    }


def recurrent(class_name: str, name: str, units: int, **settings: Any) -> Config:
    return old_entry(class_name, name, output_dim=units, inner_init="orthogonal", **settings)


def image(is_first: bool, *sizes: int) -> list[int | None]:
    *spatial, channels = sizes
    return [None, channels, *spatial] if is_first else [None, *spatial, channels]


CASES: list[Any] = [
    pytest.param(recurrent("LSTM", "x", 4, **STEPS), gates("x", "icfo", 3, 4), 128, id="lstm"),
    pytest.param(
        recurrent("LSTM", "x", 4, consume_less="gpu", **STEPS),
        {"x_W": (3, 16), "x_U": (4, 16), "x_b": (16,)},
        128,
        id="lstm for a gpu",
    ),
    pytest.param(recurrent("GRU", "x", 4, **STEPS), gates("x", "zrh", 3, 4), 96, id="gru"),
    pytest.param(
        recurrent("SimpleRNN", "x", 4, **STEPS),
        {"x_W": (3, 4), "x_U": (4, 4), "x_b": (4,)},
        32,
        id="simple rnn",
    ),
    pytest.param(
        old_entry("Bidirectional", "x", layer=recurrent("LSTM", "y", 4), **STEPS),
        {**gates("forward_y", "icfo", 3, 4), **gates("backward_y", "icfo", 3, 4)},
        256,
        id="bidirectional",
    ),
    pytest.param(
        old_entry("Convolution1D", "x", nb_filter=4, filter_length=2, **STEPS),
        {"x_W": (2, 1, 3, 4), "x_b": (4,)},
        28,
        id="convolution 1d",
    ),
    pytest.param(
        old_entry("Convolution1D", "x", nb_filter=4, filter_length=2, **STEPS),
        {"x_W": (4, 3, 2, 1), "x_b": (4,)},
        28,
        id="convolution 1d up to 1.1",
    ),
    pytest.param(
        old_entry("TimeDistributedDense", "x", output_dim=4, **STEPS),
        {"x_W": (3, 4), "x_b": (4,)},
        16,
        id="dense at each step",
    ),
    pytest.param(
        old_entry("BatchNormalization", "x", mode=0, axis=-1, **STEPS),
        {"x_gamma": (3,), "x_beta": (3,), "x_running_mean": (3,), "x_running_std": (3,)},
        12,
        id="batch normalization",
    ),
    pytest.param(
        old_entry("Highway", "x", init="uniform", batch_input_shape=[None, 3]),
        {"x_W:0": (3, 3), "x_W_carry:0": (3, 3), "x_b:0": (3,), "x_b_carry:0": (3,)},
        24,
        id="highway",
    ),
    pytest.param(
        old_entry("Highway", "x", init="uniform", batch_input_shape=[None, 3]),
        {"x_W": (3, 3), "x_b": (3,), "x_W_carry": (3, 3), "x_b_carry": (3,)},
        24,
        id="highway before 1.2",
    ),
    pytest.param(
        old_entry("MaxoutDense", "x", output_dim=4, nb_feature=2, batch_input_shape=[None, 3]),
        {"x_W": (2, 3, 4), "x_b": (2, 4)},
        32,
        id="maxout",
    ),
    pytest.param(
        old_entry("SReLU", "x", t_left_init="zero", batch_input_shape=[None, 3]),
        {"x_t_left": (3,), "x_a_left": (3,), "x_t_right": (3,), "x_a_right": (3,)},
        12,
        id="srelu",
    ),
]
for is_first in (True, False):
    told = {"dim_ordering": "th" if is_first else "tf", "border_mode": "valid"}
    flat = {"batch_input_shape": image(is_first, 8, 9, 5), **told}
    end = "first" if is_first else "last"
    CASES += [
        pytest.param(
            old_entry("Convolution2D", "x", **CONVOLUTION, **flat),
            {"x_W": (4, 5, 3, 2) if is_first else (3, 2, 5, 4), "x_b": (4,)},
            124,
            id=f"convolution 2d, channels {end}",
        ),
        pytest.param(
            old_entry(
                "TimeDistributed",
                "x",
                layer=old_entry("Convolution2D", "y", **CONVOLUTION, **told),
                batch_input_shape=[None, 6, *image(is_first, 8, 9, 5)[1:]],
            ),
            {"y_W": (4, 5, 3, 2) if is_first else (3, 2, 5, 4), "y_b": (4,)},
            124,
            id=f"a convolution at each step, channels {end}",
        ),
        pytest.param(
            old_entry(
                "Deconvolution2D", "x", **CONVOLUTION, **flat, output_shape=[None, None, None, None]
            ),
            {"x_W": (4, 5, 3, 2) if is_first else (3, 2, 5, 4), "x_b": (4,)},
            124,
            id=f"deconvolution, channels {end}",
        ),
        pytest.param(
            old_entry("SeparableConvolution2D", "x", **CONVOLUTION, **flat, depth_multiplier=2),
            {
                "x_depthwise_kernel": (2, 5, 3, 2) if is_first else (3, 2, 5, 2),
                "x_pointwise_kernel": (4, 10, 1, 1) if is_first else (1, 1, 10, 4),
                "x_b": (4,),
            },
            104,
            id=f"separable, channels {end}",
        ),
        pytest.param(
            old_entry(
                "Convolution3D",
                "x",
                nb_filter=4,
                kernel_dim1=2,
                kernel_dim2=3,
                kernel_dim3=1,
                batch_input_shape=image(is_first, 6, 7, 8, 5),
                **told,
            ),
            {"x_W": (4, 5, 2, 3, 1) if is_first else (2, 3, 1, 5, 4), "x_b": (4,)},
            124,
            id=f"convolution 3d, channels {end}",
        ),
        pytest.param(
            old_entry(
                "ConvLSTM2D",
                "x",
                **CONVOLUTION,
                **told,
                batch_input_shape=[None, 6, *image(is_first, 8, 9, 5)[1:]],
            ),
            {
                f"x_{kind}_{letter}": shape
                for letter in "icfo"
                for kind, shape in (
                    ("W", (4, 5, 3, 2) if is_first else (3, 2, 5, 4)),
                    ("U", (4, 4, 3, 2) if is_first else (3, 2, 4, 4)),
                    ("b", (4,)),
                )
            },
            880,
            id=f"convolutional lstm, channels {end}",
        ),
        pytest.param(
            old_entry("LocallyConnected2D", "x", **CONVOLUTION, **flat),
            {"x_W": (48, 30, 4), "x_b": (6, 8, 4)},
            5952,
            id=f"locally connected, channels {end}",
        ),
    ]


@pytest.mark.parametrize(("layer", "arrays", "params"), CASES)
def test_arrays_that_fit(tmp_path: Path, layer: Config, arrays: Arrays, params: int) -> None:
    report = explained(tmp_path, [layer], {"x": arrays})
    assert (report.total, report["x"].basis, report.differences) == (params, "derived", ())
    stored = report.witness("stored")
    assert stored is not None
    assert stored.covered >= {"x"}


def test_a_joined_array_is_named_by_all_that_it_is_made_of(tmp_path: Path) -> None:
    layer = recurrent("GRU", "x", 4, batch_input_shape=[None, 5, 2])
    report = explained(tmp_path, [layer], {"x": gates("x", "zrh", 3, 4)})
    assert [each.text for each in report.differences] == [
        "x: kernel: config implies (2, 12), file holds (3, 12)"
    ]
    store = report["x"].store
    assert store is not None
    assert store.tensors()[0].path == "model_weights/x/{x_W_z:0, x_W_r:0, x_W_h:0}"


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        pytest.param({"x_W_f:0": (3, 3)}, "model_weights/x/x_W_f:0", id="a gate of another size"),
        pytest.param({"x_b_o:0": ()}, "model_weights/x/x_b_o:0", id="a bias that is a number"),
        pytest.param({"x_more:0": (4,)}, "model_weights/x/x_more:0", id="an array too many"),
    ],
)
def test_gates_that_do_not_fit_are_not_joined(tmp_path: Path, changed: Arrays, named: str) -> None:
    arrays = {**gates("x", "icfo", 3, 4), **changed}
    report = explained(tmp_path, [recurrent("LSTM", "x", 4, **STEPS)], {"x": arrays})
    texts = [each.text for each in report.differences]
    assert "x: kernel: config implies (3, 16), file holds (3, 4)" in texts
    assert any(named in text for text in texts)


@pytest.mark.parametrize("shape", [(4, 5, 3), (5, 4, 3, 2)])
def test_a_kernel_that_does_not_fit(tmp_path: Path, shape: Shape) -> None:
    sizes = {"batch_input_shape": [None, 5, 8, 9], "dim_ordering": "th"}
    layer = old_entry("Convolution2D", "x", **CONVOLUTION, **sizes)
    report = explained(tmp_path, [layer], {"x": {"x_W": shape, "x_b": (4,)}})
    (difference,) = report.differences
    assert difference.text.startswith("x: kernel: config implies (3, 2, 5, 4), file holds (")


def test_a_kernel_of_one_axis_that_does_not_fit(tmp_path: Path) -> None:
    layer = old_entry("Convolution1D", "x", nb_filter=4, filter_length=2, **STEPS)
    report = explained(tmp_path, [layer], {"x": {"x_W": (2, 1, 3, 5), "x_b": (4,)}})
    (difference,) = report.differences
    assert difference.text == "x: kernel: config implies (2, 3, 4), file holds (2, 1, 3, 5)"
    report = explained(tmp_path, [layer], {"x": {}})
    assert {each.found for each in report.differences} == {"nothing"}


def test_models_inside_have_their_names_in_the_file_alone(tmp_path: Path) -> None:
    wrapped = recurrent("LSTM", "lstm_1", 4, return_sequences=True)
    inside = [
        old_entry("Bidirectional", "bidirectional_1", layer=wrapped, **STEPS),
        old_entry("BatchNormalization", "bn", mode=0, axis=-1),
        recurrent("GRU", "gru_1", 2),
    ]
    other = [old_entry("Dense", "dense_1", output_dim=2, init="one", batch_input_shape=[None, 2])]
    layers = [{"class_name": "Sequential", "config": each} for each in (inside, other)]
    lists: dict[str, dict[str, Shape]] = {
        "sequential_7": {
            **gates("forward_lstm_1", "icfo", 3, 4),
            **gates("backward_lstm_1", "icfo", 3, 4),
            "bn_gamma:0": (8,),
            "bn_beta:0": (8,),
            **gates("gru_1", "zrh", 8, 2),
            "bn_running_mean:0": (8,),
            "bn_running_std:0": (8,),
        },
        "sequential_9": {"dense_1_W:0": (2, 2), "dense_1_b:0": (2,)},
    }
    report = explained(tmp_path, layers, lists)
    assert (report.total, report.differences) == (256 + 32 + 66 + 6, ())
    lists["sequential_7"]["nobody_W:0"] = (5,)
    (difference,) = explained(tmp_path, layers, lists).differences
    assert "nobody_W:0" in difference.text


def test_branches_are_listed_layer_by_layer(tmp_path: Path) -> None:
    branches = [
        {"class_name": "Sequential", "config": [recurrent("LSTM", "a", 4, **STEPS)]},
        {
            "class_name": "Sequential",
            "config": [
                old_entry("Dense", "b", output_dim=4, init="one", batch_input_shape=[None, 2])
            ],
        },
    ]
    merge = old_entry("Merge", "m", mode="sum", mode_type="raw", layers=branches)
    layers = [merge, old_entry("Dense", "c", output_dim=1, init="one")]
    lists: dict[str, Arrays] = {
        "a": gates("a", "icfo", 3, 4),
        "b": {"b_W:0": (2, 4), "b_b:0": (4,)},
        "m": {},
        "c": {"c_W:0": (4, 1), "c_b:0": (1,)},
    }
    report = explained(tmp_path, layers, lists)
    assert (report.total, report.differences) == (128 + 12 + 5, ())


def test_names_of_weights_that_tell_nothing(tmp_path: Path) -> None:
    layer = old_entry("Highway", "x", init="uniform", batch_input_shape=[None, 3])
    arrays = {"param_0": (3, 3), "param_1": (3,), "param_2": (3, 3), "param_3": (3,)}
    report = explained(tmp_path, [layer], {"x": arrays})
    assert [each.subject for each in report.differences] == ["W_carry", "b"]


@pytest.mark.parametrize("version", ["1.0.8", "1.2.2", None])
def test_a_file_without_a_version_is_of_keras_1(tmp_path: Path, version: str | None) -> None:
    layer = recurrent("LSTM", "x", 4, **STEPS)
    file = tmp_path / "model.h5"
    config = {"class_name": "Sequential", "config": [layer]}
    file.write_bytes(whole_hdf5(config, {"x": gates("x", "icfo", 3, 4)}, version or ""))
    if version is None:
        with h5py.File(file, "r+") as root:
            del root.attrs["keras_version"]
    report = alone(file)
    assert (report.keras_version, report.differences) == (version, ())


def test_what_a_later_keras_wrote_stays_as_it_is(tmp_path: Path) -> None:
    layer = old_entry("LSTM", "x", units=4, **STEPS)
    arrays = {"x/kernel:0": (3, 16), "x/recurrent_kernel:0": (4, 16), "x/bias:0": (16,)}
    assert explained(tmp_path, [layer], {"x": arrays}, "2.0.1").differences == ()
    (difference, *_) = explained(
        tmp_path, [layer], {"x": gates("x", "icfo", 3, 4)}, "2.0.1"
    ).differences
    assert difference.text == "x: kernel: config implies (3, 16), file holds (3, 4)"
