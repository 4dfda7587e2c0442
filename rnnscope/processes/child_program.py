"""Runs a program of ours in a process of its own, seen from inside; see `child_process`."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from importlib import import_module


def run(program: str, lifeline: int) -> None:
    """Run `main()` of a module; what keeps it from answering at all is its answer.

    `lifeline` is a pipe that nothing is written to: it is closed when the parent
    has ended, however it did, and then this process ends.
    """
    try:
        if lifeline >= 0:
            _end_with(lifeline)
        gc.disable()  # importing makes much, and next to no garbage
        module = import_module(program)
        gc.enable()
        module.main()
    except KeyboardInterrupt:  # the parent has met it as well
        os._exit(130)
    except BrokenPipeError:  # nobody listens any more
        os._exit(1)
    except BaseException as error:  # noqa: BLE001  # whatever it is, it is a reason
        import json

        said = " ".join(str(error).split())[:300]
        answer = {"error": f"{type(error).__name__}{': ' + said if said else ''}"}
        with contextlib.suppress(OSError):
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()


def _end_with(lifeline: int) -> None:
    """Have the system end this process, which may be busy in C where no Python runs."""
    import select

    if sys.platform == "linux":
        import fcntl
        import signal

        signal.signal(signal.SIGIO, signal.SIG_DFL)  # which is to end
        fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
        flags = fcntl.fcntl(lifeline, fcntl.F_GETFL)
        fcntl.fcntl(lifeline, fcntl.F_SETFL, flags | os.O_ASYNC)
        if select.select([lifeline], [], [], 0)[0]:  # it was closed before
            os._exit(1)
    else:
        from threading import Thread

        Thread(target=_wait_for, args=(lifeline,), daemon=True).start()


def _wait_for(lifeline: int) -> None:
    os.read(lifeline, 1)
    os._exit(1)
