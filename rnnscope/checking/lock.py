"""The lock of a project, as all models that are judged are compared with it."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from rnnscope.states import ModelState, lock_file


def locked_models(path: str) -> tuple[ModelState, ...]:
    """Read a lock, once for all models of a process as long as it stays the same file.

    Raises:
        BadLockError: it is not there, or no lock, or damaged, or a later rnnscope's.

    """
    try:
        status = os.stat(path)  # noqa: PTH116  # which stays what the caller named
    except OSError:
        return lock_file.read(Path(path))
    return _read(path, (status.st_dev, status.st_ino, status.st_mtime_ns, status.st_size))


@lru_cache(maxsize=1)
def _read(path: str, _stamp: tuple[int, ...]) -> tuple[ModelState, ...]:
    return lock_file.read(Path(path))


def source_in(lock: str, name: str, *, is_target: bool) -> str:
    """Return what a lock calls a model."""
    return name if is_target else lock_file.source_of(name, Path(lock))
