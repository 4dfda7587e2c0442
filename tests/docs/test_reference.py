"""The reference is true: options, formats, exit codes and keys are those of the program."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from typer.testing import CliRunner

from rnnscope.checking.configuration.keys import CHECK, CHECK_KEYS, project_keys
from rnnscope.cli import COMMANDS, app
from rnnscope.renderers import OF_SUMMARIES, RENDERERS
from rnnscope.renderers.outcomes import OUTCOME_RENDERERS
from tests.files import ROOT

pytestmark = pytest.mark.quick

REFERENCE = ROOT / "docs" / "reference"


def page(name: str) -> str:
    """Return a page of the reference."""
    return (REFERENCE / f"{name}.md").read_text("utf-8")


def table(text: str, head: str) -> list[str]:
    """Return the first cells of the table that begins so."""
    lines = text[text.index(head) :].partition("\n\n")[0].splitlines()
    return [line.split(" | ")[0].strip("| ") for line in lines[2:]]


def options_in(text: str) -> set[str]:
    """Return the options that a text names, but for those that are told by their opposite."""
    named = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text))
    return named - {"--version", "--summary", "--fold", "--help", "-h"}


def told_by(command: str) -> str:
    """Return what a command prints of itself."""
    return CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"}).output


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("explain", page("explain").partition("## Formats")[0]),
        ("check", page("check").partition("## Formats")[0]),
        ("lock", page("lock-and-diff").partition("## `rnnscope diff`")[0]),
        ("diff", page("lock-and-diff").partition("## `rnnscope diff`")[2]),
        ("embed", page("embed")),
    ],
)
def test_options_are_those_of_the_program(command: str, text: str) -> None:
    shown = told_by(command)
    assert options_in(text) == options_in(shown[shown.index("Options") :])


def test_each_command_has_a_page() -> None:
    pages = " ".join(path.read_text("utf-8") for path in REFERENCE.glob("*.md"))
    assert [name for name in COMMANDS if f"`rnnscope {name}`" not in pages] == []


@pytest.mark.parametrize("command", ["explain", "check"])
def test_exit_codes_are_told_in_both_places(command: str) -> None:
    shown, told = told_by(command), table(page(command), "| exit code |")
    assert told == ["0", "1", "2", "130"]
    words = shown[shown.index("Ends with") : shown.index("Arguments")]
    assert all(re.search(rf"\b{code}\b", words) for code in told)


@pytest.mark.parametrize(
    ("name", "formats"),
    [("explain", {**RENDERERS, **OF_SUMMARIES}), ("check", OUTCOME_RENDERERS)],
)
def test_formats_are_those_of_the_program(name: str, formats: Mapping[str, str]) -> None:
    told = " ".join(table(page(name), "| format |"))
    assert set(re.findall(r"`([\w-]+)`", told)) == set(formats)


def test_keys_are_those_that_a_project_may_write() -> None:
    told = re.findall(r"`([\w-]+)`", " ".join(table(page("check"), "| key |")))
    assert set(told) == {*project_keys(CHECK), *CHECK_KEYS} - {CHECK}
