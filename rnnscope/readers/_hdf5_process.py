"""The process that reads the headers of HDF5 files, seen from outside.

A malformed file can crash libhdf5, or keep it busy; here that is a reason in a
sentence.  The process starts once, beside whatever else is going on, since
importing h5py is the slowest part of explaining a file; so this module imports
nothing of ours.  Nothing that the process says is believed before it is
looked at.

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
import json
import os
import subprocess
import sys
from typing import IO, Any

_WAITING = 3
MAX_ANSWER = 256 * 2**20  # bytes of one answer

_PROGRAM = "rnnscope.readers._hdf5_child"
_HOME = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120
_QUIET = {
    "HDF5_PLUGIN_PRELOAD": "::",  # no filter is loaded because a file names it
    "OPENBLAS_NUM_THREADS": "1",  # whose threads would count as memory
    "OMP_NUM_THREADS": "1",
}


class Hdf5Process:
    """The reading process; one for each process that asks.

    `Hdf5Process.current()` starts it, and returns without waiting for it.
    """

    _running: Hdf5Process | None = None

    def __init__(self) -> None:
        self._owner = os.getpid()
        from threading import Lock

        self._lock = Lock()
        path = os.pathsep.join(filter(None, (_HOME, os.environ.get("PYTHONPATH"))))
        self._child = subprocess.Popen(  # noqa: S603
            [sys.executable, "-P", "-m", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_QUIET, "PYTHONPATH": path},
        )
        atexit.register(self._end)

    @classmethod
    def current(cls) -> Hdf5Process:
        """Return the running process; start one where there is none, or where it has ended."""
        running = cls._running
        if running is None or running._owner != os.getpid() or running._child.poll() is not None:
            running = cls._running = cls()
        return running

    def ask(self, request: dict[str, object], seconds: float) -> dict[str, Any]:
        """Send one request and wait for the answer; an early end is an answer too.

        The process may work for so many seconds, and be waited for three times as long.
        After anything but an answer the process is ended: the next one who asks starts another.
        """
        from threading import Timer

        with self._lock:
            timer = Timer(_WAITING * seconds, self._child.kill)
            timer.start()
            try:
                line = self._exchange(json.dumps(request).encode() + b"\n")
            finally:
                timed_out = not timer.is_alive()
                timer.cancel()
            reply = _understood(line)
            if reply is not None:
                return reply
            self._child.kill()
            self._child.wait()
        if timed_out or _used_its_time(self._child.returncode):
            hint = f"beyond the limit seconds of {seconds:g}, which --limit seconds=NUMBER raises"
            return {"error": f"reading them takes long, {hint}"}
        what = "gave no answer that makes sense" if line else "crashed the HDF5 library"
        return {"error": f"reading them {what}"}

    def _exchange(self, line: bytes) -> bytes:
        stdin, stdout = _open(self._child.stdin), _open(self._child.stdout)
        try:
            stdin.write(line)
            stdin.flush()
            return stdout.readline(MAX_ANSWER)
        except (BrokenPipeError, MemoryError):
            return b""

    def _end(self) -> None:
        if self._owner == os.getpid():
            self._child.kill()
            self._child.communicate()


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
