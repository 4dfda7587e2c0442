"""Patterns of paths: as Python's own `glob` has them, but none goes round in circles."""

from __future__ import annotations

import glob
from pathlib import Path

import pytest

from rnnscope.checking.patterns import is_pattern, matching, takes_anything, whole_directories

pytestmark = pytest.mark.quick

FILES = (
    *("a.keras", "b.keras", "B.KERAS", "notes.txt", ".hidden.keras", "[x].keras"),
    *("deep/a.keras", "deep/er/a.keras", "deep/er/c.h5", ".git/a.keras", "deep/.x/a.keras"),
)
PATTERNS = (
    *("*.keras", "?.keras", "[ab].keras", "[!a].keras", "*", "deep/*", "*/*.keras", "*/a.keras"),
    *("**/*.keras", "**/a.keras", "deep/**/*.keras", "deep/**/er/*", "**/er/**/*.h5", "**/*"),
    *(".*", ".git/*", "d*/e*/*.h5", "nothing/*.keras", "no*/a.keras", "[[]x].keras", "./*.keras"),
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize("pattern", PATTERNS)
def test_it_matches_what_glob_does(home: Path, pattern: str) -> None:
    theirs = glob.glob(pattern, root_dir=home, recursive=True)  # noqa: PTH207
    assert matching(pattern, home) == sorted({str(Path(path)) for path in theirs if path})


def test_an_absolute_pattern_is_one(home: Path) -> None:
    assert matching(f"{home}/*.h5", Path("/")) == []
    assert matching(f"{home}/**/*.h5", Path("/")) == [f"{home}/deep/er/c.h5"]


def test_links_upward_lead_nowhere(home: Path) -> None:
    for name in ("loop", "again", "deep/up"):
        (home / name).symlink_to(home, target_is_directory=True)
    (home / "round").symlink_to(home / "round")
    assert matching("**/c.h5", home) == ["deep/er/c.h5"]
    assert matching("*/deep/er/c.h5", home) == [
        "again/deep/er/c.h5",
        "loop/deep/er/c.h5",
    ]  # whoever writes so asks for what is behind them


def test_what_is_a_pattern() -> None:
    assert [name for name in ("a*", "a?", "[a]", "a", "a]") if is_pattern(name)] == [
        *("a*", "a?", "[a]")
    ]
    patterns = ("m/**", "m/**/*", "**", "m/*", "m/**/*.h5", "/m*/**")
    assert [whole_directories(each) for each in patterns] == ["m", "m", ".", None, None, "/m*"]
    assert [name for name in ("*", "x/**", "**/*", "x/*.h5", "*x") if takes_anything(name)] == [
        *("*", "x/**", "**/*")
    ]
