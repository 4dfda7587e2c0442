"""What the pytest plugin costs a test run that does not use it.

    python tests/benchmarks/plugin.py [--runs 20] [--python 3.13]

Two environments are made by `uv`: one with pytest alone, and one that has rnnscope too, installed
as from an index but without what it depends on, for a run that does not use it imports none of
that.  In each the same run of one empty test is started, in turn.  The table has, in milliseconds
of the processor, the median of what each took, of what rnnscope adds, with the middle half of the
pairs, and of the ratio: for the plugin (it is imported and registered), with its bytecode and
without, as where nothing may be written; for pytest's look at the files of whatever has a plugin,
which it does to know whose asserts it rewrites; and for the whole process, which is mostly noise.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tabulate import tabulate

ROOT = Path(__file__).parents[2]
LOADING, LOOKING, WHOLE = "plugins loaded", "their files looked at", "the whole run"
TIMED = """
import contextlib, io, json, time
import pytest
from _pytest.config import Config, PytestPluginManager

took = {}

def timed(owner, method, title):
    function = getattr(owner, method)
    def wrapped(*args, **kwargs):
        start = time.process_time()
        try:
            return function(*args, **kwargs)
        finally:
            took[title] = 1e3 * (time.process_time() - start)
    setattr(owner, method, wrapped)

timed(PytestPluginManager, "load_setuptools_entrypoints", "plugins loaded")
timed(Config, "_mark_plugins_for_rewrite", "their files looked at")
with contextlib.redirect_stdout(io.StringIO()):
    code = pytest.main(["-q", "-p", "no:cacheprovider"])
print(json.dumps(took))
raise SystemExit(code)
"""

Cost = Mapping[str, float]


def environment(place: Path, version: str, *packages: str) -> Path:
    """Make an environment with pytest, and with these packages without what they depend on."""
    python = place / "bin" / "python"
    install = ("uv", "pip", "install", "-q", "--compile-bytecode", "--python", str(python))
    subprocess.run(("uv", "venv", "-q", "--python", version, str(place)), check=True)
    subprocess.run((*install, "pytest"), check=True)
    if packages:
        subprocess.run((*install, "--no-deps", *packages), check=True)
    return python


def cost(python: Path, folder: Path, options: Sequence[str] = ()) -> Cost:
    """Run the test, and return what that took."""
    start = _cpu()
    command = (str(python), *options, "-c", TIMED)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE, env=kept)
    return {**json.loads(done.stdout), WHOLE: 1e3 * (_cpu() - start)}


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def row(title: str, name: str, pairs: Sequence[tuple[Cost, Cost]]) -> list[object]:
    """Return what the pairs of runs took of one thing, and what they differ by."""
    costs = [(plain[title], ours[title]) for plain, ours in pairs]
    low, middle, high = statistics.quantiles([ours - plain for plain, ours in costs], n=4)
    return [
        name,
        statistics.median(plain for plain, _ in costs),
        statistics.median(ours for _, ours in costs),
        middle,
        f"{low:+.1f} to {high:+.1f}",
        statistics.median(ours / plain for plain, ours in costs),
    ]


def rows(place: Path, version: str, runs: int) -> Iterator[list[object]]:
    """Make the environments, and yield the rows of the table."""
    folder = place / "project"
    folder.mkdir()
    (folder / "test_empty.py").write_text("def test_empty():\n    pass\n")
    plain = environment(place / "without", version)
    ours = environment(place / "with", version, str(ROOT))
    first = ("-B",)
    cold = [(cost(plain, folder, first), cost(ours, folder, first)) for _ in range(runs)]
    cost(plain, folder), cost(ours, folder)  # the bytecode is written
    warm = [(cost(plain, folder), cost(ours, folder)) for _ in range(runs)]
    yield row(LOADING, LOADING, warm)
    yield row(LOADING, f"{LOADING}, without bytecode", cold)
    yield row(LOOKING, LOOKING, warm)
    yield row(WHOLE, WHOLE, warm)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--python", default="3.11")
    asked = parser.parse_args()
    headers = ["ms", "pytest", "and rnnscope", "it adds", "middle half", "ratio"]
    with tempfile.TemporaryDirectory() as name:
        table = list(rows(Path(name), asked.python, asked.runs))
    print(tabulate(table, headers, floatfmt=(".1f", ".1f", ".1f", ".1f", "", ".2f")))


if __name__ == "__main__":
    main()
