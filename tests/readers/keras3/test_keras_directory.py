"""A model of Keras 3 as a directory."""

from __future__ import annotations

import json
from pathlib import Path

import keras
import pytest

from rnnscope.errors import UnreadableModelError
from tests.files import MNIST, alone, custom, members_of, weights

MEMBERS = members_of(MNIST)


def _unzipped(directory: Path, **others: bytes) -> Path:
    for name, data in {**MEMBERS, **others}.items():
        (directory / name).write_bytes(data)
    return directory


def test_what_keras_saves_agrees(tmp_path: Path) -> None:
    model = keras.models.load_model(MNIST)
    keras.saving.save_model(model, tmp_path / "model", zipped=False)
    report = alone(tmp_path / "model")
    assert (report.total, report.format, report.verified) == (21_386, "keras directory", True)
    assert report.keras_version == keras.__version__


def test_a_file_below_it_that_is_missing(tmp_path: Path) -> None:
    _unzipped(tmp_path)
    (tmp_path / "metadata.json").unlink()
    assert (alone(tmp_path).keras_version, alone(tmp_path).verified) == (None, True)
    (tmp_path / "model.weights.h5").unlink()
    stored = alone(tmp_path).witness("stored")
    assert stored is not None
    assert stored.reason == "the directory has neither model.weights.h5 nor model.weights.json"


@pytest.mark.parametrize("name", ["config.json", "metadata.json", "model.weights.h5"])
def test_links_are_not_followed(tmp_path: Path, name: str) -> None:
    directory = tmp_path / "model"
    directory.mkdir()
    _unzipped(directory)
    (directory / name).rename(tmp_path / name)
    (directory / name).symlink_to(tmp_path / name)
    with pytest.raises(UnreadableModelError, match=f"{name} is a link, which is not followed"):
        alone(directory)


def test_broken_files_are_named(tmp_path: Path) -> None:
    for name, reason in {
        "config.json": "config.json is not JSON",
        "metadata.json": "metadata.json is not JSON",
        "model.weights.h5": "its weights: ",
    }.items():
        _unzipped(tmp_path, **{name: b"nonsense"})
        with pytest.raises(UnreadableModelError, match=reason):
            alone(tmp_path)


def test_weights_in_several_files(tmp_path: Path) -> None:
    """As KerasHub writes a preset that is large."""
    shapes: dict[str, tuple[int, ...]] = {
        "layers/simple_rnn/cell/vars/0": (28, 128),
        "layers/simple_rnn/cell/vars/1": (128,) * 2,
    }
    shapes |= {"layers/simple_rnn/cell/vars/2": (128,)}
    dense: dict[str, tuple[int, ...]] = {
        "layers/dense/vars/0": (128, 10),
        "layers/dense/vars/1": (10,),
    }
    index = {
        "metadata": {"total_size": 85_544},
        "weight_map": {
            "/layers/simple_rnn/cell/vars": "model_00000.weights.h5",
            "/layers/dense/vars": ["model_00001.weights.h5"],
        },
    }
    for name in ("config.json", "metadata.json"):
        (tmp_path / name).write_bytes(MEMBERS[name])
    (tmp_path / "model_00000.weights.h5").write_bytes(weights(shapes))
    (tmp_path / "model_00001.weights.h5").write_bytes(weights(dense))
    (tmp_path / "model.weights.json").write_text(json.dumps(index))
    report = alone(tmp_path)
    assert (report.total, report.verified) == (21_386, True)
    (tmp_path / "model.weights.json").write_text("{}")
    with pytest.raises(UnreadableModelError, match="is no index of weights"):
        alone(tmp_path)


def test_a_class_of_its_own_without_weights(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps(custom("Mine", "mine")))
    with pytest.raises(UnreadableModelError, match="lists no layers, and there are no weights"):
        alone(tmp_path)


@pytest.mark.parametrize("name", ["config.json", "metadata.json", "model.weights.h5"])
def test_what_git_lfs_left_in_the_place_of_a_file_is_named(tmp_path: Path, name: str) -> None:
    _unzipped(tmp_path)
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12345\n"
    (tmp_path / name).write_text(pointer)
    with pytest.raises(UnreadableModelError, match=rf"{name}: it is a Git LFS pointer"):
        alone(tmp_path)
