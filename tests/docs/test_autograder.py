"""The recipe of a course: fifty files that nobody vouches for, and one table."""

from __future__ import annotations

import csv
import re
import shlex
from pathlib import Path

import pytest

from tests.docs.recipes import blocks, in_shell, ran
from tests.docs.submissions import CODE, submissions
from tests.files import ROOT
from tests.renderers.test_hostile_names import is_formula

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Run the recipe's command over the files; it ends with 2, since some cannot be read."""
    at = tmp_path_factory.mktemp("course")
    (at / "submissions").mkdir()
    expected = submissions(at / "submissions")
    command, _ = blocks("autograder", "sh")
    in_shell(command, at, code=2)
    return at, expected


def rows_of(at: Path) -> list[dict[str, str]]:
    with (at / "grades.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_file_has_its_row(graded: tuple[Path, dict[str, str]]) -> None:
    at, expected = graded
    assert len(expected) >= 50
    found = {row["model"].rpartition("submissions/")[2]: row["status"] for row in rows_of(at)}
    written = {name.replace("\n", "\\n"): status for name, status in expected.items()}
    assert {name: found.get(name) for name in written} == written


def test_a_row_says_why(graded: tuple[Path, dict[str, str]]) -> None:
    for row in rows_of(graded[0]):
        assert bool(row["failures"]) == (row["status"] == "failed")
        assert bool(row["error"]) == (row["status"] == "not judged")
        assert not [cell for cell in row.values() if is_formula(cell)]


def test_a_file_that_holds_code_says_so(graded: tuple[Path, dict[str, str]]) -> None:
    noted = {row["model"]: row["notes"] for row in rows_of(graded[0]) if row["notes"]}
    assert set(noted) == {f"submissions/{CODE}"}
    assert "evil holds Python code that was not looked at" in noted[f"submissions/{CODE}"]


def test_nothing_was_run_and_nothing_is_left_behind(graded: tuple[Path, dict[str, str]]) -> None:
    at, _ = graded
    assert {path.name for path in at.iterdir()} == {"submissions", "grades.csv"}
    assert not list(at.rglob("hacked"))


def test_points_for_each(graded: tuple[Path, dict[str, str]]) -> None:
    at, expected = graded
    _, command = blocks("autograder", "sh")
    words = [str(ROOT / word) if word.endswith(".py") else word for word in shlex.split(command)]
    *lines, last = ran(*words, at=at).splitlines()
    assert len(lines) == len(rows_of(at))
    held = list(expected.values()).count("held")
    assert last.startswith(f"{held} held, ")
    assert all(re.match(r" *(10|4|0)  submissions/", line) for line in lines)
    assert [line for line in lines if "Python code" in line and f"/{CODE}: " in line]
