"""HTML: a mark is a comment on a line of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from html import escape
from html.parser import HTMLParser

from rnnscope.embedding.blocks import Found, is_mark
from rnnscope.errors import BadMarkError


class _Comments(HTMLParser):
    """Collects the marks among the comments, with where they begin and how many lines they take."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.marks: list[tuple[int, int, int, str]] = []

    def handle_comment(self, data: str) -> None:
        """Keep a comment that is a mark."""
        if is_mark(data):
            line, column = self.getpos()
            self.marks.append((line - 1, column, data.count("\n"), data))


def found(text: str, lines: Sequence[str], file: str) -> Iterator[Found]:  # noqa: ARG001
    """Yield the marks; what stands in a script or a style is text."""
    parser = _Comments()
    # The parser counts lines by their feeds; it is given one for each end of a line.
    parser.feed("\n".join(line.rstrip("\r\n") for line in lines))
    parser.close()
    for line, column, more, data in parser.marks:
        before, last = lines[line][:column], line + more
        behind = (
            lines[last].partition("-->")[2] if more else lines[line][column:].partition("-->")[2]
        )
        if before.strip() or behind.strip():
            raise BadMarkError(file, line + 1, "a mark stands on a line of its own")
        yield Found(line, last, data, before)


def _as_it_is(text: str) -> list[str]:
    return text.splitlines()


def _preformatted(text: str) -> list[str]:
    return f"<pre>{escape(text.rstrip(chr(10)))}</pre>".splitlines()


FORMATS: dict[str, Callable[[str], list[str]]] = {
    "html-fragment": _as_it_is,
    "text": _preformatted,
}
