"""Text, as a terminal shows it: a line for each thing that changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rnnscope.changes import Changes
from rnnscope.pages.changes_page import change_lines, title_of
from rnnscope.renderers._options import Options
from rnnscope.renderers.ascii_text import to_ascii


def render(several: Sequence[Changes], options: Options) -> str:
    """Render the lines; of several models each under its name."""
    text = "".join(f"{line}\n" for line in _lines(several))
    return _in_ascii(text) if options.ascii_only else text


def _lines(several: Sequence[Changes]) -> Iterator[str]:
    if len(several) == 1:
        yield from change_lines(several[0])
        return
    for place, changes in enumerate(several):
        if place:
            yield ""
        yield title_of(changes)
        yield from (f"  {line}" for line in change_lines(changes))


def _in_ascii(text: str) -> str:
    return "".join(f"{to_ascii(line)}\n" for line in text.splitlines())
