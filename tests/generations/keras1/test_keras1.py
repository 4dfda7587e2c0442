"""Configs as keras 1.2.2 writes them; the counts and shapes are those that it gave itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnscope import api
from rnnscope.errors import UnreadableModelError
from rnnscope.generations import generation, keras1, normalized
from rnnscope.generations.keras1.images import RULES as IMAGES
from rnnscope.keras_facts.versions import Generation
from rnnscope.report.report import LayerReport, Report
from tests.files import Config, alone, old_entry, write_json
from tests.verify.same_process import SameProcess

DENSE = {
    "init": "glorot_uniform",
    "activation": "linear",
    "W_regularizer": None,
    "b_regularizer": None,
    "activity_regularizer": None,
    "W_constraint": None,
    "b_constraint": None,
    "bias": True,
}
RECURRENT = {
    "init": "glorot_uniform",
    "inner_init": "orthogonal",
    "activation": "tanh",
    "return_sequences": True,
    "go_backwards": False,
    "stateful": False,
    "unroll": False,
    "consume_less": "cpu",
    "dropout_W": 0.1,
    "dropout_U": 0.2,
    "U_regularizer": None,
}
GATED = {**RECURRENT, "inner_activation": "hard_sigmoid"}
LSTM = {**GATED, "forget_bias_init": "one"}
CONVOLUTION = {**DENSE, "border_mode": "valid", "subsample": [1, 1], "nb_row": 3, "nb_col": 2}
ENDS = {"input_layers": [], "output_layers": [["a", 0, 0]]}


def bare(*layers: Config) -> Config:
    """Write a Sequential model as Keras 1 does: its config is the list of layers."""
    return {"class_name": "Sequential", "config": list(layers)}


def first(layer: Config, *shape: int | None) -> Config:
    """Write the first layer of a Sequential model."""
    told = {"batch_input_shape": [None, *shape], "input_dtype": "float32"}
    return {**layer, "config": {**layer["config"], **told}}


def merge(mode: str, *branches: Config, **settings: Any) -> Config:
    """Write a Merge, which holds its branches at the start of a Sequential model."""
    usual = {"mode_type": "raw", "concat_axis": -1, "dot_axes": -1, "output_shape": None}
    layers = {"layers": list(branches)} if branches else {}
    return old_entry("Merge", "merge_1", mode=mode, **{**usual, **settings}, **layers)


def dense(name: str, units: int, **settings: Any) -> Config:
    return old_entry("Dense", name, **{**DENSE, "output_dim": units, "input_dim": None, **settings})


def explained(path: Path, config: Config, version: str = "1.2.2") -> Report:
    return alone(write_json(path / "model.json", {**config, "keras_version": version}))


def shape_of(row: LayerReport) -> tuple[int | None, ...]:
    assert row.outputs is not None, row.notes
    return tuple(size.value for size in row.outputs[0])


@pytest.mark.parametrize(
    ("class_name", "before", "class_after", "after"),
    [
        ("InputLayer", {"input_dtype": "int32"}, "InputLayer", {"dtype": "int32"}),
        (
            "Dense",
            {"output_dim": 3, "input_dim": 5, "init": "zero", "bias": False, "W_constraint": None},
            "Dense",
            {
                "units": 3,
                "kernel_initializer": "zero",
                "use_bias": False,
                "kernel_constraint": None,
            },
        ),
        ("TimeDistributedDense", {"output_dim": 3, "input_length": 4}, "Dense", {"units": 3}),
        (
            "Convolution1D",
            {"nb_filter": 4, "filter_length": 3, "subsample_length": 2, "border_mode": "same"},
            "Conv1D",
            {"filters": 4, "kernel_size": [3], "strides": [2], "padding": "same"},
        ),
        (
            "AtrousConvolution1D",
            {"nb_filter": 4, "filter_length": 3, "atrous_rate": 2},
            "Conv1D",
            {"filters": 4, "kernel_size": [3], "dilation_rate": [2]},
        ),
        (
            "Convolution2D",
            {"nb_filter": 4, "nb_row": 3, "nb_col": 2, "subsample": [2, 1], "dim_ordering": "th"},
            "Conv2D",
            {
                "filters": 4,
                "kernel_size": [3, 2],
                "strides": [2, 1],
                "data_format": "channels_first",
            },
        ),
        (
            "AtrousConvolution2D",
            {"nb_row": 3, "nb_col": 2, "atrous_rate": [2, 1], "dim_ordering": "tf"},
            "Conv2D",
            {"kernel_size": [3, 2], "dilation_rate": [2, 1], "data_format": "channels_last"},
        ),
        (
            "Convolution3D",
            {"kernel_dim1": 2, "kernel_dim2": 3, "kernel_dim3": 4, "dim_ordering": "default"},
            "Conv3D",
            {"kernel_size": [2, 3, 4]},
        ),
        (
            "SeparableConvolution2D",
            {"nb_row": 3, "nb_col": 2, "depth_multiplier": 2, "init": "he_normal"},
            "SeparableConv2D",
            {"kernel_size": [3, 2], "depth_multiplier": 2, "depthwise_initializer": "he_normal"},
        ),
        (
            "LocallyConnected1D",
            {"nb_filter": 4, "filter_length": 3, "subsample_length": 2},
            "LocallyConnected1D",
            {"filters": 4, "kernel_size": [3], "strides": [2]},
        ),
        (
            "ConvLSTM2D",
            {"nb_filter": 4, "nb_row": 3, "nb_col": 2, "inner_init": "one", "dropout_U": 0.1},
            "ConvLSTM2D",
            {
                "filters": 4,
                "kernel_size": [3, 2],
                "recurrent_initializer": "one",
                "recurrent_dropout": 0.1,
            },
        ),
        (
            "MaxPooling1D",
            {"pool_length": 2, "stride": 1, "border_mode": "same"},
            "MaxPooling1D",
            {"pool_size": [2], "strides": [1], "padding": "same"},
        ),
        (
            "AveragePooling2D",
            {"pool_size": [2, 2], "strides": None, "dim_ordering": "tf", "border_mode": "valid"},
            "AveragePooling2D",
            {
                "pool_size": [2, 2],
                "strides": None,
                "data_format": "channels_last",
                "padding": "valid",
            },
        ),
        ("UpSampling1D", {"length": 3}, "UpSampling1D", {"size": 3}),
        ("ZeroPadding1D", {"padding": 2}, "ZeroPadding1D", {"padding": [2, 2]}),
        ("ZeroPadding1D", {"padding": {"left_pad": 1}}, "ZeroPadding1D", {"padding": [1, 0]}),
        ("ZeroPadding2D", {"padding": [1, 2]}, "ZeroPadding2D", {"padding": [[1, 1], [2, 2]]}),
        (
            "ZeroPadding2D",
            {"padding": [1, 2, 3, 4]},
            "ZeroPadding2D",
            {"padding": [[1, 2], [3, 4]]},
        ),
        (
            "ZeroPadding2D",
            {"padding": {"top_pad": 1, "right_pad": 2}},
            "ZeroPadding2D",
            {"padding": [[1, 0], [0, 2]]},
        ),
        ("ZeroPadding2D", {"padding": 3}, "ZeroPadding2D", {"padding": 3}),
        ("ZeroPadding2D", {"padding": [[1, 2]]}, "ZeroPadding2D", {"padding": [[1, 2]]}),
        ("ZeroPadding3D", {"padding": None}, "ZeroPadding3D", {"padding": None}),
        (
            "ZeroPadding3D",
            {"padding": [1, 0, 2]},
            "ZeroPadding3D",
            {"padding": [[1, 1], [0, 0], [2, 2]]},
        ),
        (
            "SimpleRNN",
            {"output_dim": 4, "input_dim": 2, "input_length": 3, "consume_less": "mem"},
            "SimpleRNN",
            {"units": 4, "implementation": 1},
        ),
        (
            "GRU",
            {"output_dim": 4, "inner_activation": "sigmoid", "dropout_W": 0.1},
            "GRU",
            {"units": 4, "recurrent_activation": "sigmoid", "dropout": 0.1},
        ),
        (
            "LSTM",
            {"output_dim": 4, "forget_bias_init": "zero"},
            "LSTM",
            {"units": 4, "unit_forget_bias": False},
        ),
        (
            "Embedding",
            {"input_dim": 9, "output_dim": 4, "init": "uniform", "dropout": 0.2},
            "Embedding",
            {"input_dim": 9, "output_dim": 4, "embeddings_initializer": "uniform"},
        ),
        (
            "BatchNormalization",
            {"mode": 1, "axis": -1, "beta_init": "zero"},
            "BatchNormalization",
            {"axis": -1, "beta_initializer": "zero"},
        ),
        ("PReLU", {"init": "zero"}, "PReLU", {"alpha_initializer": "zero"}),
        ("Dropout", {"p": 0.5}, "Dropout", {"rate": 0.5}),
        ("GaussianDropout", {"p": 0.5}, "GaussianDropout", {"rate": 0.5}),
        ("GaussianNoise", {"sigma": 0.5}, "GaussianNoise", {"stddev": 0.5}),
        ("MaxoutDense", {"nb_feature": 3, "input_dim": 4}, "MaxoutDense", {"nb_feature": 3}),
        ("Lambda", {"output_shape": [4]}, "Lambda", {"output_shape": [4]}),
        (
            "Lambda",
            {"output_shape": ["code", None, None], "output_shape_type": "lambda"},
            "Lambda",
            {"output_shape_type": "lambda"},
        ),
        ("Merge", {"mode": "sum"}, "Add", {}),
        ("Merge", {"mode": "mul"}, "Multiply", {}),
        ("Merge", {"mode": "ave"}, "Average", {}),
        ("Merge", {"mode": "max"}, "Maximum", {}),
        ("Merge", {"mode": "concat", "concat_axis": 1}, "Concatenate", {"axis": 1}),
        ("Merge", {"mode": "dot", "dot_axes": 2}, "Dot", {"axes": 2, "normalize": False}),
        (
            "Merge",
            {"mode": "cos", "dot_axes": [[1], [2]]},
            "Dot",
            {"axes": [1, 2], "normalize": True},
        ),
        (
            "Merge",
            {"mode": ["code", None, None], "mode_type": "lambda", "output_shape": [4]},
            "Lambda",
            {"output_shape": [4]},
        ),
        ("Merge", {"mode": "somebody's"}, "Merge", {}),
    ],
)
def test_what_changed(
    class_name: str, before: dict[str, Any], class_after: str, after: dict[str, Any]
) -> None:
    changed = keras1.normalized({"class_name": class_name, "config": {"name": "x", **before}})
    assert changed == {"class_name": class_after, "config": {"name": "x", **after}}


@pytest.mark.parametrize(
    ("mode", "kernel", "stride", "output", "extra"),
    [
        ("valid", 3, 2, 25, 0),
        ("valid", 3, 2, 26, 1),
        ("valid", 2, 3, 37, 2),
        ("same", 3, 2, 24, None),
        ("same", 3, 2, 23, 0),
        ("same", 2, 2, 23, 1),
        ("same", 4, 3, 35, 2),
        ("same", 3, 3, 34, 0),
    ],
)
def test_the_output_that_a_deconvolution_was_told(
    tmp_path: Path, mode: str, kernel: int, stride: int, output: int, extra: int | None
) -> None:
    settings = {
        **DENSE,
        "nb_filter": 2,
        "nb_row": kernel,
        "nb_col": kernel,
        "border_mode": mode,
        "subsample": [stride, stride],
        "dim_ordering": "th",
        "output_shape": [None, 2, output, output],
    }
    layer = first(old_entry("Deconvolution2D", "d", **settings), 5, 12, 12)
    (changed,) = keras1.normalized(bare(layer))["config"]
    extras = None if extra is None else [extra, extra]
    assert changed["config"]["output_padding"] == extras
    row = explained(tmp_path, bare(layer))["d"]
    assert (shape_of(row), row.params) == ((None, 2, output, output), kernel * kernel * 10 + 2)


def test_a_deconvolution_of_unlike_axes() -> None:
    settings = {"nb_row": 2, "nb_col": 3, "subsample": [2, 2], "border_mode": "same"}
    odd = {**settings, "output_shape": [None, 24, 23, 2]}
    changed = keras1.normalized(old_entry("Deconvolution2D", "d", **odd))
    assert changed["config"]["output_padding"] == [None, 0]
    for lacking in ({"output_shape": None}, {"subsample": [0, 1]}, {"nb_row": None}):
        changed = keras1.normalized(old_entry("Deconvolution2D", "d", **{**odd, **lacking}))
        assert changed["config"]["output_padding"] is None


@pytest.mark.parametrize("ordering", ["tf", "th"])
def test_layers_that_do_not_say_where_their_channels_are(tmp_path: Path, ordering: str) -> None:
    is_first = ordering == "th"
    images = {**CONVOLUTION, "dim_ordering": ordering}
    model = bare(
        first(old_entry("ZeroPadding2D", "pad", padding=[1, 2]), *image(is_first, 8, 9, 3)),
        old_entry("Convolution2D", "conv", **images, nb_filter=4),
        old_entry("UpSampling2D", "up", size=[2, 3]),
        old_entry("Cropping2D", "crop", cropping=[[1, 0], [2, 1]]),
        old_entry("Flatten", "flat"),
        dense("out", 2),
    )
    report = explained(tmp_path, model)
    found = {row.name: shape_of(row) for row in report.layers}
    assert found == {
        "pad": (None, *image(is_first, 10, 13, 3)),
        "conv": (None, *image(is_first, 8, 12, 4)),
        "up": (None, *image(is_first, 16, 36, 4)),
        "crop": (None, *image(is_first, 15, 33, 4)),
        "flat": (None, 1980),
        "out": (None, 2),
    }
    assert report.total == 76 + 3962


def image(is_first: bool, height: int, width: int, channels: int) -> tuple[int, int, int]:
    return (channels, height, width) if is_first else (height, width, channels)


def test_convolutions_over_depth(tmp_path: Path) -> None:
    kernel = {"kernel_dim1": 2, "kernel_dim2": 3, "kernel_dim3": 2, "nb_filter": 4}
    settings = {**DENSE, **kernel, "border_mode": "valid", "subsample": [1, 1, 1]}
    model = bare(
        first(old_entry("Convolution3D", "c", **settings, dim_ordering="th"), 2, 8, 9, 10),
        old_entry("MaxPooling3D", "m", pool_size=[2, 2, 2], strides=[2, 2, 2], dim_ordering="th"),
        old_entry("ZeroPadding3D", "z", padding=[1, 0, 2]),
        old_entry("GlobalMaxPooling3D", "g", dim_ordering="th"),
    )
    report = explained(tmp_path, model)
    assert [shape_of(row) for row in report.layers] == [
        (None, 4, 7, 7, 9),
        (None, 4, 3, 3, 4),
        (None, 4, 5, 3, 8),
        (None, 4),
    ]
    assert report.total == 100


def test_a_sequence(tmp_path: Path) -> None:
    wrapped = old_entry("LSTM", "lstm_1", **LSTM, output_dim=4, input_dim=None)
    inside = old_entry("GRU", "gru_1", **{**GATED, "return_sequences": False}, output_dim=3)
    model = bare(
        first(old_entry("Embedding", "e", input_dim=50, output_dim=6, input_length=20), 20),
        old_entry("SimpleRNN", "s", **RECURRENT, output_dim=5, input_dim=6),
        old_entry("Bidirectional", "b", merge_mode="sum", layer=wrapped),
        old_entry("TimeDistributedDense", "t", **DENSE, output_dim=7, input_length=None),
        old_entry("TimeDistributed", "d", layer=dense("inside", 2)),
        old_entry("Bidirectional", "g", merge_mode="concat", layer=inside),
    )
    report = explained(tmp_path, model)
    assert [(row.name, row.params, shape_of(row)) for row in report.layers] == [
        ("e", 300, (None, 20, 6)),
        ("s", 60, (None, 20, 5)),
        ("b", 320, (None, 20, 4)),
        ("t", 35, (None, 20, 7)),
        ("d", 16, (None, 20, 2)),
        ("g", 108, (None, 6)),
    ]
    assert {row.basis for row in report.layers} == {"derived"}


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (dense("x", 2, input_dim=5), (None, 5)),
        (old_entry("Embedding", "x", input_dim=9, output_dim=4, input_length=3), (None, 3)),
        (old_entry("Embedding", "x", input_dim=9, output_dim=4), (None, None)),
        (old_entry("LSTM", "x", output_dim=2, input_dim=5, input_length=None), (None, None, 5)),
        (old_entry("LSTM", "x", output_dim=2, input_dim=5, batch_input_shape=[3, 4, 5]), (3, 4, 5)),
    ],
)
def test_a_first_layer_that_tells_its_input_by_sizes(
    tmp_path: Path, layer: Config, shape: tuple[int | None, ...]
) -> None:
    (entry,) = explained(tmp_path, bare(layer)).inputs
    assert tuple(size.value for size in entry) == shape


@pytest.mark.parametrize(
    ("mode", "joined", "total"),
    [
        ("sum", ((None, 4), "Add"), 90),
        ("concat", ((None, 8), "Concatenate"), 98),
        ("dot", ((None, 1), "Dot"), 84),
        ("cos", ((None, 1), "Dot"), 84),
    ],
)
def test_a_sequential_model_that_begins_with_merge(
    tmp_path: Path, mode: str, joined: tuple[tuple[int | None, ...], str], total: int
) -> None:
    left = bare(first(dense("a", 4), 3))
    right = bare(first(dense("b", 6), 5), dense("c", 4))
    model = bare(merge(mode, left, right, dot_axes=[1, 1]), dense("d", 2))
    report = explained(tmp_path, model)
    names = ["dense_input_1", "a", "dense_input_2", "b", "c", "merge_1", "d"]
    assert [row.name for row in report.layers] == names
    assert (shape_of(report["merge_1"]), report["merge_1"].class_name) == joined
    assert report.total == total


def test_branches_that_begin_with_merge_or_are_graphs(tmp_path: Path) -> None:
    graph: Config = {
        "class_name": "Model",
        "config": {
            "name": "model_1",
            "layers": [
                node(old_entry("InputLayer", "x", batch_input_shape=[None, 4])),
                node(old_entry("InputLayer", "y", batch_input_shape=[None, 4])),
                node(dense("shared", 3), ["x", 0, 0]),
            ],
            "input_layers": [["x", 0, 0], ["y", 0, 0]],
            "output_layers": [["m", 0, 0]],
        },
    }
    graph["config"]["layers"][2]["inbound_nodes"].append([["y", 0, 0]])
    both = node(merge("concat"), ["shared", 0, 0], ["shared", 1, 0])
    graph["config"]["layers"].append(
        {**both, "name": "m", "config": {**both["config"], "name": "m"}}
    )
    deep = merge("mul", bare(first(dense("a", 6), 3)), bare(first(dense("b", 6), 5)))
    deep["config"]["name"] = "deep"
    model = bare(merge("ave", graph, bare(deep)), dense("d", 2))
    report = explained(tmp_path, model)
    assert report.total == 15 + 24 + 36 + 14
    assert shape_of(report["deep"]) == shape_of(report["m"]) == (None, 6)
    assert len(report.inputs) == 4


def node(layer: Config, *takes: list[Any]) -> Config:
    """Write a layer of a Functional model with the one call that it has."""
    calls = [list(takes)] if takes else []
    return {**layer, "name": layer["config"]["name"], "inbound_nodes": calls}


def test_a_layer_that_two_branches_share_is_one(tmp_path: Path) -> None:
    shared = bare(first(dense("a", 4), 3))
    report = explained(tmp_path, bare(merge("sum", shared, shared), dense("d", 2)))
    assert [row.params for row in report.layers if row.name == "a"] == [16]
    assert report.total == 26


def test_a_model_with_branches_inside_a_graph(tmp_path: Path) -> None:
    inside = bare(merge("mul", bare(first(dense("a", 4), 3)), bare(first(dense("b", 4), 5))))
    model = {
        "class_name": "Model",
        "config": {
            "name": "model_1",
            "layers": [
                node(old_entry("InputLayer", "x", batch_input_shape=[None, 3])),
                node(old_entry("InputLayer", "y", batch_input_shape=[None, 5])),
                {
                    **inside,
                    "name": "both",
                    "inbound_nodes": [[["x", 0, 0], ["y", 0, 0]]],
                },
                node(dense("d", 2), ["both", 1, 0]),
            ],
            "input_layers": [["x", 0, 0], ["y", 0, 0]],
            "output_layers": [["d", 0, 0]],
        },
    }
    report = explained(tmp_path, model)
    assert (report["both"].params, report["d"].params) == (40, 10)
    assert [child.name for child in report["both"].children if child.params] == ["a", "b"]


def test_models_inside_each_other_without_end(tmp_path: Path) -> None:
    model, deep = first(dense("a", 4), 3), first(dense("b", 4), 3)
    for _ in range(110):
        model, deep = bare(model), bare(merge("sum", deep))
    for each in (model, deep):
        changed = keras1.normalized(each)
        assert (changed["class_name"], len(changed["config"])) == ("Sequential", 1)
    with pytest.raises(UnreadableModelError):
        explained(tmp_path, model)


def test_models_without_a_name(tmp_path: Path) -> None:
    model = bare(
        bare(first(dense("a", 4), 3), dense("b", 2)), bare(first(dense("c", 3), 2)), dense("d", 1)
    )
    report = explained(tmp_path, model)
    assert [row.name for row in report.layers] == ["sequential_1", "sequential_2", "d"]
    assert [row.params for row in report.layers] == [26, 9, 4]


@pytest.mark.parametrize(
    "branch",
    [
        {"class_name": "Sequential", "config": []},
        {"class_name": "Model", "config": {"layers": []}},
        {"class_name": "Model", "config": {**ENDS, "layers": [3]}},
        {"class_name": "Dense", "config": {"name": "a"}},
        {"class_name": "Dense", "config": {"batch_input_shape": [None, 3]}},
        dense("a", 4),
        "no layer",
    ],
)
def test_branches_that_cannot_be_joined(tmp_path: Path, branch: Any) -> None:
    model = bare(merge("sum", branch, bare(first(dense("b", 4), 3))), dense("d", 2))
    assert keras1.normalized(model)["class_name"] == "Sequential"
    assert explained(tmp_path, model).total is None


def test_a_function_that_joins_is_never_run(tmp_path: Path) -> None:
    code = ["somebody's code", None, None]
    branches = (bare(first(dense("a", 4), 3)), bare(first(dense("b", 4), 3)))
    joined = merge("sum", *branches, output_shape=[4])
    joined["config"] |= {"mode": code, "mode_type": "lambda"}
    report = explained(tmp_path, bare(joined, dense("d", 2)))
    assert (report["merge_1"].class_name, report.total) == ("Lambda", 42)
    assert "somebody" not in json.dumps(normalized(bare(joined), "1.2.2"))


@pytest.mark.parametrize("ordering", ["tf", "th"])
def test_keras_agrees_on_what_it_can_no_longer_load(tmp_path: Path, ordering: str) -> None:
    images = {**CONVOLUTION, "dim_ordering": ordering}
    sizes = image(ordering == "th", 8, 9, 3)
    left = bare(
        first(old_entry("Convolution2D", "a", **images, nb_filter=4), *sizes),
        old_entry("MaxPooling2D", "b", pool_size=[2, 2], border_mode="same", dim_ordering=ordering),
        old_entry("Flatten", "c"),
        dense("d", 6),
    )
    wrapped = old_entry("LSTM", "f", **{**LSTM, "return_sequences": False}, output_dim=3)
    right = bare(
        first(old_entry("Embedding", "e", input_dim=9, output_dim=4, input_length=5), 5),
        old_entry("Bidirectional", "g", merge_mode="concat", layer=wrapped),
    )
    model = bare(merge("concat", left, right), dense("h", 1))
    path = write_json(tmp_path / "model.json", {**model, "keras_version": "1.2.2"})
    source, report = api.explained(path)
    summary = SameProcess().rebuilt(report, source)
    assert (summary.spoke, summary.differences) == (True, ())
    assert summary.covered >= {"a", "d", "e", "g", "h", "merge_1"}
    assert report.total == 76 + 294 + 36 + 192 + 13


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 4) | st.sampled_from(["th", "same", "sum", "x"]),
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(st.sampled_from(["layers", "config", "class_name", "name"]), inside)
    ),
    max_leaves=6,
)


@given(
    st.sampled_from(sorted({*keras1.RULES.of_class, *IMAGES.of_class})),
    st.dictionaries(
        st.sampled_from(
            """
            layers mode dim_ordering padding output_shape subsample nb_row nb_col border_mode
            consume_less layer dot_axes batch_input_shape input_dim filter_length
            """.split()  # noqa: SIM905
        ),
        _JSON,
    ),
)
def test_settings_of_any_form_are_left_to_be_complained_of(
    class_name: str, settings: dict[str, Any]
) -> None:
    layer = {"class_name": class_name, "config": {"name": "x", **settings}}
    changed = normalized(bare(layer, layer), "1.2.2")
    assert isinstance(changed, dict)


def test_a_model_of_no_form(tmp_path: Path) -> None:
    with pytest.raises(UnreadableModelError, match="expected an object, found 3"):
        explained(tmp_path, bare(first(dense("a", 4), 3), 3))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "entry",
    [
        old_entry("Dense", "d", output_dim=4, input_dim=3, batch_input_shape=[None, 3]),
        old_entry(
            "Bidirectional",
            "d",
            batch_input_shape=[None, 5, 3],
            layer=old_entry("LSTM", "l", output_dim=4),
        ),
    ],
    ids=["Dense", "wrapped"],
)
def test_a_config_without_a_version_is_known_by_its_settings(entry: dict[str, Any]) -> None:
    assert generation({"class_name": "Sequential", "config": [entry]}) is Generation.KERAS_1


@pytest.mark.parametrize(
    ("class_name", "settings", "found"),
    [
        ("Dense", {"output_dim": 3}, Generation.KERAS_1),  # with all left out that has a default
        ("GRU", {"output_dim": 3}, Generation.KERAS_1),
        ("Dense", {"units": 3}, Generation.KERAS_2),
        ("Dense", {}, Generation.KERAS_2),  # which says neither
        ("Dense", {"units": 3, "output_dim": 3}, Generation.KERAS_2),
        ("Embedding", {"input_dim": 9, "output_dim": 3}, Generation.KERAS_2),
        ("Embedding", {"input_dim": 9, "output_dim": 3, "init": "uniform"}, Generation.KERAS_1),
    ],
)
def test_a_config_is_known_by_the_name_of_its_size(
    class_name: str, settings: dict[str, Any], found: Generation
) -> None:
    layer = old_entry(class_name, "it", **settings)
    wrapped = old_entry("TimeDistributed", "around", layer=layer)
    for each in (layer, wrapped):
        assert generation(bare(each)) is found
