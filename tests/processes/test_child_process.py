"""Processes of our own: what they inherit, how they start, and that they end with their parent."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rnnscope.api import explain
from rnnscope.errors import UnreadableModelError
from rnnscope.processes.child_process import Child, how_it_ended
from rnnscope.processes.python_path import without_here
from rnnscope.readers.hdf5.process import Hdf5Process
from rnnscope.verify.keras_process import LightKeras, TensorFlowKeras
from tests.files import MNIST, ROOT, members_of

_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="what it does is told by /proc")

PARENT = """
import sys, time
from rnnscope.processes.child_process import Child
children = [Child("tests.odd_children", {"ODD": kind}) for kind in ("sleeps", "is busy in C")]
keras = Child("rnnscope.verify._summary_child", {})
hdf5 = Child("rnnscope.readers.hdf5.child", {})
for child in children:
    child.stdout.readline()
print(*(child.pid for child in (*children, keras, hdf5)), flush=True)
time.sleep(600)
"""


def _is_alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@_LINUX
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGKILL"])
def test_they_end_with_their_parent(name: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as parent:
        assert parent.stdout is not None
        children = list(map(int, parent.stdout.readline().split()))
        assert len(children) == 4
        assert all(map(_is_alive, children))
        parent.send_signal(getattr(signal, name))
    until = time.monotonic() + 60
    while any(map(_is_alive, children)) and time.monotonic() < until:
        time.sleep(0.02)
    assert not any(map(_is_alive, children))


def said_by(child: Child) -> str:
    out, _ = child.communicate(b"\n", 60)
    return out.decode()


def test_they_inherit_nothing_that_changes_what_they_write(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PYTHONIOENCODING": "utf-16",
        "PYTHONWARNINGS": "error",
        "PYTHONINSPECT": "1",
        "PYTHONVERBOSE": "2",
        "PYTHONUNBUFFERED": "x",
        "PYTHONDEVMODE": "1",
        "PYTHONPATH": "/nowhere",
        "PYTHONHASHSEED": "5",
        "ELSE": "kept",
    }.items():
        monkeypatch.setenv(name, value)
    told = json.loads(said_by(Child("tests.odd_children", {"ODD": "tells", "MORE": "said"})))
    kept = {k for k in told["environment"] if k.startswith("PYTHON")}
    assert "PYTHONHASHSEED" in kept
    assert not kept & {"PYTHONIOENCODING", "PYTHONWARNINGS", "PYTHONINSPECT", "PYTHONPATH"}
    assert (told["environment"]["ELSE"], told["environment"]["MORE"]) == ("kept", "said")
    assert told["utf8"] == sys.flags.utf8_mode
    assert told["path"] == without_here(sys.path)
    assert told["home"] == str(ROOT / "rnnscope")
    Hdf5Process.end_all()
    assert explain(MNIST).verified


@pytest.mark.parametrize(
    ("kind", "ending"),
    [
        ("exits", "it ended with exit code 3"),
        ("is killed", "it was ended by SIGKILL"),
        ("crashes", "it was ended by SIGABRT"),
    ],
)
def test_how_one_ended_is_told_by_the_system_and_not_by_what_was_logged(
    kind: str, ending: str
) -> None:
    child = Child("tests.odd_children", {"ODD": kind}, subprocess.PIPE)
    out, errors = child.communicate()
    assert out == b""
    assert b"cuda_executor" in errors
    assert how_it_ended(child) == ending
    child.end()


def test_what_keeps_one_from_starting_is_its_answer() -> None:
    for program, reason in (
        ("tests.not_there", "ModuleNotFoundError: No module named 'tests.not_there'"),
        ("tests.odd_children", "SystemExit: no"),
    ):
        assert json.loads(said_by(Child(program, {"ODD": "stops"}))) == {"error": reason}


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("/nowhere/python", "can be started .*: No such file or directory: /nowhere/python"),
        ("", "can be started .*: Python does not say which program it is"),
        (None, "can be started .*: Python does not say which program it is"),
        (str(MNIST), "can be started .*: Permission denied"),
        (Path("/bin/false").resolve(), "gave no answer: it ended with exit code 1"),
    ],
)
def test_one_that_cannot_start_is_a_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str | None, reason: str
) -> None:
    Hdf5Process.end_all()
    for kind in (LightKeras, TensorFlowKeras):
        kind.end_all()
    monkeypatch.setattr(sys, "executable", program)
    with pytest.raises(UnreadableModelError, match=f"its weights: .*{reason}"):
        explain(MNIST)
    config = tmp_path / "m.json"
    config.write_bytes(members_of(MNIST)["config.json"])
    report = explain(config, summary=True)
    witness = report.witness("summary")
    assert report.total == 21_386
    assert witness is not None
    assert not witness.spoke
    assert f"{reason.rpartition('.*')[2]}" in witness.reason


def test_too_few_files_are_a_sentence() -> None:
    command = f'ulimit -n 9; exec "{sys.executable}" -m rnnscope explain "{MNIST}" --no-summary'
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: cannot read {MNIST}: ")
    assert "Too many open files" in done.stderr
    assert done.stderr.count("\n") == 1


def test_one_that_does_not_listen_leaves_nothing_open() -> None:
    child = Child("tests.odd_children", {"ODD": "sleeps"})
    with pytest.raises(subprocess.TimeoutExpired):
        child.communicate(b"x" * 2**20, 0.5)
    child.end()
    assert child.stdin is not None
    assert child.stdin.closed
    assert child._lifeline == -1


FORK = """
import os
from rnnscope.processes.child_process import Child
child = Child("tests.odd_children", {"ODD": "sleeps"})
if (pid := os.fork()) == 0:
    os._exit(0 if not child.is_ours and child._lifeline == -1 else 1)
assert os.waitpid(pid, 0)[1] == 0
assert child.is_ours
assert child.poll() is None
child.end()
assert child.returncode == -9
"""


def test_a_fork_leaves_its_parents_children_alone() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FORK], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
