"""Functions of TensorFlow in a Keras 2 model: the operations of Keras 3 that they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rnnscope.api import explained
from rnnscope.report.report import LayerReport, Report
from tests.files import Config, write_json
from tests.generations.keras2_files import entrance, functional, layer, taken

Verified = Callable[[Config], Report]
X, Y = entrance("x", 4, 8), entrance("y", 4, 8)
ALL = {"start": None, "stop": None, "step": None}
SECOND = ["y", 0, 0]


def lambda_of(function: str, *call: Any, **kwargs: Any) -> Config:
    """Write a function; it takes x first, where nothing else is given."""
    return layer("TFOpLambda", "f", *(call or [[taken("x", **kwargs)]]), function=function)


def listed(function: str, **kwargs: Any) -> Config:
    """Write a function that takes a list of both inputs."""
    return lambda_of(function, [taken("x", **kwargs), taken("y", **kwargs)])


def sliced(*spec: Any) -> Config:
    node = taken("x", slice_spec=list(spec))
    return layer("SlicingOpLambda", "f", node, function="__operators__.getitem")


def model(function: Config, index: int = 0) -> Config:
    return functional(
        X,
        Y,
        function,
        layer("Activation", "end", [taken("f", 0, index)], activation="relu"),
        inputs="xy",
        outputs=["end", "y"],
    )


def _label(function: Config) -> str:
    return f"{function['config']['function']} {function['inbound_nodes']}"


def sizes(row: LayerReport) -> list[tuple[int | None, ...]] | None:
    shapes = row.outputs
    return None if shapes is None else [tuple(size.value for size in shape) for shape in shapes]


def row_of(report: Report) -> LayerReport:
    return next(row for row in report.layers if row.name == "f")


@pytest.mark.parametrize(
    ("function", "class_name", "shape"),
    [
        (lambda_of("__operators__.add", y=SECOND, name=None), "Add", (4, 8)),
        (lambda_of("math.multiply", y=2.0, name=None), "Multiply", (4, 8)),
        (lambda_of("math.subtract", taken("_CONSTANT_VALUE", -1, 1.0, y=["x", 0, 0])),
         "Subtract", (4, 8)),
        (lambda_of("math.truediv", y=SECOND), "TrueDivide", (4, 8)),
        (lambda_of("math.pow", y=2), "Power", (4, 8)),
        (lambda_of("math.greater", y=0.0), "Greater", (4, 8)),
        (lambda_of("where", x=["x", 0, 0], y=SECOND), "Where", (4, 8)),
        (lambda_of("nn.relu", name=None), "Relu", (4, 8)),
        (lambda_of("nn.gelu"), "Gelu", (4, 8)),
        (lambda_of("nn.leaky_relu", alpha=0.1), "LeakyRelu", (4, 8)),
        (lambda_of("nn.softmax", axis=-1), "Softmax", (4, 8)),
        (lambda_of("math.sqrt"), "Sqrt", (4, 8)),
        (lambda_of("math.rsqrt"), "Rsqrt", (4, 8)),
        (lambda_of("cast", dtype="float16"), "Cast", (4, 8)),
        (lambda_of("clip_by_value", clip_value_min=0.0, clip_value_max=1.0), "Clip", (4, 8)),
        (lambda_of("stop_gradient"), "StopGradient", (4, 8)),
        (lambda_of("identity"), "Identity", (4, 8)),
        (listed("math.add_n"), "Add", (4, 8)),
        (lambda_of("math.cumsum", axis=1), "Cumsum", (4, 8)),
        (lambda_of("math.l2_normalize", axis=-1), "Normalize", (4, 8)),
        (lambda_of("math.reduce_mean", axis=1), "Mean", (8,)),
        (lambda_of("math.reduce_sum", axis=[-1], keepdims=True), "Sum", (4, 1)),
        (lambda_of("math.reduce_logsumexp", axis=2), "Logsumexp", (4,)),
        (lambda_of("math.argmax", axis=-1), "Argmax", (4,)),
        (lambda_of("reshape", shape=[-1, 32]), "Reshape", (32,)),
        (lambda_of("reshape", shape=[["y", 0, 0], 2, 16]), "Reshape", (2, 16)),
        (lambda_of("compat.v1.transpose", perm=[0, 2, 1], name="t", conjugate=False),
         "Transpose", (8, 4)),
        (lambda_of("expand_dims", axis=-1), "ExpandDims", (4, 8, 1)),
        (listed("concat", axis=-1), "Concatenate", (4, 16)),
        (listed("stack", axis=1), "Stack", (2, 4, 8)),
        (lambda_of("split", num_or_size_splits=2, axis=-1), "Split", (4, 4)),
        (lambda_of("split", num_or_size_splits=[3, 5], axis=2), "Split", (4, 3)),
        (lambda_of("unstack", axis=1), "Unstack", (8,)),
        (lambda_of("tile", multiples=[1, 2, 3], name=None), "Tile", (8, 24)),
        (lambda_of("repeat", repeats=2, axis=1), "Repeat", (8, 8)),
        (lambda_of("reverse", axis=[1]), "Flip", (4, 8)),
        (lambda_of("compat.v1.pad", paddings=[[0, 0], [1, 1], [2, 0]], mode="CONSTANT",
                   constant_values=0), "Pad", (6, 10)),
        (lambda_of("compat.v1.gather", indices=[0, 2], axis=1, batch_dims=0), "Take", (2, 8)),
        (sliced(ALL, 0), "GetItem", (8,)),
        (sliced(ALL, {"start": 1, "stop": None, "step": None}), "GetItem", (3, 8)),
        (sliced({"class_name": "__ellipsis__"}, None), "GetItem", (4, 8, 1)),
    ],
    ids=lambda value: _label(value) if isinstance(value, dict) else str(value),
)  # fmt: skip
def test_function(verified: Verified, function: Config, class_name: str, shape: Any) -> None:
    row = row_of(verified(model(function)))
    assert row.class_name == class_name
    found = sizes(row)
    assert found is not None
    assert found[0][1:] == shape


def test_matmul_and_resize_and_one_hot(verified: Verified) -> None:
    square = functional(
        entrance("x", 4, 4), lambda_of("linalg.matmul", b=["x", 0, 0]), outputs=["f"]
    )
    assert sizes(row_of(verified(square))) == [(None, 4, 4)]
    resize = lambda_of("image.resize", size=[12, 16], method="nearest")
    image = functional(entrance("x", 6, 8, 3), resize, outputs=["f"])
    assert sizes(row_of(verified(image))) == [(None, 12, 16, 3)]
    hot = functional(entrance("x", 5, dtype="int32"), lambda_of("one_hot", depth=7), outputs=["f"])
    assert sizes(row_of(verified(hot))) == [(None, 5, 7)]


@pytest.mark.parametrize(
    "function",
    [
        lambda_of("math.segment_sum", segment_ids=[0, 1]),
        lambda_of("reshape", shape=SECOND),
        lambda_of("split", num_or_size_splits=SECOND),
        lambda_of("tile", multiples=[1, ["y", 0, 0], 1]),
        lambda_of("math.reduce_mean", reduction_indices=[1]),
        lambda_of("math.l2_normalize"),
        lambda_of("image.resize", size=[3, 4], method="area"),
        lambda_of("cast", dtype={"class_name": "TypeSpec"}),
        lambda_of("where"),
        lambda_of("gather", indices=[0], batch_dims=1),
        sliced(ALL, {"start": ["y", 0, 0], "stop": None, "step": None}),
        sliced(ALL, ["y", 0, 0]),
    ],
    ids=_label,
)
def test_what_keras_3_has_no_operation_for_is_opaque(tmp_path: Path, function: Config) -> None:
    _, report = explained(write_json(tmp_path / "m.json", model(function)))
    row = row_of(report)
    assert (row.class_name, row.params, row.outputs) == (
        function["class_name"], 0, None
    )  # fmt: skip


def test_sizes_that_are_worked_out_leave_the_others_known(verified: Verified) -> None:
    shape = layer("TFOpLambda", "shape", ["x", 0, 0, {}], function="compat.v1.shape")
    first = layer(
        "SlicingOpLambda",
        "first",
        ["shape", 0, 0, {"slice_spec": 0}],
        function="__operators__.getitem",
    )
    flat = lambda_of("reshape", shape=[["first", 0, 0], -1, 4, 2])
    dense = layer("Dense", "dense", [taken("f")], units=3)
    report = verified(functional(X, shape, first, flat, dense, outputs=["dense"]))
    assert sizes(report.layers[1]) == [(3,)]
    assert sizes(report.layers[2]) == [()]
    assert sizes(row_of(report)) == [(None, None, 4, 2)]
    assert (report.total, report.layers[-1].basis) == (9, "derived")


def test_a_product_with_a_transposed_matrix(verified: Verified) -> None:
    product = lambda_of("linalg.matmul", b=SECOND, transpose_b=True)
    report = verified(functional(X, Y, product, layer("Dense", "d", [taken("f")], units=3),
                                 inputs="xy", outputs=["d"]))  # fmt: skip
    assert sizes(row_of(report)) == [(None, 4, 4)]
    assert report.total == 15


def test_an_array_among_the_arguments(verified: Verified) -> None:
    added = lambda_of("math.add", y=[1.0] * 8)
    report = verified(functional(X, added, layer("Dense", "d", [taken("f")], units=1),
                                 outputs=["d"]))  # fmt: skip
    assert sizes(row_of(report)) == [(None, 4, 8)]
    assert report.total == 9
    wider = functional(X, lambda_of("math.add", y=[[[[1.0]]]]), outputs=["f"])
    assert sizes(row_of(verified_alone(wider))) is None


def verified_alone(config: Config) -> Report:
    from rnnscope.derivation import explain_model
    from rnnscope.generations import normalized
    from rnnscope.model.config import model_from_config
    from rnnscope.model.parts import Model

    model = Model(config=model_from_config(normalized(config)), source=None, format="json")
    return explain_model(model)
