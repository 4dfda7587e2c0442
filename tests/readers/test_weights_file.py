"""A config in one file, its weights in another."""

from __future__ import annotations

from pathlib import Path

import keras
import pytest
from typer.testing import CliRunner

from rnnscope import UnreadableModelError
from rnnscope.cli import app
from tests.files import (
    MNIST,
    Config,
    Shape,
    alone,
    custom,
    entry,
    hdf5,
    old_entry,
    old_sequential,
    sequential,
    weights,
    whole_hdf5,
    write_json,
    write_lists,
)

DENSE = sequential(entry("Dense", "d", units=2), shape=(None, 3))
LISTS: dict[str, dict[str, Shape]] = {"d": {"d/kernel:0": (3, 2), "d/bias:0": (2,)}}


def _lists(path: Path, lists: dict[str, dict[str, Shape]]) -> Path:
    path.write_bytes(hdf5(lambda root: write_lists(root, lists)))
    return path


@pytest.mark.parametrize(
    ("config", "beside"),
    [
        ("model.json", "model.h5"),
        ("model.json", "model_weights.h5"),
        ("model.json", "model.weights.h5"),
        ("lstm_config.json", "lstm_weights.hdf5"),
        ("a_model.json", "a_weights.h5"),
    ],
)
def test_weights_beside_a_config_are_a_witness(tmp_path: Path, config: str, beside: str) -> None:
    _lists(tmp_path / beside, LISTS)
    report = alone(write_json(tmp_path / config, DENSE))
    assert report.weights == str(tmp_path / beside)
    assert (report.total, report.verified) == (8, True)


def test_the_file_that_is_named_is_taken(tmp_path: Path) -> None:
    _lists(tmp_path / "model.h5", {"d": {"d/kernel:0": (3, 9), "d/bias:0": (9,)}})
    other = _lists(tmp_path / "other.h5", LISTS)
    config = write_json(tmp_path / "model.json", DENSE)
    assert alone(config, weights=other).verified
    found = alone(config)
    assert [each.text for each in found.differences] == [
        "d: kernel: config implies (3, 2), file holds (3, 9)",
        "d: bias: config implies (2,), file holds (9,)",
    ]


def test_a_tree_of_keras_3_serves_as_well(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((5, 3)), keras.layers.LSTM(4), keras.layers.Dense(2)])
    (tmp_path / "m.json").write_text(model.to_json())
    model.save_weights(tmp_path / "m.weights.h5")
    report = alone(tmp_path / "m.json")
    assert (report.total, report.verified) == (model.count_params(), True)


def test_a_class_of_ones_own_is_counted_by_them(tmp_path: Path) -> None:
    config = sequential(custom("Binary", "b", units=2), shape=(None, 3))
    path = write_json(tmp_path / "m.json", config)
    assert alone(path).total is None
    _lists(tmp_path / "m_weights.h5", {"b": {"b/kernel:0": (3, 2)}})
    assert alone(path).total == 6


def test_keras_1_keeps_the_gates_apart(tmp_path: Path) -> None:
    lstm: Config = old_entry("LSTM", "l", output_dim=2, batch_input_shape=[None, 5, 3])
    arrays = [(f"l_{kind}_{gate}", shape) for gate in "icfo" for kind, shape in KERAS_1_LSTM]
    _lists(tmp_path / "m.h5", {"l": dict(arrays)})
    config = {**old_sequential(lstm), "keras_version": "1.2.2"}
    report = alone(write_json(tmp_path / "m.json", config))
    assert (report.total, report.verified) == (4 * (3 * 2 + 2 * 2 + 2), True)


@pytest.mark.parametrize("whole", [True, False])
def test_kernels_of_keras_1_are_turned_once(tmp_path: Path, whole: bool) -> None:
    layer = old_entry(
        "Convolution2D",
        "c",
        nb_filter=5,
        nb_row=3,
        nb_col=5,
        dim_ordering="th",
        batch_input_shape=[None, 3, 8, 8],
    )
    config = {**old_sequential(layer), "keras_version": "1.2.2"}
    lists: dict[str, dict[str, Shape]] = {"c": {"c_W": (5, 3, 3, 5), "c_b": (5,)}}
    if whole:
        (tmp_path / "m.h5").write_bytes(whole_hdf5(config, lists, "1.2.2"))
    else:
        _lists(tmp_path / "m.h5", lists)
    report = alone(write_json(tmp_path / "m.json", config))
    assert (report.total, report.verified) == (5 * 3 * 3 * 5 + 5, True)


KERAS_1_LSTM: tuple[tuple[str, Shape], ...] = (("W", (3, 2)), ("U", (2, 2)), ("b", (2,)))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"no model", "m.h5 beside it cannot be read (", id="no model"),
        pytest.param(
            weights({"layers/dense/vars/0": (3, 2), "layers/gru/vars/0": (3, 2)}),
            "m.h5 beside it has the weights of other layers",
            id="other layers",
        ),
    ],
)
def test_what_is_beside_it_by_chance_is_left(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "m.h5").write_bytes(content)
    report = alone(write_json(tmp_path / "m.json", DENSE))
    assert (report.total, report.weights) == (8, None)
    assert report.witnesses[0].reason.startswith(reason)


def test_a_link_beside_it_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "m.h5").symlink_to(_lists(tmp_path / "other.h5", LISTS))
    assert alone(write_json(tmp_path / "m.json", DENSE)).weights is None


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    config = write_json(tmp_path / "m.json", DENSE)
    with pytest.raises(UnreadableModelError, match="it has no weights, only a config"):
        alone(config, weights=write_json(tmp_path / "n.json", DENSE))
    with pytest.raises(UnreadableModelError, match="has weights of its own"):
        alone(MNIST, weights=_lists(tmp_path / "other.h5", LISTS))
    with pytest.raises(UnreadableModelError, match="there is no such file"):
        alone(config, weights=tmp_path / "missing.h5")


def test_the_option(tmp_path: Path) -> None:
    other = _lists(tmp_path / "other.h5", LISTS)
    config = write_json(tmp_path / "m.json", DENSE)
    arguments = ["explain", str(config), "--weights", str(other), "--no-summary"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0
    assert f"in {config}, weights in {other}" in " ".join(result.stdout.split())
    assert "✓ stored: agrees" in result.stdout
