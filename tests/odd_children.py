"""Stands in for programs of ours: does as `ODD` in the environment says."""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import sys
import time

LOG = "2026-01-01 E external/local_xla/cuda_executor.cc:1] failed call to cuInit\n"


def main() -> None:
    kind = os.environ["ODD"]
    if kind == "sleeps":
        print(flush=True)
        time.sleep(600)
    elif kind == "is busy in C":
        print(flush=True)
        sum(range(10**13))
    elif kind == "tells":
        print(json.dumps(_told()))
    elif kind == "stops":
        raise SystemExit("no")
    else:
        sys.stderr.write(LOG)
        sys.stderr.flush()
        _end(kind)


def _told() -> dict[str, object]:
    import rnnscope

    return {
        "environment": dict(os.environ),
        "path": sys.path,
        "utf8": sys.flags.utf8_mode,
        "home": rnnscope.__path__[0],
    }


def _end(kind: str) -> None:
    if kind == "exits":
        os._exit(3)
    if kind == "crashes":
        faulthandler.enable()
        os.abort()
    os.kill(os.getpid(), signal.SIGKILL)
