"""Git's own driver: `*.keras diff=rnnscope` makes git show a model's change in words."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

import pytest

from tests.checking.repositories import POINTER, Work, dense_file, dense_json, work
from tests.files import SENTIMENT

pytestmark = pytest.mark.slow

TEXTCONV = f"{shlex.quote(sys.executable)} -m rnnscope lock --stdout"


@pytest.fixture
def repository(tmp_path: Path) -> Work:
    """A repository with git's driver, and a model of 4 and then of 5 units."""
    made = work(tmp_path / "project")
    (made.top / ".gitattributes").write_text("*.keras diff=rnnscope\n*.h5 diff=rnnscope\n")
    made.git("config", "diff.rnnscope.textconv", TEXTCONV)
    for units in (4, 5):
        dense_file(made.top / "models" / "m.keras", units)
        made.commit(f"{units} units")
    return made


def changed(text: str) -> list[str]:
    """Return the lines that a diff takes out and puts in."""
    lines = text.splitlines()
    texts = [line for line in lines if line[:3] not in ("+++", "---")]
    return [line for line in texts if line.startswith(("+", "-"))]


GREW = [
    "-sizes = { units = 4, input_dim = 3 }",
    "+sizes = { units = 5, input_dim = 3 }",
    "-params = 16",
    "+params = 20",
    '-  "kernel (3, 4) float32",',
    '-  "bias (4,) float32",',
    '+  "kernel (3, 5) float32",',
    '+  "bias (5,) float32",',
]


@pytest.mark.parametrize(
    "command",
    [
        ("diff", "HEAD~1", "HEAD"),
        ("diff", "HEAD~1"),
        ("show",),
        ("log", "-p", "-1"),
        ("log", "-p", "-1", "--", "models/m.keras"),
    ],
)
def test_a_change_of_a_model_is_shown_in_words(repository: Work, command: tuple[str, ...]) -> None:
    assert sorted(changed(repository.git(*command))) == sorted(GREW)


def test_what_is_not_committed_is_shown_too(repository: Work) -> None:
    path = repository.top / "models" / "m.keras"
    dense_file(path, 4)
    lines = repository.git("diff")
    assert sorted(changed(lines)) == sorted(_turned(GREW))
    assert "git-blob" not in lines
    repository.git("add", "--all")
    assert sorted(changed(repository.git("diff", "--cached"))) == sorted(_turned(GREW))


def _turned(lines: list[str]) -> list[str]:
    return [f"{'-' if line[0] == '+' else '+'}{line[1:]}" for line in lines]


def test_a_model_that_is_saved_anew_is_the_same(repository: Work) -> None:
    """As Keras writes it: with another date, and so with other bytes."""
    before = repository.top / "models" / "m.keras"
    before.write_bytes(before.read_bytes() + b"\0")
    assert repository.git("status", "--porcelain") == " M models/m.keras\n"
    assert changed(repository.git("diff")) == []


def test_a_renamed_model_is_only_renamed(repository: Work) -> None:
    repository.git("mv", "models/m.keras", "models/renamed.keras")
    assert "similarity index 100%" in repository.git("diff", "HEAD", "-M")
    assert changed(repository.git("diff", "HEAD", "--no-renames"))


def test_a_new_and_a_removed_model_are_shown_whole(repository: Work) -> None:
    shutil.copy(SENTIMENT, repository.top / "sentiment.keras")
    repository.commit()
    shown = changed(repository.git("show"))
    assert '+path = "bidirectional"' in shown
    assert all(line.startswith("+") for line in shown)
    (repository.top / "sentiment.keras").unlink()
    assert all(line.startswith("-") for line in changed(repository.git("diff")))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "# cannot be read: the file is empty"),
        (b"PK\x03\x04 broken", "# cannot be read: "),
        (b"\x89HDF\r\n\x1a\n broken", "# cannot be read: "),
        (b"\0" * 3000, "# cannot be read: "),
        (POINTER.encode(), "Git LFS pointer"),
    ],
)
def test_what_is_no_model_does_not_end_gits_diff(
    repository: Work, content: bytes, said: str
) -> None:
    (repository.top / "a.keras").write_bytes(content)
    (repository.top / "zzz.txt").write_text("text\n")
    dense_file(repository.top / "models" / "m.keras", 6)
    repository.git("add", "--all")
    text = repository.git("diff", "--cached")
    assert said in text or not content  # git itself shows nothing of what is empty
    assert "+text" in changed(text)
    assert '+  "kernel (3, 6) float32",' in changed(text)
    repository.commit()
    dense_file(repository.top / "a.keras", 1)
    assert '+  "kernel (3, 1) float32",' in changed(repository.git("diff"))


def test_a_config_beside_other_files_is_shown_alone(repository: Work) -> None:
    """Git gives a copy in a directory of its own: nothing beside it may be looked at."""
    (repository.top / ".gitattributes").write_text("*.json diff=rnnscope\n")
    for units in (4, 5):
        dense_json(repository.top / "model.json", units)
        repository.commit()
    assert sorted(changed(repository.git("show"))) == sorted(GREW)


def test_names_of_files_are_only_names(repository: Work) -> None:
    names = ["a b.keras", "$(touch hacked).keras", "ü'\".keras", "*.keras", "a:b.keras"]
    names += ["-x.keras", "-o.keras", "--stdout.keras", "--import=hacking.keras", "--help.keras"]
    (repository.top / "hacking").mkdir()
    code = "open('hacked', 'w')\n"
    (repository.top / "hacking" / "keras.py").write_text(code)
    for name in names:
        dense_json(repository.top / name, 4)
    repository.commit()
    for name in names:
        dense_json(repository.top / name, 5)
    shown = changed(repository.git("diff"))
    assert sorted(shown) == sorted(GREW * len(names))
    assert not (repository.top / "hacked").exists()


def test_git_may_keep_the_texts(repository: Work) -> None:
    repository.git("config", "diff.rnnscope.cachetextconv", "true")
    assert sorted(changed(repository.git("show"))) == sorted(GREW)
    repository.git("config", "diff.rnnscope.textconv", "false")
    repository.git("config", "diff.rnnscope.textconv", TEXTCONV)
    assert sorted(changed(repository.git("show"))) == sorted(GREW)
