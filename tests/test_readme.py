"""The README and the examples are true: every command and block in them is run."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rnnscope.cli import app

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
SHOWN = re.findall(r"```console\n\$ rnnscope ([^\n]+)\n(.*?)\n```", README, re.DOTALL)


@pytest.mark.parametrize(("command", "output"), SHOWN, ids=[command for command, _ in SHOWN])
def test_commands_print_what_is_shown(command: str, output: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rnnscope", *shlex.split(command)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        env=_environment(),
    )
    assert (done.returncode, done.stdout.rstrip("\n")) == (0, output), done.stderr


def test_something_is_shown() -> None:
    assert len(SHOWN) >= 2


def test_its_own_reports_are_what_rnnscope_writes_today() -> None:
    ran = CliRunner().invoke(app, ["embed", "--check", str(ROOT / "README.md")])
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert "1 report" in ran.stderr


def test_the_pytest_example_passes(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    (block,) = re.findall(r"```python\n(def test_size.*?)\n```", README, re.DOTALL)
    pytester.makepyfile(block.replace("examples/", f"{ROOT.as_posix()}/examples/"))
    options = ("-p", "no:cacheprovider", "--rnnscope-update")
    pytester.runpytest_subprocess(*options).assert_outcomes(passed=2)


EXAMPLES = ROOT / "examples"
RUN = """
import runpy, sys
for path in sys.argv[1:]:
    script, *output = path.split(":")
    sys.argv = [script, *output]
    runpy.run_path(script, run_name="__main__")
"""


def test_examples_build_what_is_committed_and_leave_it(tmp_path: Path) -> None:
    import rnnscope

    before = {path.name: path.read_bytes() for path in EXAMPLES.iterdir() if path.is_file()}
    outputs = {name: tmp_path / f"{name}.keras" for name in ("mnist_rnn", "sentiment_bilstm")}
    asked = [f"{name}.py:{path}" for name, path in outputs.items()]
    scripts = sorted(path.name for path in EXAMPLES.glob("*.py"))
    done = subprocess.run(
        [sys.executable, "-c", RUN, *asked, *scripts],
        cwd=EXAMPLES,
        check=True,
        capture_output=True,
        encoding="utf-8",
        env=_environment(),
    )
    assert done.stdout.count("Total params:") == len(asked) + len(scripts)
    assert {p.name: p.read_bytes() for p in EXAMPLES.iterdir() if p.is_file()} == before
    for name, path in outputs.items():
        built, kept = rnnscope.explain(path), rnnscope.explain(EXAMPLES / f"{name}.keras")
        assert built.layers == kept.layers
        assert (built.total, built.optimizer) == (kept.total, kept.optimizer)


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "80"}
