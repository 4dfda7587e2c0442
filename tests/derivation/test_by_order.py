"""Weights of another session: Keras loads a legacy file by order and not by name."""

from __future__ import annotations

from pathlib import Path

import h5py
import keras
import numpy as np
import pytest
from keras import layers as L  # noqa: N812

from tests.files import alone


def _inner(name: str, first: int) -> keras.Model:
    inputs = keras.Input((4,))
    x = L.BatchNormalization(name=f"norm_{first}")(L.Dense(4, name=f"dense_{first}")(inputs))
    return keras.Model(inputs, L.Dense(4, name=f"dense_{first + 1}")(x), name=name)


def _model(first: int, units: int = 3) -> keras.Model:
    """Make the same layers, numbered from another number on, as a later session does."""
    inputs = keras.Input((5, 4), name="inputs")
    cells = [L.LSTMCell(4, name=f"cell_{first}"), L.GRUCell(4, name=f"cell_{first + 1}")]
    cells[0].trainable = False
    x = L.RNN(cells, return_sequences=True, name=f"rnn_{first}")(inputs)
    x = L.Bidirectional(L.LSTM(2, name=f"lstm_{first}"), name=f"bidirectional_{first}")(x)
    x = L.Dense(4, name=f"dense_{first + 5}")(x)
    x = _inner(f"inner_{first}", first + 8)(x)
    stack = [L.Dense(4, name=f"dense_{first + 6}"), L.Dense(2, name=f"dense_{first + 7}")]
    x = keras.Sequential([keras.Input((4,)), *stack], name=f"sequential_{first}")(x)
    return keras.Model(inputs, L.Dense(units, name=f"dense_{first + 1}")(x), name="m")


def _files(folder: Path, config: keras.Model, weights: keras.Model) -> tuple[Path, Path]:
    (folder / "config.json").write_text(config.to_json())
    weights.save(folder / "weights.h5")
    return folder / "config.json", folder / "weights.h5"


@pytest.mark.parametrize("first", [1, 40])
def test_a_file_with_other_names_is_paired_by_order(tmp_path: Path, first: int) -> None:
    config, weights = _files(tmp_path, _model(first), other := _model(0))
    loaded = keras.models.model_from_json(config.read_text())
    loaded.load_weights(weights)
    pairs = zip(loaded.weights, other.weights, strict=True)
    assert all(np.array_equal(one, another) for one, another in pairs)
    report = alone(config, weights=weights)
    assert report.total == loaded.count_params()
    assert (report.differences, report.verified) == ((), True)


def test_a_layer_that_was_renamed_in_the_file_is_paired_by_order(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((4,)), L.Dense(4, name="a"), L.Dense(3, name="b")])
    model.save(path := tmp_path / "m.h5")
    with h5py.File(path, "r+") as root:
        root["model_weights"].move("a", "x")
        root["model_weights"].attrs["layer_names"] = np.array(["x", "b"], dtype="S")
    keras.models.load_model(path, compile=False)
    assert alone(path).verified


def test_what_keras_refuses_stays_a_finding(tmp_path: Path) -> None:
    config, weights = _files(tmp_path, _model(3, units=7), _model(0))
    with pytest.raises(ValueError, match="expects shape"):
        keras.models.model_from_json(config.read_text()).load_weights(weights)
    found = [difference.text for difference in alone(config, weights=weights).differences]
    assert found == [
        "dense_4: kernel: config implies (2, 7), file holds (2, 3)",
        "dense_4: bias: config implies (7,), file holds (3,)",
    ]


def test_more_lists_than_layers_stay_a_finding(tmp_path: Path) -> None:
    small = keras.Sequential([keras.Input((4,)), L.Dense(4, name="c")])
    large = keras.Sequential([keras.Input((4,)), L.Dense(4, name="a"), L.Dense(4, name="b")])
    config, weights = _files(tmp_path, small, large)
    with pytest.raises(ValueError, match="Layer count mismatch"):
        keras.models.model_from_json(config.read_text()).load_weights(weights)
    assert alone(config, weights=weights).differences


def _spectral() -> keras.Model:
    layers = [L.SpectralNormalization(L.Dense(4, name="d"), name="s"), L.Dense(2, name="e")]
    return keras.Sequential([keras.Input((4,)), *layers], name="m")


@pytest.mark.parametrize("frozen", ["", "inside", "whole"])
def test_a_wrapper_holds_the_kernel_before_what_is_its_own(tmp_path: Path, frozen: str) -> None:
    model = _spectral()
    wrapper = model.get_layer("s")
    if frozen:
        (wrapper if frozen == "whole" else wrapper.layer).trainable = False
    model.save(path := tmp_path / "m.h5")
    keras.models.load_model(path, compile=False)
    assert alone(path).verified
    with h5py.File(path, "r+") as root:
        names = list(root["model_weights/s"].attrs["weight_names"])
        names[1], names[2] = names[2], names[1]  # the bias and the vector
        root["model_weights/s"].attrs["weight_names"] = np.array(names, dtype="S")
    with pytest.raises(ValueError, match="expects shape"):
        keras.models.load_model(path, compile=False)
    assert alone(path).differences


def test_a_weight_that_was_renamed_in_the_file_is_paired_by_order(tmp_path: Path) -> None:
    _spectral().save(path := tmp_path / "m.h5")
    with h5py.File(path, "r+") as root:
        group = root["model_weights/s"]
        names = list(group.attrs["weight_names"])
        group.move(names[0], "x")
        group.attrs["weight_names"] = np.array(["x", *names[1:]], dtype="S")
    keras.models.load_model(path, compile=False)
    assert alone(path).verified


def test_a_model_frozen_in_another_way_than_its_config_says_is_found(tmp_path: Path) -> None:
    inner = keras.Sequential([L.Dense(4, name="d"), L.Dense(2, name="e")], name="inner")
    model = keras.Sequential([keras.Input((4,)), inner])
    inner.trainable = False
    inner.layers[1].trainable = True
    model.save(path := tmp_path / "m.h5")
    with pytest.raises(ValueError, match="expects shape"):
        keras.models.load_model(path, compile=False)
    assert alone(path).differences
