"""What Keras does with a file whose weights stand elsewhere, and what is said of it."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from rnnscope import explain
from tests.files import edited

Edit = Callable[[Any], None]


def _named(group: str, key: str, *names: str) -> Edit:
    return lambda root: root[group].attrs.__setitem__(key, np.array(names, dtype="S"))


def _swapped(one: str, other: str) -> Edit:
    def edit(root: Any) -> None:
        root.move(one, "between")
        root.move(other, one)
        root.move("between", other)

    return edit


def _added(path: str) -> Edit:
    return lambda root: root.__setitem__(path, np.zeros(4, "float32"))


W = "model_weights"
LSTM = ("m/lstm/lstm_cell/kernel", "m/lstm/lstm_cell/recurrent_kernel", "m/lstm/lstm_cell/bias")
# What is done to the file, and whether Keras loads every weight as it was.
LEGACY: dict[str, tuple[Edit, bool]] = {
    "layers reversed": (_named(W, "layer_names", "d3", "d2", "d1", "lstm"), False),
    "layers of one shape swapped": (_named(W, "layer_names", "lstm", "d2", "d1", "d3"), False),
    "a layer that is not there": (_named(W, "layer_names", "lstm", "d1", "d2", "d3", "x"), False),
    "groups of one shape swapped": (_swapped(f"{W}/d1", f"{W}/d2"), False),
    "weights of one shape swapped": (
        _named(f"{W}/lstm", "weight_names", LSTM[1], LSTM[0], LSTM[2]),
        False,
    ),
    "weights of two shapes swapped": (
        _named(f"{W}/d1", "weight_names", "m/d1/bias", "m/d1/kernel"),
        False,
    ),
    "one weight for two": (_named(f"{W}/lstm", "weight_names", LSTM[0], LSTM[0], LSTM[2]), False),
    "a weight that is not there": (lambda root: root.__delitem__(f"{W}/d2/m/d2/bias"), False),
    "a group that is not there": (lambda root: root.__delitem__(f"{W}/d2"), False),
    "a tensor at the root": (_added("x"), True),
    "a tensor in a layer that is not listed": (_added(f"{W}/d1/x"), True),
}
TREE: dict[str, tuple[Edit, bool]] = {
    "groups of one shape swapped": (_swapped("layers/dense", "layers/dense_1"), False),
    "groups of two shapes swapped": (_swapped("layers/dense", "layers/dense_2"), False),
    "a group called otherwise": (lambda root: root.move("layers/dense", "layers/dense_9"), False),
    "a tensor of the model's own": (_added("vars/0"), False),
    "one tensor more in a layer": (_added("layers/dense/vars/2"), False),
    "one tensor in a layer without any": (_added("layers/lstm/vars/0"), False),
    "a tensor at the root": (_added("x"), True),
    "a group of no layer": (_added("layers/x/vars/0"), True),
    "a group in a layer": (_added("layers/dense/x/vars/0"), True),
}


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    """Save a model in both forms, each of whose numbers is another."""
    import keras

    layers = [keras.layers.LSTM(4, name="lstm")]
    layers += [keras.layers.Dense(units, name=f"d{i}") for i, units in ((1, 4), (2, 4), (3, 2))]
    model = keras.Sequential([keras.Input((5, 4)), *layers], name="m")
    for number, weight in enumerate(model.weights):
        weight.assign(np.arange(weight.numpy().size).reshape(weight.shape) + 100 * number)
    folder = tmp_path_factory.mktemp("places")
    model.save(folder / "m.keras")
    model.save(folder / "m.h5")
    return folder, model.get_weights()


def _is_loaded(path: Path, weights: list[Any]) -> bool:
    """Tell whether Keras loads a file, and each weight of it into its own variable."""
    import keras

    try:
        found = keras.models.load_model(path, compile=False).get_weights()
    except (ValueError, KeyError, TypeError):
        return False
    return all(np.array_equal(one, other) for one, other in zip(weights, found, strict=True))


def _holds(path: Path, weights: list[Any], *, loads: bool) -> None:
    assert _is_loaded(path, weights) is loads
    report = explain(path)
    assert (report.differences == ()) is loads
    assert not loads or any("Keras does not load it" in note for note in report.notes)


@pytest.mark.parametrize("name", LEGACY)
def test_a_legacy_file_is_held_to_its_order(
    model: tuple[Path, list[Any]], tmp_path: Path, name: str
) -> None:
    folder, weights = model
    edit, loads = LEGACY[name]
    path = Path(shutil.copy(folder / "m.h5", tmp_path))
    with h5py.File(path, "r+") as root:
        edit(root)
    _holds(path, weights, loads=loads)


@pytest.mark.parametrize("name", TREE)
def test_a_tree_is_held_to_its_groups(
    model: tuple[Path, list[Any]], tmp_path: Path, name: str
) -> None:
    folder, weights = model
    edit, loads = TREE[name]
    _holds(edited(folder / "m.keras", tmp_path / "m.keras", edit), weights, loads=loads)


def test_the_files_as_they_were_saved_agree(model: tuple[Path, list[Any]]) -> None:
    folder, _ = model
    for name in ("m.keras", "m.h5"):
        report = explain(folder / name)
        assert (report.differences, report.notes, report.verified) == ((), (), True)


@pytest.mark.parametrize("size", [512, 8192, 2**20])
def test_a_user_block_before_the_file_is_legal(
    model: tuple[Path, list[Any]], tmp_path: Path, size: int
) -> None:
    folder, _ = model
    with zipfile.ZipFile(folder / "m.keras") as archive:
        weights = io.BytesIO(archive.read("model.weights.h5"))
    path = tmp_path / "m.weights.h5"
    with h5py.File(weights) as source, h5py.File(path, "w", userblock_size=size) as target:
        for name in source:
            source.copy(name, target)
    assert explain(path).total == explain(folder / "m.keras").total


ATTENTION, BOTH = "layers/multi_head_attention", "layers/bidirectional"
LISTED = ("query/kernel", "query/bias", "key/kernel", "key/bias", "value/kernel", "value/bias")


@pytest.fixture(scope="module")
def parted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    """Save a model whose layers have parts of one shape in themselves."""
    import keras

    inputs = keras.Input((5, 4))
    x = keras.layers.MultiHeadAttention(2, 2, name="a")(inputs, inputs)
    model = keras.Model(inputs, keras.layers.Bidirectional(keras.layers.LSTM(2), name="b")(x))
    for number, weight in enumerate(model.weights):
        weight.assign(np.arange(weight.numpy().size).reshape(weight.shape) + 100 * number)
    folder = tmp_path_factory.mktemp("parts")
    model.save(folder / "m.keras")
    model.save(folder / "m.h5")
    return folder, model.get_weights()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{ATTENTION}/query_dense", f"{ATTENTION}/key_dense"),
        (f"{ATTENTION}/key_dense", f"{ATTENTION}/value_dense"),
        (f"{BOTH}/forward_layer", f"{BOTH}/backward_layer"),
    ],
)
def test_parts_of_a_layer_that_are_swapped_are_found(
    parted: tuple[Path, list[Any]], tmp_path: Path, one: str, other: str
) -> None:
    folder, weights = parted
    assert explain(folder / "m.keras").verified
    path = edited(folder / "m.keras", tmp_path / "m.keras", _swapped(one, other))
    assert not _is_loaded(path, weights)
    assert explain(path).differences


@pytest.mark.parametrize(("one", "other"), [(0, 2), (1, 3), (2, 4), (1, 5)])
def test_names_in_the_list_of_attention_that_are_swapped_are_found(
    parted: tuple[Path, list[Any]], tmp_path: Path, one: int, other: int
) -> None:
    folder, weights = parted
    assert explain(folder / "m.h5").verified
    path = Path(shutil.copy(folder / "m.h5", tmp_path))
    with h5py.File(path, "r+") as root:
        names = list(root[f"{W}/a"].attrs["weight_names"])
        assert [name.partition("/")[2] for name in names[:6]] == list(LISTED)
        names[one], names[other] = names[other], names[one]
        root[f"{W}/a"].attrs["weight_names"] = np.array(names, dtype="S")
    assert not _is_loaded(path, weights)
    assert explain(path).differences


def test_layers_of_two_models_that_are_swapped_are_found(tmp_path: Path) -> None:
    import keras

    inner = keras.Sequential([keras.layers.Dense(4, name="b")], name="inner")
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4, name="a"), inner])
    for number, weight in enumerate(model.weights):
        weight.assign(np.full(weight.shape, number))
    model.save(tmp_path / "m.keras")
    assert explain(tmp_path / "m.keras").verified
    swap = _swapped("layers/dense", "layers/sequential/layers/dense")
    path = edited(tmp_path / "m.keras", tmp_path / "n.keras", swap)
    assert not _is_loaded(path, model.get_weights())
    assert [difference.layer for difference in explain(path).differences] == ["a", "inner.b"]
