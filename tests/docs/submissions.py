"""Fifty files as a course hands them in: most honest, some too large, and some of ill will."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path

import h5py

from tests.files import (
    METADATA,
    Config,
    custom,
    entry,
    hdf5,
    sequential,
    write_archive,
    write_json,
    write_keras,
)

HELD, FAILED, NOT_JUDGED = "held", "failed", "not judged"
CODE = "code.keras"
HONEST, LARGE = 27, 6


def submissions(folder: Path) -> dict[str, str]:
    """Write the files into a folder; return which status each has to get, by its name."""
    expected = {_honest(folder, i): HELD for i in range(HONEST)}
    expected |= {_large(folder, i): FAILED for i in range(LARGE)}
    for make in (_odd_names, _wrong_counts, _broken, _hostile, _code, _links):
        expected |= make(folder)
    return expected


def _dense(units: int, inputs: int) -> tuple[Config, dict[str, tuple[int, ...]]]:
    config = sequential(entry("Dense", "dense", units=units), shape=(None, inputs))
    tensors = {"layers/dense/vars/0": (inputs, units), "layers/dense/vars/1": (units,)}
    return config, tensors


def _honest(folder: Path, i: int, name: str = "") -> str:
    return write_keras(folder / (name or f"student_{i:02}.keras"), *_dense(10 + i, 28 + i)).name


def _large(folder: Path, i: int) -> str:
    return write_keras(folder / f"large_{i}.keras", *_dense(1_000 + i, 64)).name


def _odd_names(folder: Path) -> dict[str, str]:
    """Names that are no more than names in a table, a log, a page or a shell."""
    names = (
        "=cmd|' C calc'!A0.keras",
        "::error::x%0A.keras",
        "<script>alert(1)<script>.keras",
        "two\nlines.keras",
        "os:system.keras",
        "$(touch hacked).keras",
    )
    return {_honest(folder, i, name): HELD for i, name in enumerate(names)}


def _wrong_counts(folder: Path) -> dict[str, str]:
    """Files that say one thing and hold another."""
    small, _ = _dense(10, 28)
    _, large = _dense(5_000, 28)
    write_keras(folder / "says_less.keras", small, large)
    write_keras(folder / "no_weights.keras", small, None)
    write_json(folder / "config_alone.keras", small)
    unknown = sequential(custom("Mine", "mine", size=3), shape=(None, 4))
    write_keras(folder / "own_class.keras", unknown, {"layers/mine/vars/0": (4, 3)})
    return {
        "says_less.keras": FAILED,
        "no_weights.keras": FAILED,
        "config_alone.keras": FAILED,
        "own_class.keras": FAILED,
    }


def _broken(folder: Path) -> dict[str, str]:
    whole = (folder / "student_00.keras").read_bytes()
    damaged = {
        "empty.keras": b"",
        "text.keras": b"my model",
        "half.keras": whole[: len(whole) // 2],
        "pickle.keras": b"\x80\x04\x95\x00\x00\x00\x00cos\nsystem\n(S'touch hacked'\ntR.",
        "half.h5": hdf5(lambda root: root.create_dataset("a", (100,), "float32"))[:600],
    }
    for name, data in damaged.items():
        (folder / name).write_bytes(data)
    return dict.fromkeys(damaged, NOT_JUDGED)


def _hostile(folder: Path) -> dict[str, str]:
    metadata = json.dumps(METADATA).encode()
    bomb = {"metadata.json": metadata, "config.json": b" " * 100_000_000}
    write_archive(folder / "bomb.keras", bomb, zipfile.ZIP_DEFLATED)
    deep = {"metadata.json": metadata, "config.json": b"[" * 1_000_000}
    write_archive(folder / "deep.keras", deep)
    huge = sequential(entry("Dense", "dense", units=10**9), shape=(None, 10**9))
    write_keras(folder / "huge.keras", huge, {"layers/dense/vars/0": (10, 10)})

    def linked(root: h5py.Group) -> None:
        root["layers/dense/vars/0"] = h5py.ExternalLink("/etc/passwd", "/")

    write_keras(folder / "linked.keras", _dense(10, 28)[0], hdf5(linked))
    return {
        "bomb.keras": NOT_JUDGED,
        "deep.keras": NOT_JUDGED,
        "huge.keras": FAILED,
        "linked.keras": NOT_JUDGED,
    }


def _code(folder: Path) -> dict[str, str]:
    """A layer that holds code, which loading the model may run; its counts are as expected."""
    code = {"class_name": "__lambda__", "config": {"code": "4wEAAAAAAAAAAAAAAAEAAAA="}}
    layer = entry("Lambda", "evil", function=code, output_shape=[10])
    config, tensors = _dense(10, 28)
    config["config"]["layers"].append(layer)
    return {write_keras(folder / CODE, config, tensors).name: HELD}


def _links(folder: Path) -> dict[str, str]:
    (folder / "nowhere.keras").symlink_to("not_there.keras")
    os.mkfifo(folder / "pipe.keras")
    (folder / "folder.keras").mkdir()
    return {}
