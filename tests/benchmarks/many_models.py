"""What `rnnscope check` costs over many files, beside one process a file, and what it survives.

    python tests/benchmarks/many_models.py [--files 1000] [--each 20] [--folder FOLDER]

Makes real files with Keras, of ten kinds of models in many sizes.  Prints a table: wall time, CPU
time of all processes together, and the peak memory of the program, and of all its processes; for
one process a file it is measured on some files and multiplied.  Then hostile files are put among
them, a worker is killed half-way, and what came of it is said.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tabulate import tabulate

MAKE = """
import sys, keras
from keras import layers as L
folder, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
def rnn(i, kind, around=lambda layer: layer):
    return [keras.Input((10 + i % 7, 3 + i % 11)), around(kind(2 + i % 13)), L.Dense(1 + i % 5)]
def image(i, kind):
    return [keras.Input((16, 16, 1 + i % 3)), kind(2 + i % 9, 3), L.BatchNormalization(),
            L.GlobalAveragePooling2D(), L.Dense(1 + i % 5)]
KINDS = [
    lambda i: [keras.Input((3 + i % 17,)), L.Dense(2 + i % 29, activation="relu"), L.Dense(1)],
    lambda i: rnn(i, L.SimpleRNN), lambda i: rnn(i, L.LSTM), lambda i: rnn(i, L.GRU),
    lambda i: rnn(i, L.LSTM, L.Bidirectional),
    lambda i: image(i, L.Conv2D), lambda i: image(i, L.SeparableConv2D),
    lambda i: [keras.Input((None,)), L.Embedding(20 + i, 4 + i % 9), L.GRU(3 + i % 7)],
    lambda i: [keras.Input((9, 4)), L.Conv1D(2 + i % 9, 3), L.Flatten(), L.Dense(1 + i % 5)],
    lambda i: [keras.Input((8,)), *(L.Dense(4 + i % 9) for _ in range(8)), L.LayerNormalization()],
]
for i in range(first, last):
    keras.utils.clear_session()
    keras.Sequential(KINDS[i % len(KINDS)](i)).save(f"{folder}/model_{i:04}.keras")
"""
# Nested without end, packed to a thousandth, cut off, and of more layers than anybody has.
HOSTILE = {
    "nested": b"[" * 2**20,
    "packed": b'{"class_name": "Sequential", "config": {"layers": [' + b" " * 2**26 + b"]}}",
    "endless": b'{"class_name": "Sequential", "config": {"name": "s", "layers": ['
    + b",".join(
        b'{"class_name": "Dense", "config": {"name": "d%d", "units": 9}}' % i for i in range(10**5)
    )
    + b"]}}",
}
PYTHON = (sys.executable, "-m", "rnnscope")
QUIET = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
_OFTEN = 0.1  # seconds from one look at the memory to the next


@dataclass(slots=True)
class Cost:
    """What a command took: seconds, seconds of CPU, MB at the peak of it and of its processes."""

    wall: float = 0.0
    cpu: float = 0.0
    own: float = 0.0
    all: float = 0.0
    processes: int = 0
    code: int | None = None
    first: float = 0.0  # seconds to the first outcome
    outcomes: list[dict[str, object]] = field(default_factory=list)


def made(folder: Path, count: int) -> list[Path]:
    """Make files that are not there yet, and return all."""
    paths = [folder / f"model_{i:04}.keras" for i in range(count)]
    there = next((i for i, path in enumerate(paths) if not path.exists()), count)
    if there < count:
        arguments = (sys.executable, "-c", MAKE, str(folder), str(there), str(count))
        subprocess.run(arguments, check=True, env=QUIET, stderr=subprocess.DEVNULL)
    return paths


def hostile(folder: Path) -> list[Path]:
    """Write files that nobody should trust."""
    paths = [folder / f"{name}.keras" for name in HOSTILE]
    for path, config in zip(paths, HOSTILE.values(), strict=True):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("metadata.json", '{"keras_version": "3.15.1"}')
            archive.writestr("config.json", config)
    cut = folder / "cut.keras"
    cut.write_bytes(paths[0].read_bytes()[:200])
    return [*paths, cut]


def checked(paths: Sequence[Path], *options: str, kill_at: int | None = None) -> Cost:
    """Run `rnnscope check`, kill a worker after so many outcomes, and return what it took."""
    command = (*PYTHON, "check", "--format", "jsonl", *options, *map(str, paths))
    cost, started, cpu = Cost(), time.perf_counter(), _cpu()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, cost, done))
    watcher.start()
    for line in process.stdout or ():
        cost.first = cost.first or time.perf_counter() - started
        cost.outcomes.append(json.loads(line))
        if len(cost.outcomes) == kill_at:
            os.kill(_worker_of(process.pid), signal.SIGKILL)
    cost.code = process.wait()
    cost.wall = time.perf_counter() - started
    done.set()
    watcher.join()
    cost.cpu = _cpu() - cpu
    return cost


def one_by_one(paths: Sequence[Path], *options: str) -> Cost:
    """Run a process for each file, and return what all of them took."""
    costs = [checked([path], *options) for path in paths]
    return Cost(
        wall=sum(cost.wall for cost in costs),
        cpu=sum(cost.cpu for cost in costs),
        own=max(cost.own for cost in costs),
        all=max(cost.all for cost in costs),
        processes=max(cost.processes for cost in costs),
    )


def _cpu() -> float:
    """Return the CPU time of all processes so far; those whose parents are gone are waited for."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _watch(pid: int, cost: Cost, done: threading.Event) -> None:
    while not done.wait(_OFTEN):
        memory = {each: _resident(each) for each in (pid, *_below(pid))}
        cost.own = max(cost.own, memory[pid])
        cost.all = max(cost.all, sum(memory.values()))
        cost.processes = max(cost.processes, len(memory))


def _below(pid: int) -> Iterator[int]:
    for each in _children(pid):
        yield each
        yield from _below(each)


def _children(pid: int) -> list[int]:
    try:
        tasks = [*Path(f"/proc/{pid}/task").iterdir()]
        return [int(each) for task in tasks for each in (task / "children").read_text().split()]
    except OSError:
        return []


def _worker_of(pid: int) -> int:
    workers = [each for each in _children(pid) if b"checking.many.worker" in _command(each)]
    return workers[0]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _resident(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    kb = next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)
    return kb / 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--each", type=int, default=20, help="files that have a process each")
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # adopt the processes whose parents are gone
    with tempfile.TemporaryDirectory() as folder:
        paths = made(chosen.folder or Path(folder), chosen.files)
        report(paths, chosen.each)
        survive(paths, hostile(Path(folder)))


def report(paths: Sequence[Path], each: int) -> None:
    """Measure, and print."""
    rows = []
    for options in ((), ("--no-summary",)):
        some = one_by_one(paths[:: max(1, len(paths) // each)][:each], *options)
        share = len(paths) / each
        rows.append(_row(f"a process a file (from {each})", options, some, len(paths), share))
        for jobs in (("--jobs", "1"), ()):
            cost = checked(paths, *options, *jobs)
            rows.append(_row(f"one check {' '.join(jobs)}", options, cost, len(paths)))
    names = ("what", "options", "wall s", "CPU s", "CPU ms a file", "first s", "own MB", "all MB")
    print(tabulate(rows, (*names, "processes", "code"), floatfmt=".1f"))


def survive(paths: Sequence[Path], odd: Sequence[Path]) -> None:
    """Check good files with odd ones among them, and kill a worker half-way."""
    middle = len(paths) // 2
    cost = checked([*paths[:middle], *odd, *paths[middle:]], kill_at=middle // 2)
    wrong = [outcome for outcome in cost.outcomes if outcome["code"]]
    print(
        f"{len(paths)} files, {len(odd)} hostile ones, and a worker killed: "
        f"{len(cost.outcomes)} outcomes in {cost.wall:.0f} s, exit code {cost.code}"
    )
    for outcome in wrong:
        print(f"  {Path(str(outcome['model'])).name}: {outcome['error'] or outcome['failures']}")


def _row(
    what: str, options: Sequence[str], cost: Cost, files: int, share: float = 1.0
) -> tuple[object, ...]:
    cpu = cost.cpu * share
    times = (cost.wall * share, cpu, cpu / files * 1000, cost.first)
    return (what, " ".join(options), *times, cost.own, cost.all, cost.processes, cost.code)


if __name__ == "__main__":
    main()
