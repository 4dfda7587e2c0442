"""A git repository, and what was in it at a revision."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from rnnscope.checking.git_process import Blobs, answer, asked, blobs, words
from rnnscope.errors import RevisionError, near
from rnnscope.wording import shown

_NAME = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?\n", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """What was at a path: a blob, a tree or, of a submodule, a commit."""

    mode: str
    kind: str
    name: str
    path: str

    @property
    def is_link(self) -> bool:
        """True for a symbolic link, whose blob says where it led."""
        return self.mode == "120000"

    @property
    def is_program(self) -> bool:
        """True for a file that may be run."""
        return self.mode == "100755"


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
        kind = asked(folder, "rev-parse", "--is-bare-repository", "--is-inside-git-dir")
        if kind.returncode:
            raise RevisionError(f"{path}: {_why_none(kind.stderr)}")
        if b"true" in kind.stdout:
            inside = "it lies in a bare repository, or in git's own directory, where no files are"
            raise RevisionError(f"{path}: {inside}; name the file in a clone of it")
        top = answer(folder, "rev-parse", "--show-toplevel")
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
            found = asked(self.top, "rev-parse", "--verify", "--quiet", f"{name}{ending}")
            if found.returncode or not _NAME.fullmatch(found.stdout):
                raise RevisionError(self._no_commit(revision))
            name = found.stdout.decode().strip()
        return name

    def _no_commit(self, revision: str) -> str:
        there_is_none = f"the repository {self.top} has no revision {shown(revision)}"
        if ":" in revision:
            return f"{there_is_none}; name the revision alone, without a path"
        if answer(self.top, "rev-parse", "--is-shallow-repository") == b"true\n":
            clone = "it is a shallow clone, which lacks what is older: `git fetch --unshallow`"
            return f"{there_is_none}; {clone} has the rest"
        names = answer(self.top, "for-each-ref", "--format=%(refname:short)", "--count=1000")
        close = near(revision, names.decode(errors="replace").split("\n"))
        return f"{there_is_none}{f'; did you mean {shown(close[0])}?' if close else ''}"

    def entry(self, commit: str, path: str) -> Entry | None:
        """Return what was at a path, None where there was nothing."""
        if not path:
            return Entry("040000", "tree", commit, "")
        return next(self._listed(commit, path), None)

    def below(self, commit: str, path: str) -> Iterator[Entry]:
        """Yield every file, link and submodule that was in a directory, or in those in it."""
        return self._listed(commit, f"{path}/" if path else "", "-r")

    def _listed(self, commit: str, path: str, *options: str) -> Iterator[Entry]:
        where = ("--", path) if path else ()
        found = answer(self.top, "ls-tree", "-z", "--full-tree", *options, commit, *where)
        for line in found.split(b"\0")[:-1]:
            facts, _, name = line.partition(b"\t")
            mode, kind, blob = facts.decode().split()
            yield Entry(mode, kind, blob, _harmless(os.fsdecode(name)))

    def blobs(self) -> AbstractContextManager[Blobs]:
        """Give what reads the contents of files, for a block."""
        return blobs(self.top)

    def renamed_from(self, commit: str, path: str) -> str:
        """Return the path that a file had at a commit, by its content; "" where git finds none."""
        options = ("-r", "-z", "-M", "--cached", "--name-status", "--diff-filter=R")
        found = os.fsdecode(answer(self.top, "diff-index", *options, commit)).split("\0")[:-1]
        return dict(zip(found[2::3], found[1::3], strict=True)).get(path, "")


def _harmless(path: str) -> str:
    """Return a path of a tree, which a stranger may have made of any names.

    Raises:
        RevisionError: it leads out of the tree.

    """
    if not path or any(part in ("", ".", "..") for part in path.split("/")):
        raise RevisionError(f"the repository has a file with the path {shown(path)}")
    return path


def _folder(path: Path) -> Path:
    """Return the directory that a path is, or the nearest that it is in."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100  # which follows no link
    return next(place for place in (absolute, *absolute.parents) if place.is_dir())


def _why_none(stderr: bytes) -> str:
    if b"not a git repository" in stderr:
        return "it is in no git repository, so there is no revision to compare with"
    return words(stderr)
