"""reStructuredText: a mark is a comment, `.. rnnscope-begin`, that is not indented."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rnnscope.embedding.blocks import Found, is_mark


def found(text: str, lines: Sequence[str], file: str) -> Iterator[Found]:  # noqa: ARG001
    """Yield the marks; what is indented may be code, and is text."""
    for number, line in enumerate(lines):
        if line.startswith(".. ") and is_mark(line[3:]):
            yield Found(number, number, line[3:])


def _literal(text: str) -> list[str]:
    return ["", "::", "", *(f"    {line}".rstrip() for line in text.splitlines()), ""]


FORMATS: dict[str, Callable[[str], list[str]]] = {"text": _literal}
