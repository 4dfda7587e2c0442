"""Layers of somebody's own class in a file: their tensors are counted, or it is said why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import pytest
from keras import dtype_policies, layers, ops

import rnnscope
from rnnscope import explain
from rnnscope.report.report import LayerReport
from tests.files import alone, custom, entry, sequential, write_keras


class Holder(layers.Layer):
    """Calls the layers it holds one after another."""

    def __init__(self, *held: Any, settings: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.held, self.settings = list(held), settings or {}

    def build(self, input_shape: Any) -> None:
        for layer in self.held:
            layer.build(input_shape)
            input_shape = layer.compute_output_shape(input_shape)

    def call(self, x: Any) -> Any:
        for layer in self.held:
            x = layer(x)
        return x

    def compute_output_shape(self, input_shape: Any) -> Any:
        for layer in self.held:
            input_shape = layer.compute_output_shape(input_shape)
        return input_shape

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), **self.settings}


class Borrower(Holder):
    """Has the kernel of a layer inside as its own, too."""

    def build(self, input_shape: Any) -> None:
        super().build(input_shape)
        self.kernel = self.held[0].kernel


class Twins(Holder):
    """Holds one layer under two names."""

    def build(self, input_shape: Any) -> None:
        super().build(input_shape)
        self.again = self.held[0]


class Observer(Holder):
    """Keeps count of what it sees, and draws random numbers."""

    def __init__(self, *held: Any, **kwargs: Any) -> None:
        super().__init__(*held, **kwargs)
        self.mean = keras.metrics.Mean()
        self.seeds = keras.random.SeedGenerator(1)


class OwnLora(layers.Layer):
    """Has a frozen kernel, and two matrices that are trained beside it."""

    def build(self, input_shape: Any) -> None:
        self.kernel = self.add_weight((input_shape[-1], 5), trainable=False)
        self.left = self.add_weight((input_shape[-1], 2))
        self.right = self.add_weight((2, 5))

    def call(self, x: Any) -> Any:
        return ops.matmul(x, self.kernel + ops.matmul(self.left, self.right))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "lora_rank": 2}


class Scaled(layers.Dense):
    """A dense layer of one's own."""


def row_of(layer: Any, tmp_path: Path, shape: Any = (6, 4), dtype: Any = None) -> LayerReport:
    """Explain a layer from a file, where its class is not at hand."""
    inputs = keras.Input(shape, dtype=dtype)
    keras.Model(inputs, layer(inputs)).save(tmp_path / "model.keras")
    report = rnnscope.explain(tmp_path / "model.keras", summary=False)
    assert (report.total is None) == (not report[layer.name].is_known)
    return report[layer.name]


TWICE: dict[str, Any] = {
    "spectral": lambda: Holder(layers.SpectralNormalization(layers.Dense(5))),
    "spectral-conv": lambda: Holder(
        layers.Dense(3), layers.SpectralNormalization(layers.Conv1D(5, 2, use_bias=False))
    ),
    "borrowed": lambda: Borrower(layers.Dense(5)),
}


@pytest.mark.parametrize("make", TWICE.values(), ids=TWICE.keys())
def test_a_kernel_that_is_in_the_file_twice(make: Any, tmp_path: Path) -> None:
    row = row_of(make(), tmp_path)
    assert (row.basis, row.params, row.weights) == ("unknown", None, ())
    assert "files hold a weight that two layers have twice" in row.notes[0]


RIGHT: dict[str, tuple[Any, int]] = {
    "layers": (lambda: Holder(layers.Dense(5), layers.Dense(5)), 25 + 30),
    "twins": (lambda: Twins(layers.Dense(5)), 25),
    "metric": (lambda: Observer(layers.Dense(5), layers.Dropout(0.5)), 25),
    "int8": (lambda: Holder(layers.Dense(5, dtype="int8_from_float32")), 25 + 5),
    "float8": (lambda: Holder(layers.Dense(5, dtype="float8_from_float32")), 25 + 3 * 1025),
    "own-lora": (OwnLora, 20 + 8 + 10),
}


@pytest.mark.parametrize(("make", "params"), RIGHT.values(), ids=RIGHT.keys())
def test_what_a_file_tells(make: Any, params: int, tmp_path: Path) -> None:
    layer = make()
    row = row_of(layer, tmp_path)
    assert row.basis == "stored"
    assert row.params == layer.count_params() == params


def test_a_table_of_frequencies_is_no_weight(tmp_path: Path) -> None:
    lookup = layers.IntegerLookup(
        vocabulary=[1, 2, 3], output_mode="tf_idf", idf_weights=[0.1, 0.2, 0.3]
    )
    layer = Holder(lookup, layers.Dense(5))
    row = row_of(layer, tmp_path, (3,), "int64")
    assert row.params == layer.count_params() == 25


@pytest.mark.parametrize(
    "settings",
    [{"lora_rank": 2}, {"inner": {"config": {"lora_rank": 2}}}, {"all": [{"lora_rank": 2}]}],
    ids=str,
)
def test_lora_is_merged_in_files(settings: Any, tmp_path: Path) -> None:
    row = row_of(Holder(layers.Dense(5, lora_rank=2), settings=settings), tmp_path)
    assert (row.basis, row.params) == ("unknown", None)
    assert "the matrices of LoRA merged" in row.notes[0]


@pytest.mark.parametrize("policy", ["gptq/4/3", "awq/4/3"])
def test_zero_points_are_not_in_files(policy: str, tmp_path: Path) -> None:
    kind: Any = dtype_policies.get(f"{policy}_from_float32")
    row = row_of(Holder(layers.Dense(5, dtype=kind)), tmp_path)
    assert (row.basis, row.params) == ("unknown", None)
    assert "leave out the zero points" in row.notes[0]


def test_matrices_of_one_shape_may_be_one(tmp_path: Path) -> None:
    row = row_of(Holder(layers.Dense(4), layers.Dense(4)), tmp_path)
    assert row.params == 40
    assert row.notes[0].endswith(
        "only the stored tensors are known, one that layers inside share once for each"
    )


def test_a_model_in_memory_is_counted() -> None:
    layer = Borrower(layers.Dense(5))
    inputs = keras.Input((6, 4))
    model = keras.Model(inputs, layer(inputs))
    assert rnnscope.explain(model).total == model.count_params() == 25


def test_spectral_normalization_of_a_layer_of_ones_own(tmp_path: Path) -> None:
    row = row_of(layers.SpectralNormalization(Scaled(5)), tmp_path)
    assert (row.basis, row.params) == ("unknown", None)
    assert "the kernel of the layer it wraps is not known" in row.notes[0]
    assert "files hold a weight that two layers have twice" in row.notes[0]


def test_a_layer_of_which_nothing_is_stored(tmp_path: Path) -> None:
    row = row_of(Holder(layers.ReLU()), tmp_path)
    assert (row.basis, row.params) == ("stored", 0)
    assert row.notes[0].endswith("no tensors are stored for it")


def test_a_variable_saved_under_a_name_is_counted(tmp_path: Path) -> None:
    config = sequential(
        entry("Dense", "d", units=2), custom("Own", "own"), custom("None", "bare"), shape=(None, 3)
    )
    tensors = {
        "layers/dense/vars/0": (3, 2),
        "layers/dense/vars/1": (2,),
        "layers/own/vars/mine": (20,),
        "layers/own/vars/more": (4, 5),
    }
    report = alone(write_keras(tmp_path / "m.keras", config, tensors))
    assert (report["own"].params, report["own"].basis) == (40, "stored")
    assert (report["bare"].params, report.verified) == (0, False)


def test_a_model_that_has_a_layers_kernel_too_is_not_counted_by_its_file(tmp_path: Path) -> None:
    class Both(keras.Model):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.inner = keras.layers.Dense(4)

        def build(self, shape: Any) -> None:
            self.inner.build(shape)
            self.kernel = self.inner.kernel
            self.built = True

        def call(self, x: Any) -> Any:
            return self.inner(x)

    model = Both()
    model.build((None, 5))
    model.save(tmp_path / "m.keras")
    report = alone(tmp_path / "m.keras")
    assert (report.total, report.verified) == (None, False)
    assert "may be that of a layer" in report.layers[-1].notes[-1]
    assert explain(model, summary=False).total == model.count_params() == 24
