"""Files whose names look like options, as `--import=evil.keras` does.

A shell that writes `*.keras` out, and git, hand such a name on as it is; taken for an option it
would do what somebody else chose, and import their module.  So what is both is not taken for one.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence


def options_alone(args: Sequence[str]) -> list[str]:
    """Return the arguments of a command, its name first, with what git gives as a path.

    Raises:
        ValueError: one of them is an option, or looks like one, and the name of a file.

    """
    *before, last = args
    if before[:1] == ["lock"] and "--stdout" in before:  # git gives one file, and wants no error
        return [*before, f"./{last}" if _is_both(last) else last]
    options = itertools.takewhile(lambda arg: arg != "--", args)
    for arg in filter(_is_both, options):
        raise ValueError(arg)
    return [*args]


def _is_both(arg: str) -> bool:
    return arg.startswith("-") and arg != "-" and os.path.lexists(arg)
