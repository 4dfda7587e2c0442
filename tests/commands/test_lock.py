"""`rnnscope lock`, as a user runs it: what it writes, keeps, refuses and prints for git."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from rnnscope.cli import app
from rnnscope.commands.alone import alone
from rnnscope.states import lock_file
from rnnscope.states.lock_text import read
from tests.files import MNIST, SENTIMENT, entry, sequential, write_keras

pytestmark = pytest.mark.quick


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a directory with two models, and a repository around it."""
    (tmp_path / ".git").mkdir()
    shutil.copy(MNIST, tmp_path / "mnist.keras")
    (tmp_path / "models").mkdir()
    shutil.copy(SENTIMENT, tmp_path / "models" / "sentiment.keras")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lock(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["lock", *arguments])


def sources(path: Path = Path("rnnscope.lock")) -> list[str]:
    return [model.source for model in lock_file.read(path)]


def test_what_is_no_regular_file_is_neither_waited_for_nor_read_for_ever(project: Path) -> None:
    os.mkfifo(project / "a.keras")
    for path in ("a.keras", "/dev/zero"):
        ran = lock("--stdout", path)
        assert (ran.exit_code, ran.stdout) == (0, "# cannot be read: it is not a regular file\n")
    os.mkfifo(project / "rnnscope.lock")
    ran = lock("mnist.keras")
    assert ran.exit_code == 2
    assert ran.stderr == (
        "error: cannot write rnnscope.lock: it is there, and is not a regular file\n"
    )
    checked = CliRunner().invoke(app, ["check", "--locked", "--no-summary", "mnist.keras"])
    assert checked.exit_code == 2, checked.output
    assert "the lock rnnscope.lock: it is not a regular file" in checked.stderr


@pytest.mark.usefixtures("project")
def test_models_that_are_named_are_added_renewed_or_the_same() -> None:
    ran = lock("mnist.keras")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == "mnist.keras: added, 2 layers\nrnnscope.lock is written: 1 model\n"
    ran = lock("models")
    assert ran.stdout.splitlines() == [
        "models/sentiment.keras: added, 10 layers",
        "rnnscope.lock is written: 2 models",
    ]
    shutil.copy(SENTIMENT, "mnist.keras")
    before = Path("rnnscope.lock").stat().st_ino
    ran = lock("mnist.keras", "models/*.keras")
    assert ran.stdout.splitlines() == [
        "mnist.keras: renewed, 12 layers changed",
        "models/sentiment.keras: same",
        "rnnscope.lock is written: 2 models",
    ]
    assert Path("rnnscope.lock").stat().st_ino != before
    before = Path("rnnscope.lock").stat().st_ino
    assert lock("mnist.keras").stdout.endswith("rnnscope.lock stays as it was: 2 models\n")
    assert Path("rnnscope.lock").stat().st_ino == before


def test_a_project_s_models_are_locked_beside_its_file(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "pyproject.toml").write_text(
        '[[tool.rnnscope.check]]\nmodels = ["models/*.keras", "mnist.keras"]\n'
    )
    assert lock().exit_code == 0
    assert sources() == ["mnist.keras", "models/sentiment.keras"]
    monkeypatch.chdir(project / "models")
    ran = lock("sentiment.keras")
    assert ran.stdout.splitlines() == [
        "models/sentiment.keras: same",
        "../rnnscope.lock stays as it was: 2 models",
    ]
    (project / "pyproject.toml").write_text('[[tool.rnnscope.check]]\nmodels = ["mnist.keras"]\n')
    ran = lock()
    assert ran.stdout.splitlines() == [
        "mnist.keras: same",
        "models/sentiment.keras: removed",
        "../rnnscope.lock is written: 1 model",
    ]
    assert sources(project / "rnnscope.lock") == ["mnist.keras"]


@pytest.mark.usefixtures("project")
def test_without_a_model_and_a_project_it_is_said_what_to_name() -> None:
    ran = lock()
    assert ran.exit_code == 2
    said = " ".join(ran.stderr.replace("│", " ").split())
    assert "there is no MODEL: name a file or package.module:thing" in said


@pytest.mark.usefixtures("project")
def test_nothing_is_written_where_one_model_cannot_be_read() -> None:
    ran = lock("mnist.keras", "nope.keras")
    assert ran.exit_code == 2
    assert ran.stderr.splitlines() == [
        "error: cannot read nope.keras: there is no such file",
        "error: nothing is locked: rnnscope.lock is not written",
    ]
    assert not Path("rnnscope.lock").exists()
    lock("mnist.keras")
    assert lock("nope.keras").stderr.endswith("rnnscope.lock stays as it was\n")
    assert sources() == ["mnist.keras"]


def contradicting(path: Path) -> None:
    """Write a model whose bias is not of the shape that its config implies."""
    config = sequential(entry("Dense", "dense", units=3), shape=[None, 4])
    write_keras(path, config, {"layers/dense/vars/0": (4, 3), "layers/dense/vars/1": (5,)})


@pytest.mark.usefixtures("project")
def test_a_model_that_contradicts_itself_is_not_locked() -> None:
    contradicting(Path("m.keras"))
    ran = lock("m.keras")
    assert ran.exit_code == 1
    assert ran.stderr.splitlines() == [
        "error: m.keras is not locked, since it contradicts itself: dense: bias: config implies "
        "(3,), file holds (5,). `rnnscope explain m.keras` says more",
        "error: nothing is locked: rnnscope.lock is not written",
    ]
    assert lock("m.keras", "nope.keras").exit_code == 2
    ran = lock("--stdout", "m.keras")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout.splitlines() == [
        "# not locked, since it contradicts itself:",
        "#   dense: bias: config implies (3,), file holds (5,)",
    ]


@pytest.mark.usefixtures("project")
def test_a_lock_is_written_over_no_other_file() -> None:
    Path("other.toml").write_text("lock_file = 1\n")
    ran = lock("mnist.keras", "-o", "other.toml")
    assert ran.exit_code == 2
    assert ran.stderr == (
        "error: cannot write other.toml: it is there, and is no lock of rnnscope's: name another "
        "file\n"
    )
    ran = lock("mnist.keras", "-o", "mnist.keras")
    assert ran.exit_code == 2
    assert Path("mnist.keras").read_bytes() == MNIST.read_bytes()
    assert lock("mnist.keras", "-o", "sub/x.lock").exit_code == 2
    assert lock("mnist.keras", "-o", "models/x.lock").exit_code == 0
    assert sources(Path("models/x.lock")) == ["../mnist.keras"]


@pytest.mark.usefixtures("project")
def test_a_lock_that_cannot_be_read_is_kept_where_it_has_other_models() -> None:
    lock("mnist.keras", "models")
    path = Path("rnnscope.lock")
    good = path.read_text()
    marked = good.replace("params = 1_290", "<<<<<<< a\nparams = 1\n=======\n>>>>>>> b")
    path.write_text(marked)
    ran = lock("mnist.keras")
    assert ran.exit_code == 2
    assert "git left a conflict there" in ran.stderr
    assert path.read_text() == marked
    assert lock().stdout.splitlines() == [
        "mnist.keras: locked, 2 layers",
        "models/sentiment.keras: locked, 10 layers",
        "rnnscope.lock is written anew, since it could not be read: 2 models",
    ]
    assert path.read_text() == good
    path.write_text(marked)
    Path("rnnscope.toml").write_text('[[check]]\nmodels = ["mnist.keras", "models"]\n')
    ran = lock()
    assert ran.exit_code == 0
    assert path.read_text() == good


@pytest.mark.usefixtures("project")
def test_without_a_project_all_that_a_lock_has_is_renewed() -> None:
    lock("mnist.keras", "models", "-o", "models/own.lock")
    shutil.copy(SENTIMENT, "mnist.keras")
    assert lock("-o", "models/own.lock").stdout.splitlines() == [
        "../mnist.keras: renewed, 12 layers changed",
        "sentiment.keras: same",
        "models/own.lock is written: 2 models",
    ]


@pytest.mark.usefixtures("project")
def test_a_later_lock_is_never_written_over() -> None:
    Path("rnnscope.lock").write_text("lock = 2\n")
    Path("rnnscope.toml").write_text('[[check]]\nmodels = ["mnist.keras"]\n')
    for arguments in ([], ["mnist.keras"]):
        ran = lock(*arguments)
        assert ran.exit_code == 2
        assert "it has `lock = 2`, of a later rnnscope" in ran.stderr
    assert Path("rnnscope.lock").read_text() == "lock = 2\n"


@pytest.mark.usefixtures("project")
def test_a_stream_has_no_name_to_be_locked_by() -> None:
    ran = lock("-")
    assert ran.exit_code == 2
    assert "a lock needs a model that has a name" in ran.stderr


@pytest.mark.usefixtures("project")
def test_what_git_shows_of_one_file_is_the_same_wherever_it_is(tmp_path: Path) -> None:
    copy = tmp_path / "git-blob-Ab12" / "sentiment.keras"
    copy.parent.mkdir()
    shutil.copy(SENTIMENT, copy)
    here, there = lock("--stdout", "models/sentiment.keras"), lock("--stdout", str(copy))
    assert here.exit_code == there.exit_code == 0
    assert here.stdout == there.stdout
    assert here.stdout.startswith('lock = 1\n\n[[model]]\n\n[[model.layer]]\npath = "tokens"\n')
    (model,) = read(here.stdout, "x")
    assert (model.source, model.total) == ("", 13_273)


@pytest.mark.usefixtures("project")
def test_several_models_are_printed_with_their_names() -> None:
    ran = lock("--stdout", "mnist.keras", "models", "nope.keras")
    assert ran.exit_code == 0
    assert ran.stdout.endswith("# cannot read nope.keras: there is no such file\n")
    assert [model.source for model in read(ran.stdout, "x")] == [
        "mnist.keras",
        "models/sentiment.keras",
    ]
    assert not Path("rnnscope.lock").exists()


POINTER = """\
version https://git-lfs.github.com/spec/v1
oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
size 1234567
"""
UNREADABLE = {
    "a pointer": (
        POINTER.encode(),
        "# a Git LFS pointer: the model itself (oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32"
        "b1258daaa5e2ca24d17e2393, size 1,234,567 bytes) is not here; git lfs pull brings it\n",
    ),
    "nothing": (b"", "# cannot be read: the file is empty\n"),
    "something else": (
        b"hello",
        "# cannot be read: it is in no format that a Keras model is kept in, "
        "and there is no summary",
    ),
    "half of it": (MNIST.read_bytes()[:5000], "# cannot be read: "),
    "a name with a terminal's code": (
        b'{"class_name": "\\u001b[31m", "config": {"layers": 3}}',
        "# cannot be read: ",
    ),
}


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_said_in_a_comment_and_ends_with_0(name: str) -> None:
    content, said = UNREADABLE[name]
    here, there = Path("m.keras"), Path("other") / "m.keras"
    there.parent.mkdir()
    for path in (here, there):
        path.write_bytes(content)
    ran = lock("--stdout", str(here))
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout.startswith(said)
    assert ran.stdout.count("\n") == 1
    assert "\x1b" not in ran.stdout
    assert lock("--stdout", str(there)).stdout == ran.stdout
    assert lock("--stdout", str(there.absolute())).stdout == ran.stdout


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("option", [("--output", "x"), ("--limit", "nope=1")])
def test_what_nobody_can_ask_for_is_refused_before_anything_is_read(option: list[str]) -> None:
    assert lock("--stdout", *option, "mnist.keras").exit_code == 2


def test_runs_at_the_same_time_lose_nothing_of_each_other(project: Path) -> None:
    names = ["mnist.keras", *(f"copy{i}.keras" for i in range(3))]
    for name in names[1:]:
        shutil.copy(MNIST, project / name)
    runs = [
        subprocess.Popen([sys.executable, "-m", "rnnscope", "lock", name], stdout=subprocess.PIPE)
        for name in names
    ]
    for name, run in zip(names, runs, strict=True):
        assert f"{name}: added" in run.communicate(timeout=60)[0].decode()
        assert run.returncode == 0
    assert sources() == sorted(names)


@pytest.mark.usefixtures("project")
def test_a_run_that_is_not_done_is_not_waited_for_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("rnnscope.commands.alone._LONGEST", 0.1)
    with alone(Path("rnnscope.lock")):
        ran = lock("mnist.keras")
    assert (ran.exit_code, Path("rnnscope.lock").exists()) == (2, False)
    assert ran.stderr.startswith("error: cannot write rnnscope.lock: another run holds its dir")
