"""The README and the examples are true: every command and block in them is run."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from rnnscope.checking.configuration.keys import CHECK, CHECK_KEYS, project_keys
from rnnscope.cli import app
from rnnscope.renderers import RENDERERS
from rnnscope.renderers.outcomes import OUTCOME_RENDERERS

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
FAILING = ("check examples/*.keras --max-params 20_000",)
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
    code = 1 if command in FAILING else 0
    assert (done.returncode, done.stdout.rstrip("\n")) == (code, output), done.stderr


def test_something_is_shown() -> None:
    assert len(SHOWN) >= 2


def section(start: str, end: str) -> str:
    """Return a part of the README, from a text to the first of another behind it."""
    begin = README.index(start)
    return README[begin : README.index(end, begin)]


def options_in(text: str) -> set[str]:
    """Return the options that a text names, but for those that are told by their opposite."""
    named = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text))
    return named - {"--version", "--summary", "--fold", "--help", "-h"}


@pytest.mark.parametrize(
    ("command", "start", "end"),
    [
        ("explain", "`rnnscope explain MODEL`, with", "MODEL is a file"),
        ("check", "`rnnscope check [MODEL...]`;", "| format of check |"),
        ("lock", "`rnnscope lock [MODEL...]` writes", "`rnnscope diff OLD NEW`, or"),
        ("diff", "`rnnscope diff OLD NEW`, or", "### `rnnscope embed`"),
        ("embed", "### `rnnscope embed`", "### Who says it"),
    ],
)
def test_options_are_those_of_the_program(command: str, start: str, end: str) -> None:
    shown = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"}).output
    assert options_in(section(start, end)) == options_in(shown[shown.index("Options") :])


@pytest.mark.parametrize(
    ("command", "heading", "codes"),
    [
        ("explain", "| exit code |", ["0", "1", "2", "130"]),
        ("check", "| exit code of check |", ["0", "1", "2", "130"]),
    ],
)
def test_exit_codes_are_told_in_both_places(command: str, heading: str, codes: list[str]) -> None:
    shown = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"}).output
    told = re.findall(r"^\| (\d+) \|", section(heading, "\n\n"), re.MULTILINE)
    assert told == codes
    words = shown[shown.index("Ends with") : shown.index("Arguments")]
    assert all(re.search(rf"\b{code}\b", words) for code in told)


@pytest.mark.parametrize(
    ("heading", "formats"),
    [("| format |", RENDERERS), ("| format of check |", OUTCOME_RENDERERS)],
)
def test_formats_are_those_of_the_program(heading: str, formats: Mapping[str, str]) -> None:
    rows = [line.split("|")[1] for line in section(heading, "\n\n").splitlines()[2:]]
    assert set(re.findall(r"`([\w-]+)`", " ".join(rows))) == set(formats)


def test_keys_are_those_that_a_project_may_write() -> None:
    rows = [line.split("|")[1] for line in section("| key |", "\n\n").splitlines()[2:]]
    told = re.findall(r"`([\w-]+)`", " ".join(rows))
    assert set(told) == {*project_keys(CHECK), *CHECK_KEYS} - {CHECK}


def test_the_configuration_that_is_shown_holds(tmp_path: Path) -> None:
    (block,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    (tmp_path / "pyproject.toml").write_text(block, "utf-8")
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    done = subprocess.run(
        [sys.executable, "-m", "rnnscope", "check"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        env=_environment(),
    )
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Both models held.")


def test_the_formula_shown_is_the_one_in_the_example() -> None:
    (block,) = re.findall(r"```python\n(@rnnscope.formula.*?)\n```", README, re.DOTALL)
    assert block in (ROOT / "examples/custom_layer.py").read_text("utf-8")


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
