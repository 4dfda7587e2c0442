"""A file is only a file, whatever its name: what looks like an option does nothing as one."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from rnnscope.cli import app
from tests.files import entry, sequential, write_json

pytestmark = pytest.mark.quick

NAMES = ("--import=hacking.json", "-o.json", "--no-summary", "-x.json", "--")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with a model, and with code that tells when it is run."""
    monkeypatch.chdir(tmp_path)
    write_json(tmp_path / "m.json", sequential(entry("Dense", "d", units=2), shape=(None, 3)))
    (tmp_path / "hacking").mkdir()
    (tmp_path / "hacking" / "json.py").write_text("open('hacked', 'w')\n")
    return tmp_path


@pytest.mark.parametrize("name", NAMES[:4])
@pytest.mark.parametrize("command", ["explain", "check", "diff", "lock"])
def test_what_is_a_file_and_looks_like_an_option_is_neither(
    here: Path, command: str, name: str
) -> None:
    (here / name).write_bytes((here / "m.json").read_bytes())
    ran = CliRunner().invoke(app, [command, *sorted(path.name for path in here.iterdir())])
    said = " ".join(ran.stderr.replace("│", " ").split())
    assert ran.exit_code == 2
    assert f"'{name}' is a file, and looks like an option: write './{name}'" in said
    assert not (here / "hacked").exists()


@pytest.mark.parametrize("name", NAMES)
def test_git_is_shown_it_all_the_same(here: Path, name: str) -> None:
    (here / name).write_bytes((here / "m.json").read_bytes())
    ran = CliRunner().invoke(app, ["lock", "--stdout", name])
    assert ran.exit_code == 0
    assert ran.output == CliRunner().invoke(app, ["lock", "--stdout", "m.json"]).output
    assert not (here / "hacked").exists()


def test_behind_two_signs_it_is_a_file(here: Path) -> None:
    (here / "-x.json").write_bytes((here / "m.json").read_bytes())
    ran = CliRunner().invoke(app, ["diff", "--", "-x.json", "m.json"])
    assert ran.output.startswith("No difference")
    assert CliRunner().invoke(app, ["diff", "./-x.json", "m.json"]).exit_code == 0
