"""A git repository, and what was in it at a revision: git itself is asked, and never a shell.

What a hook or an alias of the user's has set for another repository is left out of its environment.
Nothing is written into the repository, and none of its hooks runs.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rnnscope.errors import RevisionError, near
from rnnscope.wording import cut, shown

# What git sets for its hooks; it names the repository that they run for, and not that of a file.
_OF_A_HOOK = {
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"),
    *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE"),
}
_OURS = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0"}
_NO_PROGRAM = ("-c", "core.fsmonitor=false")  # which the repository names
# Large files stay the pointers that they are in git: code is wanted, and nothing is fetched.
_NO_LFS = (
    *("-c", "filter.lfs.process=", "-c", "filter.lfs.smudge="),
    *("-c", "filter.lfs.required=false"),
)
_NAME = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?\n", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """What was at a path: a blob, a tree or, of a submodule, a commit; `size` is a blob's."""

    mode: str
    kind: str
    name: str
    size: int
    path: str

    @property
    def is_link(self) -> bool:
        """True for a symbolic link, whose blob says where it led."""
        return self.mode == "120000"


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository with files beside it, by the directory that they are all in."""

    top: Path

    @classmethod
    def of(cls, path: Path) -> Repository:
        """Return the repository that a path is in, whether there is something or not.

        Raises:
            RevisionError: it is in none, or git is not there, or refuses to look.

        """
        folder = _folder(path)
        kind = _asked(folder, "rev-parse", "--is-bare-repository", "--is-inside-git-dir")
        if kind.returncode:
            raise RevisionError(f"{path}: {_why_none(kind.stderr)}")
        if b"true" in kind.stdout:
            inside = "it lies in a bare repository, or in git's own directory, where no files are"
            raise RevisionError(f"{path}: {inside}; name the file in a clone of it")
        top = _answer(folder, "rev-parse", "--show-toplevel")
        return cls(Path(os.path.realpath(os.fsdecode(top.removesuffix(b"\n")))))

    def path_of(self, path: Path) -> str:
        """Return the path of a file from the top of the repository, "" for the top itself.

        A link in it is not followed where it is the file itself: git keeps it as a link.

        Raises:
            RevisionError: it is not below the top.

        """
        absolute = Path(os.path.abspath(path))  # noqa: PTH100  # which follows no link
        for place in (Path(os.path.realpath(absolute.parent), absolute.name), absolute.resolve()):
            if place.is_relative_to(self.top):
                return "" if place == self.top else place.relative_to(self.top).as_posix()
        raise RevisionError(f"{path} is outside of the repository {self.top}")

    def commit(self, revision: str) -> str:
        """Return the name of the commit that a revision is.

        Raises:
            RevisionError: there is none.

        """
        if not revision or revision.startswith("-"):
            what = f"expected a git revision, such as HEAD~1, found {shown(revision)}"
            raise RevisionError(what)
        name = revision
        for ending in ("", "^{commit}"):  # a text that is looked for, as `:/Fix`, takes no ending
            found = _asked(self.top, "rev-parse", "--verify", "--quiet", f"{name}{ending}")
            if found.returncode or not _NAME.fullmatch(found.stdout):
                raise RevisionError(self._no_commit(revision))
            name = found.stdout.decode().strip()
        return name

    def _no_commit(self, revision: str) -> str:
        there_is_none = f"the repository {self.top} has no revision {shown(revision)}"
        if ":" in revision:
            return f"{there_is_none}; name the revision alone, without a path"
        if _answer(self.top, "rev-parse", "--is-shallow-repository") == b"true\n":
            clone = "it is a shallow clone, which lacks what is older: `git fetch --unshallow`"
            return f"{there_is_none}; {clone} has the rest"
        names = _answer(self.top, "for-each-ref", "--format=%(refname:short)", "--count=1000")
        close = near(revision, names.decode(errors="replace").split("\n"))
        return f"{there_is_none}{f'; did you mean {shown(close[0])}?' if close else ''}"

    def entry(self, commit: str, path: str) -> Entry | None:
        """Return what was at a path, None where there was nothing."""
        if not path:
            return Entry("040000", "tree", commit, 0, "")
        return next(self._listed(commit, path), None)

    def below(self, commit: str, path: str) -> Iterator[Entry]:
        """Yield every file, link and submodule that was in a directory, or in those in it."""
        return self._listed(commit, f"{path}/" if path else "", "-r")

    def _listed(self, commit: str, path: str, *options: str) -> Iterator[Entry]:
        where = ("--", path) if path else ()
        found = _answer(self.top, "ls-tree", "-z", "-l", "--full-tree", *options, commit, *where)
        for line in found.split(b"\0")[:-1]:
            facts, _, name = line.partition(b"\t")
            mode, kind, blob, size = facts.decode().split()
            count = int(size) if size.isdigit() else 0
            yield Entry(mode, kind, blob, count, os.fsdecode(name))

    def renamed_from(self, commit: str, path: str) -> str:
        """Return the path that a file had at a commit, by its content; "" where git finds none."""
        options = ("-r", "-z", "-M", "--cached", "--name-status", "--diff-filter=R")
        found = os.fsdecode(_answer(self.top, "diff-index", *options, commit)).split("\0")[:-1]
        return dict(zip(found[2::3], found[1::3], strict=True)).get(path, "")

    def write(self, entry: Entry, file: BinaryIO) -> None:
        """Write what was in a file, as git has it: by no filter.

        Raises:
            RevisionError: git cannot give it.

        """
        _checked(_asked(self.top, "cat-file", "blob", entry.name, to=file))

    def beginning(self, entry: Entry, most: int) -> bytes:
        """Return a file that has no more than so many bytes; of another nothing."""
        if entry.size > most:
            return b""
        return _answer(self.top, "cat-file", "blob", entry.name)

    def write_tree(self, commit: str, folder: Path) -> None:
        """Write all files of a commit below an empty directory, as a checkout would.

        `git archive` would leave out what is marked `export-ignore`, which the code may need.

        Raises:
            RevisionError: git cannot give them.

        """
        index = {"GIT_INDEX_FILE": str(folder.with_name(f"{folder.name}.index"))}
        for order in (
            ("read-tree", commit),
            ("checkout-index", "--all", "--quiet", f"--prefix={folder}/"),
        ):
            _checked(_asked(self.top, *_NO_LFS, *order, more=index))


def _folder(path: Path) -> Path:
    """Return the directory that a path is, or the nearest that it is in."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100  # which follows no link
    return next(place for place in (absolute, *absolute.parents) if place.is_dir())


def _why_none(stderr: bytes) -> str:
    if b"not a git repository" in stderr:
        return "it is in no git repository, so there is no revision to compare with"
    return _words(stderr)


def _words(stderr: bytes) -> str:
    """Return the first thing that git says, and the command that it names as a remedy."""
    lines = [line.strip() for line in stderr.decode(errors="replace").splitlines()]
    remedies = [line for line in lines if line.startswith("git config ")]
    said = cut(lines[0].removeprefix("fatal: ")) if lines else "nothing, and fails"
    remedy = f"; `{cut(remedies[0])}` lets it" if remedies else ""
    return f"git says: {said}{remedy}"


def _answer(folder: Path, *arguments: str) -> bytes:
    return _checked(_asked(folder, *arguments)).stdout


def _checked(ran: subprocess.CompletedProcess[bytes]) -> subprocess.CompletedProcess[bytes]:
    if ran.returncode:
        raise RevisionError(_words(ran.stderr))
    return ran


def _asked(
    folder: Path, *arguments: str, to: BinaryIO | None = None, more: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    git = shutil.which("git")
    if git is None:
        raise RevisionError("git is not there: there is no program `git` on the PATH")
    ours = {k: v for k, v in os.environ.items() if k not in _OF_A_HOOK}
    try:
        return subprocess.run(  # noqa: S603  # each argument is one, and no revision is an option
            [git, "--no-pager", "--literal-pathspecs", *_NO_PROGRAM, *arguments],
            cwd=folder,
            env={**ours, **_OURS, **(more or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if to is None else to,
            stderr=subprocess.PIPE,
            check=False,
        )
    except OSError as error:
        raise RevisionError(f"git cannot be started: {error.strerror or error}") from None
