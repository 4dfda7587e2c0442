"""What would change in a document, as `diff -u` writes it and `patch` reads it."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

CONTEXT = 3  # lines around a change
_ODD = re.compile(r'["\\]|[^ -~]')
_MOST = 4_000_000  # pairs of lines that are compared; above it a block is shown as replaced


@dataclass(frozen=True, slots=True)
class Change:
    """Lines that are others now: from `start` to `stop` they were, from `begin` to `end` are."""

    start: int
    stop: int
    begin: int
    end: int


def unified(
    name: str, old: Sequence[str], new: Sequence[str], changes: Iterable[Change]
) -> Iterator[str]:
    """Yield the lines of a difference with their ends; all outside of the changes is the same.

    A line of `patch` ends with a line feed and with nothing else, so that lines are those.
    """
    shown = _name(name)
    yield f"--- {shown}\n"
    yield f"+++ {shown}\n"
    for group in _grouped(changes):
        first, last = group[0], group[-1]
        above = min(CONTEXT, first.start)
        start, begin = first.start - above, first.begin - above
        window = old[start : last.stop + CONTEXT], new[begin : last.end + CONTEXT]
        for line in _hunks(*window):
            yield _ended(_moved(line, start, begin) if line.startswith("@@") else line)


def trimmed(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Return one change that has all lines between those that are alike at both ends."""
    least = min(len(old), len(new))
    above = next((i for i in range(least) if old[i] != new[i]), least)
    below = next((i for i in range(least - above) if old[-1 - i] != new[-1 - i]), least - above)
    return [Change(above, len(old) - below, above, len(new) - below)]


def _grouped(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """Put those together between which there is no more than what is shown around them."""
    group: list[Change] = []
    for each in changes:
        if group and each.start - group[-1].stop > 2 * CONTEXT:
            yield group
            group = []
        group.append(each)
    if group:
        yield group


def _hunks(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    if len(old) * len(new) <= _MOST:
        yield from list(difflib.unified_diff(old, new, n=CONTEXT))[2:]
        return
    (change,) = trimmed(old, new)
    yield f"@@ -{_span(old)} +{_span(new)} @@\n"
    yield from (f" {line}" for line in old[: change.start])
    yield from (f"-{line}" for line in old[change.start : change.stop])
    yield from (f"+{line}" for line in new[change.begin : change.end])
    yield from (f" {line}" for line in old[change.stop :])


def _span(lines: Sequence[str]) -> str:
    return f"{min(1, len(lines))},{len(lines)}"


def _moved(head: str, by: int, off: int) -> str:
    """Move the line numbers in the head of a hunk from the window to the document."""
    old, new = head[len("@@ -") : -len(" @@\n")].split(" +")
    return f"@@ -{_shifted(old, by)} +{_shifted(new, off)} @@\n"


def _shifted(span: str, by: int) -> str:
    start, comma, length = span.partition(",")
    return f"{int(start) + by}{comma}{length}"


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _name(name: str) -> str:
    """Write the name of a file as `diff` does: behind one with blanks there is a tab.

    One with odd signs is quoted, its bytes by numbers of octal digits, as `patch` and git read it.
    """
    if name.isprintable() and not set('"\\') & set(name):
        return f"{name}\t" if " " in name else name
    text = os.fsencode(name).decode("latin-1")
    return f'"{_ODD.sub(_octal, text)}"'


def _octal(sign: re.Match[str]) -> str:
    return f"\\{sign[0]}" if sign[0] in '"\\' else f"\\{ord(sign[0]):03o}"
