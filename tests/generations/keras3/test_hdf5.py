"""What Keras 3 writes into HDF5, where classes have no modules."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import pytest
from keras import layers as L  # noqa: N812
from keras import ops

from rnnscope.api import explained
from rnnscope.generations import normalized
from rnnscope.report.report import Report
from tests.verify.same_process import SameProcess


@pytest.fixture
def saved(tmp_path: Path) -> Callable[[Any], Report]:
    """Save a model as HDF5, explain the file, and hold it against the summary() of Keras."""

    def saved(model: Any) -> Report:
        model.save(tmp_path / "model.h5")
        source, report = explained(tmp_path / "model.h5")
        return report.with_witness(SameProcess().rebuilt(report, source))

    return saved


def test_the_operations_that_make_a_mask(saved: Callable[[Any], Report]) -> None:
    x = keras.Input((5, 4))
    report = saved(keras.Model(x, L.Bidirectional(L.LSTM(3))(L.Masking()(x))))
    assert {"NotEqual", "Any"} <= {row.class_name for row in report.layers}
    assert (report.total, report.verified) == (192, True)
    assert all(witness.spoke for witness in report.witnesses)


def test_operations_named_as_layers_are(saved: Callable[[Any], Report]) -> None:
    x = keras.Input((4,))
    y = L.Dense(4)(x)
    y = L.Add()([x + y, y]) * 2.0 - 1.0
    y = ops.softmax(ops.reshape(ops.concatenate([y, x], axis=-1), (-1, 2, 4)))
    y = L.Softmax()(L.Reshape((8,))(y))
    report = saved(keras.Model(x, L.Dense(2)(ops.cast(ops.relu(y), "float32"))))
    assert (report.total, report.verified) == (38, True)
    assert [row.output_text for row in report.layers if row.class_name == "Reshape"] == [
        "(None, 2, 4)",
        "(None, 8)",
    ]
    assert all(witness.spoke for witness in report.witnesses)


def test_operations_in_a_model_inside(saved: Callable[[Any], Report]) -> None:
    x, inside = keras.Input((4,)), keras.Input((4,))
    inner = keras.Model(inside, L.Dense(4)(inside) * 2.0 + inside)
    report = saved(keras.Model(x, ops.mean(inner(x) + 1.0, axis=-1, keepdims=True)))
    assert (report.total, report.verified) == (20, True)
    assert all(witness.spoke for witness in report.witnesses)


@pytest.mark.parametrize(
    ("node", "module"),
    [
        ({"config": {"name": "norm"}, "inbound_nodes": [{}]}, "keras.src.ops.linalg"),
        ({"config": {"name": "norm"}, "inbound_nodes": []}, None),
        ({"config": {"name": "norm", "trainable": True}, "inbound_nodes": [{}]}, None),
        ({"config": {"units": 3}, "inbound_nodes": [{}]}, None),
    ],
)
def test_a_layer_of_somebody_named_as_an_operation(
    node: dict[str, Any], module: str | None
) -> None:
    layers = [{"class_name": "Norm", **node}]
    told = {"class_name": "Functional", "config": {"name": "m", "layers": layers}}
    made: Any = normalized(told, "3.15.1")
    assert made["config"]["layers"][0]["module"] == module
    assert made["config"]["layers"][0]["registered_name"] == "Norm"
