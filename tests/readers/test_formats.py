"""What is no model is refused in one line, whatever it is."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from rnnscope.errors import RnnscopeError, UnreadableModelError
from rnnscope.model.parts import Model
from rnnscope.readers import read
from rnnscope.readers.directory_formats import DIRECTORIES
from rnnscope.readers.formats import file_readers
from tests.files import (
    MNIST,
    ROOT,
    Config,
    entry,
    functional,
    members_of,
    sequential,
    tensor,
    write_archive,
    write_json,
    write_keras,
)

DENSE = sequential(entry("Dense", "d", units=2), shape=(None, 3))
TENSORS = {"layers/dense/vars/0": (3, 2), "layers/dense/vars/1": (2,)}


def refused(source: object) -> str:
    """Return why a source is refused; the reason is one line, and has the source before it."""
    with pytest.raises(UnreadableModelError) as caught:
        read(source)
    assert "\n" not in caught.value.reason
    assert str(caught.value) == f"cannot read {caught.value.source}: {caught.value.reason}"
    return caught.value.reason


def _written(data: bytes) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        path.write_bytes(data)
        return path

    return write


def _made(make: Callable[[Path], object]) -> Callable[[Path], Path]:
    def write(path: Path) -> Path:
        make(path)
        return path

    return write


def _zip(members: dict[str, bytes]) -> Callable[[Path], Path]:
    return lambda path: write_archive(path, members)


def _twice(path: Path) -> Path:
    write_keras(path, DENSE, TENSORS)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("config.json", "{}")
    return path


def _encrypted(path: Path) -> Path:
    write_keras(path, DENSE, TENSORS)
    data = bytearray(path.read_bytes())
    data[data.rindex(b"PK\x01\x02", 0, data.rindex(b"config.json")) + 8] |= 1
    path.write_bytes(data)
    return path


def _bomb(path: Path) -> Path:
    members = {"config.json": b"[" + b"[]," * 9_999_999 + b"[]]"}
    return write_archive(path, members, zipfile.ZIP_DEFLATED)


def _cut(path: Path) -> Path:
    path.write_bytes(MNIST.read_bytes()[:50_000])
    return path


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        pytest.param(_made(Path.exists), "there is no such file", id="nothing"),
        pytest.param(_made(Path.mkdir), "a directory in which there is no model", id="a directory"),
        pytest.param(_made(os.mkfifo), "it is not a regular file", id="a pipe"),
        pytest.param(_made(lambda p: p.symlink_to("gone")), "no such file", id="a dead link"),
        pytest.param(_written(b""), "the file is empty", id="an empty file"),
        pytest.param(_written(b"hello"), "in no format that a Keras model", id="a text"),
        pytest.param(_written(b"\0" * 100), "in no format that a Keras model", id="zeros"),
        pytest.param(_written(b"\x89HDF\r\n\x1a\n"), "its weights: Unable to", id="hdf5"),
        pytest.param(_written(b"PK\x03\x04"), "it is no whole zip archive", id="half a header"),
        pytest.param(_cut, "it is no whole zip archive", id="half a model"),
        pytest.param(_zip({}), "it is a zip, but has no config.json", id="an empty zip"),
        pytest.param(_zip({"a.txt": b"x"}), "no config.json, so no Keras model", id="another zip"),
        pytest.param(_zip({"config.json": b"{"}), "config.json is not JSON", id="no JSON"),
        pytest.param(_zip({"config.json": b"\xff\xfe"}), "config.json is not JSON", id="no text"),
        pytest.param(
            _zip({"config.json": b"[" * 100_000}), "it is nested too deep", id="very deep JSON"
        ),
        pytest.param(
            _zip({"config.json": b"[" * 500 + b"]" * 500}),
            "beyond the limit json_nesting of 400, which --limit json_nesting=NUMBER raises",
            id="deep JSON",
        ),
        pytest.param(
            _zip({"config.json": b"1" * 5000}), "it has a number of 5000 digits", id="a long number"
        ),
        pytest.param(_zip({"config.json": b"3"}), "config: expected an object", id="a number"),
        pytest.param(
            _zip({"config.json": json.dumps(entry("Dense", "d", units=1)).encode()}),
            "a Dense is a layer, not a model",
            id="a layer",
        ),
        pytest.param(
            _zip({"config.json": b'{"class_name": "Mine", "config": {}}'}),
            "the config of 'Mine' lists no layers, and there are no weights",
            id="a class of its own, without weights",
        ),
        pytest.param(
            _zip({**members_of(MNIST), "metadata.json": b"nonsense"}),
            "metadata.json is not JSON",
            id="broken metadata",
        ),
        pytest.param(
            _zip({**members_of(MNIST), "model.weights.h5": b"nonsense"}),
            "its weights: ",
            id="broken weights",
        ),
        pytest.param(
            _zip({**members_of(MNIST), "model.weights.h5": b""}), "its weights: ", id="no weights"
        ),
        pytest.param(_twice, "two members named 'config.json'", id="a member twice"),
        pytest.param(_encrypted, "config.json is encrypted", id="encrypted"),
        pytest.param(
            lambda path: write_keras(path, DENSE, TENSORS, compression=zipfile.ZIP_BZIP2),
            "config.json is compressed in an unusual way",
            id="compressed as never seen",
        ),
        pytest.param(_bomb, "config.json is 30,000,001 bytes out of 29,185, beyond", id="a bomb"),
        pytest.param(_written(b"{"), "it is not JSON", id="half a JSON"),
        pytest.param(_written(b'"{"'), "it is not JSON", id="half a JSON in a JSON"),
        pytest.param(_written(b"[1]"), "it is no model config", id="a JSON list"),
        pytest.param(_written(b"{}"), "it has no class_name and no config", id="a JSON object"),
    ],
)
def test_bad_input(tmp_path: Path, make: Callable[[Path], Path], reason: str) -> None:
    assert reason in refused(make(tmp_path / "model.keras"))


@pytest.mark.parametrize("source", [None, 3, b"model.keras", ["a"], object()])
def test_what_is_neither_a_path_nor_a_model(source: object) -> None:
    assert refused(source) == "expected the path of a model file, or a keras.Model"


def test_a_file_that_is_cut_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "model.keras"
    for compression in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        data = write_keras(path, DENSE, TENSORS, compression=compression).read_bytes()
        for length in range(1, len(data), len(data) // 60):
            path.write_bytes(data[:length])
            refused(path)


def test_a_file_with_a_wrong_byte_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "model.keras"
    whole = write_keras(path, DENSE, TENSORS, compression=zipfile.ZIP_DEFLATED).read_bytes()
    outcomes = set()
    for place in range(0, len(whole), 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        outcomes.add(_outcome(path))
    assert outcomes == {Model, UnreadableModelError}


def _outcome(path: Path) -> type:
    try:
        return type(read(path))
    except RnnscopeError as error:
        return type(error)


def test_the_format_is_told_by_the_content(tmp_path: Path) -> None:
    odd = write_keras(tmp_path / "model.json", DENSE, TENSORS)
    assert read(odd).format == "keras"
    assert read(str(write_json(tmp_path / "model.keras", DENSE))).format == "json"


def test_layers_joined_in_a_circle_or_to_nothing(tmp_path: Path) -> None:
    from rnnscope.api import explain

    x = entry("InputLayer", "x", batch_shape=[None, 3])
    cases: dict[str, list[Config]] = {
        "its layers form a circle": [
            entry("Dense", "a", [tensor("b")], units=2),
            entry("Dense", "b", [tensor("a")], units=2),
        ],
        "takes an output of 'gone', which is not there": [
            entry("Dense", "a", [tensor("gone")], units=2)
        ],
        "takes an output of 'x', which is not there": [
            entry("Dense", "a", [tensor("x", call=7)], units=2)
        ],
    }
    for reason, layers in cases.items():
        config = functional(x, *layers, outputs=["a"])
        with pytest.raises(UnreadableModelError, match=reason):
            explain(write_json(tmp_path / "model.json", config))


FILES = {
    "Git LFS": b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n",
    "HTML page": b"\n<!DOCTYPE html><html>",
    "gzip": b"\x1f\x8b\x08\0",
    "it is an archive": b"a.txt".ljust(257, b"\0") + b"ustar",
    "TFLite": b"\x1c\0\0\0TFL3",
    "NumPy array": b"\x93NUMPY\x01\0",
    "pickle": b"\x80\x04\x95",
    "safetensors": b'\x40\0\0\0\0\0\0\0{"__metadata__"',
    "ONNX": b"\x08\x07\x12\x07pytorch",
    "TensorFlow graph": b"\x0a\x10\x0a\x01x\x12\x0bPlaceholder",
    "part of a SavedModel": b"\x08\x01\x12\x03abc",
}


@pytest.mark.parametrize("said", FILES)
def test_files_of_other_kinds_are_told(tmp_path: Path, said: str) -> None:
    path = tmp_path / "model.keras"
    path.write_bytes(FILES[said])
    assert said in refused(path)


def test_a_directory_says_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "sub.h5").mkdir()
    write_json(tmp_path / "b.json", DENSE)
    assert refused(tmp_path) == "it is a directory; name the file in it: 'b.json'"
    for name in ("a.keras", "c.h5", "d.YAML", "e.txt"):
        (tmp_path / name).touch()
    expected = (
        "it is a directory with 4 files that may be models ('a.keras', 'b.json', 'c.h5', ...)"
    )
    assert refused(tmp_path) == f"{expected}; name one"


def test_the_reference_lists_the_formats() -> None:
    text = (ROOT / "docs" / "reference" / "explain.md").read_text("utf-8")
    table = text[text.index("| what can be read |") :].split("\n\n")[0]
    told = [row.split("|")[2].strip(" `") for row in table.splitlines()[2:]]
    kinds = [kind for reader in file_readers() for kind in getattr(reader, "KINDS", (reader,))]
    assert sorted(told) == sorted({reader.FORMAT for reader in (*kinds, *DIRECTORIES)})
