"""A model as it was at a git revision, for a block: in a temporary directory, under its own name.

With it are the files of weights that are found beside a config, as they were then too.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rnnscope.checking.git import Entry, Repository
from rnnscope.checking.git_files import FilesOf, not_kept
from rnnscope.errors import RevisionError, UnreadableModelError
from rnnscope.readers.no_models import looks_like
from rnnscope.readers.streams import directory_for
from rnnscope.readers.weights_file import names_beside
from rnnscope.wording import shown

_POINTER = 1_024  # bytes that a Git LFS pointer has at most


@contextmanager
def at_revision(path: Path, revision: str) -> Iterator[Path]:
    """Give a file, or a directory, as it was at a revision; in the block it is a file of ours.

    Raises:
        RevisionError: there is no such repository, revision or path, or it cannot be had.
        UnreadableModelError: the block raised it for the file of ours; it is said of the revision.

    """
    past = Past.of(path, revision)
    past.refuse_gone(path)
    with directory_for(past.name) as folder:
        ours = Path(folder, Path(past.path or past.repository.top).name)
        past.write(ours)
        try:
            yield ours
        except UnreadableModelError as error:
            where = Path(str(error.source))
            inside = f"{where.name}: " if ours in where.parents else ""
            raise UnreadableModelError(past.name, f"{inside}{error.reason}") from None


@dataclass(frozen=True, slots=True)
class Past:
    """What was at a path at a revision; `name` is what people are told it is."""

    repository: Repository
    commit: str
    path: str
    revision: str
    name: str

    @classmethod
    def of(cls, path: Path, revision: str) -> Past:
        """Look a path and a revision up.

        Raises:
            RevisionError: there is no such repository or revision.

        """
        repository = Repository.of(path)
        inside, commit = repository.path_of(path), repository.commit(revision)
        return cls(repository, commit, inside, revision, f"{path} at {revision}")

    def refuse_gone(self, path: Path) -> None:
        """Refuse what is there no more, so that there is nothing to compare with.

        Raises:
            RevisionError: it was there at the revision.
            UnreadableModelError: it was not there then either.

        """
        if os.path.lexists(path):
            return
        if self.repository.entry(self.commit, self.path) is None:
            raise UnreadableModelError(
                path, f"there is no such file, and was none at {self.revision}"
            )
        raise RevisionError(f"{path}: there is no such file any more; {self._command(self.path)}")

    def _command(self, path: str) -> str:
        return f"`{self._show(path)} > old{_suffix(path)}` has it as it was"

    def _show(self, path: str) -> str:
        """Return the command that shows a file, for a shell; the names may be a stranger's."""
        return f"git show {shlex.quote(f'{self.revision}:{path}')}"

    def write(self, ours: Path) -> None:
        """Write what was there to a path where nothing is.

        Raises:
            RevisionError: nothing was there, or what is no model, or is larger than the limit.

        """
        entry = self.repository.entry(self.commit, self.path)
        if entry is None:
            raise RevisionError(f"{self.name}: {self._why_nothing()}")
        if entry.kind == "tree":
            ours.mkdir()
            below = list(self.repository.below(self.commit, entry.path))
            start = len(entry.path) + 1 if entry.path else 0
            files = [(each, ours / each.path[start:]) for each in below]
        else:
            files = [(entry, ours)]
        for each, _ in files:
            self._refuse(each)
        tree = FilesOf(self.repository, self.name)
        try:
            tree.write(files)
            tree.write(self._beside(entry, ours))
        except OSError as error:
            raise RevisionError(f"{self.name}: {not_kept(error)}") from None
        for each, path in files:
            self._refuse_pointer(each, path)

    def _beside(self, entry: Entry, ours: Path) -> Iterator[tuple[Entry, Path]]:
        """Yield the files that may hold the weights of one that is only a config."""
        if entry.kind != "blob":
            return
        folder = entry.path.rpartition("/")[0]
        for name in names_beside(ours.name):
            found = self.repository.entry(self.commit, f"{folder}/{name}" if folder else name)
            if found is not None and found.kind == "blob" and not found.is_link:
                yield found, ours.with_name(name)

    def _refuse(self, entry: Entry) -> None:
        """Refuse what is no file.

        Raises:
            RevisionError: it is a link, or a submodule.

        """
        if entry.kind == "commit":
            what = "a submodule, of which git has no files here: name a file in it"
            raise RevisionError(f"{self._where(entry)} is {what}")
        if entry.is_link:
            what = "a link, which is not followed: name what it leads to"
            raise RevisionError(f"{self._where(entry)} is {what}")

    def _refuse_pointer(self, entry: Entry, path: Path) -> None:
        """Refuse what only stands for a file.

        Raises:
            RevisionError: it is a pointer of Git LFS.

        """
        with path.open("rb") as file:
            head = file.read(_POINTER)
        if head.startswith(b"version https://") and looks_like(head):
            fetched = f"{self._show(entry.path)} | git lfs smudge > old{_suffix(entry.path)}"
            what = f"a Git LFS pointer, which stands for the file: `{fetched}` fetches it"
            raise RevisionError(f"{self._where(entry)} is {what}")

    def _where(self, entry: Entry) -> str:
        return self.name if entry.path == self.path else f"{self.name}: {shown(entry.path)}"

    def _why_nothing(self) -> str:
        """Say that nothing was at the path, and where it was instead, if git knows that."""
        there = f"the repository had no {shown(self.path)} then"
        before = self.repository.renamed_from(self.commit, self.path)
        return f"{there}; it was {shown(before)}: {self._command(before)}" if before else there


def _suffix(path: str) -> str:
    """Return what the name of a file ends with, where a shell has no other meaning for it."""
    suffix = Path(path).suffix
    return suffix if re.fullmatch(r"\.\w+", suffix, re.ASCII) else ""
