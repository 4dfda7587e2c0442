"""What `rnnscope explain` costs as a whole process, beside what it is measured against.

    python tests/benchmarks/cost.py [--runs 7] [--no-keras]

Prints two tables: wall time as a ratio to the command it stands beside, run in
turn with it, and the peak memory of the process and of all its children
together.  A large file is made in a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from tabulate import tabulate

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "examples" / "mnist_rnn.keras"
EXPLAIN = (sys.executable, "-m", "rnnscope", "explain")
QUIET = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}


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


def run(command: Sequence[str]) -> tuple[float, float]:
    """Run a command; return its wall time in seconds and its processes' peak memory in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=QUIET, cwd=ROOT
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
    return seconds, peak[0]


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


def compared(name: str, command: Sequence[str], beside: Sequence[str], runs: int) -> list[object]:
    """Run two commands in turn; return a row of the table."""
    run(command), run(beside)  # the first run of each fills the caches
    pairs = [(run(command), run(beside)) for _ in range(runs)]
    ratios = [ours[0] / theirs[0] for ours, theirs in pairs]
    return [
        name,
        statistics.median(ours[0] for ours, _ in pairs),
        statistics.median(theirs[0] for _, theirs in pairs),
        statistics.median(ratios),
        max(ours[1] for ours, _ in pairs),
        max(theirs[1] for _, theirs in pairs),
    ]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=7)
    arguments.add_argument("--no-keras", action="store_true", help="leave out what imports Keras")
    options = arguments.parse_args()
    h5py = (sys.executable, "-c", "import h5py")
    with tempfile.TemporaryDirectory() as folder:
        large = large_file(Path(folder))
        rows = [
            compared(
                f"{size}, --no-summary / import h5py",
                (*EXPLAIN, path, "--no-summary"),
                h5py,
                options.runs,
            )
            for size, path in (("small", str(SMALL)), ("400 MB", str(large)))
        ]
        if not options.no_keras:
            rows += [
                compared(
                    f"{size}, with summary / load_model().summary()",
                    (*EXPLAIN, str(path)),
                    loading(path),
                    max(3, options.runs // 2),
                )
                for size, path in (("small", SMALL), ("400 MB", large))
            ]
    headers = ["ours / beside", "ours s", "beside s", "ratio", "ours MB", "beside MB"]
    print(tabulate(rows, headers, floatfmt=".2f"))


if __name__ == "__main__":
    main()
