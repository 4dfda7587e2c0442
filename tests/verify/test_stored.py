"""The stored tensors as a witness: whatever does not fit is found, and named to the weight."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rnnscope.algebra.expr import symbol
from rnnscope.api import explained
from rnnscope.report.report import LayerReport, Report
from rnnscope.verify import stored
from tests.files import (
    MNIST,
    SENTIMENT,
    alone,
    custom,
    edited,
    entry,
    functional,
    members_of,
    replaced,
    sequential,
    tensor,
    write_archive,
    write_json,
    write_keras,
)

TENSORS = {"layers/dense/vars/0": (3, 2), "layers/dense/vars/1": (2,)}


def findings(report: Report) -> list[str]:
    return [difference.text for difference in report.differences]


@pytest.mark.parametrize(
    ("path", "shape", "finding"),
    [
        ("layers/gru/cell/vars/2", (24,), "gru: bias: config implies (2, 24), file holds (24,)"),
        (
            "layers/gru/cell/vars/0",
            (33, 24),
            "gru: kernel: config implies (32, 24), file holds (33, 24)",
        ),
        (
            "layers/gru/cell/vars/1",
            None,
            "gru: recurrent_kernel: config implies (8, 24), file holds nothing",
        ),
        (
            "layers/bidirectional/backward_layer/cell/vars/1",
            (64, 16),
            "bidirectional.backward_layer: recurrent_kernel: config implies (16, 64), file holds "
            "(64, 16)",
        ),
        (
            "layers/embedding/vars/0",
            (8000,),
            "embedding: embeddings: config implies (500, 16), file holds (8000,)",
        ),
        (
            "layers/batch_normalization/vars/3",
            (9,),
            "batch_normalization: moving_variance: config implies (8,), file holds (9,)",
        ),
        ("layers/dense/vars/1", (), "sentiment: bias: config implies (1,), file holds ()"),
    ],
)
def test_a_wrong_weight_in_the_file(
    tmp_path: Path, path: str, shape: tuple[int, ...] | None, finding: str
) -> None:
    report = alone(edited(SENTIMENT, tmp_path / "m.keras", lambda h5: replaced(h5, path, shape)))
    assert findings(report) == [finding]
    assert not report.verified
    layer = finding.partition(":")[0].partition(".")[0]
    witness = report.witness("stored")
    assert witness is not None
    differing = {row.path for row in report.layers if witness.verdict(*row.paths) == "differs"}
    assert differing == {layer}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('"units": 128', '"units": 129', ["kernel", "recurrent_kernel", "bias", "kernel"]),
        ('"units": 10,', '"units": 11,', ["kernel", "bias"]),
        ('"use_bias": true', '"use_bias": false', ["layers/dense/vars/1", "cell/vars/2"]),
        ("[null, 28, 28]", "[null, 28, 27]", ["kernel"]),
        ('"class_name": "SimpleRNN"', '"class_name": "LSTM"', ["kernel", "bias"]),
    ],
)
def test_a_wrong_setting_in_the_config(
    tmp_path: Path, old: str, new: str, found: list[str]
) -> None:
    members = members_of(MNIST)
    config = members["config.json"].decode()
    assert old in config
    changed = {**members, "config.json": config.replace(old, new).encode()}
    report = alone(write_archive(tmp_path / "m.keras", changed))
    subjects = [difference.subject for difference in report.differences]
    for subject in found:
        assert any(each.endswith(subject) for each in subjects)
    assert not report.verified


def _with_formula(
    report: Report, name: str, change: Callable[[LayerReport], LayerReport]
) -> Report:
    layers = tuple(change(row) if row.name == name else row for row in report.layers)
    return replace(report, layers=layers)


def _wider(row: LayerReport) -> LayerReport:
    kernel, *rest = row.weights
    wider = replace(kernel, symbolic_shape=(*kernel.symbolic_shape[:-1], symbol("units", 11)))
    return replace(row, weights=(wider, *rest))


def _less(row: LayerReport) -> LayerReport:
    return replace(row, weights=row.weights[:-1])


def _swapped(row: LayerReport) -> LayerReport:
    kernel, bias = row.weights
    return replace(row, weights=(replace(bias, index=0), replace(kernel, index=1)))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (_wider, ["dense: kernel: config implies (128, 11), file holds (128, 10)"]),
        (_less, ["dense: layers/dense/vars/1: config implies no such weight, file holds (10,)"]),
        (
            _swapped,  # the sum is right, the shapes are not
            [
                "dense: bias: config implies (10,), file holds (128, 10)",
                "dense: kernel: config implies (128, 10), file holds (10,)",
            ],
        ),
    ],
)
def test_a_wrong_formula(change: Callable[[LayerReport], LayerReport], found: list[str]) -> None:
    model, report = explained(MNIST)
    wrong = _with_formula(report, "dense", change)
    assert findings(wrong.with_witness(stored.witness(wrong, model))) == found


@pytest.mark.parametrize(
    ("shape", "found"),
    [
        ([None, 3], []),
        ([7, None], []),
        ([None, 4], ["d: input shape: config implies (None, 3), file holds (None, 4)"]),
        ([None, 5, 3], []),  # Keras takes it: the weights are the same
        ([None, 5, 4], ["d: input shape: config implies (None, 3), file holds (None, 5, 4)"]),
    ],
)
def test_input_shapes_on_record(tmp_path: Path, shape: list[int | None], found: list[str]) -> None:
    layer = {**entry("Dense", "d", units=2), "build_config": {"input_shape": shape}}
    config = sequential(layer, shape=(None, 3))
    assert findings(alone(write_keras(tmp_path / "m.keras", config, TENSORS))) == found


def test_tensors_that_belong_to_no_layer_of_a_nested_model(tmp_path: Path) -> None:
    inner = sequential(entry("Dense", "d", units=2), name="inner")
    config = sequential(inner, shape=(None, 3))
    inside = {f"layers/sequential/{path}": shape for path, shape in TENSORS.items()}
    path = tmp_path / "m.keras"
    assert findings(alone(write_keras(path, config, inside))) == []
    beside = "layers/sequential/layers/dense_1/vars/0"
    report = alone(write_keras(path, config, {**inside, beside: (7, 7)}))
    assert findings(report) == []
    assert report.notes[-1].endswith(f"Keras does not load it: {beside}.")
    more = {**inside, "layers/sequential/vars/0": (7, 7)}
    assert findings(alone(write_keras(path, config, more))) == [
        "inner: layers/sequential/vars/0: config implies no such weight, file holds (7, 7)"
    ]


def test_a_layer_known_only_by_its_tensors_is_no_witness(tmp_path: Path) -> None:
    config = sequential(custom("Odd", "odd"), shape=(None, 3))
    path = write_keras(tmp_path / "m.keras", config, {"layers/odd/vars/0": (5, 5)})
    report = alone(path)
    witness = report.witness("stored")
    assert witness is not None
    assert (report["odd"].params, report["odd"].basis) == (25, "stored")
    assert not witness.spoke
    assert witness.reason == stored.STORED_ONLY
    assert not report.verified
    beside = sequential(custom("Odd", "odd"), entry("Dropout", "dropout"), shape=(None, 3))
    report = alone(write_keras(path, beside, {"layers/odd/vars/0": (5, 5)}))
    assert not report.verified


@pytest.mark.parametrize(
    ("tensors", "reason"),
    [(None, "the archive has no model.weights.h5"), ({}, None)],
    ids=["no weights file", "an empty weights file"],
)
def test_weights_that_are_missing(
    tmp_path: Path, tensors: dict[str, Any] | None, reason: str | None
) -> None:
    config = sequential(entry("Dense", "d", units=2), shape=(None, 3))
    report = alone(write_keras(tmp_path / "m.keras", config, tensors))
    witness = report.witness("stored")
    assert witness is not None
    assert report.total == 8
    assert not report.verified
    if reason is not None:
        assert (witness.spoke, witness.reason) == (False, reason)
    else:
        assert [d.found for d in witness.differences] == ["nothing", "nothing"]


def test_a_model_with_npz_weights_says_it_has_none_to_read(tmp_path: Path) -> None:
    members = members_of(MNIST)
    members["model.weights.npz"] = members.pop("model.weights.h5")
    report = alone(write_archive(tmp_path / "m.keras", members))
    assert report.total == 21_386
    assert not report.verified


def test_shared_layers_are_stored_once(tmp_path: Path) -> None:
    config = functional(
        entry("InputLayer", "x", batch_shape=[None, 3]),
        entry("Dense", "d", [tensor("x")], [tensor("d")], units=3),
        outputs=["d"],
    )
    config["config"]["output_layers"] = [["d", 1, 0]]
    tensors = {"layers/dense/vars/0": (3, 3), "layers/dense/vars/1": (3,)}
    report = alone(write_keras(tmp_path / "m.keras", config, tensors))
    assert (report.total, report.verified) == (12, True)


def test_an_object_met_twice_is_counted_once(tmp_path: Path) -> None:
    shared = {**entry("Dense", "d", units=3), "shared_object_id": 7}
    one = sequential(shared, name="one")
    two = sequential(shared, name="two")
    config = sequential(one, two, shape=(None, 3))
    tensors = {
        "layers/sequential/layers/dense/vars/0": (3, 3),
        "layers/sequential/layers/dense/vars/1": (3,),
    }
    report = alone(write_keras(tmp_path / "m.keras", config, tensors))
    assert report["two.d"].shared_with == "one.d"
    assert (report.total, report.differences) == (12, ())


def test_a_class_of_its_own_is_known_by_its_groups(tmp_path: Path) -> None:
    config = {"module": "mine", "class_name": "Mine", "config": {"name": "mine"}}
    tensors = {"layers/dense/vars/0": (3, 2), "rnn/cell/vars/0": (4, 4), "vars/0": (5,)}
    report = alone(write_keras(tmp_path / "m.keras", config, tensors))
    rows = {row.path: (row.params, row.basis) for row in report.layers}
    assert rows == {
        "layers/dense": (6, "stored"),
        "rnn": (16, "stored"),
        "mine (the model's own)": (5, "stored"),
    }
    assert not report.verified


def test_a_config_has_nothing_stored(tmp_path: Path) -> None:
    path = write_json(tmp_path / "m.json", json.loads(members_of(MNIST)["config.json"]))
    witness = alone(path).witness("stored")
    assert witness is not None
    assert witness.reason == "a config has no weights"


@pytest.mark.parametrize(
    ("dtype", "finding"),
    [
        ("int32", "simple_rnn: kernel dtype: config implies float32, file holds int32"),
        ("bool", "simple_rnn: kernel dtype: config implies float32, file holds bool"),
        ("S4", "simple_rnn: kernel dtype: config implies float32, file holds |S4"),
        ("float16", None),
        ("float64", None),
    ],
)
def test_numbers_of_another_kind_are_found(tmp_path: Path, dtype: str, finding: str | None) -> None:
    def change(root: Any) -> None:
        shape = root["layers/simple_rnn/cell/vars/0"].shape
        del root["layers/simple_rnn/cell/vars/0"]
        root.create_dataset("layers/simple_rnn/cell/vars/0", shape, dtype)

    report = alone(edited(MNIST, tmp_path / "m.keras", change))
    assert findings(report) == ([finding] if finding else [])


@pytest.mark.parametrize("rows", [5, 7])
def test_a_size_that_was_read_from_it_is_not_verified_by_it(rows: int, tmp_path: Path) -> None:
    """Behind a Lambda nothing says what flows in: whatever is stored would agree with itself."""
    layers = [
        entry("Dense", "dense", units=2),
        entry("Lambda", "odd", function="f"),
        entry("Bidirectional", "both", layer=entry("LSTM", "lstm", units=4)),
    ]
    inside = {"0": (rows, 16), "1": (4, 16), "2": (16,)}
    ways = ("forward_layer", "backward_layer")
    behind = {f"layers/bidirectional/{w}/cell/vars/{n}": s for w in ways for n, s in inside.items()}
    path = tmp_path / "m.keras"
    write_keras(path, sequential(*layers, shape=(None, 3)), TENSORS | behind)
    report = alone(path)
    assert report["both.forward_layer"].symbols[-1].value == rows
    assert findings(report) == []
    assert report.witnesses[0].covered == {"dense", "odd"}
    assert not report.verified
