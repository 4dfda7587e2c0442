"""Layers whose weights only a payload knows: what is stored is shown, the rest is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import pytest
from keras import layers

from rnnscope.report.report import LayerReport, Report
from tests.files import alone, entry, functional, sequential, tensor, write_json, write_keras

FOREIGN: list[tuple[str, dict[str, Any], str]] = [
    ("TFSMLayer", {"filepath": "no/such/place"}, "its weights are those of a SavedModel"),
    ("JaxLayer", {"call_fn": None, "init_fn": None}, "its weights are those of JAX code"),
    ("FlaxLayer", {"module": None, "method": None}, "its weights are those of JAX code"),
    ("TorchModuleWrapper", {"module": "UEsDBA=="}, "its weights are those of a PyTorch module"),
]
GROUPS = {
    "TFSMLayer": "tfsm_layer",
    "JaxLayer": "jax_layer",
    "FlaxLayer": "flax_layer",
    "TorchModuleWrapper": "torch_module_wrapper",
}
foreign = pytest.mark.parametrize(
    ("class_name", "settings", "reason"), FOREIGN, ids=[name for name, *_ in FOREIGN]
)


def config(class_name: str, settings: dict[str, Any]) -> dict[str, Any]:
    return sequential(
        entry(class_name, "foreign", **settings),
        entry("Dense", "dense", units=2),
        shape=(None, 4),
    )


@foreign
def test_no_number_without_the_payload(
    class_name: str, settings: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    report = alone(write_json(tmp_path / "m.json", config(class_name, settings)))
    row = report["foreign"]
    assert (row.basis, row.params, row.trainable, row.outputs) == ("unknown", None, None, None)
    assert (row.formula, row.numbers, row.weights) == ("?", "?", ())
    assert row.notes[0].startswith(reason)
    assert row.notes[0].endswith("its count is not known")
    assert (report.total, report.verified) == (None, False)


@foreign
def test_what_is_stored_of_it_is_shown(
    class_name: str, settings: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    group = f"layers/{GROUPS[class_name]}"
    shapes = {f"{group}/vars/0": (4, 3), f"{group}/vars/1": (3,)}
    dense = {"layers/dense/vars/0": (3, 2), "layers/dense/vars/1": (2,)}
    path = write_keras(tmp_path / "m.keras", config(class_name, settings), {**shapes, **dense})
    report = alone(path)
    row = report["foreign"]
    assert (row.basis, row.params, row.trainable) == ("stored", 15, None)
    assert [weight.shape for weight in row.weights] == [(4, 3), (3,)]
    assert row.notes[0].startswith(reason)
    assert row.notes[0].endswith("only the stored tensors are known")
    assert (report.total, report.trainable, report.verified) == (23, None, False)


@foreign
def test_what_comes_after_it_has_its_shape_on_record(
    class_name: str, settings: dict[str, Any], reason: str, tmp_path: Path
) -> None:
    model = functional(
        entry("InputLayer", "x", batch_shape=[None, 4]),
        entry(class_name, "foreign", [tensor("x", (None, 4))], **settings),
        entry("Dense", "dense", [tensor("foreign", (None, 3))], units=2),
        outputs=["dense"],
    )
    report = alone(write_json(tmp_path / "m.json", model))
    assert (report["foreign"].params, report["dense"].params, report.total) == (None, 8, None)
    assert report["foreign"].output_shape == (None, 3)


@pytest.fixture(scope="module")
def saved_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export a model of 12 + 3 + 6 weights that are trained, and 6 that are not."""
    path = tmp_path_factory.mktemp("exported") / "model"
    inside = [layers.Dense(3), layers.BatchNormalization()]
    keras.Sequential([keras.Input((4,)), *inside]).export(path, verbose=False)
    return path


def test_a_real_saved_model(saved_model: Path, tmp_path: Path) -> None:
    foreign = layers.TFSMLayer(str(saved_model), call_endpoint="serve", name="foreign")
    model = keras.Sequential([keras.Input((4,)), foreign, layers.Dense(2, name="dense")])
    model.save(tmp_path / "m.keras")
    (tmp_path / "m.json").write_text(model.to_json(), encoding="utf-8")
    stored, live = alone(tmp_path / "m.keras"), alone(model)
    for report in (stored, live):
        assert _of_row(report) == ("stored", 27, [(4, 3), *[(3,)] * 5])
        assert report.total == model.count_params() == 35
        assert not report.differences
        assert not report.verified
    assert (stored["foreign"].trainable, live["foreign"].trainable) == (None, 21)
    assert alone(tmp_path / "m.json")["foreign"].params is None


def _of_row(report: Report) -> tuple[str, int | None, list[tuple[int, ...]]]:
    row: LayerReport = report["foreign"]
    return row.basis, row.params, [weight.shape for weight in row.weights]
