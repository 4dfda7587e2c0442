"""What `--check` shows is what `diff -u` would, and `patch` makes the new document of it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from rnnscope.embedding import Renewed
from tests.embedding.documents import BEGIN, END, drawn

pytestmark = pytest.mark.quick

BLOCK = f"{BEGIN}\na\nb\n{END}\n"
FILLED = "".join(f"line {i}\n" for i in range(20))
TEXTS = {
    "alone": BLOCK,
    "in text": f"{FILLED}{BLOCK}{FILLED}",
    "empty": f"{FILLED}{BEGIN}\n{END}\n{FILLED}",
    "near the ends": f"a\n{BLOCK}b\n",
    "near each other": f"{FILLED}{BLOCK}x\n{BLOCK}{FILLED}",
    "just apart": f"{FILLED}{BLOCK}1\n2\n3\n4\n{BLOCK}{FILLED}",
    "far apart": f"{FILLED}{BLOCK}{FILLED}{BLOCK}{FILLED}",
    "no final line end": f"{FILLED}{BLOCK}"[:-1],
    "long": f"{FILLED}{BEGIN}\n{'a' * 10}\n" + "b\n" * 5_000 + f"{END}\n{FILLED}",
    "byte order mark": f"\ufeff{BLOCK}",
    "other signs": f"a\x0cb\u2028c\x85d\n{BLOCK}",
}


@pytest.mark.skipif(not shutil.which("patch"), reason="there is no patch")
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("kind", TEXTS)
def test_patch_makes_the_new_document_of_it(kind: str, end: str, tmp_path: Path) -> None:
    text = TEXTS[kind].replace("\n", end)
    result = drawn(tmp_path, text)
    assert patched(tmp_path, text, result) == result.text.encode()


@pytest.mark.skipif(not shutil.which("patch"), reason="there is no patch")
def test_what_is_too_long_to_compare_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rnnscope.embedding.unified._MOST", 10)
    result = drawn(tmp_path, TEXTS["in text"])
    assert patched(tmp_path, TEXTS["in text"], result) == result.text.encode()


@pytest.mark.skipif(not shutil.which("patch"), reason="there is no patch")
@pytest.mark.parametrize(
    "name", ["a b.md", 'a"b.md', "ä.md", "-a.md", "a\x1b[31m.md", '\udcff".md']
)
def test_names_of_files_are_those_that_patch_reads(name: str, tmp_path: Path) -> None:
    result = drawn(tmp_path, BLOCK, name)
    assert patched(tmp_path, BLOCK, result, name) == result.text.encode()


def patched(directory: Path, text: str, result: Renewed, name: str = "x.md") -> bytes:
    (directory / name).write_bytes(text.encode())
    difference = "".join(result.diff()).replace(str(directory), ".")
    done = subprocess.run(
        ["patch", "--binary", "-p0", "-F0"],
        cwd=directory,
        input=difference.encode(),
        capture_output=True,
    )
    assert done.returncode == 0, done.stdout
    assert b"offset" not in done.stdout
    return (directory / name).read_bytes()


@pytest.mark.skipif(not shutil.which("diff"), reason="there is no diff")
@pytest.mark.parametrize("kind", ["in text", "far apart", "just apart", "no final line end"])
def test_it_is_as_short_as_diff_s_own(kind: str, tmp_path: Path) -> None:
    result = drawn(tmp_path, TEXTS[kind])
    (tmp_path / "old").write_text(TEXTS[kind])
    done = subprocess.run(
        ["diff", "-u", "old", "x.md"], cwd=tmp_path, capture_output=True, encoding="utf-8"
    )
    own, other = "".join(result.diff()).splitlines()[2:], done.stdout.splitlines()[2:]
    assert [line for line in own if line.startswith("@@")] == [
        line for line in other if line.startswith("@@")
    ]
    assert len(own) == len(other)


def test_nothing_is_shown_of_what_is_as_it_should_be(tmp_path: Path) -> None:
    assert list(drawn(tmp_path, "a\n").diff()) == []
