"""Weights that are split over several files, with an index of them."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import keras
import pytest

from rnnscope.errors import UnreadableModelError
from tests.files import alone, weights, write_json

GROUP = "/layers/dense/vars"


def _index(weight_map: object, total_size: object = 32) -> dict[str, Any]:
    return {"metadata": {"total_size": total_size}, "weight_map": weight_map}


def test_what_keras_saves(tmp_path: Path) -> None:
    keras.utils.clear_session()  # names are counted from the start
    layers = [keras.layers.LSTM(8), keras.layers.Dense(40), keras.layers.Dense(40)]
    model = keras.Sequential([keras.Input((5, 4)), *layers])
    model.compile("adam", "mse")
    model.optimizer.build(model.trainable_variables)
    model.save_weights(tmp_path / "m.weights.json", max_shard_size=7000 / 2**30)
    assert len(list(tmp_path.glob("m_*.weights.h5"))) > 2
    report = alone(tmp_path / "m.weights.json")
    assert (report.total, report.format) == (model.count_params(), "sharded weights")
    assert report.optimizer == sum(math.prod(v.shape) for v in model.optimizer.variables)
    assert {(row.name, row.class_name, row.params) for row in report.layers} == {
        ("lstm", "LSTM", 416),
        ("dense", "Dense", 360),
        ("dense_1", "Dense", 1640),
    }


def test_variables_of_one_group_in_two_files(tmp_path: Path) -> None:
    (tmp_path / "a.h5").write_bytes(weights({"layers/dense/vars/0": (3, 2)}))
    (tmp_path / "b.h5").write_bytes(weights({"layers/dense/vars/1": (2,), "layers/x/vars/0": (9,)}))
    path = write_json(tmp_path / "m.weights.json", _index({GROUP: ["a.h5", "b.h5"]}))
    (row,) = alone(path).layers
    assert (row.name, row.class_name, row.params) == ("dense", "Dense", 8)


def test_a_variable_of_each_kind_is_counted_as_keras_does(tmp_path: Path) -> None:
    layers = [keras.layers.SeparableConv2D(8, 3), keras.layers.Dense(4, dtype="bfloat16")]
    model = keras.Sequential([keras.Input((16, 16, 8)), *layers, keras.layers.Dropout(0.5)])
    model.save_weights(tmp_path / "m.weights.json", max_shard_size=300 / 2**30)
    rows = {row.class_name: row.params for row in alone(tmp_path / "m.weights.json").layers}
    assert rows == {"SeparableConv2D": 144, "Dense": 36}


def test_weights_that_keras_could_not_save_to_the_end(tmp_path: Path) -> None:
    layers = [keras.layers.Dense(units) for units in (8, 16, 8, 100)]
    model = keras.Sequential([keras.Input((8,)), *layers])
    with pytest.raises(ValueError, match="exceeds the maximum shard size"):
        model.save_weights(tmp_path / "m.weights.json", max_shard_size=2**-20)
    with pytest.raises(UnreadableModelError) as caught:
        alone(tmp_path / "m.weights.json")
    told = "it counts 1,376 bytes of weights (total_size), and its files hold 864: saving them"
    assert caught.value.reason.startswith(f"{told} failed midway")


def test_weights_of_another_save_among_the_files(tmp_path: Path) -> None:
    (tmp_path / "a.h5").write_bytes(weights({"layers/dense/vars/0": (3, 3)}))
    path = write_json(tmp_path / "m.weights.json", _index({GROUP: "a.h5"}))
    with pytest.raises(UnreadableModelError, match=r"counts 32 bytes .* and its files hold 36:"):
        alone(path)


@pytest.mark.parametrize("total_size", [None, "32", True, float("inf")])
def test_an_index_that_does_not_say_how_much_there_is(tmp_path: Path, total_size: object) -> None:
    (tmp_path / "a.h5").write_bytes(weights({"layers/dense/vars/0": (3, 3)}))
    path = write_json(tmp_path / "m.weights.json", _index({GROUP: "a.h5"}, total_size))
    assert alone(path).total == 9


def test_keras_3_10_names_only_the_first_file_of_a_group(tmp_path: Path) -> None:
    files: list[dict[str, tuple[int, ...]]] = [
        {"layers/dense/vars/0": (3, 2)},
        {"layers/dense/vars/1": (2,), "layers/dense_1/vars/0": (2, 4)},
        {"layers/dense_1/vars/1": (4,)},
    ]
    for number, shapes in enumerate(files):
        (tmp_path / f"m_{number:05}.weights.h5").write_bytes(weights(shapes))
    named = {GROUP: "m_00000.weights.h5", "/layers/dense_1/vars": "m_00001.weights.h5"}
    path = write_json(tmp_path / "m.weights.json", _index(named, 80.0))
    assert {(row.name, row.params) for row in alone(path).layers} == {
        ("dense", 8),
        ("dense_1", 12),
    }
    (tmp_path / "m_00002.weights.h5").unlink()
    with pytest.raises(UnreadableModelError, match=r"counts 80 bytes .* and its files hold 64:"):
        alone(path)


@pytest.mark.parametrize(
    "name", ["../a.h5", "/etc/passwd", "x/a.h5", "..", ".", "", "x\\a.h5", "C:a"]
)
def test_only_files_beside_it_are_opened(tmp_path: Path, name: str) -> None:
    path = write_json(tmp_path / "m.weights.json", _index({GROUP: name}))
    with pytest.raises(UnreadableModelError, match="which is no file beside it"):
        alone(path)


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "b.h5").write_bytes(weights({"layers/dense/vars/0": (3, 2)}))
    (tmp_path / "a.h5").symlink_to("b.h5")
    path = write_json(tmp_path / "m.weights.json", _index({GROUP: "a.h5"}))
    with pytest.raises(UnreadableModelError, match=r"a\.h5 is a link, which is not followed"):
        alone(path)


@pytest.mark.parametrize(
    ("weight_map", "reason"),
    [
        ({GROUP: "gone.h5"}, "'gone.h5', with some of its weights, is not beside it"),
        ({GROUP: 3}, "weight_map./layers/dense/vars: expected a list, found 3"),
        ({GROUP: ["a.h5", 3]}, "weight_map./layers/dense/vars[1]: expected a text, found 3"),
        ([], "weight_map: expected an object, found list"),
        ({"a" * 4_001: "a.h5"}, "weight_map: a key: it has 4,001 characters, beyond the limit"),
        ({GROUP: "a" * 4_001}, "vars[0]: it has 4,001 characters, beyond the limit"),
        ({"/layers/other/vars": "a.h5"}, "layers/other/vars is in none of a.h5"),
        ({GROUP: ["a.h5", "copy.h5"]}, "a variable of layers/dense/vars is in two files"),
    ],
)
def test_what_is_refused(tmp_path: Path, weight_map: object, reason: str) -> None:
    for name in ("a.h5", "copy.h5"):
        (tmp_path / name).write_bytes(weights({"layers/dense/vars/0": (3, 2)}))
    with pytest.raises(UnreadableModelError) as caught:
        alone(write_json(tmp_path / "m.weights.json", _index(weight_map)))
    assert reason in caught.value.reason
