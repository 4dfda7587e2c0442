"""Starts programs of ours in processes of their own: hostile bytes and Keras are kept there.

A child has the same rnnscope and the same packages as its parent, but neither
the current directory to import from, nor those variables of Python's that
change what it writes.  It ends with its parent, however that ends.
"""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import subprocess
import sys
import weakref
from collections.abc import Mapping

from rnnscope.processes.python_path import without_here

# Too many files or processes, no such program; the other is raised for threads.
CANNOT_START = (OSError, RuntimeError)

_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120
_PACKAGE = os.path.dirname(_HERE)  # noqa: PTH120
_STARTER = os.path.join(_HERE, "child_start.py")  # noqa: PTH118
# What of Python's own variables says where it is and how it reads names of files; others, such as
# PYTHONIOENCODING, PYTHONWARNINGS or PYTHONINSPECT, may keep a child from answering.
_KEPT = {
    *("PYTHONHOME", "PYTHONPLATLIBDIR", "PYTHONEXECUTABLE", "PYTHONUSERBASE"),
    *("PYTHONNOUSERSITE", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONHASHSEED"),
    *("PYTHONCOERCECLOCALE", "PYTHONLEGACYWINDOWSFSENCODING"),
}


class Child(subprocess.Popen[bytes]):
    """A running program of ours, by its module; requests go in, and answers come out.

    Raises:
        OSError: no process can be started.

    """

    def __init__(
        self, program: str, environment: Mapping[str, str | None], stderr: int = subprocess.DEVNULL
    ) -> None:
        reading, self._lifeline = os.pipe() if os.name == "posix" else (-1, -1)
        self._owner = os.getpid()
        try:
            path = without_here(sys.path)
            super().__init__(
                [*_python(), _STARTER, _PACKAGE, program, str(reading), *path],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env=_environment(environment),
                pass_fds=() if reading < 0 else (reading,),
            )
        except BaseException:
            self._let_go()
            raise
        finally:
            if reading >= 0:
                os.close(reading)
        _LIVING.add(self)

    @property
    def is_ours(self) -> bool:
        """True in the process that started it, and not in one that was forked from that."""
        return self._owner == os.getpid()

    def end(self) -> None:
        """End the process at once, and forget what it has said."""
        if self.is_ours:
            self.kill()
            self.communicate()
            if self.stdin is not None:  # which was not all written, if that took too long
                with contextlib.suppress(OSError):
                    self.stdin.close()
        self._let_go()

    def _let_go(self) -> None:
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1


def why_none(error: Exception) -> str:
    """Say why no process can be started."""
    if not isinstance(error, OSError):
        return str(error)
    return f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}"


def how_it_ended(child: Child) -> str:
    """Say how a process ended that gave no answer: by which signal, or with which code."""
    code = child.returncode
    if code is None or code >= 0:
        return f"it ended with exit code {code}"
    try:
        return f"it was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"it was ended by signal {-code}"


def _python() -> list[str]:
    if not sys.executable:
        raise FileNotFoundError(errno.ENOENT, "Python does not say which program it is")
    utf8 = f"utf8={sys.flags.utf8_mode}"  # names of files are read as they are here
    return [sys.executable, "-P", "-X", utf8]


def _environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    """Return a child's environment: with these changes, of which None takes a variable away."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON") or k in _KEPT}
    return {k: v for k, v in {**ours, **changes}.items() if v is not None}


_LIVING: weakref.WeakSet[Child] = weakref.WeakSet()


def _forked() -> None:
    """Leave the parent's children to the parent: they live as long as it holds on to them."""
    for child in _LIVING:
        child._let_go()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
