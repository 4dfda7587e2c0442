"""The lock of a project, as all models that are judged are compared with it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from rnnscope.states import ModelState, lock_file


@lru_cache(maxsize=1)
def locked_models(path: str) -> tuple[ModelState, ...]:
    """Read a lock, once for all models of a process.

    Raises:
        BadLockError: it is not there, or no lock, or damaged, or a later rnnscope's.

    """
    return lock_file.read(Path(path))


def source_in(lock: str, name: str, *, is_target: bool) -> str:
    """Return what a lock calls a model."""
    return name if is_target else lock_file.source_of(name, Path(lock))
