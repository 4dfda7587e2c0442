"""What a project expects: where it is sought, what may stand in it, what is said of the rest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rnnscope.checking.configuration import Configuration, found
from rnnscope.errors import BadProjectFileError
from rnnscope.expectations import Expectations

pytestmark = pytest.mark.quick

ISSUE = """\
[project]
name = "app"

[tool.rnnscope]
require = ["stored", "summary"]

[[tool.rnnscope.check]]
models = ["app.models:build", "models/*.keras"]
total = 21_386
max-params = 50_000
max-bytes = "100 kB"      # 1,000; KiB is 1,024
frozen = ["embed*"]
at = { timesteps = 28 }
layers = { simple_rnn = 20_096, "dense*" = "units*input_dim + units" }

[[tool.rnnscope.check]]
models = ["models/*.keras", "other.keras"]
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def there(start: Path | None = None) -> Configuration:
    configuration = found(start)
    assert configuration is not None
    return configuration


def test_everything_is_read(home: Path) -> None:
    (home / "pyproject.toml").write_text(ISSUE)
    configuration = there()
    assert configuration.path == home / "pyproject.toml"
    assert configuration.require == ("stored", "summary")
    assert [(e.name, e.line) for e in configuration.models] == [
        ("app.models:build", 8),
        ("models/*.keras", 8),
        ("other.keras", 17),
    ]
    assert configuration.checks[0].expectations == Expectations(
        total=21_386,
        max_params=50_000,
        max_bytes=100_000,
        frozen=("embed*",),
        at={"timesteps": 28},
        layers={"simple_rnn": 20_096, "dense*": "units*input_dim + units"},
    )
    assert configuration.checks[1].expectations == Expectations()


def test_a_file_of_our_own_is_the_same_without_the_prefix_and_wins(home: Path) -> None:
    (home / "pyproject.toml").write_text(ISSUE)
    (home / "rnnscope.toml").write_text('[[check]]\nmodels = ["mine.keras"]\nmax-bytes = 5\n')
    assert [entry.name for entry in there().models] == ["mine.keras"]
    assert there().checks[0].expectations == Expectations(max_bytes=5)


def test_it_is_sought_upward_and_never_below(home: Path) -> None:
    (home / "pyproject.toml").write_text(ISSUE)
    below = home / "a" / "b"
    below.mkdir(parents=True)
    (home / "a" / "pyproject.toml").write_text("[project]\nname = 'a'\n")  # nothing of ours
    assert there(below).path == home / "pyproject.toml"
    (below / "rnnscope.toml").write_text("")
    assert there(below).path == below / "rnnscope.toml"
    assert there().path == home / "pyproject.toml"


def test_it_is_not_sought_above_a_repository(home: Path) -> None:
    (home / "pyproject.toml").write_text(ISSUE)
    below = home / "repository" / "docs"
    below.mkdir(parents=True)
    (home / "repository" / ".git").write_text("gitdir: elsewhere\n")  # as a worktree has it
    assert found(below) is None


def test_it_is_not_taken_from_where_everybody_may_write(home: Path) -> None:
    (home / "pyproject.toml").write_text(ISSUE)
    below = home / "work"
    below.mkdir()
    home.chmod(0o1777)
    assert found(below) is None
    assert found(home) is not None  # it is one's own


def test_a_link_to_it_is_followed_and_a_directory_of_its_name_is_none(home: Path) -> None:
    (home / "rnnscope.toml").mkdir()
    (home / "elsewhere").write_text(ISSUE)
    (home / "pyproject.toml").symlink_to(home / "elsewhere")
    assert there().directory == home


VAST = "f" * 5000
FEWER = "expected a whole number of 24 digits at most"
BAD = {
    'modles = ["a"]': (2, "check[0].modles: there is no such key; did you mean models?"),
    'models = ["a"]\nmax_params = 5': (3, "check[0].max_params: there is no such key; did you"),
    'models = ["a"]\nsumary = 5': (3, "check[0].sumary: there is no such key; there are models,"),
    "total = 5": (1, "check[0]: it names no models: models = ['model.keras']"),
    "models = []": (1, "check[0]: it names no models"),
    'models = "a.keras"': (2, "check[0].models: expected a list of texts; found 'a.keras'"),
    'models = [\n  "a.keras",\n  5,\n]': (4, "check[0].models[1]: expected a text; found 5"),
    'models = ["a"]\ntotal = "5"': (3, "check[0].total: expected a whole number, 0 or more"),
    'models = ["a"]\ntotal = true': (3, "check[0].total: expected a whole number, 0 or more"),
    'models = ["a"]\ntotal = 5.0': (3, "check[0].total: expected a whole number, 0 or more"),
    'models = ["a"]\nmax-params = -1': (3, "check[0].max-params: expected a whole number, 0 or"),
    'models = ["a"]\nmax-bytes = "5 feet"': (3, "check[0].max-bytes: expected a number of bytes"),
    'models = ["a"]\nmax-bytes = []': (3, "check[0].max-bytes: expected a whole number"),
    'models = ["a"]\nfrozen = "emb"': (3, "check[0].frozen: expected a list of texts"),
    'models = ["a"]\nat = { timesteps = 0 }': (3, "check[0].at.timesteps: expected a whole number"),
    'models = ["a"]\nat = 28': (3, "check[0].at: expected a table of sizes"),
    'models = ["a"]\nlayers = { "a b" = [] }': (3, "check[0].layers.'a b': expected a count, such"),
    'models = ["a"]\nlayers.dense = { units = 5 }': (3, "check[0].layers.dense: expected a count"),
    'models = ["a"]\nlayers = { "" = 1 }': (3, "check[0].layers.'': expected a name; found ''"),
    'models = ["a"]\nat = { "" = 1 }': (3, "check[0].at.'': expected a name; found ''"),
    'models = ["a"]\nlayers.a = "((units"': (
        3,
        "check[0].layers.a: cannot read the formula '((units': '(' was never closed",
    ),
    f'models = ["a"]\nlayers.a = "{"9" * 5000}"': (3, "check[0].layers.a: cannot read the formula"),
    f'models = ["a"]\ntotal = 0x{VAST}': (3, f"check[0].total: {FEWER}; found a number of 20,000"),
    f'models = ["a"]\nmax-bytes = 0x{VAST}': (3, f"check[0].max-bytes: {FEWER}; found a number"),
    f'models = ["a"]\nmax-bytes = "{"9" * 15},999,999,999 GB"': (3, "check[0].max-bytes: expected"),
    f'models = ["a"]\nat = {{ a = 0x{VAST} }}': (3, f"check[0].at.a: {FEWER}; found a number"),
    f'models = ["a"]\nlayers = {{ a = 0x{VAST} }}': (3, f"check[0].layers.a: {FEWER}; found a nu"),
    f'models = ["a"]\nmax-macs = {10**24}': (3, f"check[0].max-macs: {FEWER}; found 100000000000"),
    f'models = ["a"]\nmax-macs = -{10**4000}': (3, "check[0].max-macs: expected a whole number, 0"),
    'models = ["a"]\n[check.layers]\ndense = ""': (4, "check[0].layers.dense: expected a count"),
}


@pytest.mark.parametrize(("table", "expected"), BAD.items())
def test_a_wrong_key_or_value_is_told_with_its_line(
    home: Path, table: str, expected: tuple[int, str]
) -> None:
    line, problem = expected
    (home / "rnnscope.toml").write_text(f"[[check]]\n{table}\n")
    with pytest.raises(BadProjectFileError) as error:
        found()
    assert str(error.value).startswith(f"rnnscope.toml, line {line}: {problem}")
    assert error.value.line == line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("requires = ['summary']", "line 1: requires: there is no such key; did you mean require?"),
        (
            "require = ['sumary']",
            "line 1: require[0]: expected 'stored' or 'summary'; found 'sumary'",
        ),
        ("require = 'summary'", "line 1: require: expected a list of 'stored' or 'summary'; found"),
        (
            "check = 5",
            "line 1: check: expected tables, each under [[check]]; found 5",
        ),
        ("\ncheck = [\n 5]", "line 3: check[0]: expected a table, under [[check]]"),
        (
            "[tool.rnnscope]\nrequire = []",
            "line 1: tool: there is no such key; what pyproject.toml has in tool.rnnscope "
            "stands in rnnscope.toml without that name",
        ),
        ("check = [", "it is no TOML: "),
        ("check = " + "[" * 50_000, "rnnscope.toml: it is nested too deep"),
        ("check = " + "9" * 5000, "it has a whole number of thousands of digits"),
        (
            "x = '\xff'",
            "line 1: x: there is no such key; there are require, import, embed-targets, check",
        ),
    ],
)
def test_a_wrong_file_is_told(home: Path, text: str, expected: str) -> None:
    (home / "rnnscope.toml").write_text(text)
    with pytest.raises(BadProjectFileError) as error:
        found()
    assert expected in str(error.value)
    assert str(error.value).startswith("rnnscope.toml")
    assert len(str(error.value)) < 500


def test_tables_are_named_as_the_file_has_them(home: Path) -> None:
    (home / "pyproject.toml").write_text("[tool.rnnscope]\ncheck = 5\n")
    with pytest.raises(BadProjectFileError, match=r"each under \[\[tool\.rnnscope\.check\]\]; fo"):
        found()


@pytest.mark.parametrize("name", ["rnnscope.toml", "pyproject.toml"])
def test_what_is_no_file_of_text_is_neither_waited_for_nor_read_for_ever(
    home: Path, name: str
) -> None:
    os.mkfifo(home / name)
    with pytest.raises(BadProjectFileError, match=rf"^{name}: it is not a regular file$"):
        found()
    (home / name).unlink()
    (home / name).symlink_to("/dev/zero")
    with pytest.raises(BadProjectFileError, match="it is not a regular file"):
        found()
    (home / name).unlink()
    (home / name).write_text("#" * (8 * 2**20 + 1))
    with pytest.raises(BadProjectFileError, match="it is longer than 8,388,608 bytes"):
        found()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_nobody_elses_is_taken_from_where_everybody_may_write(home: Path) -> None:
    (home / "rnnscope.toml").write_text("")
    below = home / "work"
    below.mkdir()
    home.chmod(0o777)
    assert there(below).directory == home  # it is one's own
    os.chown(home / "rnnscope.toml", 12345, 12345)
    said: list[str] = []
    assert found(below, said.append) is found(home, said.append) is None
    assert said == [
        f"{name} is left alone: it is somebody else's, and everybody may write to its directory; "
        "make it your own, or take that right away, as chmod o-w does"
        for name in ("rnnscope.toml", "rnnscope.toml")
    ]
    (home / "pyproject.toml").write_text(ISSUE)
    assert there().path == home / "pyproject.toml"  # which is one's own
    home.chmod(0o755)
    assert there(below).path == home / "rnnscope.toml"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_nobody_elses_link_is_followed_where_everybody_may_write(home: Path) -> None:
    """It would have one's own file speak of modules that somebody else has put beside the link."""
    (home / "mine").mkdir()
    (home / "mine" / "rnnscope.toml").write_text("")
    (home / "rnnscope.toml").symlink_to("mine/rnnscope.toml")
    os.lchown(home / "rnnscope.toml", 12345, 12345)
    assert found() is not None
    home.chmod(0o1777)
    assert found() is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_what_is_left_alone_and_says_nothing_of_us_is_not_told(home: Path) -> None:
    (home / "pyproject.toml").write_text("[project]\nname = 'a'\n")
    os.chown(home / "pyproject.toml", 12345, 12345)
    home.chmod(0o1777)
    said: list[str] = []
    assert found(home, said.append) is None
    (home / "pyproject.toml").write_text("no TOML")
    assert found(home, said.append) is None
    assert len(said) == 1


def test_our_table_in_the_projects_file_is_a_table(home: Path) -> None:
    (home / "pyproject.toml").write_text("[tool]\nrnnscope = 5\n")
    with pytest.raises(BadProjectFileError, match=r"^pyproject\.toml, line 2: tool\.rnnscope: exp"):
        found()


def test_a_file_is_named_from_where_one_stands(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "rnnscope.toml").write_bytes(b"\xff")
    (home / "below").mkdir()
    monkeypatch.chdir(home / "below")
    with pytest.raises(
        BadProjectFileError, match=r"^\.\./rnnscope\.toml: it is no TOML: it is not"
    ):
        found()
