"""Lines for a screen: parts of a text, each with its style."""

from __future__ import annotations

from typing import TypeAlias

from rnnscope.pages.said.verdicts import AGREES, DIFFERS, SILENT

Span: TypeAlias = tuple[str, str]  # a text, and its style
Line: TypeAlias = tuple[Span, ...]

_STYLES = {AGREES: "green", DIFFERS: "red", "ok": "green", "DIFFERS": "red", SILENT: "yellow"}


def style_of(text: str, otherwise: str = "dim") -> str:
    """Return the style of a text that may begin with the sign of a verdict."""
    return _STYLES.get(text.split(" ", 1)[0], otherwise)


def trimmed(spans: list[Span]) -> Line:
    """Return a line without what is blank at its end."""
    while spans and not spans[-1][0].strip():
        spans.pop()
    return tuple(spans)
