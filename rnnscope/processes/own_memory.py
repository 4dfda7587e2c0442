"""What memory this process takes, and a bound on it that the system keeps."""

from __future__ import annotations

import contextlib
import mmap

_STATM = "/proc/self/statm"
_DATA = 5  # where data stands in it, counted as RLIMIT_DATA counts; see proc_pid_statm(5)


def taken() -> int:
    """Return the bytes that count against a bound of memory; 0 where the system does not tell."""
    try:
        with open(_STATM) as file:  # noqa: PTH123
            pages = int(file.read().split()[_DATA])
    except (OSError, ValueError, IndexError):  # on macOS and Windows
        return 0
    return pages * mmap.PAGESIZE


def bound(memory_bytes: int, seconds: int | None = None) -> None:
    """Hold this process to so much memory, and CPU time, where the system can; no core is left."""
    try:
        import resource
    except ModuleNotFoundError:  # on Windows
        return
    bounds = {resource.RLIMIT_DATA: memory_bytes, resource.RLIMIT_CORE: 0}
    if seconds is not None:
        bounds[resource.RLIMIT_CPU] = seconds
    for kind, value in bounds.items():
        with contextlib.suppress(OSError, ValueError):  # there is a lower one already
            resource.setrlimit(kind, (value, resource.getrlimit(kind)[1]))
