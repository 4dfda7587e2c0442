"""Has the examples verified by the oldest Keras that pyproject.toml allows, and by the newest.

    python tests/verify/keras_versions.py [3.5 3.8.0 newest ...]

Each version is installed into an environment of its own, made by uv, and TensorFlow into none.
Prints a table; ends with 1 where an example was not verified.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from sysconfig import get_path

from tabulate import tabulate

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.keras"))
VERIFIED = "verified"
NEWEST = "newest"


def main(versions: list[str]) -> int:
    rows = []
    for version in versions or [oldest(), NEWEST]:
        print(f"Keras {version} ...", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            rows.append(tried(version, Path(folder)))
    names = [path.name for path in EXAMPLES]
    print(tabulate(rows, ["Keras", *names, "seconds for each"], disable_numparse=True))
    return 0 if all(row[1:-1] == [VERIFIED] * len(names) for row in rows) else 1


def needed() -> Iterator[tuple[str, str]]:
    """Yield the name of each package that rnnscope needs, and which versions of it will do."""
    for needs in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]:
        name, _, versions = needs.partition(">=")
        yield name, f">={versions}"


def oldest() -> str:
    """Return the oldest version of Keras that is allowed."""
    return dict(needed())["keras"].removeprefix(">=")


def tried(version: str, folder: Path) -> list[str]:
    """Install a version; return its number, what became of each example, and the time taken."""
    run("uv", "venv", "-q", "--python", sys.executable, folder)
    keras = "keras" if version == NEWEST else f"keras=={version}"
    others = [name + versions for name, versions in needed() if name not in ("keras", "tensorflow")]
    install = ("uv", "pip", "install", "-q", "--python", folder)
    run(*install, "--refresh-package", "keras", keras, *others)
    run(*install, "--no-deps", "-e", ROOT)
    python = Path(get_path("scripts", "venv", {"base": str(folder)}), "python")
    code = "import importlib.metadata as m; print(m.version('keras'))"
    number = run(python, "-c", code).stdout.strip()
    start = time.perf_counter()
    outcomes = [outcome(python, path) for path in EXAMPLES]
    seconds = (time.perf_counter() - start) / len(EXAMPLES)
    return [number, *outcomes, f"{seconds:.1f}"]


def outcome(python: Path, example: Path) -> str:
    """Say whether the summary of an example was heard and agreed, and what was said otherwise."""
    ask = (python, "-m", "rnnscope", "explain", example, "--require", "summary")
    ended = subprocess.run(ask, capture_output=True, text=True, check=False, cwd=ROOT)
    said = (ended.stderr or ended.stdout).strip().splitlines()
    return VERIFIED if ended.returncode == 0 else " ".join(said[-1:])


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
