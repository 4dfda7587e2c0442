"""Models that come on standard input, or under the name of an open file."""

from __future__ import annotations

import io
import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import rnnscope
from rnnscope.cli import app
from rnnscope.errors import UnreadableModelError
from rnnscope.readers import streams
from tests.files import MNIST, ROOT, SENTIMENT, entry, hdf5, members_of, sequential

CONFIG = members_of(MNIST)["config.json"]
WEIGHTS = members_of(MNIST)["model.weights.h5"]
YAML = b"""
class_name: Sequential
config:
  name: small
  layers:
  - class_name: Dense
    config: {name: d, units: 2, batch_input_shape: [null, 3]}
keras_version: 2.4.0
"""
LEGACY = b"""{"class_name": "Sequential", "config": [{"class_name": "Dense", "config":
{"name": "d", "output_dim": 2, "batch_input_shape": [null, 3]}}]}"""


@pytest.fixture(autouse=True)
def _nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep streams in a directory that a test can look into."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr("tempfile.tempdir", None)


def left(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "temporary").iterdir())


def given(data: bytes, *options: str) -> Result:
    result = CliRunner().invoke(app, ["explain", *(options or ("-",)), "--no-summary"], input=data)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize(
    ("data", "total"),
    [
        pytest.param(MNIST.read_bytes(), "21,386", id="keras"),
        pytest.param(WEIGHTS, "21,386", id="weights alone"),
        pytest.param(CONFIG, "21,386", id="json"),
        pytest.param(LEGACY, "8", id="json of Keras 1"),
        pytest.param(YAML, "8", id="yaml"),
        pytest.param(b"\xef\xbb\xbf" + CONFIG, "21,386", id="byte order mark"),
    ],
)
def test_every_format_is_told_by_its_content(tmp_path: Path, data: bytes, total: str) -> None:
    result = given(data)
    assert result.exit_code == 0, result.stderr
    assert f" {total} " in result.stdout
    assert "in standard input" in result.stdout
    assert "rnnscope-" not in result.output
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("data", "options", "reason"),
    [
        (b"", (), "the file is empty"),
        (b"hello", (), "it is in no format that a Keras model is kept in"),
        (b"{}", (), "it "),
        (MNIST.read_bytes()[:-100], (), "it is no whole zip archive"),
        (MNIST.read_bytes(), ("--limit", "stream_bytes=999"), "it goes on beyond the limit stream"),
        (CONFIG, ("--weights", "-"), "it is read once, and was the model"),
        (CONFIG, ("--weights", str(SENTIMENT), "--layer", "x"), "no layer is named 'x'"),
    ],
)
def test_what_is_no_model_is_said_of_standard_input(
    tmp_path: Path, data: bytes, options: tuple[str, ...], reason: str
) -> None:
    result = given(data, "-", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert reason in result.stderr
    assert ("cannot read standard input: " in result.stderr) is ("no layer" not in reason)
    assert str(tmp_path) not in result.stderr
    assert left(tmp_path) == []


def test_one_of_several_files_is_not_all() -> None:
    index = b'{"metadata": {}, "weight_map": {"/layers/dense/vars": ["model_00000.weights.h5"]}}'
    result = given(index)
    assert result.exit_code == 2
    assert result.stderr.startswith("error: cannot read standard input: ")
    assert "tmp" not in result.stderr


def test_weights_beside_it_and_from_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("standard input.h5", "model.h5"):  # which are beside nothing
        Path(name).write_bytes(hdf5(lambda root: root.create_dataset("x", (5,), "f4")))
    config, weights = tmp_path / "m.json", tmp_path / "w.h5"
    config.write_bytes(CONFIG)
    weights.write_bytes(WEIGHTS)
    assert "– stored" in given(CONFIG).stdout
    assert "✓ stored: agrees" in given(CONFIG, "-", "--weights", str(weights)).stdout
    result = given(WEIGHTS, str(config), "--weights", "-")
    assert "✓ stored: agrees" in result.stdout
    assert given(WEIGHTS, str(MNIST), "--weights", "-").exit_code == 2


def test_keras_loads_files_only(monkeypatch: pytest.MonkeyPatch) -> None:
    result = CliRunner().invoke(app, ["explain", "-", "--load"], input=MNIST.read_bytes())
    assert result.exit_code == 2
    assert "--load is for files" in result.stderr
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(CONFIG)))
    witness = rnnscope.explain("-", load=True).witness("summary")
    assert witness is not None
    assert witness.reason == "Keras cannot load standard input: save it to a file first"


@pytest.mark.parametrize("stdin", [None, io.StringIO("x"), io.TextIOWrapper(io.BytesIO())])
def test_one_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch, stdin: object) -> None:
    monkeypatch.setattr("sys.stdin", stdin)
    if isinstance(stdin, io.TextIOWrapper):
        stdin.close()
    with pytest.raises(UnreadableModelError, match=r"^cannot read standard input: it is closed$"):
        rnnscope.explain("-")


def test_where_none_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    result = given(CONFIG)
    assert result.exit_code == 2
    assert "standard input: it cannot be kept in a file while it is read: No such" in result.stderr


SHELL = {
    "- <": "standard input",
    "/dev/stdin <": "/dev/stdin",
    "link <": "link",
    "/dev/fd/7 7<": "/dev/fd/7",
}


@pytest.mark.skipif(sys.platform != "linux", reason="names of open files are Linux's")
def test_open_files_are_not_read_by_another_process(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/dev/stdin")
    explain = f'"{sys.executable}" -m rnnscope explain'
    lines = [f"{explain} {how} '{MNIST}' --no-summary | head -1" for how in SHELL]
    lines.append(f"{explain} <(cat '{MNIST}') --no-summary | head -1")
    done = subprocess.run(
        ["bash", "-c", "\n".join(lines)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    *told, last = done.stdout.splitlines()
    assert [line.rpartition(" in ")[2].partition(",")[0] for line in told] == [*SHELL.values()]
    assert "in /dev/fd/" in last
    assert left(tmp_path) == []


def test_what_is_no_open_file(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "fd").mkdir()
    (tmp_path / "fd/0").write_bytes(b"")
    for path in ("", "m.keras", "/dev", "/dev/null", "/dev/fd", "\0", "x" * 5_000):
        assert not streams.matches(path)
    for place in (tmp_path / "loop", tmp_path / "fd/0", Path("-"), tmp_path):
        assert not streams.matches(place)


def test_a_terminal_gets_a_sentence() -> None:
    master, slave = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "rnnscope", "explain", "-"],
        stdin=slave,
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    os.close(slave)
    os.close(master)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: cannot read standard input: it is a terminal; ")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_nothing_is_left_where_the_program_is_told_to_end(tmp_path: Path, name: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "rnnscope", "explain", "-", "--no-summary"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(MNIST.read_bytes()[:100])
        process.stdin.flush()
        until = time.monotonic() + 30
        while not any(each.glob("*") for each in left(tmp_path)) and time.monotonic() < until:
            time.sleep(0.02)
        assert left(tmp_path)
        time.sleep(0.1)
        process.send_signal(getattr(signal, name))
        process.wait(60)
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert process.returncode == {"SIGINT": 130}.get(name, -getattr(signal, name))
    assert left(tmp_path) == []


def test_the_library_reads_it_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    config = sequential(entry("Dense", "d", units=2), shape=(None, 3))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(config).encode())))
    report = rnnscope.explain("-")
    assert (report.source, report.format, report.total) == ("standard input", "json", 8)
