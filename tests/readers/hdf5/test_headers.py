"""Headers of weights files: what leads out of the file is refused, values are never read."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from threading import Timer
from typing import Any

import h5py
import numpy as np
import pytest

from rnnscope.errors import UnreadableModelError
from rnnscope.readers.hdf5.headers import FilePart, read_headers
from rnnscope.readers.hdf5.process import Hdf5Process
from rnnscope.untrusted.limits import Limits, applied
from tests.files import (
    ROOT,
    SENTIMENT,
    alone,
    edited,
    entry,
    hdf5,
    sequential,
    weights,
    write_keras,
)
from tests.readers.odd_child import ANSWERS

LIMITS = Limits().as_data()
CONFIG = sequential(entry("Dense", "d", units=2), shape=(None, 3))
TENSORS = {"layers/dense/vars/0": (3, 2), "layers/dense/vars/1": (2,)}


def _good(root: Any) -> Any:
    for path, shape in TENSORS.items():
        root[path] = np.zeros(shape, "float32")
    return root["layers/dense/vars"]


def _soft_link(root: Any) -> None:
    _good(root)["2"] = h5py.SoftLink("/layers/dense/vars/0")


def _external_link(root: Any) -> None:
    _good(root)["2"] = h5py.ExternalLink("/etc/passwd", "/x")


def _external_storage(root: Any) -> None:
    _good(root).create_dataset("2", (4,), "uint8", external=[("/etc/passwd", 0, 4)])


def _virtual(root: Any) -> None:
    layout = h5py.VirtualLayout((4,), "uint8")
    layout[:] = h5py.VirtualSource("/etc/passwd", "x", (4,))
    _good(root).create_virtual_dataset("2", layout)


def _cycle(root: Any) -> None:
    _good(root)
    root["layers/dense/again"] = root["layers"]


def _hard_link(root: Any) -> None:
    variables = _good(root)
    variables["2"] = variables["0"]


def _deep(root: Any) -> None:
    _good(root)
    root.create_group("/".join(["layers"] + ["g"] * 80))


@pytest.mark.parametrize(
    ("fill", "reason"),
    [
        (_soft_link, "refused: layers/dense/vars/2 is a link that leads elsewhere"),
        (_external_link, "refused: layers/dense/vars/2 is a link that leads elsewhere"),
        (_external_storage, "refused: layers/dense/vars/2 keeps its data outside the file"),
        (_virtual, "refused: layers/dense/vars/2 keeps its data outside the file"),
        (_cycle, "refused: layers/dense/again is an object that stands elsewhere too"),
        (_hard_link, "is an object that stands elsewhere too"),
        (_deep, "refused: its groups are nested too deep, beyond the limit hdf5_depth of 60"),
    ],
)
@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_what_a_weights_file_never_needs(
    tmp_path: Path, fill: Callable[[Any], None], reason: str, compression: int
) -> None:
    path = write_keras(tmp_path / "m.keras", CONFIG, hdf5(fill), compression=compression)
    with pytest.raises(UnreadableModelError) as caught:
        alone(path)
    assert reason in caught.value.reason
    assert "\n" not in str(caught.value)


def test_a_declared_shape_costs_nothing(tmp_path: Path) -> None:
    def fill(root: Any) -> None:
        root.create_dataset("layers/dense/vars/0", (2**40, 2**20), "float32", chunks=(1, 2**10))
        root["layers/dense/vars/1"] = np.zeros(2, "float32")

    path = write_keras(tmp_path / "m.keras", CONFIG, hdf5(fill))
    (difference,) = alone(path).differences
    assert difference.text == f"d: kernel: config implies (3, 2), file holds ({2**40}, {2**20})"


def test_odd_objects_are_read_as_what_they_are(tmp_path: Path) -> None:
    def fill(root: Any) -> None:
        _good(root)
        root["a_type"] = np.dtype("float32")
        root["layers/dense"].attrs["name"] = np.arange(3)
        root["layers"].attrs["name"] = h5py.Empty("float32")
        root["scalar"] = 3.0
        root["nothing"] = h5py.Empty("float32")
        root["bf16"] = np.zeros(3, "V2")
        root["bf16"].attrs["dtype"] = "bfloat16"

    path = tmp_path / "odd.h5"
    path.write_bytes(hdf5(fill))
    headers = read_headers(FilePart(path, 0, path.stat().st_size))
    shapes = {name: (tensor.shape, tensor.dtype) for name, tensor in headers.tensors.items()}
    assert shapes["layers/dense/vars/0"] == ((3, 2), "float32")
    assert shapes["scalar"][0] == ()
    assert shapes["bf16"] == ((3,), "bfloat16")
    assert headers.attributes["layers/dense"] == {"name": ["0", "1", "2"]}
    assert headers.text("layers/dense", "name") is None
    assert headers.names("layers/dense", "name") == ["0", "1", "2"]


def test_names_that_are_no_text_are_refused(tmp_path: Path) -> None:
    def fill(root: Any) -> None:
        root[b"layers/\xff/vars/0"] = np.zeros(3)

    path = write_keras(tmp_path / "m.keras", CONFIG, hdf5(fill))
    with pytest.raises(
        UnreadableModelError, match="refused: layers has a name in it that is not UTF-8"
    ):
        alone(path)


def test_the_weights_are_read_in_place_and_compressed_alike(tmp_path: Path) -> None:
    for compression in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        path = write_keras(tmp_path / "m.keras", CONFIG, TENSORS, compression=compression)
        assert alone(path).verified


def waiting() -> Hdf5Process:
    """Return the process that the next one who asks is given."""
    Hdf5Process.prepare()
    return Hdf5Process._idle[-1]


def test_a_process_that_is_killed_starts_again() -> None:
    first = waiting()
    assert waiting() is first
    os.kill(first._child.pid, signal.SIGKILL)
    first._child.wait()
    assert alone(SENTIMENT).verified
    assert waiting() is not first


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (signal.SIGKILL, "the process that reads them gave no answer: it was ended by SIGKILL"),
        (signal.SIGSEGV, "reading them crashed the HDF5 library (SIGSEGV)"),
    ],
)
def test_a_process_that_dies_while_it_reads_is_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, reason: str
) -> None:
    exchange = Hdf5Process.exchange

    def killed(self: Hdf5Process, *args: Any) -> tuple[bytes, bool]:
        Timer(0.3, self.child.send_signal, (number,)).start()
        return exchange(self, *args)

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)  # nobody writes to it, so the process waits
    monkeypatch.setattr(Hdf5Process, "exchange", killed)
    with pytest.raises(UnreadableModelError, match=re.escape(reason)):
        read_headers(FilePart(pipe))
    monkeypatch.undo()
    assert alone(SENTIMENT).verified


def test_a_process_that_takes_too_long_is_a_reason(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reason = r"takes long, beyond the limit seconds of 0\.3, which --limit seconds=NUMBER raises"
    with applied({"seconds": 0.3}), pytest.raises(UnreadableModelError, match=reason):
        read_headers(FilePart(pipe))


@pytest.mark.parametrize("kind", [*ANSWERS, "hang", "hang with its mouth shut"])
def test_whatever_the_process_says_is_survived(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.setenv("ODD", kind)
    monkeypatch.setattr(Hdf5Process, "program", "tests.readers.odd_child")
    monkeypatch.setattr(Hdf5Process, "_idle", [])
    ends = ("no answer that makes sense", "ended with exit code 0", "takes long", "more to say")
    reason = f"its weights: .*({'|'.join(ends)})"
    with (
        applied({"seconds": 2 if "hang" in kind else 30, "hdf5_answer_bytes": 100_000}),
        pytest.raises(UnreadableModelError, match=reason),
    ):
        read_headers(FilePart(SENTIMENT))
    Hdf5Process.end_all()


def test_the_process_has_bounds_of_memory_and_time() -> None:
    pytest.importorskip("resource")
    process = Hdf5Process()
    process.ask(
        {"path": "/", "start": 0, "length": 0, "inflated": None, "limits": LIMITS}, 30, 1000
    )
    bounds = Path(f"/proc/{process._child.pid}/limits")
    if bounds.exists():
        lines = {line[:20].strip(): line.split()[-3] for line in bounds.read_text().splitlines()}
        assert lines["Max data size"] == str(256 * 2**20)
        assert int(lines["Max cpu time"]) <= 15
    process.end()


def test_a_bound_of_memory_below_what_the_process_takes_is_named() -> None:
    if not Path("/proc/self/statm").exists():
        pytest.skip("only Linux tells what a process takes")
    reason = r"reading any takes [\d,]{10,} bytes of memory, beyond the limit memory_bytes of 1,"
    with applied({"memory_bytes": 1}), pytest.raises(UnreadableModelError, match=reason):
        alone(SENTIMENT)
    process = waiting()
    assert alone(SENTIMENT).verified
    assert waiting() is process  # which is not worse for it


def test_a_fork_has_a_process_of_its_own() -> None:
    script = f"""
import os
import re
from rnnscope.readers.hdf5.process import Hdf5Process
from tests.files import alone
total = alone({str(SENTIMENT)!r}).total
parent = Hdf5Process._idle[-1]._child.pid
if os.fork() == 0:
    same = alone({str(SENTIMENT)!r}).total == total
    other = Hdf5Process._idle[-1]._child.pid != parent
    os._exit(0 if same and other else 1)
_, status = os.wait()
assert alone({str(SENTIMENT)!r}).total == total
assert Hdf5Process._idle[-1]._child.pid == parent
raise SystemExit(status)
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_many_threads_may_ask_at_once() -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        totals = set(pool.map(lambda _: alone(SENTIMENT).total, range(16)))
    assert totals == {13_273}


def test_a_file_that_hangs_in_one_thread_keeps_no_other_waiting(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    hung = threading.Event()

    def hang() -> str:
        with applied({"seconds": 120}):
            hung.set()
            with pytest.raises(UnreadableModelError) as caught:
                read_headers(FilePart(pipe))
        return str(caught.value)

    with ThreadPoolExecutor(5) as pool:
        hanging = pool.submit(hang)
        hung.wait()
        totals = [pool.submit(lambda: alone(SENTIMENT).total) for _ in range(12)]
        assert {each.result() for each in totals} == {13_273}
        assert not hanging.done()
        with pipe.open("wb"):  # which ends what is waited for
            pass
        assert "cannot read" in hanging.result()
    assert len(Hdf5Process._idle) <= 4


# How weights files lay out their groups.

NAMED = {"layers/dense/vars": "second", "layers/dense_1/vars": "dense"}
TWO = sequential(
    entry("Dense", "second", units=2), entry("Dense", "dense", units=5), shape=(None, 3)
)
COUNTED = {
    "layers/dense/vars/0": (3, 2),
    "layers/dense/vars/1": (2,),
    "layers/dense_1/vars/0": (2, 5),
    "layers/dense_1/vars/1": (5,),
}


def _renamed(old: str, new: str) -> dict[str, tuple[int, ...]]:
    return {path.replace(old, new): shape for path, shape in COUNTED.items()}


@pytest.mark.parametrize(
    ("tensors", "names"),
    [
        pytest.param(COUNTED, NAMED, id="groups that tell the layer's name"),
        pytest.param(COUNTED, {}, id="groups counted by class"),
        pytest.param(_renamed("/", "\\"), {}, id="written on Windows"),
        pytest.param(
            _renamed("layers/", "layers\\"),
            {path.replace("layers/", "layers\\"): name for path, name in NAMED.items()},
            id="written on Windows, in part",
        ),
    ],
)
def test_groups_find_their_layers(
    tmp_path: Path, tensors: dict[str, tuple[int, ...]], names: dict[str, str]
) -> None:
    report = alone(write_keras(tmp_path / "m.keras", TWO, weights(tensors, names)))
    assert report.differences == ()
    assert report.verified


def test_groups_that_tell_the_name_of_another_layer_are_loaded_for_this_one(tmp_path: Path) -> None:
    swapped = {"layers/dense/vars": "dense", "layers/dense_1/vars": "second"}
    report = alone(write_keras(tmp_path / "m.keras", TWO, weights(COUNTED, swapped)))
    assert [d.text for d in report.differences if "place" in d.subject] == [
        "second: in its place, by which Keras loads: config implies second, file holds dense",
        "dense: in its place, by which Keras loads: config implies dense, file holds second",
    ]


def test_a_group_where_keras_does_not_look_is_not_found_by_its_name(tmp_path: Path) -> None:
    moved = {path.replace("dense_1", "x"): shape for path, shape in COUNTED.items()}
    names = {path.replace("dense_1", "x"): name for path, name in NAMED.items()}
    report = alone(write_keras(tmp_path / "m.keras", TWO, weights(moved, names)))
    assert "dense: kernel: config implies (2, 5), file holds nothing" in [
        d.text for d in report.differences
    ]


@pytest.mark.parametrize(
    "path",
    [
        "layers/dense/more/vars/0",
        "layers/dense_7/vars/0",
        "layers/lstm/vars/0",
        "elsewhere/vars/0",
        "elsewhere",
        "layers/dense/x",
    ],
)
def test_tensors_that_keras_passes_over_are_told(tmp_path: Path, path: str) -> None:
    def add(root: Any) -> None:
        root[path] = np.zeros(4, "float32")

    report = alone(edited(SENTIMENT, tmp_path / "m.keras", add))
    assert report.differences == ()
    told = f"In the file, but of no layer, so that Keras does not load it: {path}."
    assert report.notes == (told,)


@pytest.mark.parametrize(
    ("edit", "finding"),
    [
        ("layers/dense/vars/2", "sentiment: layers/dense/vars/2: config implies no such weight"),
        ("vars/0", "vars/0: config implies no such weight, file holds (4,)"),
        ("layers/dense/vars/x", "layers/dense/vars/x: config implies no such weight"),
        ("layers/dense/vars/\u0663", "layers/dense/vars/\u0663: config implies no such weight"),
        ("optimizer/vars/99", None),
    ],
)
def test_tensors_that_no_weight_accounts_for(
    tmp_path: Path, edit: str, finding: str | None
) -> None:
    def add(root: Any) -> None:
        root[edit] = np.zeros(4, "float32")

    found = [d.text for d in alone(edited(SENTIMENT, tmp_path / "m.keras", add)).differences]
    assert len(found) == (finding is not None)
    assert all(finding in text for text in found if finding)
