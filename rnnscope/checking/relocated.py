"""Lets code be imported as it was: from the files of a revision, and not from those of now.

An installation that can be edited, an entry of the search path or the code itself may lead to the
work tree.  Whatever Python finds there is looked for in the tree of the revision instead, and what
was imported from there all the same is told, since a thing would be compared with itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

_OURS = "rnnscope"  # this program: it goes on as it is, also in its own repository


@dataclass(frozen=True)
class Relocated:
    """The work tree of a repository, and the directory that has its files as they were."""

    now: str
    then: str

    @contextmanager
    def importing(self) -> Iterator[None]:
        """Find what is in the work tree in the other for a block, whoever looks for it."""
        before = list(sys.path)
        sys.path[:] = [each for place in before for each in self._both(place)]
        sys.meta_path.insert(0, self)
        try:
            yield
        finally:
            sys.meta_path.remove(self)
            sys.path[:] = before

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Ask all others in turn, and look anew for what they find in the work tree.

        Raises:
            ModuleNotFoundError: it is in the work tree alone.

        """
        is_new = False
        for finder in sys.meta_path:
            is_other = finder is not self and name.partition(".")[0] != _OURS
            spec = finder.find_spec(name, path, target) if is_other else None
            if spec is not None and (places := [p for p in _places(spec) if self.has(p)]):
                spec = PathFinder.find_spec(name, [self.moved(place) for place in places])
                is_new = is_new or spec is None
            if spec is not None:
                return spec
        if is_new:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None

    def _both(self, place: str) -> tuple[str, ...]:
        """Return an entry of the search path, behind the one that has what was there then."""
        return (self.moved(place), place) if self.has(place) else (place,)

    def has(self, path: str) -> bool:
        """Tell whether a path is in the work tree, and not of what is installed in it."""
        real = os.path.realpath(path)
        return (
            _is_in(real, self.now)
            and not _is_in(real, self.then)
            and not any(_is_in(real, place) for place in self._installed)
        )

    def moved(self, path: str) -> str:
        """Return where a path of the work tree is in the other."""
        return str(Path(self.then) / Path(os.path.realpath(path)).relative_to(self.now))

    def had(self, path: str) -> bool:
        """Tell whether a path is in the tree of the revision."""
        return _is_in(os.path.realpath(path), self.then)

    @cached_property
    def _installed(self) -> list[str]:
        """The environments of Python that are in the work tree, as `.venv` is."""
        site = (p for p in sys.path if p.endswith(("site-packages", "dist-packages")))
        found = map(os.path.realpath, {sys.prefix, sys.base_prefix, *site})
        return [place for place in found if place != self.now and _is_in(place, self.now)]

    def strays(self) -> Iterator[tuple[str, str]]:
        """Yield the modules that were imported from the work tree all the same, and their files."""
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if isinstance(file, str) and name.partition(".")[0] != _OURS and self.has(file):
                yield name, file


def _places(spec: ModuleSpec) -> list[str]:
    """Return the directories that a module was found in, links followed to the files themselves."""
    if spec.origin is None or not spec.has_location:
        return [str(Path(place).parent) for place in spec.submodule_search_locations or ()]
    folder = Path(os.path.realpath(spec.origin)).parent
    return [str(folder if spec.submodule_search_locations is None else folder.parent)]


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}{os.sep}")
