"""Answers questions for the headers of HDF5 files; a program of its own.

libhdf5 is C code, and the file may come from anybody: here it can crash
without taking the caller down, and has its own bounds of memory and time.  One
request a line on standard input, one answer a line on standard output, both
JSON; ends with its input.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import json
import sys
import time
from collections.abc import Iterator
from typing import Any

from rnnscope.processes import own_memory
from rnnscope.readers.hdf5.byte_windows import inflated, window
from rnnscope.readers.hdf5.signature import LENGTH, begins, begins_later
from rnnscope.readers.hdf5.walk import RefusedError, headers
from rnnscope.untrusted.limits import Limits, beyond

_ROOM = 8 * 2**20  # bytes that the headers of a small file take, and reading them


def refuse_too_little(limits: Limits) -> None:
    """Refuse a bound of memory under which this process could not go on, or only crash.

    Raises:
        RefusedError: it is below what reading a small file takes.

    """
    if least_memory() > limits.memory_bytes:
        reason = f"reading any takes {least_memory():,} bytes of memory"
        raise RefusedError(f"{reason}, {beyond('memory_bytes', limits)}")


@functools.cache  # what reading has taken since then is free to be used again
def least_memory() -> int:
    """Return what this process takes, and a little more; 0 where the system does not tell."""
    taken = own_memory.taken()
    return taken + _ROOM if taken else 0


def answer(line: str) -> str:
    """Answer one request; what goes wrong with the file is an answer too."""
    request = json.loads(line)
    limits = Limits(**request["limits"])
    try:
        refuse_too_little(limits)
        own_memory.bound(limits.memory_bytes, int(time.process_time() + limits.seconds) + 1)
        with _opened(request) as source:
            return json.dumps(headers(source, limits))
    except RefusedError as error:
        reason = f"refused: {error}"
    except MemoryError:
        reason = f"they take more memory, {beyond('memory_bytes', limits)}"
    except Exception as error:  # noqa: BLE001  # whatever it is, it is a reason
        reason = " ".join(str(error).split())[:300] or type(error).__name__
    return json.dumps({"error": reason})


@contextlib.contextmanager
def _opened(request: dict[str, Any]) -> Iterator[Any]:
    with open(request["path"], "rb") as file:  # noqa: PTH123
        part = window(file, request["start"], request["length"])
        size = request["inflated"]
        with part if size is None else inflated(part, size) as source:
            is_plain = size is None and request["start"] == 0
            if not begins(source.read(LENGTH)) and not (
                is_plain and begins_later(source, request["length"])
            ):
                raise RefusedError("they do not begin as an HDF5 file does")
            yield source


def main() -> None:
    """Answer requests until the input ends."""
    gc.disable()  # nothing made here is in a circle
    for line in sys.stdin:
        sys.stdout.write(answer(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
