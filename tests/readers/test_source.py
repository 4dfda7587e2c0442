"""What is asked before a model is read: which reader is surest of a source."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from rnnscope.errors import UnreadableModelError
from rnnscope.model.parts import Model
from rnnscope.readers import hdf5_models
from rnnscope.readers.directory_formats import DIRECTORIES
from rnnscope.readers.formats import file_readers
from rnnscope.readers.keras3 import keras_archive
from rnnscope.readers.source import Confidence, Source, surest
from rnnscope.readers.text import json_file, model_yaml
from rnnscope.untrusted.limits import applied
from tests.files import MNIST


@dataclass
class Sure:
    """A reader that is as sure as it was told to be."""

    confidence: Confidence
    FORMAT: str = "any"
    asked: list[Source] = field(default_factory=list)

    def sniff(self, source: Source) -> Confidence:
        self.asked.append(source)
        return self.confidence

    def read(self, source: Source) -> Model:
        raise NotImplementedError


SIGNATURE = b"\x89HDF\r\n\x1a\n"
SOURCE = Source(Path("model"))
NONE, LOOK, SIGNED = (Sure(c) for c in (Confidence.NONE, Confidence.LOOK, Confidence.SIGNATURE))


def test_the_surest_reader_is_taken_wherever_it_stands() -> None:
    assert surest(SOURCE, [NONE, LOOK, SIGNED]) is SIGNED
    assert surest(SOURCE, [Sure(Confidence.FARTHER_ON), LOOK, NONE]) is LOOK


def test_of_several_that_are_as_sure_the_first_is_taken() -> None:
    assert surest(SOURCE, [LOOK, Sure(Confidence.LOOK)]) is LOOK


def test_behind_a_signature_nobody_is_asked() -> None:
    last = Sure(Confidence.SIGNATURE)
    assert surest(SOURCE, [SIGNED, last]) is SIGNED
    assert last.asked == []


def test_where_nobody_is_sure_there_is_no_reader() -> None:
    assert surest(SOURCE, [NONE]) is None
    assert surest(SOURCE, []) is None


@pytest.mark.parametrize(
    ("head", "reader", "confidence"),
    [
        (b"PK\x03\x04", keras_archive, Confidence.SIGNATURE),
        (SIGNATURE, hdf5_models, Confidence.SIGNATURE),
        (b" {", json_file, Confidence.LOOK),
        (b"class_name: Sequential\n", model_yaml, Confidence.LOOK),
        (b"nothing" * 73 + b" " + SIGNATURE, hdf5_models, Confidence.FARTHER_ON),
        (b"{" + b" " * 511 + SIGNATURE, json_file, Confidence.LOOK),
    ],
)
def test_each_format_of_files_is_told(
    tmp_path: Path, head: bytes, reader: object, confidence: Confidence
) -> None:
    path = tmp_path / "model"
    path.write_bytes(head)
    source = Source.of(path)
    found = surest(source, file_readers())
    assert found is reader
    assert found is not None
    assert found.sniff(source) is confidence


@pytest.mark.parametrize("reader", DIRECTORIES, ids=lambda reader: str(reader.FORMAT))
def test_no_reader_is_sure_of_an_empty_directory(tmp_path: Path, reader: Sure) -> None:
    assert reader.sniff(Source.of(tmp_path)) is Confidence.NONE


def test_a_file_gives_its_bytes_by_range() -> None:
    source, data = Source.of(MNIST), MNIST.read_bytes()
    assert source.head == data[:4096]
    assert source.size == len(data)
    assert source.piece(10, 20) == data[10:30]
    assert source.piece(len(data), 20) == b""
    assert source.config() == data
    with applied({"json_bytes": 10}), pytest.raises(UnreadableModelError, match="json_bytes of 10"):
        source.config()


def _zipped(directory: Path) -> Source:
    with zipfile.ZipFile(directory / "zip", "w") as archive:
        for path in sorted(set(directory.rglob("*")) - {directory / "zip"}):
            archive.write(path, path.relative_to(directory))
    return Source.of(directory / "zip")


@pytest.mark.parametrize("opened", [Source.of, _zipped])
def test_a_directory_and_a_zip_give_their_members(
    tmp_path: Path, opened: Callable[[Path], Source]
) -> None:
    (tmp_path / "config.json").write_bytes(b"{}")
    (tmp_path / "weights").write_bytes(b"12345")
    source = opened(tmp_path)
    with source.members() as members:
        assert {"config.json", "weights"} <= set(members.names())
        assert members.config("config.json") == b"{}"
        place = members.weights("weights")
        assert place is not None
        assert Source(place.path).piece(place.start, place.length) == b"12345"
        assert (members.config("none"), members.weights("none")) == (None, None)
        with applied({"json_bytes": 1}), pytest.raises(UnreadableModelError, match="json_bytes"):
            members.config("config.json")


def test_another_file_has_no_members(tmp_path: Path) -> None:
    (tmp_path / "model").write_bytes(b"{}")
    with pytest.raises(UnreadableModelError, match="it is no whole zip archive"):
        Source.of(tmp_path / "model").members().__enter__()


def test_a_directory_tells_its_members(tmp_path: Path) -> None:
    (tmp_path / "model.json").touch()
    (tmp_path / "inside").mkdir()
    source = Source.of(tmp_path)
    with source.members() as members:
        assert {*members.names()} == {"model.json", "inside"}
    assert source.has("other", "inside")
    assert not source.has_file("other", "inside")
    assert source.has_file("model.json")


def test_what_is_no_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableModelError, match="there is no such file"):
        Source.of(tmp_path / "none")
    (tmp_path / "empty").touch()
    with pytest.raises(UnreadableModelError, match="the file is empty"):
        Source.of(tmp_path / "empty")
