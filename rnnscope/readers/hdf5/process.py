"""The process that reads the headers of HDF5 files, seen from outside.

A malformed file can crash libhdf5, or keep it busy; here that is a reason in a
sentence.  A process starts beside whatever else is going on, since importing
h5py is the slowest part of explaining a file; so this module imports little.
It reads one file after the other, and each thread that asks has one for its
file alone.  Nothing that it says is believed before it is looked at.

Why h5py, and why in a process of its own: tests/fuzz/hdf5_engines.py damaged 85
weights files in 7,558 ways, with h5py 3.14 (libhdf5 1.14.6) and pyfive 1.3.

    =================  ====  =======  ============  =============  ============
    engine             hung  crashed  other shapes  out of memory  a whole file
    =================  ====  =======  ============  =============  ============
    h5py here            25        0            47              0        9.4 ms
    pyfive here           0        0           379             65        7.4 ms
    h5py in a process    80        1            44              0        9.2 ms
    =================  ====  =======  ============  =============  ============

What hung or crashed is libhdf5, in C, where no exception gets to; in a process
of its own that is a sentence, after the limit of time at most.  (It hangs in
broken global heaps, of which more are met where the attributes of all groups
are read.)  pyfive is Python alone and ends, but looks less closely at what it
reads: a wrong shape is a wrong count.  It needs bounds of memory as well.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import subprocess
from collections.abc import Iterator
from typing import IO, Any, ClassVar

from rnnscope.processes.child_process import CANNOT_START, Child, how_it_ended

_WAITING = 3
_MOST_IDLE = 4  # processes that wait for the next file

_PROGRAM = "rnnscope.readers.hdf5.child"
_NONSENSE = "reading them gave no answer that makes sense"
_ENDING = 2.0  # seconds from the end of its output to its own
_CRASHES = ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL")
_QUIET = {
    "HDF5_PLUGIN_PRELOAD": "::",  # no filter is loaded because a file names it
    "OPENBLAS_NUM_THREADS": "1",  # whose threads would count as memory
    "OMP_NUM_THREADS": "1",
}


class Hdf5Process:
    """A reading process, which one caller asks at a time.

    `Hdf5Process.lent()` gives one that nobody else has; `Hdf5Process.prepare()`
    starts it before it is needed, and returns without waiting for it.
    """

    _idle: ClassVar[list[Hdf5Process]] = []

    def __init__(self) -> None:
        self._child = Child(_PROGRAM, _QUIET)

    @classmethod
    def prepare(cls) -> None:
        """Have a process that waits; where none can be started, whoever asks for one is told."""
        with contextlib.suppress(*CANNOT_START), cls.lent():
            pass

    @classmethod
    @contextlib.contextmanager
    def lent(cls) -> Iterator[Hdf5Process]:
        """Lend a process to one caller, who gives it back with the block.

        Raises:
            OSError: none can be started.

        """
        process = cls._waiting() or cls()
        try:
            yield process
        except BaseException:
            process.end()
            raise
        if process.is_running and len(cls._idle) < _MOST_IDLE:
            cls._idle.append(process)
        else:
            process.end()

    @classmethod
    def _waiting(cls) -> Hdf5Process | None:
        """Take a process that waits, and is none of a parent's that this one was forked from."""
        while cls._idle:
            try:
                process = cls._idle.pop()
            except IndexError:  # another thread was faster
                break
            if process.is_running:
                return process
            process.end()
        return None

    @property
    def is_running(self) -> bool:
        """True where it is this process's own, and can be asked."""
        return self._child.is_ours and self._child.poll() is None

    def ask(self, request: dict[str, object], seconds: float, most: int) -> dict[str, Any]:
        """Send one request and wait for the answer, of so many bytes; an early end is one too.

        The process may work for so many seconds, and be waited for three times as long.
        After anything but an answer the process is ended.
        """
        from threading import TIMEOUT_MAX, Timer

        timer = Timer(min(_WAITING * seconds, TIMEOUT_MAX), self._child.kill)
        timer.start()
        try:
            line = self._exchange(json.dumps(request).encode() + b"\n", most)
        finally:
            timed_out = not timer.is_alive()
            timer.cancel()
        reply = _understood(line)
        if reply is not None:
            return reply
        is_over = self._has_ended(_ENDING if not line else 0)
        if timed_out or _used_its_time(self._child.returncode):
            return {"error": f"reading them takes long, {_beyond('seconds', f'{seconds:g}')}"}
        if len(line) == most:
            remedy = _beyond("hdf5_answer_bytes", f"{most:,}")
            return {"error": f"there is more to say of them, {remedy}"}
        return {"error": _why(self._child) if is_over else _NONSENSE}

    def _has_ended(self, seconds: float) -> bool:
        """Tell whether the process ended by itself, shortly after it closed its output."""
        try:
            self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
            return False
        return True

    def _exchange(self, line: bytes, most: int) -> bytes:
        stdin, stdout = _open(self._child.stdin), _open(self._child.stdout)
        try:
            stdin.write(line)
            stdin.flush()
            return stdout.readline(most)
        except (BrokenPipeError, MemoryError):
            return b""

    def end(self) -> None:
        """End the process, if it is this process's own."""
        self._child.end()

    @classmethod
    def end_all(cls) -> None:
        """End those that wait."""
        while cls._idle:
            cls._idle.pop().end()


atexit.register(Hdf5Process.end_all)


def _why(child: Child) -> str:
    """Say what a process did that gave no answer."""
    how = how_it_ended(child)
    if any(how.endswith(name) for name in _CRASHES):
        return f"reading them crashed the HDF5 library ({how.rpartition(' ')[2]})"
    return f"the process that reads them gave no answer: {how}"


def _beyond(name: str, value: str) -> str:
    return f"beyond the limit {name} of {value}, which --limit {name}=NUMBER raises"


def _understood(line: bytes) -> dict[str, Any] | None:
    """Return an answer; None where it is none, or only half of one."""
    try:
        reply = json.loads(line) if line.endswith(b"\n") else None
    except (ValueError, RecursionError):
        return None
    return reply if isinstance(reply, dict) else None


def _used_its_time(code: int) -> bool:
    import signal

    return code == -getattr(signal, "SIGXCPU", 0)


def _open(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise BrokenPipeError
    return stream
