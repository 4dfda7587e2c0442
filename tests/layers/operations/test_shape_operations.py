from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers, ops

from rnnscope.layers import FORMULAS
from rnnscope.report.report import Report

ExplainedModel = Callable[[Any], Report]

REDUCTIONS = (
    *("sum", "mean", "max", "min", "prod", "std", "var", "any", "all", "amax", "amin"),
    *("count_nonzero", "median", "logsumexp", "norm"),
)
X = Callable[[Any], Any]
CHANGES: dict[str, X] = {
    **{name: partial(getattr(ops, name), axis=1) for name in REDUCTIONS},
    "sum-of-all": lambda x: ops.sum(x, axis=(1, 2)),
    "sum-kept": lambda x: ops.sum(x, axis=(-1, 1), keepdims=True),
    "sum-of-batch": ops.sum,
    "sum-of-batch-kept": lambda x: ops.sum(x, keepdims=True),
    "argmax": lambda x: ops.argmax(x, axis=-1),
    "argmin": lambda x: ops.argmin(x, axis=1, keepdims=True),
    "average": lambda x: ops.average(x, axis=2),
    "moments": lambda x: ops.moments(x, axes=[1]),
    "transpose": lambda x: ops.transpose(x, (0, 2, 1)),
    "transpose-all": ops.transpose,
    "resize": lambda x: ops.image.resize(ops.expand_dims(x, -1), (4, 6)),
    "resize-first": lambda x: ops.image.resize(
        ops.expand_dims(x, 1), (4, 6), data_format="channels_first"
    ),
    "take-listed": lambda x: ops.take(x, [0, 2], axis=1),
    "swapaxes": lambda x: ops.swapaxes(x, 1, -1),
    "moveaxis": lambda x: ops.moveaxis(ops.expand_dims(x, 1), (1, -1), (2, 1)),
    "reshape": lambda x: ops.reshape(x, (-1, 15)),
    "reshape-same": lambda x: ops.reshape(x, (-1, 5, 3, 1)),
    "ravel": ops.ravel,
    "cumsum along an axis": lambda x: ops.cumsum(x, axis=1),
    "cumsum of all": ops.cumsum,
    "cumprod of all": ops.cumprod,
    "squeeze": lambda x: ops.squeeze(ops.expand_dims(x, (1, -1)), axis=1),
    "squeeze-all": lambda x: ops.squeeze(ops.expand_dims(x, (1, -1))),
    "expand-dims": lambda x: ops.expand_dims(x, 2),
    "concatenate": lambda x: ops.concatenate([x, x, x], axis=-1),
    "concatenate-rows": lambda x: ops.concatenate([x, x], axis=1),
    "stack": lambda x: ops.stack([x, x], axis=1),
    "stack-last": lambda x: ops.stack([x, x], axis=-1),
    "matmul": lambda x: ops.matmul(x, ops.transpose(x, (0, 2, 1))),
    "matmul-broadcast": lambda x: ops.expand_dims(x, 1) @ ops.transpose(x, (0, 2, 1)),
    "matmul-array": lambda x: ops.matmul(x, np.ones((3, 4), "float32")),
    "split": lambda x: ops.split(x, [1, 3], axis=1),
    "split-evenly": lambda x: ops.split(x, 3, axis=-1),
    "unstack": lambda x: ops.unstack(x, axis=1),
    "repeat": lambda x: ops.repeat(x, 4, axis=1),
    "repeat-each": lambda x: ops.repeat(x, [1, 2, 3], axis=2),
    "repeat-all": lambda x: ops.repeat(x, 2),
    "tile": lambda x: ops.tile(x, (1, 2, 3)),
    "tile-less": lambda x: ops.tile(x, 2),
    "tile-more": lambda x: ops.tile(x, (2, 1, 1, 2)),
    "pad": lambda x: ops.pad(x, [[0, 0], [1, 2], [0, 3]]),
    "take": lambda x: ops.take(x, ops.cast(x[:, :2, 0], "int32"), axis=1),
    "take-flat": lambda x: ops.take(x, ops.cast(x[:, 0], "int32")),
    "take-array": lambda x: ops.take(x, [0, 1], axis=1),
    "one-hot": lambda x: ops.one_hot(ops.cast(x, "int32"), 7),
    "one-hot-first": lambda x: ops.one_hot(ops.cast(x, "int32"), 7, axis=1),
    "broadcast-to": lambda x: ops.broadcast_to(ops.sum(x, axis=0), (4, 5, 3)),
    "einsum": lambda x: ops.einsum("bij,bkj->bik", x, x),
    "einsum-dots": lambda x: ops.einsum("...ij,...kj->...ik", x, x),
    "einsum-implicit": lambda x: ops.einsum("bij,bkj", x, x),
    "first": lambda x: x[:, 0],
    "last": lambda x: x[..., -1],
    "from": lambda x: x[:, 1:],
    "one-by-one": lambda x: x[:, 1::1],
    "up-to": lambda x: x[:, :-1],
    "between": lambda x: x[:, 1:-1, :2],
    "far": lambda x: x[:, -2:, :100],
    "every-second": lambda x: x[:, ::2],
    "backwards": lambda x: x[:, ::-1],
    "nothing": lambda x: x[:, 3:1],
    "new-axis": lambda x: x[:, None, ..., None],
    "row": lambda x: x[0],
    "slice": lambda x: ops.slice(ops.ones_like(x), [0, 1, 0], [2, 2, 2]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("shape", [(5, 3), (None, 3)], ids=str)
def test_shape(explained_model: ExplainedModel, change: X, shape: Any) -> None:
    inputs = keras.Input(shape)
    try:
        outputs = change(inputs)
    except ValueError:
        assert None in shape
        return
    several = outputs if isinstance(outputs, list | tuple) else [outputs]
    explained_model(keras.Model(inputs, [layers.Identity()(each) for each in several]))


KNOWN = {
    "sum": "(batch, input.axis_2)",
    "from": "(batch, input.axis_1 - 1, input.axis_2)",
    "one-by-one": "(batch, input.axis_1 - 1, input.axis_2)",
    "up-to": "(batch, input.axis_1 - 1, input.axis_2)",
    "between": "(batch, input.axis_1 - 2, reshape.range)",
    "concatenate": "(batch, input.axis_1, 3*input.axis_2)",
    "moments": "(batch, input.axis_2)",
    "matmul": "(batch, input.axis_1, input.axis_1)",
    "split": "(batch, 1, input.axis_2)",
    "pad": "(batch, input.axis_1 + 3, input.axis_2 + 3)",
    "einsum": "(batch, input.axis_1, input.axis_1)",
    "reshape-same": "(batch, input.axis_1, input.axis_2, reshape.target_3)",
}


@pytest.mark.parametrize(("name", "text"), KNOWN.items(), ids=KNOWN.keys())
def test_sizes_keep_their_origin(explained_model: ExplainedModel, name: str, text: str) -> None:
    inputs = keras.Input((5, 3), name="input")
    outputs = CHANGES[name](inputs)
    row = explained_model(keras.Model(inputs, outputs)).layers[-1]
    assert row.outputs is not None
    sizes = ", ".join(size.qualified() for size in row.outputs[0])
    assert f"({sizes})".replace("input.batch", "batch").replace(row.path, "reshape") == text


def test_every_operation_is_tried() -> None:
    inputs = keras.Input((5, 3))
    tried = set()
    for change in CHANGES.values():
        tensor = change(inputs)
        while isinstance(tensor, list | tuple):
            tensor = tensor[0]
        tried.add(f"ops.{type(tensor._keras_history.operation).__name__}")
    modules = ("rnnscope.layers.operations.shape_operations", "rnnscope.layers.operations.picking")
    known = {name for name, each in FORMULAS.items() if each.function.__module__ in modules}
    assert known <= tried
