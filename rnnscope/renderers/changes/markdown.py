"""Markdown, for a comment on a change that somebody proposes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rnnscope.changes import Changes
from rnnscope.pages.compared.changes_page import change_lines, title_of
from rnnscope.renderers._options import Options
from rnnscope.renderers.ascii_text import to_ascii
from rnnscope.renderers.markdown import escape


def render(several: Sequence[Changes], options: Options) -> str:
    """Render each model's changes as a list under what was compared."""
    lines = [_escaped(line, options) for line in _lines(several)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _lines(several: Sequence[Changes]) -> Iterator[tuple[str, str, str]]:
    """Yield lines as what stands before a text, the text, and what stands after it."""
    for changes in several:
        yield "**", title_of(changes), "**"
        yield "", "", ""
        yield from (("- ", line, "") for line in change_lines(changes))
        yield "", "", ""


def _escaped(line: tuple[str, str, str], options: Options) -> str:
    before, text, after = line
    text = to_ascii(text) if options.ascii_only else text
    return f"{before}{escape(text)}{after}"
