"""A model as the code of a git revision makes it: in a tree of its own, by a process of its own."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from rnnscope.checking.git import Repository
from rnnscope.checking.git_files import FilesOf, not_kept
from rnnscope.checking.relocated import Relocated
from rnnscope.checking.target_process import Made, made
from rnnscope.errors import RevisionError, UnreadableModelError
from rnnscope.processes.user_code import here
from rnnscope.readers.streams import directory_for


def made_at_revision(
    target: str, now: Made, revision: str, imports: Sequence[str] = (), *, light: bool = False
) -> Made:
    """Make a model as it was at a revision; `now` is the same model as it is, of which the code is.

    All files of the revision are written into a temporary directory, and its code is run there.
    What it imports from elsewhere is as it is now.

    Raises:
        RevisionError: its module is no file of a repository, or that has no such revision.
        UnreadableModelError: the code of then makes no model; or its module is not found in
            the repository, so that there is no other one of then.

    """
    name = f"{target} at {revision}"
    if not now.file:
        module = target.partition(":")[0]
        raise RevisionError(f"{name}: {module} has no file, so there is none of a revision")
    repository = Repository.of(Path(now.file))
    commit = repository.commit(revision)
    with directory_for(name) as folder:
        tree = Path(os.path.realpath(folder), "tree")
        tree.mkdir()
        _write(FilesOf(repository, name), commit, tree)
        code = Relocated(str(repository.top), str(tree))
        try:
            home = _home(repository, tree)
            return made(target, light=light, imports=imports, home=home, code=code)
        except UnreadableModelError as error:
            reason = error.reason.replace(str(tree), f"{repository.top} at {revision}")
            raise UnreadableModelError(name, reason) from None


def _write(files: FilesOf, commit: str, tree: Path) -> None:
    try:
        files.write_tree(commit, tree)
    except (OSError, ValueError) as error:  # a path, or what a link leads to, may be none
        raise RevisionError(f"{files.name}: {not_kept(error)}") from None


def _home(repository: Repository, tree: Path) -> Path:
    """Return the directory that is as the current one: there modules are found."""
    place = Path(os.path.realpath(here() or repository.top))
    inside = place.relative_to(repository.top) if place.is_relative_to(repository.top) else Path()
    return tree / inside if (tree / inside).is_dir() else tree
