"""What the pytest plugin costs a test run that does not use it.

    python tests/benchmarks/plugin.py [--runs 40]

Two environments are made by `uv`: one with pytest alone, and one that has rnnscope too, installed
as from an index but without what it depends on, for a run that does not use it imports none of
that.  In each the same run of one empty test is started, in turn.  A row has the medians and the
least of what it took, on the wall and of the processor; the last is what rnnscope adds: the median
of the pairs, with the middle half of them, and the ratio.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tabulate import tabulate

ROOT = Path(__file__).parents[2]
RUN = ("-m", "pytest", "-q", "-p", "no:cacheprovider")


class Cost(NamedTuple):
    """What a run took, in milliseconds."""

    wall: float
    cpu: float


def environment(place: Path, *packages: str) -> Path:
    """Make an environment with these packages and nothing that they depend on but pytest's."""
    python = place / "bin" / "python"
    install = ("uv", "pip", "install", "-q", "--compile-bytecode", "--python", python)
    subprocess.run(("uv", "venv", "-q", place), check=True)
    subprocess.run((*install, "pytest"), check=True)
    if packages:
        subprocess.run((*install, "--no-deps", *packages), check=True)
    return python


def cost(python: Path, folder: Path) -> Cost:
    """Run the test, and return what that took."""
    start, cpu = time.perf_counter(), _cpu()
    subprocess.run((python, *RUN), cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return Cost(1e3 * (time.perf_counter() - start), 1e3 * (_cpu() - cpu))


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def row(name: str, costs: Sequence[Cost]) -> list[object]:
    walls, cpus = [each.wall for each in costs], [each.cpu for each in costs]
    return [name, statistics.median(walls), min(walls), statistics.median(cpus), min(cpus)]


def added(name: str, with_it: Sequence[Cost], without: Sequence[Cost], field: int) -> list[object]:
    """Return what the pairs of runs differ by: the median, the middle half, and the ratio."""
    pairs = [(one[field], other[field]) for one, other in zip(with_it, without, strict=True)]
    low, middle, high = statistics.quantiles([one - other for one, other in pairs], n=4)
    ratio = statistics.median(one / other for one, other in pairs)
    return [name, middle, f"{low:+.1f} to {high:+.1f}", ratio]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "project")
        folder.mkdir()
        (folder / "test_empty.py").write_text("def test_empty():\n    pass\n")
        without = environment(Path(name, "without"))
        with_it = environment(Path(name, "with"), str(ROOT))
        _show(without, with_it, folder, runs)


def _show(without: Path, with_it: Path, folder: Path, runs: int) -> None:
    cost(without, folder), cost(with_it, folder)  # the first of each fills the caches
    pairs = [(cost(without, folder), cost(with_it, folder)) for _ in range(runs)]
    plain, ours = [one for one, _ in pairs], [other for _, other in pairs]
    rows = [row("pytest", plain), row("pytest, with rnnscope installed", ours)]
    headers = ["one empty test, ms", "wall", "least", "CPU", "least"]
    print(tabulate(rows, headers, floatfmt=".1f"), end="\n\n")
    rows = [added("wall", ours, plain, 0), added("CPU", ours, plain, 1)]
    headers = ["rnnscope adds, ms", "median", "middle half", "ratio"]
    print(tabulate(rows, headers, floatfmt=(".1f", ".1f", "", ".3f")))
    print(f"\n{runs} pairs of runs; {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
