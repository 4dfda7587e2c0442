"""A model as it was at a git revision, for a block: in a temporary directory, under its own name.

With it are the files of weights that are found beside a config, as they were then too.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rnnscope.checking.git import Entry, Repository
from rnnscope.errors import RevisionError, UnreadableModelError
from rnnscope.readers.no_models import looks_like
from rnnscope.readers.streams import directory_for
from rnnscope.readers.weights_file import names_beside
from rnnscope.untrusted.limits import beyond, current
from rnnscope.wording import shown

_POINTER = 1_024  # bytes that a Git LFS pointer, or the place that a link leads to, has at most


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
        return f"`git show {self.revision}:{path} > old{Path(path).suffix}` has it as it was"

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
        self._write([*files, *self._beside(entry, ours)])

    def _beside(self, entry: Entry, ours: Path) -> Iterator[tuple[Entry, Path]]:
        """Yield the files that may hold the weights of one that is only a config."""
        if entry.kind != "blob":
            return
        folder = entry.path.rpartition("/")[0]
        for name in names_beside(ours.name):
            found = self.repository.entry(self.commit, f"{folder}/{name}" if folder else name)
            if found is not None and found.kind == "blob" and not found.is_link:
                yield found, ours.with_name(name)

    def _write(self, files: list[tuple[Entry, Path]]) -> None:
        size = sum(entry.size for entry, _ in files)
        if size > current().stream_bytes:
            raise RevisionError(f"{self.name}: it has {size:,} bytes, {beyond('stream_bytes')}")
        for entry, path in files:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with path.open("xb") as file:
                    self.repository.write(entry, file)
            except OSError as error:
                reason = f"it cannot be kept in a file while it is read: {error.strerror or error}"
                raise RevisionError(f"{self.name}: {reason}") from None

    def _refuse(self, entry: Entry) -> None:
        """Refuse what only stands for a file.

        Raises:
            RevisionError: it is a link, a submodule, or a pointer of Git LFS.

        """
        where = self.name if entry.path == self.path else f"{self.name}: {shown(entry.path)}"
        if entry.kind == "commit":
            what = "a submodule, of which git has no files here: name a file in it"
            raise RevisionError(f"{where} is {what}")
        content = self.repository.beginning(entry, _POINTER)
        if entry.is_link:
            led = content.decode(errors="replace")
            raise RevisionError(f"{where} is a link, to {shown(led)}: name what it leads to")
        if content.startswith(b"version https://") and looks_like(content):
            fetched = f"git show {self.revision}:{entry.path} | git lfs smudge > old.keras"
            what = f"a Git LFS pointer, which stands for the file: `{fetched}` fetches it"
            raise RevisionError(f"{where} is {what}")

    def _why_nothing(self) -> str:
        """Say that nothing was at the path, and where it was instead, if git knows that."""
        there = f"the repository had no {shown(self.path)} then"
        before = self.repository.renamed_from(self.commit, self.path)
        return f"{there}; it was {shown(before)}: {self._command(before)}" if before else there
