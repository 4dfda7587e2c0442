"""Where modules are looked for, without the current directory.

Python puts that first by itself, for `python -m` and `python -c` and where PYTHONPATH has an empty
entry.  It is taken out before anything else is imported; so this module imports
nothing that Python has not loaded on its own, and not `__future__` either.
"""

import os
import sys

_STDLIB = os.path.dirname(os.__file__)  # noqa: PTH120


def without_here(path: list[str]) -> list[str]:
    """Return a search path without the current directory, where it would be asked before Python.

    Behind Python's own modules it stands because something is installed there.
    """
    behind = path.index(_STDLIB) if _STDLIB in path else len(path)
    return [place for i, place in enumerate(path) if i >= behind or not is_here(place)]


def is_here(entry: str) -> bool:
    """Tell whether an entry of a search path is the current directory, however it is spelled."""
    if entry == "":
        return True
    try:
        return os.path.samefile(entry, os.getcwd())  # noqa: PTH109, PTH121
    except (OSError, ValueError):  # one of them is not there
        return False


def leave_here() -> None:
    """Let nothing that this process imports from now on come from the current directory."""
    sys.path[:] = without_here(sys.path)
