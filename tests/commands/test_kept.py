"""No output is written over what the report is made of."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from typer.testing import CliRunner

from rnnscope.cli import app
from tests.files import MNIST, ROOT, entry, hdf5, sequential, weights, write_json, write_lists

DENSE = sequential(entry("Dense", "d", units=2), shape=(None, 3))
LISTS = {"d": {"d/kernel:0": (3, 2), "d/bias:0": (2,)}}
MODEL, WEIGHTS, PART = "it is the model", "it holds the model's weights", "it is a file of the"
CODE = "my_layers_of_kept.py"


class Try(NamedTuple):
    """What is asked, and the file that must stay as it is."""

    args: list[str]
    output: str
    kept: str
    said: str


def model(folder: Path) -> None:
    shutil.copy(MNIST, folder / "m.keras")


def config(folder: Path) -> None:
    write_json(folder / "model.json", DENSE)
    (folder / "model.h5").write_bytes(hdf5(lambda root: write_lists(root, LISTS)))
    shutil.copy(folder / "model.h5", folder / "other.h5")


def broken(folder: Path) -> None:
    write_json(folder / "model.json", DENSE)
    (folder / "model.h5").write_bytes(b"\x89HDF\r\n\x1a\n broken")


def shards(folder: Path) -> None:
    (folder / "a.h5").write_bytes(weights({"layers/dense/vars/0": (3, 2)}))
    (folder / "b.h5").write_bytes(weights({"layers/dense/vars/1": (2,)}))
    index = {"metadata": {"total_size": 32}, "weight_map": {"/layers/dense/vars": ["a.h5", "b.h5"]}}
    write_json(folder / "m.weights.json", index)
    write_json(folder / "config.json", DENSE)


def directory(folder: Path) -> None:
    with zipfile.ZipFile(MNIST) as archive:
        archive.extractall(folder / "d")
    (folder / "d" / "assets").mkdir()
    (folder / "to_d").symlink_to("d")


def tfjs(folder: Path) -> None:
    topology = {"class_name": "Sequential", "config": DENSE["config"]}
    manifest = [{"paths": ["shard.bin", 3], "weights": []}]
    (folder / "t").mkdir()
    (folder / "t" / "shard.bin").write_bytes(b"values")
    data = {"modelTopology": {"model_config": topology}, "weightsManifest": manifest}
    write_json(folder / "t" / "model.json", data)


def code(folder: Path) -> None:
    model(folder)
    (folder / CODE).write_text("import json\n")


CASES: list[tuple[Callable[[Path], None], Try]] = [
    (model, Try(["m.keras"], "m.keras", "m.keras", MODEL)),
    (model, Try(["m.keras"], "x/../m.keras", "m.keras", MODEL)),
    (model, Try(["./m.keras"], "{}/m.keras", "m.keras", MODEL)),
    (model, Try(["m.keras"], "link", "m.keras", MODEL)),
    (model, Try(["m.keras"], "link to link", "m.keras", MODEL)),
    (model, Try(["m.keras"], "hard link", "m.keras", MODEL)),
    (model, Try(["link"], "m.keras", "m.keras", MODEL)),
    (model, Try(["hard link"], "m.keras", "m.keras", MODEL)),
    (model, Try(["m.keras", "--format", "csv"], "folder/m.keras", "m.keras", MODEL)),
    (config, Try(["model.json"], "model.json", "model.json", MODEL)),
    (config, Try(["model.json"], "model.h5", "model.h5", WEIGHTS)),
    (config, Try(["model.json", "--weights", "other.h5"], "other.h5", "other.h5", WEIGHTS)),
    (config, Try(["model.json", "--weights", "other.h5"], "model.json", "model.json", MODEL)),
    (broken, Try(["model.json"], "model.h5", "model.h5", PART)),
    (shards, Try(["m.weights.json"], "m.weights.json", "m.weights.json", MODEL)),
    (shards, Try(["m.weights.json"], "b.h5", "b.h5", PART)),
    (shards, Try(["config.json", "--weights", "m.weights.json"], "a.h5", "a.h5", PART)),
    (directory, Try(["d"], "d/config.json", "d/config.json", "it lies in d, ")),
    (directory, Try(["d/"], "to_d/model.weights.h5", "d/model.weights.h5", "it lies in d/, ")),
    (directory, Try(["to_d"], "d/assets/new.txt", "d/config.json", "it lies in to_d, ")),
    (directory, Try(["d"], "hard d", "d/metadata.json", "it is a file of d, ")),
    (tfjs, Try(["t"], "t/shard.bin", "t/shard.bin", "it lies in t, ")),
    (tfjs, Try(["t/model.json"], "t/shard.bin", "t/shard.bin", PART)),
    (code, Try(["m.keras", "--import", CODE[:-3]], CODE, CODE, "it is the code of my_layers")),
]


@pytest.mark.parametrize(
    ("made", "case"),
    CASES,
    ids=[f"{made.__name__}: {' '.join(c.args)} -o {c.output}" for made, c in CASES],
)
def test_an_input_is_no_output(
    made: Callable[[Path], None], case: Try, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x").mkdir()
    (tmp_path / "folder").symlink_to(".")
    if made is model:
        (tmp_path / "link").symlink_to("m.keras")
        (tmp_path / "link to link").symlink_to("link")
        (tmp_path / "hard link").hardlink_to("m.keras")
    if made is directory:
        (tmp_path / "hard d").hardlink_to("d/metadata.json")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # of code that is imported
    kept, there = Path(case.kept).read_bytes(), sorted(tmp_path.rglob("*"))
    output = case.output.format(tmp_path)
    result = CliRunner().invoke(app, ["explain", *case.args, "--no-summary", "-o", output])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"error: cannot write {output}: ")
    assert case.said in result.stderr
    assert result.stderr.endswith("; name another file for the report\n")
    assert Path(case.kept).read_bytes() == kept
    assert sorted(tmp_path.rglob("*")) == there


@pytest.mark.parametrize(
    "output", ["n.keras", "new/m.keras", "d2/m.keras", "away", "d/../beside.txt", "twice"]
)
def test_other_files_are_outputs(
    output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model(tmp_path)
    directory(tmp_path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "new").mkdir()
    (tmp_path / "d2").mkdir()
    shutil.copy(MNIST, "d2/m.keras")
    (tmp_path / "away").symlink_to("gone")
    (tmp_path / "one.txt").write_text("old")
    (tmp_path / "twice").hardlink_to("one.txt")
    for source in ("m.keras", "d"):
        args = ["explain", source, "--no-summary", "-o", output]
        assert CliRunner().invoke(app, args).exit_code == 0
        assert "20,096" in Path(output).read_text("utf-8")
    assert Path("m.keras").read_bytes() == MNIST.read_bytes()
    assert Path("away").is_symlink()


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = command.replace("EXPLAIN", f'"{sys.executable}" -m rnnscope explain --no-summary')
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, cwd=folder, env=environment
    )


@pytest.mark.parametrize(
    ("command", "where"),
    [
        ("EXPLAIN m.keras >> m.keras", "standard output"),
        ("EXPLAIN m.keras 1<> m.keras", "standard output"),
        ("EXPLAIN m.keras -o /dev/stdout >> m.keras", "/dev/stdout"),
        ("EXPLAIN /dev/stdin -o m.json < m.json", "m.json"),
        ("EXPLAIN - -o m.keras < m.keras", "m.keras"),
        ("EXPLAIN - --format csv >> m.keras < m.keras", "standard output"),
        ("EXPLAIN /dev/stdin -o m.keras < m.keras", "m.keras"),
        ("EXPLAIN /dev/fd/0 >> m.json < m.json", "standard output"),
    ],
)
def test_streams_are_files_too(command: str, where: str, tmp_path: Path) -> None:
    model(tmp_path)
    written = write_json(tmp_path / "m.json", DENSE).read_bytes()
    done = shell(command, tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: cannot write {where}: it is the model")
    assert (tmp_path / "m.keras").read_bytes() == MNIST.read_bytes()
    assert (tmp_path / "m.json").read_bytes() == written


@pytest.mark.parametrize("output", ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_standard_output_by_name_is_written_on(output: str, tmp_path: Path) -> None:
    (tmp_path / "log").write_text("before\n")
    done = shell(f"EXPLAIN '{MNIST}' --format csv -o {output} >> log; echo after >> log", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    lines = (tmp_path / "log").read_text().splitlines()
    assert (lines[0], lines[-1]) == ("before", "after")
    assert lines[1].startswith("layer,type,")
    assert [each.name for each in tmp_path.iterdir()] == ["log"]


def test_a_link_to_itself_is_said(tmp_path: Path) -> None:
    link = tmp_path / "loop"
    link.symlink_to(link)
    result = CliRunner().invoke(app, ["explain", str(MNIST), "--no-summary", "-o", str(link)])
    assert result.exit_code == 2
    assert result.stderr == f"error: cannot write {link}: Too many levels of symbolic links\n"
    assert list(tmp_path.iterdir()) == [link]
