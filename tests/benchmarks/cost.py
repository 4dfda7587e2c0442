"""What `rnnscope explain` costs as a whole process, beside what it is measured against.

    python tests/benchmarks/cost.py [--runs 9] [--no-keras]

Prints a table with a row for each command and the one that it is measured
against: medians of wall time and of CPU time, of the process and all its
children together, their ratios, run in turn, and the peak memory of all
together.  A large file is made in a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tabulate import tabulate

ROOT = Path(__file__).parents[2]
EXAMPLES = [ROOT / "examples" / f"{name}.keras" for name in ("mnist_rnn", "sentiment_bilstm")]
EXPLAIN = (sys.executable, "-m", "rnnscope", "explain")
QUIET = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
NO_BYTECODE = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPYCACHEPREFIX": "/nowhere"}


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: seconds, seconds of CPU, and MB of memory at its peak."""

    wall: float
    cpu: float
    memory: float


def loading(path: Path) -> tuple[str, ...]:
    script = f"import keras; keras.models.load_model({str(path)!r}).summary()"
    return (sys.executable, "-c", script)


def large_file(folder: Path) -> Path:
    """Save a model of 400 MB."""
    path = folder / "large.keras"
    script = (
        "import keras; from keras import layers;"
        "keras.Sequential([keras.Input((10_000,)), layers.Dense(10_000), layers.Dense(10)])"
        f".save({str(path)!r})"
    )
    subprocess.run([sys.executable, "-c", script], check=True, env=QUIET, capture_output=True)
    return path


def run(command: Sequence[str], environment: Mapping[str, str]) -> Cost:
    """Run a command, and return what it and its children took."""
    start, cpu = time.perf_counter(), _cpu()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**QUIET, **environment},
        cwd=ROOT,
    )
    peak = [0.0]
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peak, done))
    watcher.start()
    code = process.wait()
    seconds = time.perf_counter() - start
    done.set()
    watcher.join()
    if code not in (0, 1):
        raise SystemExit(f"{command} ended with {code}")
    return Cost(seconds, _cpu() - cpu, peak[0])


def _cpu() -> float:
    """Return the CPU time of all processes that have ended and were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _watch(pid: int, peak: list[float], done: threading.Event) -> None:
    while not done.wait(0.005):
        peak[0] = max(peak[0], sum(map(_resident, _family(pid))) / 1e6)


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(each for child in children for each in _family(int(child)))]


def _resident(pid: int) -> int:
    """Return the memory a process shares with nobody, plus its part of what is shared."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def compared(
    name: str,
    command: Sequence[str],
    beside: Sequence[str],
    runs: int,
    environment: Mapping[str, str] | None = None,
) -> list[object]:
    """Run two commands in turn; return a row of the table."""
    extra = environment or {}
    run(command, extra), run(beside, extra)  # the first run of each fills the caches
    pairs = [(run(command, extra), run(beside, extra)) for _ in range(runs)]
    return [
        name,
        statistics.median(ours.wall for ours, _ in pairs),
        statistics.median(theirs.wall for _, theirs in pairs),
        statistics.median(ours.wall / theirs.wall for ours, theirs in pairs),
        statistics.median(ours.cpu / theirs.cpu for ours, theirs in pairs),
        max(ours.memory for ours, _ in pairs),
        max(theirs.memory for _, theirs in pairs),
    ]


def static(large: Path, runs: int) -> Iterator[list[object]]:
    """Measure what needs no Keras, against what it cannot do without."""
    h5py = (sys.executable, "-c", "import h5py")
    for name, path in (("small", EXAMPLES[0]), ("400 MB", large)):
        command = (*EXPLAIN, str(path), "--no-summary")
        yield compared(f"{name}, --no-summary / import h5py", command, h5py, runs)
    command = (*EXPLAIN, str(EXAMPLES[0]), "--no-summary")
    yield compared("the same, without bytecode", command, h5py, runs, NO_BYTECODE)
    version = (sys.executable, "-m", "rnnscope", "--version")
    typer = (sys.executable, "-c", "import typer")
    yield compared("--version / import typer", version, typer, runs)


def verified(large: Path, runs: int) -> Iterator[list[object]]:
    """Measure a report that Keras's summary() has checked, against loading and printing it."""
    for path in (*EXAMPLES, large):
        command = (*EXPLAIN, str(path))
        yield compared(f"{path.stem} / load_model().summary()", command, loading(path), runs)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=9)
    arguments.add_argument("--no-keras", action="store_true", help="leave out what imports Keras")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        large = large_file(Path(folder))
        rows = list(static(large, options.runs))
        if not options.no_keras:
            rows += verified(large, options.runs)
    headers = ["ours / beside", "ours s", "beside s", "wall", "CPU", "ours MB", "beside MB"]
    print(tabulate(rows, headers, floatfmt=".2f"))


if __name__ == "__main__":
    main()
