"""What GitHub's runner makes of a line that a step prints, by its own rules.

They are those of `ActionCommand` in actions/runner: a line that begins with two colons, a
name, properties between spaces and commas, two colons, and the message; each with signs that
are turned back.  An older form, `##[name]`, counts anywhere in a line that is none of these.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
_PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))


@dataclass
class Command:
    """A command that the runner found in a line."""

    name: str
    message: str
    properties: dict[str, str] = field(default_factory=dict)


def lines_of(output: str) -> list[str]:
    """Return the lines of a step's output, which end as those of .NET do."""
    return re.split(r"\r\n|\r|\n", output)


def command_of(line: str) -> Command | None:
    """Return the command of a line, or None where it is text."""
    line = line.lstrip()
    end = line.find("::", 2)
    if not line.startswith("::") or end < 0:
        old = re.search(r"##\[([^\]]*)\](.*)", line)
        return Command(old[1], old[2]) if old else None
    name, _, rest = line[2:end].partition(" ")
    pairs = (each.split("=", 1) for each in rest.split(",") if each)
    properties = {pair[0].strip(): _back(pair[1], _PROPERTY) for pair in pairs if len(pair) == 2}
    return Command(name, _back(line[end + 2 :], _DATA), properties)


def _back(text: str, signs: tuple[tuple[str, str], ...]) -> str:
    for written, sign in signs:
        text = text.replace(written, sign)
    return text
