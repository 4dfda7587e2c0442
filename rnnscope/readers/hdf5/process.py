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

from rnnscope.processes.answering import AnsweringProcess
from rnnscope.processes.child_process import Child, how_it_ended

TYPE_CHECKING = False  # which typing has, but importing that would take longer than all above
if TYPE_CHECKING:
    from typing import Any, ClassVar

_WAITING = 3

_NONSENSE = "reading them gave no answer that makes sense"
_CRASHES = ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL")


class Hdf5Process(AnsweringProcess):
    """A reading process, which one caller asks at a time."""

    program = "rnnscope.readers.hdf5.child"
    environment: ClassVar = {
        "HDF5_PLUGIN_PRELOAD": "::",  # no filter is loaded because a file names it
        "OPENBLAS_NUM_THREADS": "1",  # whose threads would count as memory
        "OMP_NUM_THREADS": "1",
    }

    def ask(self, request: dict[str, object], seconds: float, most: int) -> dict[str, Any]:
        """Send one request and wait for the answer, of so many bytes; an early end is one too.

        The process may work for so many seconds, and be waited for three times as long.
        After anything but an answer the process is ended.
        """
        import json

        line, timed_out = self.exchange(json.dumps(request).encode(), _WAITING * seconds, most)
        reply = _understood(line)
        if reply is not None:
            return reply
        is_over = self.has_ended(line)
        if timed_out or _used_its_time(self.child.returncode):
            return {"error": f"reading them takes long, {_beyond('seconds', f'{seconds:g}')}"}
        if len(line) == most:
            remedy = _beyond("hdf5_answer_bytes", f"{most:,}")
            return {"error": f"there is more to say of them, {remedy}"}
        return {"error": _why(self.child) if is_over else _NONSENSE}


def _why(child: Child) -> str:
    """Say what a process did that gave no answer."""
    how = how_it_ended(child)
    if any(how.endswith(name) for name in _CRASHES):
        return f"reading them crashed the HDF5 library ({how.rpartition(' ')[2]})"
    return f"the process that reads them gave no answer: {how}"


def _beyond(name: str, value: str) -> str:
    from rnnscope.untrusted.remedies import raised

    return f"beyond the limit {name} of {value}{raised(name)}"


def _understood(line: bytes) -> dict[str, Any] | None:
    """Return an answer; None where it is none, or only half of one."""
    import json

    try:
        reply = json.loads(line) if line.endswith(b"\n") else None
    except (ValueError, RecursionError):
        return None
    return reply if isinstance(reply, dict) else None


def _used_its_time(code: int) -> bool:
    import signal

    return code == -getattr(signal, "SIGXCPU", 0)
