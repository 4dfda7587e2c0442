"""Files out of git, written into a directory of ours: as git has them, and bounded."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rnnscope.checking.git import Entry, Repository
from rnnscope.checking.git_process import Blobs, TooLargeError
from rnnscope.errors import RevisionError
from rnnscope.untrusted.limits import beyond, current


@dataclass(slots=True)
class FilesOf:
    """Writes files of a repository; `name` is what people know them by, `size` all so far."""

    repository: Repository
    name: str
    size: int = 0

    def write(self, files: Iterable[tuple[Entry, Path]]) -> None:
        """Write each file to a path where nothing is.

        Raises:
            RevisionError: git cannot give it, or all together are larger than the limit.

        """
        with self.repository.blobs() as blobs:
            for entry, path in files:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._write(entry, path, blobs)

    def write_tree(self, commit: str, folder: Path) -> None:
        """Write all files of a commit below an empty directory, as git has them.

        A checkout would ask filters that the configuration names, which may be a stranger's;
        large files stay the pointers that they are.  Links come last: none is written through.

        Raises:
            RevisionError: as `write`.

        """
        entries = list(self.repository.below(commit, ""))
        files = [each for each in entries if each.kind == "blob" and not each.is_link]
        self.write((each, folder / each.path) for each in files)
        for each in files:
            if each.is_program:
                (folder / each.path).chmod(0o755)
        links = [each for each in entries if each.is_link]
        self.write((each, folder / each.path) for each in links)
        for each in links:
            place = folder / each.path
            led = place.read_bytes()
            place.unlink()
            place.symlink_to(os.fsdecode(led))

    def _write(self, entry: Entry, path: Path, blobs: Blobs) -> None:
        most = current().stream_bytes
        try:
            with path.open("xb") as file:
                self.size += blobs.write(entry.name, file, most - self.size)
        except TooLargeError as error:
            size = self.size + error.size
            problem = f"it has {size:,} bytes or more, {beyond('stream_bytes')}"
            raise RevisionError(f"{self.name}: {problem}") from None
        except RevisionError as error:
            raise RevisionError(f"{self.name}: {error}") from None


def not_kept(error: Exception) -> str:
    """Say why files cannot be written."""
    reason = getattr(error, "strerror", None) or error
    return f"it cannot be kept in files while it is read: {reason}"
