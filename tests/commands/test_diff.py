"""`rnnscope diff`: of files, locks and revisions, as a user runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from rnnscope.cli import app
from rnnscope.states import lock_text
from rnnscope.states.of_report import state_of
from tests.checking.repositories import POINTER, Work, dense_file, dense_json, work
from tests.files import MNIST, alone, weights, write_archive

GREW = "dense.units 4 -> 5: dense +4; total 20\n64 -> 80 bytes; 12 -> 15 multiply-adds\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with models of 4 and of 5 units."""
    monkeypatch.chdir(tmp_path)
    for units, name in ((4, "old"), (5, "new")):
        dense_file(tmp_path / f"{name}.keras", units)
    return tmp_path


def diff(*arguments: str, **options: Any) -> Result:
    return CliRunner().invoke(app, ["diff", *arguments], **options)


def told(*arguments: str, code: int = 0) -> str:
    ran = diff(*arguments)
    assert ran.exit_code == code, ran.output
    return ran.output


def said(*arguments: str) -> str:
    """Return the sentence of what cannot be done, on one line."""
    ran = diff(*arguments)
    assert ran.exit_code == 2
    assert ran.stdout == ""
    assert "Traceback" not in ran.stderr
    return " ".join(ran.stderr.replace("│", " ").split())


def lock(path: Path, *models: str) -> None:
    """Lock models by their sources."""
    states = [state_of(alone(path.parent / name), name) for name in models]
    path.write_text(lock_text.written(states))


def test_two_files(here: Path) -> None:
    assert told("old.keras", "new.keras") == GREW
    assert told("new.keras", "old.keras").startswith("dense.units 5 -> 4: dense -4; total 16\n")
    assert told("old.keras", "old.keras") == "No difference: 1 layer, 16 params.\n"


def test_a_directory_and_a_stream(here: Path) -> None:
    shutil.unpack_archive("new.keras", "new", "zip")
    assert told("old.keras", "new") == GREW
    ran = diff("-", "new.keras", input=(here / "old.keras").read_bytes())
    assert ran.output == GREW


def test_it_ends_with_1_where_that_is_asked(here: Path) -> None:
    assert told("old.keras", "new.keras", "--exit-code", code=1) == GREW
    assert told("old.keras", "old.keras", "--exit-code", code=0)


def test_the_json_is_as_its_schema_says(here: Path) -> None:
    schema = json.loads(told("--format", "json-schema"))
    data = json.loads(told("old.keras", "new.keras", "--format", "json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema)
    (model,) = data["models"]
    assert (model["old"]["source"], model["new"]["source"]) == ("old.keras", "new.keras")


def test_a_file_is_written_in_the_format_that_its_name_tells(here: Path) -> None:
    for name, begins in (("x.md", "**old.keras"), ("x.json", "{"), ("x.txt", "dense.units")):
        assert told("old.keras", "new.keras", "-o", name) == ""
        assert (here / name).read_text().startswith(begins)
    assert "choose one of text, markdown, json" in said("old.keras", "new.keras", "-o", "x.html")


@pytest.mark.parametrize("name", ["old.keras", "new.keras", "./new.keras", "link", "rnnscope.lock"])
def test_what_is_compared_is_not_written_over(here: Path, name: str) -> None:
    (here / "link").symlink_to("new.keras")
    lock(here / "rnnscope.lock", "old.keras", "new.keras")
    before = (here / name).read_bytes()
    other = "rnnscope.lock" if name == "rnnscope.lock" else "old.keras"
    assert f"cannot write {Path(name)}" in said(other, "new.keras", "--format", "text", "-o", name)
    assert (here / name).read_bytes() == before


def test_ascii(here: Path) -> None:
    (here / "é.keras").write_bytes((here / "new.keras").read_bytes())
    assert told("old.keras", "é.keras", "--ascii", "--format", "markdown").isascii()


def test_limits(here: Path) -> None:
    assert "beyond the limit json_bytes of 10" in said(
        "old.keras", "new.keras", "--limit", "json_bytes=10"
    )
    assert "there is no limit 'x'" in said("old.keras", "new.keras", "--limit", "x=1")


def test_a_model_and_its_entry_in_a_lock(here: Path) -> None:
    (here / "models").mkdir()
    for units, name in ((4, "a"), (7, "b")):
        dense_file(here / "models" / f"{name}.keras", units)
    lock(here / "rnnscope.lock", "models/a.keras", "models/b.keras")
    dense_file(here / "models" / "a.keras", 5)
    assert told("rnnscope.lock", "models/a.keras").startswith("dense.units 4 -> 5: dense +4")
    assert told("models/a.keras", "rnnscope.lock").startswith("dense.units 5 -> 4: dense -4")
    assert told("rnnscope.lock", "models/b.keras").startswith("No difference in layers")
    sentence = said("rnnscope.lock", "new.keras")
    assert "it has no entry for 'new.keras'" in sentence
    assert "'models/a.keras'" in sentence


def test_the_only_entry_of_a_lock_is_the_one(here: Path) -> None:
    lock(here / "rnnscope.lock", "old.keras")
    shutil.move("rnnscope.lock", "its name does not matter")
    assert told("its name does not matter", "new.keras").startswith("dense.units 4 -> 5")


def test_two_locks(here: Path) -> None:
    for units, name in ((1, "gone"), (2, "same")):
        dense_file(here / f"{name}.keras", units)
    lock(here / "a.lock", "gone.keras", "old.keras", "same.keras")
    (here / "old.keras").write_bytes((here / "new.keras").read_bytes())
    lock(here / "b.lock", "new.keras", "old.keras", "same.keras")
    text = told("a.lock", "b.lock")
    assert "dense.units 4 -> 5: dense +4" in text
    for name, words in (
        ("gone.keras", "the model is"),
        ("new.keras", "the model is"),
        ("same.keras", "No difference"),
    ):
        assert f"{name} in a.lock -> {name} in b.lock\n  {words}" in text
    data = json.loads(told("a.lock", "b.lock", "--format", "json"))
    assert [model["changed"] for model in data["models"]] == [True, True, False, True]


def test_what_a_lock_does_not_know_is_not_said_to_be_the_same(here: Path) -> None:
    lock(here / "rnnscope.lock", "old.keras")
    path = here / "rnnscope.lock"
    path.write_text(path.read_text().replace(") float32", ") ?", 1))
    assert "and some dtypes." in " ".join(told("rnnscope.lock", "old.keras").split())


def test_a_damaged_lock_is_named(here: Path) -> None:
    (here / "a.lock").write_text("lock = 1\n<<<<<<< HEAD\n")
    assert "cannot read the lock a.lock: line 2: git left a conflict" in said("a.lock", "new.keras")
    (here / "a.lock").write_text("[[package]]\n")
    assert "cannot read the lock a.lock: it does not say `lock = 1`" in said("a.lock", "new.keras")
    (here / "a.lock").write_text("lock = 1\n")
    assert "it is empty" in said("a.lock", "new.keras")


def test_what_there_is_not(here: Path) -> None:
    assert "cannot read none.keras: there is no such file" in said("none.keras", "new.keras")
    assert "cannot read none.keras: there is no such file" in said("new.keras", "none.keras")
    assert "there is one model, 'old.keras': name NEW" in said("old.keras")
    assert "--against REV is for one MODEL" in said("old.keras", "new.keras", "--against", "HEAD")
    assert "there is no model" in said()
    assert "takes no OLD" in said("old.keras", "--format", "json-schema")


@pytest.mark.skipif(sys.platform != "linux", reason="it has a file that cannot be read by anybody")
def test_what_cannot_be_read_is_said(here: Path) -> None:
    sentence = said("/proc/self/mem", "new.keras")
    assert "cannot read /proc/self/mem: Input/output error" in sentence
    os.mkfifo("fifo")
    assert "cannot read fifo: it is not a regular file" in said("fifo", "new.keras")


def test_a_model_that_contradicts_itself_is_not_sure(here: Path) -> None:
    import zipfile

    with zipfile.ZipFile("new.keras") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["model.weights.h5"] = weights({"layers/dense/vars/0": (3, 9)})
    write_archive(here / "new.keras", members)
    ran = diff("old.keras", "new.keras")
    assert ran.exit_code == 2
    assert ran.stdout == GREW
    assert ran.stderr.startswith("error: new.keras contradicts itself: ")
    assert "`rnnscope explain new.keras` says more" in ran.stderr


@pytest.fixture
def repository(here: Path) -> Work:
    """A repository in which a model and its lock had 4 units, and 5 since then."""
    made = work(here)
    for name in ("old", "new"):
        shutil.copy(f"{name}.keras", "m.keras")
        lock(here / "rnnscope.lock", "m.keras")
        made.commit()
    return made


def test_a_model_against_a_revision(repository: Work) -> None:
    assert told("m.keras", "--against", "HEAD~1") == GREW
    assert told("m.keras", "--against", "HEAD").startswith("No difference")
    assert told("rnnscope.lock", "--against", "HEAD~1").startswith("dense.units 4 -> 5")
    data = json.loads(told("m.keras", "--against", "HEAD~1", "--format", "json"))
    (model,) = data["models"]
    assert (model["old"]["source"], model["new"]["source"]) == ("m.keras at HEAD~1", "m.keras")


def test_what_there_is_not_at_a_revision(repository: Work) -> None:
    assert "has no revision 'HEAD~2'" in said("m.keras", "--against", "HEAD~2")
    assert "found '-x'" in said("m.keras", "--against=-x")
    dense_json(repository.top / "later.json", 1)
    sentence = said("later.json", "--against", "HEAD")
    assert "later.json at HEAD: the repository had no 'later.json' then" in sentence
    assert "standard input is no file of a repository" in said("-", "--against", "HEAD")
    (repository.top / "m.keras").write_text(POINTER)
    assert "it is a Git LFS pointer" in said("m.keras", "--against", "HEAD")
    repository.commit()
    assert "m.keras at HEAD is a Git LFS pointer" in said("m.keras", "--against", "HEAD")
    (repository.top / "m.keras").unlink()
    assert "m.keras: there is no such file any more" in said("m.keras", "--against", "HEAD~1")


def test_a_damaged_lock_of_a_revision_is_named(repository: Work) -> None:
    (repository.top / "rnnscope.lock").write_text("lock = 2\n")
    repository.commit()
    sentence = said("rnnscope.lock", "--against", "HEAD")
    assert "cannot read the lock rnnscope.lock at HEAD: it has `lock = 2`" in sentence


def test_as_a_program_it_imports_no_framework(here: Path) -> None:
    code = (
        "import sys; from rnnscope.__main__ import main; sys.argv = ['rnnscope', 'diff', "
        f"{str(MNIST)!r}, 'new.keras'];\ntry: main()\nexcept SystemExit: pass\n"
        "print({'keras', 'tensorflow', 'numpy', 'h5py'} & sys.modules.keys())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert ran.stdout.endswith("set()\n"), ran.stdout
