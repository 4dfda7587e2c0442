"""What becomes of a text before it is pasted: colours, marks in front, blanks collapsed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping


def _each(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: "\n".join(map(change, text.split("\n")))


def _table(text: str) -> str:
    """Return a text with its columns between bars, as a table of Markdown."""
    lines = [line.strip() for line in text.split("\n")]
    cells = [re.split(r" {2,}", line) for line in lines if not re.match(r"^[_=]+$", line)]
    width = max(map(len, cells))
    rows = [f"| {' | '.join(row)} |" if len(row) > 1 else row[0] for row in cells]
    head = next((i for i, row in enumerate(cells) if row[0].startswith("Layer")), 0)
    return "\n".join([*rows[: head + 1], "|" + " --- |" * width, *rows[head + 1 :]])


CHANGES: Mapping[str, Callable[[str], str]] = {
    "in colours": lambda text: re.sub(r"(\d+)", "\x1b[38;5;34m\\1\x1b[0m", text),
    "commented": _each("# {}".format),
    "quoted": _each("> {}".format),
    "fenced": lambda text: f"My model:\n```\n{text}\n```\nWhat is it?\n",
}
# By which a cell that goes on in the next line cannot be told from a row: of texts without any.
OF_WIDE: Mapping[str, Callable[[str], str]] = {
    "blanks collapsed": _each(lambda line: re.sub(r"[ \t]+", " ", line).strip()),
    "a table of Markdown": _table,
}
