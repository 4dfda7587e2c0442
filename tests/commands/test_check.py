"""`rnnscope check`, as a user runs it."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from rnnscope.cli import app
from tests.files import MNIST, SENTIMENT

pytestmark = pytest.mark.quick

TOML = """\
[[check]]
models = ["a.keras"]
total = 21_386
max-params = 50_000
layers = { simple_rnn = 20_096, "dense*" = "units*input_dim + units" }

[[check]]
models = ["*.keras"]
max-bytes = "100 kB"
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(MNIST, tmp_path / "a.keras")
    shutil.copy(SENTIMENT, tmp_path / "b.keras")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path


def check(*options: str) -> Result:
    """Run it without Keras, which other tests ask."""
    return CliRunner().invoke(app, ["check", "--no-summary", *options])


def words(result: Result) -> str:
    return " ".join(result.stderr.replace("│", " ").split())


def test_where_nothing_is_expected_the_witnesses_are_compared(home: Path) -> None:
    result = check("a.keras")
    assert result.exit_code == 0
    assert result.stdout == (
        "✓ a.keras: 21,386 params; Stored agrees; summary() not heard: not asked\n"
    )


@pytest.mark.parametrize("number", ["21386", "21_386", "21,386"])
def test_numbers_are_written_as_people_do(home: Path, number: str) -> None:
    assert check("a.keras", "--total", number).exit_code == 0
    assert check("a.keras", "--max-params", number, "--trainable", number).exit_code == 0
    assert check("a.keras", "--total", number.replace("386", "387")).exit_code == 1


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--max-params", "1e3"), "'--max-params': expected a whole number, such as 21,386; found"),
        (("--total=5", "--trainable=5k"), "'--trainable': expected a whole number, such as 21,386"),
        (("--non-trainable=-1",), "'--non-trainable': expected a whole number"),
        (("--max-macs=x",), "'--max-macs': expected a whole number"),
        (("--max-bytes=5 parsecs",), "'--max-bytes': expected "),
        (("--expect", "conv2d"), "'--expect': expected NAME=COUNT or NAME=FORMULA"),
        (("--expect", "a=("), "'--expect': cannot read the formula"),
        (("--expect", "a=1", "--expect", "a=2"), "'--expect': 'a' is given twice"),
        (
            ("--at=timesteps",),
            "'--at': expected NAME=SIZE, such as timesteps=28; found 'timesteps'",
        ),
    ],
)
@pytest.mark.usefixtures("home")
def test_the_option_is_named_that_is_wrong(options: tuple[str, ...], expected: str) -> None:
    result = check("a.keras", *options)
    assert result.exit_code == 2
    assert f"Invalid value for {expected}" in words(result)


def test_where_a_formula_is_expected_that_cannot_be_read_is_told(home: Path) -> None:
    shutil.copy(MNIST, home / "c.keras")
    (home / "rnnscope.toml").write_text(
        "[[check]]\nmodels = ['a.keras', 'c.keras']\n\n[check.layers]\n'd*' = 'x*y'\n"
    )
    why = "cannot read the formula 'x*y': dense has no size named 'x'"
    ran = check("a.keras")
    assert ran.exit_code == 2
    assert f'a.keras: rnnscope.toml, line 5: check[0].layers."d*": {why}' in said(ran)
    assert said(check()).count("rnnscope.toml, line 5: check[0].layers.") == 2
    with (home / "rnnscope.toml").open("a") as file:
        file.write("[[check]]\nmodels = ['a.keras']\nlayers = { 'd*' = 'units' }\n")
    assert "rnnscope.toml, line 5: check[0]" in said(check("a.keras"))
    assert f"a.keras: --expect d*: {why}" in said(check("a.keras", "--expect", "d*=x*y*2")).replace(
        "*2", ""
    )


def said(ran: Result) -> str:
    return ran.stdout.replace("'d*'", '"d*"')


def test_a_size_that_none_of_the_models_takes_is_said(home: Path) -> None:
    """One that another model takes is none: many are checked by one table."""
    flags = ("--max-macs=1,000,000,000", "--at=timesteps=20")
    assert check("a.keras", "b.keras", *flags).stderr == ""
    ran = check("a.keras", "b.keras", *flags, "--at", "hight=28")
    assert ran.exit_code == 0
    assert ran.stderr == (
        "warning: `at` has 'hight', as no axis that a model leaves open is called\n"
    )
    (home / "rnnscope.toml").write_text(
        "[[check]]\nmodels = ['*.keras']\nmax-macs = 1_000_000_000\nat = { timestep = 3 }\n"
    )
    ran = check()
    assert ran.exit_code == 1
    assert "`at` has 'timestep'" in ran.stdout
    assert ran.stderr.startswith("warning: `at` has 'timestep'")


def test_each_thing_can_be_expected(home: Path) -> None:
    options = [
        *("--non-trainable", "0", "--max-bytes", "100 kB", "--max-macs", "1,000,000"),
        *("--expect", "simple_rnn=20,096", "--expect", "dense*=units*input_dim + units"),
        *("--require", "stored", "--at", "timesteps=28"),
    ]
    result = check("a.keras", *options, "--format", "jsonl")
    assert result.exit_code == 0, result.output
    expected = json.loads(result.stdout)["expected"]
    assert expected[:2] == ["simple_rnn 20,096", "dense* units*input_dim + units"]
    assert "at most 1,000,000 multiply-adds at timesteps=28" in expected
    assert len(expected) == 6
    result = check("a.keras", "--frozen", "dense", "--max-macs", "5")
    assert result.exit_code == 1
    assert "dense" in result.stdout
    assert "at most 5" in result.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--total", "many"], "expected a whole number, such as 21,386; found 'many'"),
        (["--total", "21,38"], "expected a whole number, such as 21,386; found '21,38'"),
        (["--max-bytes", "5 feet"], "found '5 feet'"),
        (["--expect", "dense"], "expected NAME=COUNT or NAME=FORMULA, such as dense=1,290;"),
        (["--expect", "=5"], "expected NAME=COUNT or NAME=FORMULA"),
        (["--expect", "dense=1", "--expect", "dense=1290"], "'dense' is given twice"),
        (["--at", "timesteps=1", "--at", "timesteps=2"], "'timesteps' is given twice"),
        (["--at", "timesteps=x"], "expected NAME=SIZE, such as timesteps=28; found 'timesteps=x'"),
        (["--at", "timesteps=0"], "expected NAME=SIZE"),
        (["--at", "timesteps=5"], "--at is for --max-macs, which is not given"),
        (["--require", "nobody"], "'stored', 'summary'"),
        (["--require", "summary"], "--require summary asks for the summary that --no-summary"),
        (["--format", "yaml"], "choose one of text, json, jsonl, csv, junit, github, json-schema"),
        (["--limit", "x=5"], "there is no limit 'x'"),
        (["--jobs", "0"], "0 is not in the range"),
        (["--timeout", "0"], "0 is not in the range"),
        (["--format", "json-schema"], "--format json-schema takes no MODEL"),
        (["-o", "a.keras"], "cannot write a.keras: it is what is checked"),
    ],
)
def test_bad_usage_is_a_sentence(home: Path, options: list[str], said: str) -> None:
    result = check("a.keras", *options)
    assert result.exit_code == 2
    assert said in words(result)


def test_a_name_may_have_an_equals_sign(home: Path) -> None:
    result = check("a.keras", "--expect", "a=b=5")
    assert result.exit_code == 1
    assert "a=b" in result.stdout


def test_all_are_judged_and_the_worst_is_the_exit_code(home: Path) -> None:
    (home / "broken.keras").write_bytes(b"PK\x03\x04 broken")
    result = check("broken.keras", "*.keras", "gone.keras", "no*thing", "--total", "21386")
    assert result.exit_code == 2
    lines = [line for line in result.stdout.splitlines() if not line.startswith(" ")]
    assert lines[0].startswith("! broken.keras: ")
    assert lines[1].startswith("✓ a.keras: ")
    assert lines[2].startswith("✗ b.keras: the model has 13,273 params, expected 21,386")
    assert "! gone.keras: there is no such file" in lines
    assert "! no*thing: no file matches 'no*thing'" in lines
    assert lines[-1] == "5 models: 1 held, 1 failed, 3 could not be judged."
    assert check("a.keras", "b.keras", "--total", "21386").exit_code == 1


def test_the_project_says_what_is_expected(home: Path) -> None:
    (home / "rnnscope.toml").write_text(TOML)
    result = check()
    assert result.exit_code == 0, result.output
    first, second, last = result.stdout.splitlines()
    assert first.startswith("✓ a.keras: total 21,386; simple_rnn 20,096; ")
    assert "at most 100,000 bytes" in first
    assert second.startswith("✓ b.keras: 13,273 params; at most 100,000 bytes; ")
    assert last == "Both models held."


def test_it_is_sought_upward_and_applies_to_a_model_that_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "rnnscope.toml").write_text(TOML.replace("21_386", "5"))
    (home / "docs").mkdir()
    monkeypatch.chdir(home / "docs")
    assert check().stdout.startswith("✗ ../a.keras: ")
    assert check("../a.keras").exit_code == 1
    assert check("../b.keras").exit_code == 0
    assert check(f"{home}/a.keras").exit_code == 1
    os.symlink(home / "a.keras", "link.keras")  # noqa: PTH211
    assert check("link.keras").exit_code == 1  # it is the same model by another name


def test_a_file_beside_a_model_says_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "rnnscope.toml").write_text("[[check]]\nmodels = ['a.keras']\ntotal = 5\n")
    (home.parent / "elsewhere").mkdir(exist_ok=True)
    monkeypatch.chdir(home.parent / "elsewhere")
    assert check(f"{home}/a.keras").exit_code == 0


def test_options_beat_keys(home: Path) -> None:
    (home / "rnnscope.toml").write_text(TOML.replace("20_096", "5").replace("21_386", "6"))
    assert check("a.keras").exit_code == 1
    options = ("--total", "21386", "--expect", "simple_rnn=20096")
    assert check("a.keras", *options).exit_code == 0
    assert check("a.keras", *options, "--max-bytes", "5").exit_code == 1


def test_of_one_key_in_two_tables_both_have_to_hold(home: Path) -> None:
    tables = (f"[[check]]\nmodels = ['a.keras']\ntotal = {total}\n" for total in (21_386, 5))
    (home / "rnnscope.toml").write_text("".join(tables))
    result = check("--format", "jsonl")
    assert result.exit_code == 1
    outcome = json.loads(result.stdout)
    assert outcome["expected"] == ["total 21,386", "total 5"]
    assert [failure["expected"] for failure in outcome["failures"]] == ["5"]


def test_a_model_that_a_project_names_and_does_not_have_is_told_with_its_line(home: Path) -> None:
    (home / "pyproject.toml").write_text(
        "[[tool.rnnscope.check]]\nmodels = [\n'a.keras',\n'c.keras',\n'*.h5']\n"
    )
    result = check()
    assert result.exit_code == 2
    assert "! c.keras: pyproject.toml, line 4: models: there is no file 'c.keras'" in result.stdout
    assert "! *.h5: pyproject.toml, line 5: models: no file matches '*.h5'" in result.stdout
    assert "✓ a.keras: " in result.stdout


def test_a_key_that_there_is_none_of_is_told_before_anything_is_judged(home: Path) -> None:
    (home / "rnnscope.toml").write_text(TOML.replace("max-params", "max-parms"))
    for options in ((), ("a.keras",)):
        result = check(*options)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "rnnscope.toml, line 4: check[0].max-parms: there is no such key" in words(result)
        assert "did you mean max-params?" in words(result)


def test_what_a_project_requires_cannot_be_left_out_by_the_way(home: Path) -> None:
    (home / "rnnscope.toml").write_text("require = ['summary']\n" + TOML)
    result = check()
    assert result.exit_code == 2
    assert "rnnscope.toml requires the summary, which --no-summary leaves out" in words(result)
    assert check("--require", "stored").exit_code == 0


def test_nothing_to_check_is_no_success(home: Path) -> None:
    result = check()
    assert result.exit_code == 2
    assert "there is nothing to check: there is no rnnscope.toml, and no pyproject" in words(result)
    (home / "rnnscope.toml").write_text("")
    result = check()
    assert result.exit_code == 2
    assert "there is nothing to check: rnnscope.toml has no table [[check]]" in words(result)
    (home / "empty").mkdir()
    assert check("empty").exit_code == 2
    assert check("empty/*.keras").exit_code == 2


def test_a_file_has_the_format_of_its_name_and_the_rest_is_said_too(home: Path) -> None:
    result = check("a.keras", "b.keras", "--total", "21386", "-o", "out.csv")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("✗ b.keras: ")
    assert "a.keras" not in result.stderr
    with (home / "out.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["model"], row["total"], row["code"]) for row in rows] == [
        ("a.keras", "21386", "0"),
        ("b.keras", "13273", "1"),
    ]


def test_lines_come_as_models_are_judged(home: Path) -> None:
    result = check("a.keras", "b.keras", "--format", "jsonl", "--jobs", "2")
    assert [json.loads(line)["model"] for line in result.stdout.splitlines()] == [
        *("a.keras", "b.keras")
    ]


def test_a_job_of_githubs_has_its_summary(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "summary").write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(home / "summary"))
    result = check("a.keras", "b.keras", "--total", "21386", "--format", "github")
    assert result.exit_code == 1
    assert result.stdout.startswith("::error file=b.keras")
    assert (home / "summary").read_text().startswith("before\n### rnnscope check\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(home / "no" / "summary"))
    result = check("a.keras", "--format", "github")
    assert result.exit_code == 0
    assert "cannot write the summary of the job" in words(result)


def test_the_schema_needs_no_model(home: Path) -> None:
    assert "$schema" in json.loads(check("--format", "json-schema").stdout)


def test_a_model_on_standard_input_is_checked_alone(home: Path) -> None:
    command = [sys.executable, "-m", "rnnscope", "check", "--no-summary"]
    with (home / "a.keras").open("rb") as file:
        alone = subprocess.run([*command, "-", "--total", "21386"], stdin=file, check=False)
    assert alone.returncode == 0
    result = check("-", "a.keras")
    assert result.exit_code == 2
    assert "! -: what comes in a stream can only be checked alone" in result.stdout


def test_what_says_how_it_is_checked_is_not_written_over(home: Path) -> None:
    (home / "rnnscope.toml").write_text(TOML)
    (home / "evil.py").write_text("print('a model')\n")
    kept = {each: each.read_bytes() for each in home.iterdir()}
    for output, models in (("rnnscope.toml", []), ("evil.py", ["evil:ok"]), ("a.keras", [])):
        result = check("-o", output, *models)
        assert result.exit_code == 2
        assert f"cannot write {output}: it is what is " in words(result)
    assert {each: each.read_bytes() for each in kept} == kept


def test_locked_models_are_compared_with_their_lock(home: Path) -> None:
    result = check("a.keras", "--locked")
    assert result.exit_code == 2
    assert "rnnscope.lock" in words(result)
    from rnnscope.states import lock_text
    from rnnscope.states.of_report import state_of
    from tests.files import alone

    states = [state_of(alone(home / name), name) for name in ("a.keras", "b.keras")]
    (home / "rnnscope.lock").write_text(lock_text.written(states))
    assert check("--locked").exit_code == 0  # the models of the lock
    result = check("a.keras", "--locked")
    assert result.exit_code == 0
    assert "as locked" in result.stdout
    shutil.copy(SENTIMENT, home / "a.keras")
    result = check("a.keras", "--locked")
    assert result.exit_code == 1
    assert "simple_rnn" in result.stdout
    (home / "rnnscope.toml").write_text("[[check]]\nmodels = ['b.keras']\n")
    result = check("--locked")
    assert result.exit_code == 1
    assert "✓ b.keras: " in result.stdout
    assert "✗ a.keras: " in result.stdout
    assert "none of the models any more" in result.stdout


def test_an_interrupt_ends_it_and_its_processes(home: Path) -> None:
    (home / "home.py").write_text("import time\ndef hangs():\n    time.sleep(600)\n")
    command = [sys.executable, "-m", "rnnscope", "check", "a.keras", "home:hangs", "--no-summary"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().decode().startswith("✓ a.keras")
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(60) == 130
    deadline = time.monotonic() + 60
    while _is_alive(process.pid):
        assert time.monotonic() < deadline, "a process of it is left"
        time.sleep(0.1)


def _is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_what_somebody_else_put_here_is_left_alone_and_runs_nothing(home: Path) -> None:
    (home / "rnnscope.toml").write_text('import = ["planted"]\n')
    (home / "planted.py").write_text("open('ran', 'w').close()\n")
    os.chown(home / "rnnscope.toml", 12345, 12345)
    home.chmod(0o1777)
    ran = check("--no-summary", "a.keras")
    assert ran.exit_code == 0
    assert ran.stderr == (
        "warning: rnnscope.toml is left alone: it is somebody else's, and everybody may write to "
        "its directory; make it your own, or take that right away, as chmod o-w does\n"
    )
    assert not (home / "ran").exists()
