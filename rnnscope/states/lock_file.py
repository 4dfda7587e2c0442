"""The file of a lock, and the entry in it that is a model's."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable
from pathlib import Path

from rnnscope.errors import BadLockError, near
from rnnscope.states import lock_text
from rnnscope.states.state import ModelState
from rnnscope.untrusted.limits import beyond, current
from rnnscope.untrusted.regular_files import beginning
from rnnscope.wording import listed, shown

NAME = "rnnscope.lock"


def read(path: Path) -> tuple[ModelState, ...]:
    """Read a file that is a lock.

    Raises:
        BadLockError: it is not there, or no lock, or damaged, or a later rnnscope's.

    """
    return lock_text.read(_text(path), str(path))


def sources(path: Path) -> tuple[str, ...]:
    """Return the models that a lock names, which may be damaged otherwise.

    Raises:
        BadLockError: it is not there, or no text.

    """
    return lock_text.sources(_text(path))


def _text(path: Path) -> str:
    most = current().lock_bytes
    try:
        data = beginning(path, most + 1)
        if len(data) > most:
            raise BadLockError(path, f"it is longer, {beyond('lock_bytes')}")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadLockError(path, "it is no text in UTF-8") from None
    except OSError as error:
        raise BadLockError(path, error.strerror or str(error)) from None


def entry_of(models: Iterable[ModelState], source: str, name: object) -> ModelState:
    """Return what a lock has of a model; `name` is what the user knows the lock by.

    Raises:
        BadLockError: it has nothing of it; the message says of which models it has.

    """
    known = {model.source: model for model in models}
    if source in known:
        return known[source]
    close = near(source, known)
    there = f"did you mean {listed(map(shown, close))}?" if close else f"{_listing(known)};"
    remedy = f"`rnnscope lock {shlex.quote(source)}` adds it"
    raise BadLockError(name, f"it has no entry for {shown(source)}; {there} {remedy}")


def _listing(known: Iterable[str]) -> str:
    names = listed(map(shown, known))
    return f"there is {names}" if names else "it is empty"


def source_of(model: str, lock: Path) -> str:
    """Return what a lock calls a file: its path from the directory of the lock, with `/`."""
    top = os.path.abspath(lock.parent)  # noqa: PTH100  # links are what they are
    try:
        return Path(os.path.relpath(model, top)).as_posix()
    except ValueError:  # on another drive
        return Path(model).as_posix()
