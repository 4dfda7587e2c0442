"""Programs that make a model, run for what they print of it."""

from __future__ import annotations

from typing import Any

from rnnscope.model.printed import PrintedSummary
from tests.readers.printed.texts import one


def printed_by(code: str) -> PrintedSummary:
    """Run a program, and read what it prints."""
    lines: list[str] = []
    *program, last = code.splitlines()
    wide = last.replace("summary(", "summary(print_fn=lines, line_length=300, ")
    made: dict[str, Any] = {"lines": lambda line, **_: lines.append(line)}
    exec("\n".join([*program, wide]), made)  # noqa: S102
    return one("\n".join(lines))
