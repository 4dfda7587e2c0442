"""Where summary()'s rows and totals do not add up, the report says why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import h5py
import keras
import pytest
from keras import layers

from rnnscope.report.report import Report
from tests.files import MNIST, SENTIMENT, Shape, alone, old_entry, old_sequential, whole_hdf5


class Borrower(layers.Layer):
    """Multiplies by the table of another layer, which it holds."""

    def __init__(self, table: Any, **options: Any) -> None:
        super().__init__(**options)
        self.table = table

    def call(self, x: Any) -> Any:
        return keras.ops.matmul(x, keras.ops.transpose(self.table.embeddings))


class Boaster(layers.Dense):
    """Counts its parameters in its own way."""

    def count_params(self) -> int:
        return 1_000_000


def agreed(model: Any) -> Report:
    report = alone(model)
    assert report.differences == ()
    assert report.total == model.count_params() == sum(row.params or 0 for row in report.layers)
    return report


def test_nothing_to_say() -> None:
    assert alone(MNIST).reconciliation == ()


def test_optimizer() -> None:
    (sentence,) = alone(SENTIMENT).reconciliation
    assert sentence.startswith(
        "Adam keeps 26,516 more: 2 for each of the 13,257 trainable numbers "
        "(momentum and velocity), and 2 of its own; training needs them, predict() does not."
    )
    assert sentence.endswith("summary() adds them to its Total: 39,789.")


def test_a_layer_in_two_nested_models() -> None:
    dense = layers.Dense(4, name="d")
    one, two = (keras.Sequential([keras.Input((4,)), dense], name=name) for name in ("one", "two"))
    inputs = keras.Input((4,))
    report = agreed(keras.Model(inputs, two(one(inputs))))
    (sentence,) = report.reconciliation
    assert "rows of summary() add up to 40, its weights to 20" in sentence
    assert sentence.endswith("two (one.d).")


def test_a_layer_twice_in_a_sequential_model() -> None:
    dense = layers.Dense(4, name="d")
    report = agreed(keras.Sequential([keras.Input((4,)), dense, dense]))
    assert [row.params for row in report.layers] == [20, 0]
    assert "add up to 40" in report.reconciliation[0]


def test_a_table_that_two_layers_have() -> None:
    table = layers.Embedding(10, 4, name="table")
    inputs = keras.Input((5,))
    outputs = Borrower(table, name="borrower")(layers.Dense(4)(table(inputs)))
    report = agreed(keras.Model(inputs, outputs))
    assert (report["table"].params, report["borrower"].params) == (40, 0)
    assert report["borrower"].layer_params == 40
    assert report["borrower"].counted_at == ("table",)
    assert "add up to 100, its weights to 60" in report.reconciliation[0]


def test_a_frozen_wrapper() -> None:
    frozen = layers.Bidirectional(layers.LSTM(3), trainable=False, name="both")
    report = agreed(keras.Sequential([keras.Input((5, 4)), frozen]))
    assert report["both"].trainable == 192
    (sentence,) = report.reconciliation
    assert sentence.startswith("both is not trainable, but 192 weights of the layers inside it are")


def test_a_layer_that_counts_itself() -> None:
    report = alone(keras.Sequential([keras.Input((4,)), Boaster(6, name="boaster")]))
    (difference,) = report.differences
    assert report.total == 30
    assert not report.verified
    assert difference.text == (
        "boaster: Param #: config implies 30, summary() shows 1,000,000 (its class overrides "
        "count_params())"
    )
    assert report.reconciliation == (
        "boaster has 30 weights, and summary() shows 1,000,000 in its row: its class overrides "
        "count_params(). Its totals count the weights.",
    )
    reasons = json.loads(report.render("json"))["witnesses"]["summary"]["differences"]
    assert reasons[0]["reason"] == "its class overrides count_params()"


def test_a_class_that_counts_as_keras_does() -> None:
    class Honest(layers.Dense):
        def count_params(self) -> int:
            return int(super().count_params())

    agreed(keras.Sequential([keras.Input((4,)), Honest(6)]))


def test_a_frozen_layer_needs_no_words() -> None:
    model = keras.Sequential([keras.Input((5, 4)), layers.LSTM(3, trainable=False)])
    report = agreed(model)
    assert (report.trainable, report.reconciliation) == (0, ())


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("2.15.0", "18 variables are the optimizer's, kept for training on and not the model's. "
         "The summary() of Keras before 3 never counts them."),
        ("3.15.1", "18 variables are the optimizer's, kept for training on and not the model's."),
    ],
)  # fmt: skip
def test_optimizers_of_a_whole_hdf5_file(tmp_path: Path, version: str, words: str) -> None:
    config = old_sequential(old_entry("Dense", "d", units=2, batch_input_shape=[None, 3]))
    lists: dict[str, dict[str, Shape]] = {"d": {"d/kernel:0": (3, 2), "d/bias:0": (2,)}}
    path = tmp_path / "m.h5"
    path.write_bytes(whole_hdf5(config, lists, version))
    with h5py.File(path, "r+") as root:
        root.create_dataset("optimizer_weights/Adam/m", (6, 3), "float32")
    assert words in alone(path).reconciliation
