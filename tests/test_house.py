"""What is imported when: a light door, and frameworks only where they were asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import rnnscope
from rnnscope.cli import COMMANDS
from tests.files import MNIST, ROOT, SENTIMENT

HEAVY = {"numpy", "h5py", "rich", "keras", "tensorflow", "typer", "tabulate", "jinja2"}


def imported(script: str) -> set[str]:
    """Return which heavy packages, and which of our modules, a script has imported."""
    after = "\nimport sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script + after], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return set(done.stdout.split())


def test_the_package_imports_nothing() -> None:
    found = imported("import rnnscope")
    assert not found & HEAVY
    assert {name for name in found if name.startswith("rnnscope")} == {"rnnscope"}


def _output(to: str) -> str:
    return f"""
import contextlib, io, rnnscope
text = rnnscope.explain({str(SENTIMENT)!r}).render({to!r})
assert "13,273" in text or "13273" in text or {to!r} == "csv"
"""


@pytest.mark.parametrize(
    ("to", "needed"),
    [
        ("json", set()),
        ("csv", set()),
        ("markdown", set()),
        ("html", {"jinja2"}),
        ("html-fragment", set()),
        ("plain", {"tabulate"}),
        ("text", set()),
    ],
)
def test_a_file_is_explained_with_what_the_format_needs(to: str, needed: set[str]) -> None:
    assert imported(_output(to)) & HEAVY == needed


def test_asserting_and_the_pytest_plugin_need_nothing_heavy() -> None:
    script = f"import rnnscope; rnnscope.assert_params({str(MNIST)!r}, 21_386)"
    assert not imported(script) & HEAVY
    assert not imported("import rnnscope.pytest_plugin") & HEAVY


@pytest.mark.parametrize(
    ("to", "needed"),
    [("json", {"typer"}), ("plain", {"typer", "tabulate"}), ("text", {"typer"})],
)
def test_the_command_line_imports_what_its_format_needs(to: str, needed: set[str]) -> None:
    script = f"""
import contextlib, io, sys
from rnnscope.__main__ import main
sys.argv = ["rnnscope", "explain", {str(MNIST)!r}, "--no-summary", "--format", {to!r}]
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main()
"""
    assert imported(script) & HEAVY == needed


@pytest.mark.parametrize("asked", ["--version", "--help"])
def test_asking_for_the_version_or_for_help_loads_no_layer_and_no_report(asked: str) -> None:
    script = f"""
import contextlib, io, sys
from rnnscope.__main__ import main
sys.argv = ["rnnscope", {asked!r}]
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main()
"""
    ours = {name for name in imported(script) if name.startswith("rnnscope.")}
    chosen = {"rnnscope.pages", "rnnscope.pages.table", "rnnscope.pages.table.choice"}
    rooms = {name.split(".")[1] for name in ours - chosen}
    assert not rooms & {"api", "layers", "report", "pages", "derivation", "model", "readers"}


def test_the_process_that_reads_hdf5_is_started_before_what_is_slow_to_import() -> None:
    script = """
import sys
before = {*sys.modules}
import rnnscope.__main__, rnnscope.commands.top, rnnscope.readers.hdf5.process
assert not {"typing", "json", "dataclasses", "inspect"} & ({*sys.modules} - before)
"""
    assert len([name for name in imported(script) if name.startswith("rnnscope.")]) <= 11


def test_few_modules_are_imported_for_a_file() -> None:
    script = f"""
import contextlib, io, sys
from rnnscope.__main__ import main
sys.argv = ["rnnscope", "explain", {str(MNIST)!r}, "--no-summary"]
out = io.TextIOWrapper(io.BytesIO(), "utf-8")
with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
    main()
"""
    assert len([name for name in imported(script) if name.startswith("rnnscope.")]) <= 155


def test_a_module_of_formulas_is_imported_when_a_model_has_its_layers() -> None:
    modules = imported(f"import rnnscope; rnnscope.explain({str(MNIST)!r}, summary=False)")
    folders = (
        "rnnscope.layers.keras.",
        "rnnscope.layers.operations.",
        "rnnscope.layers.elsewhere.",
    )
    assert {name for name in modules if name.startswith(folders)} == {
        *("rnnscope.layers.keras.core", "rnnscope.layers.keras.rnn"),
        "rnnscope.layers.keras.convolutional",  # whose windows ConvLSTM has
    }


@pytest.mark.parametrize(("asked", "needed"), [(["--version"], set()), (["layers"], {"layers"})])
def test_a_subcommand_is_imported_when_it_is_asked_for(asked: list[str], needed: set[str]) -> None:
    script = f"""
import contextlib, io, sys
from rnnscope.__main__ import main
sys.argv = ["rnnscope", *{asked!r}]
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main()
"""
    modules = imported(script)
    assert {name for name, module in COMMANDS.items() if module in modules} == needed


def test_imports_go_down_the_stairs_only() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    if not lint.exists():
        pytest.skip("import-linter is not installed; .ci/run has it")
    done = subprocess.run(
        [lint, "--no-cache"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stdout


def test_names_that_were_documented_stay() -> None:
    from rnnscope.readers.limits import Limits
    from rnnscope.report import LayerReport, Report
    from rnnscope.untrusted import limits

    assert Limits is limits.Limits
    assert (rnnscope.Report, rnnscope.LayerReport) == (Report, LayerReport)
