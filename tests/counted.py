"""Work counted instead of timed: a machine under load, or coverage, changes no number of calls."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable


def calls(action: Callable[[], object], *refusals: type[Exception]) -> int:
    """Return how many calls of functions an action takes, which may end with a refusal."""
    counted = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event == "call"

    sys.setprofile(count)
    try:
        with contextlib.suppress(*refusals):
            action()
    finally:
        sys.setprofile(None)
    return counted
