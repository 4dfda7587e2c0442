"""Nothing is imported from the current directory that was not named."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from rnnscope.processes.python_path import is_here, without_here
from tests.files import MNIST, ROOT, SENTIMENT

# What is imported only where it is installed, by what we use.
OPTIONAL = ("wcwidth", "ipywidgets", "IPython", "simplejson", "torch", "jax", "mpi4py", "scipy")
TRAP = """
import os
with open(os.environ["SPRUNG"], "a") as file:
    file.write(__name__ + "\\n")
raise SystemExit("a trap")
"""
COMMAND = str(Path(sys.executable).with_name("rnnscope"))
MODULE = (sys.executable, "-m", "rnnscope")
FILE = ("explain", str(SENTIMENT), "--no-summary")
API = (
    "import rnnscope; report = rnnscope.explain({!r}, summary={}); [report.render(to) for to in {}]"
)
FORMATS = ("text", "plain", "markdown", "html", "html-fragment", "json", "csv")
SAFE = {"PYTHONSAFEPATH": "1"}


def loaded_by_python(*command: str, home: Path) -> set[str]:
    """Return what Python has imported by itself before the first line of a program."""
    (home / "early").mkdir()
    (home / "early/__init__.py").write_text("import sys\nprint(*sys.modules)\n")
    (home / "early/__main__.py").write_text("")
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.split()}


@pytest.fixture(scope="module")
def traps(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two directories, for `python -m` and for a script, with a trap for each module there is."""
    known = {*sys.stdlib_module_names, *packages_distributions(), *OPTIONAL, "my_layers"}
    homes = []
    for command in (("-m", "early"), ("-c", "import re, sys; print(*sys.modules)")):
        home = tmp_path_factory.mktemp("traps")
        early = loaded_by_python(sys.executable, *command, home=home)
        early |= {*sys.builtin_module_names, "sitecustomize", "usercustomize", "rnnscope"}
        for name in filter(str.isidentifier, known - early):
            (home / f"{name}.py").write_text(TRAP)
        assert len(list(home.iterdir())) > 200
        homes.append(home)
    return homes[0], homes[1]


def sprung(home: Path, command: Sequence[str], **environment: str) -> tuple[list[str], int, str]:
    """Run a command among the traps; return which it went into, its exit code and errors."""
    # Where coverage is taken of processes too, it starts before our first line, and imports much.
    unmeasured = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE")}
    log = home.parent / f"{home.name}.{abs(hash((command, *environment.items())))}"
    done = subprocess.run(
        command,
        cwd=home,
        env={**unmeasured, **environment, "SPRUNG": str(log)},
        capture_output=True,
        text=True,
        check=False,
    )
    return log.read_text().split() if log.exists() else [], done.returncode, done.stderr


WAYS: list[tuple[tuple[str, ...], dict[str, str]]] = [
    ((*MODULE, "explain", str(MNIST)), {"PYTHONPATH": ":"}),
    ((COMMAND, *FILE, "--format", "plain"), {}),
    ((COMMAND, *FILE), {"PYTHONPATH": ":"}),
    ((COMMAND, *FILE), {"PYTHONPATH": "."}),
    ((COMMAND, "layers"), {}),
    ((*MODULE, *FILE, "--format", "plain"), {}),
    ((*MODULE, "--version"), {}),
    ((*MODULE, "layers", "LSTM"), {}),
    ((*MODULE, *FILE), SAFE),
    ((sys.executable, "-P", *MODULE[1:], *FILE), {}),
    ((sys.executable, "-P", "-c", API.format(str(SENTIMENT), False, FORMATS)), {}),
]


def test_no_trap_is_sprung(traps: tuple[Path, Path]) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = {
            (*command, *environment.values()): pool.submit(
                sprung, traps[0 if "-m" in command else 1], command, **environment
            )
            for command, environment in WAYS
        }
        for way, each in done.items():
            assert each.result() == ([], 0, ""), way


USERS = """
import keras

class Late(keras.layers.Layer):
    def build(self, shape):
        import beside_it

        self.kernel = self.add_weight(shape=(shape[-1], beside_it.WIDTH), name="kernel")

    def call(self, x):
        return x @ self.kernel

def make():
    return keras.Sequential([keras.Input((3,)), Late(name="late")])
"""


def test_what_is_named_is_imported_and_nothing_for_an_installed_module(
    traps: tuple[Path, Path],
) -> None:
    (traps[1] / "named_here.py").write_text(USERS)
    (traps[1] / "beside_it.py").write_text("WIDTH = 5\n")
    found, code, errors = sprung(traps[1], (COMMAND, "explain", "named_here:make"))
    assert (found, code) == ([], 0), errors


def test_a_host_whose_path_begins_here_keeps_its_children_out_of_it(
    traps: tuple[Path, Path],
) -> None:
    script = f"""
import sys
import rnnscope
from rnnscope.verify import _rebuild
rnnscope.explain({str(MNIST)!r})
sys.path.insert(0, "")
from rnnscope.readers.hdf5.process import Hdf5Process
Hdf5Process.end_all()
report = rnnscope.explain({str(MNIST)!r}, summary=True)
assert report.witness("summary").spoke, report
assert sys.path[0] == ""
"""
    assert sprung(traps[1], (sys.executable, "-P", "-c", script)) == ([], 0, "")


def test_only_what_stands_before_python_is_taken_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = str(Path(os.__file__).parent)
    here, other, link = tmp_path / "here", tmp_path / "other", tmp_path / "link"
    here.mkdir()
    other.mkdir()
    link.symlink_to(here)
    monkeypatch.chdir(here)
    kept = [str(other), library, str(here)]  # as where rnnscope is installed for development
    assert without_here(["", str(here), str(link), ".", *kept]) == kept
    assert without_here([str(other), "", "/gone", "\0"]) == [str(other), "/gone", "\0"]
    monkeypatch.chdir(library)
    assert without_here([library, str(other), library]) == [library, str(other), library]
    assert not is_here(str(ROOT))
