"""`rnnscope embed`, as a user runs it: what it writes, shows, and refuses to touch."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from rnnscope.cli import app
from tests.embedding.documents import ANSWER, BEGIN, END, with_model
from tests.files import entry, sequential, write_keras

pytestmark = pytest.mark.quick

BLOCK = f"{BEGIN}\n{END}\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a repository with a model and a document."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.md").write_text(f"# a\n\n{BLOCK}")
    monkeypatch.chdir(with_model(tmp_path))
    return tmp_path


def embed(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["embed", "--no-summary", *arguments])


def refused(ran: Result) -> str:
    """Return the sentence of a command that could not do what it was asked."""
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert ran.stderr.startswith("error: ")
    return ran.stderr.removeprefix("error: ")


def test_a_document_is_renewed_once(here: Path) -> None:
    ran = embed("a.md")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert ran.stdout == "a.md: 1 report, 1 renewed\n"
    assert ANSWER in (here / "a.md").read_text()
    inode = (here / "a.md").stat().st_ino
    ran = embed("a.md", "./a.md")
    assert (ran.exit_code, ran.stdout) == (0, "a.md: 1 report, as it should be\n")
    assert (here / "a.md").stat().st_ino == inode


def test_check_shows_what_would_change_and_writes_nothing(here: Path) -> None:
    before = (here / "a.md").read_bytes()
    ran = embed("--check", "a.md")
    assert (ran.exit_code, ran.stderr) == (1, "a.md: 1 report, 1 stale\n")
    assert ran.stdout.startswith(f"--- a.md\n+++ a.md\n@@ -1,4 +1,13 @@\n # a\n \n {BEGIN}\n+\n")
    assert (here / "a.md").read_bytes() == before
    assert embed("a.md").exit_code == 0
    ran = embed("--check", "a.md")
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert ran.stderr == "a.md: 1 report, as it should be\n"


@pytest.mark.usefixtures("here")
def test_it_goes_stale_with_the_model() -> None:
    assert embed("a.md").exit_code == 0
    write_keras(Path("m.keras"), sequential(entry("Dense", "d", units=2), shape=(None, 3)), None)
    ran = embed("a.md", "--check")
    assert ran.exit_code == 1
    assert "-The model has 21,386 parameters.\n+The model has 8 parameters.\n" in ran.stdout


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_all_else_stays_byte_for_byte(end: str, bom: str, here: Path) -> None:
    before, behind = f"{bom}# ä\t {end}{end}", f"\u2028x  {end}{end}{end}no line end"
    text = f"{before}{BEGIN}{end}{END}{end}{behind}"
    (here / "a.md").write_bytes(text.encode())
    assert embed("a.md").exit_code == 0
    now = (here / "a.md").read_bytes().decode()
    start = f"{before}{BEGIN}{end}"
    assert now.startswith(start)
    assert now.endswith(f"{end}{END}{end}{behind}")
    assert ANSWER in now
    assert not re.search(r"\r\n|\r|\n", now.replace(end, ""))


def test_models_are_found_from_the_document(here: Path) -> None:
    (here / "docs").mkdir()
    up = BLOCK.replace("m.keras", "../m.keras")
    (here / "docs" / "b.md").write_text(up)
    assert embed("a.md", "docs/b.md").exit_code == 0
    assert ANSWER in (here / "docs" / "b.md").read_text()


def test_of_a_link_the_file_is_renewed_that_it_leads_to(here: Path) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "a.md").symlink_to("../a.md")
    assert embed("docs/a.md", "a.md").exit_code == 0
    assert (here / "docs" / "a.md").is_symlink()
    assert not (here / "a.md").is_symlink()
    assert ANSWER in (here / "a.md").read_text()
    (here / "b.md").symlink_to("nowhere.md")
    assert "b.md: it cannot be read: No such file" in refused(embed("b.md"))


def test_a_file_that_nobody_may_write_stays(here: Path) -> None:
    (here / "b.md").write_text(BLOCK)
    (here / "b.md").chmod(0o444)
    assert refused(embed("a.md", "b.md")) == "b.md: it is read-only; nothing is written\n"
    assert ANSWER not in (here / "a.md").read_text()
    assert embed("--check", "b.md").exit_code == 1
    (here / "b.md").chmod(0o640)
    assert embed("b.md").exit_code == 0
    assert (here / "b.md").stat().st_mode & 0o777 == 0o640
    (here / "b.md").chmod(0o444)
    assert embed("b.md").stdout == "b.md: 1 report, as it should be\n"


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root may give away")
def test_a_file_keeps_its_owner(here: Path) -> None:
    os.chown(here / "a.md", 65534, 65534)
    (here / "a.md").chmod(0o640)
    assert embed("a.md").exit_code == 0
    found = (here / "a.md").stat()
    assert (found.st_uid, found.st_gid, found.st_mode & 0o777) == (65534, 65534, 0o640)


def test_an_address_is_not_loaded(here: Path) -> None:
    (here / "b.md").write_text(BLOCK.replace("m.keras", "http://example.com/m.keras"))
    sentence = "http://example.com/m.keras is an address, and none is loaded: name a file"
    assert sentence in refused(embed("b.md"))


def test_what_is_no_document_is_told(here: Path) -> None:
    (here / "d.md").mkdir()
    os.mkfifo(here / "f.md")
    (here / "l.md").write_bytes(b"a\r\nb\rc \xe4\n")
    (here / "x.txt").write_text(BLOCK)
    assert refused(embed("d.md")) == "d.md: it cannot be read: Is a directory\n"
    assert refused(embed("f.md")) == "f.md: it is no file that could be renewed, but a stream\n"
    assert refused(embed("n.md")) == "n.md: it cannot be read: No such file or directory\n"
    assert refused(embed("l.md")) == "l.md, line 3: it is no UTF-8; save it as UTF-8\n"
    assert "x.txt: reports are kept in documents whose names end in .md, " in refused(
        embed("x.txt")
    )
    assert "reports are kept in" in refused(embed("-"))
    assert "document_bytes of 9, which --limit" in refused(
        embed("a.md", "--limit=document_bytes=9")
    )
    assert "could not be read again: it is too long: beyond" in refused(
        embed("a.md", "--limit=document_bytes=200")
    )
    assert "document_parts of 2, which --limit" in refused(
        embed("a.md", "--limit=document_parts=2")
    )
    assert "could not be read again: it has too" in refused(
        embed("a.md", "--limit=document_parts=5")
    )
    assert embed("a.md", "--limit", "?=0").exit_code == 2


def test_nothing_is_written_where_a_later_document_is_broken(here: Path) -> None:
    before = (here / "a.md").read_bytes()
    (here / "b.md").write_text(f"a\n\n{BEGIN}\n")
    assert refused(embed("a.md", "b.md")).startswith("b.md, line 3: the block has no end")
    (here / "b.md").write_text(BLOCK.replace("m.keras", "n.keras"))
    assert refused(embed("a.md", "b.md")).startswith("b.md, line 1: ")
    assert (here / "a.md").read_bytes() == before
    assert sorted(path.name for path in here.iterdir()) == [".git", "a.md", "b.md", "m.keras"]


def test_documents_without_marks_are_left_alone(here: Path) -> None:
    (here / "b.md").write_text("nothing\n")
    assert embed("b.md").stdout == "b.md: there are no marks in it\n"


def test_a_mark_that_is_text_is_not_passed_over_in_silence(here: Path) -> None:
    (here / "b.md").write_text(f"!!! note\n\n    {BEGIN}\n    {END}\n")
    assert embed("b.md").stdout == (
        "b.md: there are no marks in it; one in code, or indented as code is, is text\n"
    )


@pytest.mark.parametrize("wide", ["utf-16", "utf-16-le", "utf-16-be"])
def test_what_is_no_utf_8_is_told(wide: str, here: Path) -> None:
    (here / "b.md").write_text(BLOCK, encoding=wide)
    assert refused(embed("b.md")) == "b.md: it is UTF-16; save it as UTF-8\n"


def test_code_runs_only_where_the_project_says_so(here: Path) -> None:
    (here / "code.md").write_text(BLOCK.replace("m.keras", "own_models:build"))
    (here / "own_models.py").write_text("raise SystemExit('it ran')")
    sentence = "own_models:build runs code: list it in embed-targets of [tool.rnnscope] first"
    assert refused(embed("code.md")) == f"code.md, line 1: {sentence}\n"
    (here / "rnnscope.toml").write_text('embed-targets = ["other:build"]\n')
    assert refused(embed("code.md")) == f"code.md, line 1: {sentence}\n"
    (here / "rnnscope.toml").write_text("embed-targets = [5]\n")
    assert "line 1: embed-targets[0]" in refused(embed("code.md"))


def test_what_is_named_like_a_target_is_a_file_where_there_is_one(here: Path) -> None:
    shutil.copy("m.keras", "own:build")
    (here / "a.md").write_text(BLOCK.replace("m.keras", "own:build"))
    assert embed("a.md").exit_code == 0


def test_a_model_that_contradicts_itself_is_shown_so_and_ends_with_1(here: Path) -> None:
    config = sequential(entry("Dense", "d", units=2), shape=(None, 3))
    write_keras(Path("m.keras"), config, {"layers/d/vars/0": (3, 4), "layers/d/vars/1": (2,)})
    (here / "a.md").write_text(BLOCK.replace(" why-not=21000", ""))
    ran = embed("a.md")
    assert ran.exit_code == 1
    assert ran.stderr.startswith("error: m.keras: its witnesses differ: d")
    assert "✗" in (here / "a.md").read_text()


def test_a_command_that_is_killed_leaves_the_old_file(here: Path) -> None:
    before = (here / "a.md").read_bytes()
    program = (
        "import os, signal, sys\n"
        "from rnnscope.cli import app\n"
        "def die_before(event, args):\n"
        "    if event == 'os.rename' and str(args[1]).endswith('a.md'):  # none of bytecode\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "sys.addaudithook(die_before)\n"
        "sys.argv = ['rnnscope', 'embed', '--no-summary', 'a.md']\n"
        "app()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL
    assert (here / "a.md").read_bytes() == before
    (left,) = here.glob(".rnnscope.a.md.*")
    assert ANSWER in left.read_text()
    stale = here / ".rnnscope.b.md.12345678"  # of another document: whose next run takes it away
    for path in (left, stale):
        path.touch()
        os.utime(path, (0, 0))
    assert embed("a.md").exit_code == 0
    assert [*here.glob(".rnnscope.*")] == [stale]


def test_a_file_that_somebody_is_writing_is_left_to_them(here: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    young, theirs = (here / f".rnnscope.a.md.{name}" for name in ("just_now", "a_writer"))
    mine = here / ".rnnscope.a.md.notes"  # no name that was made
    for path in (young, theirs, mine):
        path.touch()
    for path in (theirs, mine):
        os.utime(path, (0, 0))
    with theirs.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert embed("a.md").exit_code == 0
    assert {*here.glob(".rnnscope.*")} == {young, theirs, mine}
