"""The files of snapshots: their names, what is read of them, and which nobody needs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rnnscope.errors import BadArgumentError, BadLockError, UnwritableError
from rnnscope.snapshots.snapshot import Snapshot, folder_of, unused
from rnnscope.states import LayerState, ModelState, lock_text

pytestmark = pytest.mark.quick

STATE = ModelState(source="test_gru", layers=(LayerState(path="gru", class_name="GRU"),))
MODULE = Path("tests") / "test_models.py"


def of(test: str, name: str | None = None) -> str:
    return Snapshot.of(MODULE, test, name).path.name


@pytest.mark.parametrize(
    ("test", "name", "file"),
    [
        ("test_gru", None, "test_gru.lock"),
        ("test_gru", "small", "test_gru-small.lock"),
        ("TestGRU::test_gru[8-0.5]", None, "TestGRU.test_gru[8-0.5].lock"),
        ("test_gru[models/gru.keras]", None, "test_gru[models%2Fgru.keras].lock"),
        ("test_gru[../..]", "../..", "test_gru[..%2F..]-..%2F...lock"),
        ('test_gru[<>:"|?* \\\x1b\n]', None, "test_gru[%3C%3E%3A%22%7C%3F%2A%20%5C%1B%0A].lock"),
        ("test_größe", None, "test_gr%C3%B6%C3%9Fe.lock"),
        ("test_gru[\ud800]", None, "test_gru[%ED%A0%80].lock"),
    ],
)
def test_a_file_is_named_for_its_test_as_any_file_system_takes_it(
    test: str, name: str | None, file: str
) -> None:
    assert of(test, name) == file
    assert re.fullmatch(r"[\w.\-\[\]=+,~%]+", file, re.ASCII)


def test_two_tests_have_two_files() -> None:
    tests = [
        "a/b",
        "a_b",
        "a%2Fb",
        "a b",
        "a+b",
        "a\0b",
        "ä",
        "x" * 999,
        "x" * 998 + "y",
        "x" * 998,
    ]
    names = [of(f"test_gru[{each}]") for each in tests]
    assert len(set(names)) == len(tests)
    assert max(map(len, names)) <= 155


@pytest.mark.parametrize("name", ["", 3, b"small", ["small"]])
def test_a_name_is_text(name: object) -> None:
    with pytest.raises(BadArgumentError, match="expected a name for the model, as text; found"):
        Snapshot.of(MODULE, "test_gru", name)  # type: ignore[arg-type]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    snapshot = Snapshot.of(tmp_path / "deep" / "test_models.py", "test_gru", None)
    text = lock_text.written([STATE])
    assert not snapshot.holds(text)
    snapshot.write(text)
    assert snapshot.holds(text)
    assert snapshot.kept() == lock_text.kept(STATE)
    assert list(snapshot.path.parent.iterdir()) == [snapshot.path]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("lock = 1\n", "it is no snapshot of a test, for it has 0 models"),
        ('lock = 1\n[[model]]\nsource = "a"\n[[model]]\nsource = "b"\n', "for it has 2 models"),
        ('lock = 1\n[[model]]\nsource = "test_lstm"\n', "it is of 'test_lstm', and not of this"),
        ("lock = 99\n", "of a later rnnscope"),
        ("<<<<<<< HEAD\nlock = 1\n=======\n", "git left a conflict there"),
        ("\udcff", "it is no text in UTF-8"),
    ],
)
def test_what_is_no_snapshot_of_a_test_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    snapshot = Snapshot(tmp_path / "test_gru.lock", "test_gru")
    snapshot.path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(BadLockError, match=problem):
        snapshot.kept()
    assert not snapshot.holds(lock_text.written([STATE]))


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "__rnnscope__").touch()
    with pytest.raises(UnwritableError, match=r"cannot write .*test_gru\.lock: Not a directory"):
        Snapshot.of(tmp_path / "test_models.py", "test_gru", None).write("")
    taken = Snapshot(tmp_path, "test_gru")
    with pytest.raises(UnwritableError, match="Is a directory"):
        taken.write("")


def test_those_that_nobody_asked_for_are_found(tmp_path: Path) -> None:
    module, other, guide = (tmp_path / n for n in ("test_models.py", "test_other.py", "guide.md"))
    for file in (module, other, guide):
        file.touch()
    kept = [Snapshot.of(file, "test_gru", None) for file in (module, other, guide)]
    gone = Snapshot.of(tmp_path / "test_gone.py", "test_gru", None)
    left = Snapshot.of(module, "test_lstm", None)
    for snapshot in (*kept, gone, left):
        snapshot.write("")
    (folder_of(module) / "notes.txt").touch()
    (folder_of(module).parent / "rnnscope.lock").touch()
    used = {snapshot.path for snapshot in kept}
    assert list(unused({module}, used)) == [left.path, gone.path]
    assert list(unused({module, guide}, {*used, left.path})) == [gone.path]
    assert list(unused(set(), set())) == []
