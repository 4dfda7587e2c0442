"""The user's own code: where it is found, and for how long.

A target `package.module:thing` and `--import` name modules of the user's, which may be in the
current directory.  It is a place for modules only while the user's code runs,
which is not only its import: a layer may import something in its `build()`.
Installed packages find nothing there by their own `import`: many try for modules that are not
installed, and do without.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec, PathFinder
from opcode import opmap
from types import FrameType, ModuleType


@dataclass(slots=True)
class _Left:
    """What the user's code made of the search path and the environment, for when it runs again."""

    depth: int = 0
    path: tuple[list[str], list[str]] = field(default_factory=lambda: ([], []))  # before, after
    environment: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)


# Between an `import` and a finder: what asks one finder after the other.
_ASKING = ("importlib", "rnnscope.checking.relocated")
_LOCK = threading.RLock()  # there is one search path for all threads
_LEFT = _Left()


@contextlib.contextmanager
def running() -> Iterator[None]:
    """Find modules in the current directory too, behind all that is installed.

    What is printed meanwhile is kept out of the report.  At the end the search
    path and the environment are what they were before.
    """
    with _LOCK, contextlib.ExitStack() as stack:
        if not _LEFT.depth:
            stack.enter_context(_search_path())
            stack.enter_context(_environment())
            stack.enter_context(contextlib.redirect_stdout(sys.stderr))
            importlib.invalidate_caches()
        _LEFT.depth += 1
        try:
            yield
        finally:
            _LEFT.depth -= 1


@contextlib.contextmanager
def _search_path() -> Iterator[None]:
    path = sys.path
    before = list(path)
    path[:] = _LEFT.path[1] if _LEFT.path[0] == before else before
    home = here()
    finder = _Directory(home) if home is not None else None
    if finder is not None:
        sys.meta_path.append(finder)
    try:
        yield
    finally:
        if finder in sys.meta_path:
            sys.meta_path.remove(finder)
        _LEFT.path = before, list(sys.path)
        path[:] = before
        sys.path = path


class _Directory:
    """Finds modules in a directory, behind every other place."""

    def __init__(self, home: str) -> None:
        self._home = home

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module that is in no package, unless it is an installed one that asks."""
        if path is not None or _is_installed_statement(sys._getframe(1)):
            return None
        return PathFinder.find_spec(name, [self._home], target)


def _is_installed_statement(frame: FrameType | None) -> bool:
    """Tell whether it is an `import` that stands in an installed module, or in Python's own.

    One that is given a name, as `pickle` and `import_module()` are, asks for somebody else.
    """
    while frame is not None and frame.f_globals.get("__name__", "").startswith(_ASKING):
        frame = frame.f_back
    if frame is None:
        return False
    place, code = frame.f_code.co_filename, frame.f_code.co_code
    return code[frame.f_lasti] == opmap["IMPORT_NAME"] and place.startswith(_installed())


def _installed() -> tuple[str, ...]:
    """Return what the files of installed modules, and of Python's own, begin with."""
    site = (place for place in sys.path if place.endswith(("site-packages", "dist-packages")))
    library = os.path.dirname(os.__file__)  # noqa: PTH120
    return ("<frozen ", *(f"{place}{os.sep}" for place in (library, *site)))


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    before = dict(os.environ)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # TensorFlow's notes are no report
    for name, (was, left) in _LEFT.environment.items():
        if before.get(name) == was:
            _put(name, left)
    try:
        yield
    finally:
        after = dict(os.environ)
        names = (name for name in {**before, **after} if before.get(name) != after.get(name))
        _LEFT.environment = {name: (before.get(name), after.get(name)) for name in names}
        for name, (was, _) in _LEFT.environment.items():
            _put(name, was)


def _put(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def here() -> str | None:
    """Return the current directory; None where it was deleted."""
    try:
        return os.getcwd()  # noqa: PTH109
    except OSError:
        return None
