"""Text, as a terminal shows it: a line for each thing that changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rnnscope.changes import Changes
from rnnscope.pages.compared.changes_page import change_lines, title_of
from rnnscope.renderers._options import Options
from rnnscope.renderers._widths import width_of
from rnnscope.renderers.ascii_text import to_ascii

_HANG = "  "  # what a further line is set in by


def render(several: Sequence[Changes], options: Options) -> str:
    """Render the lines; of several models each under its name."""
    return "".join(f"{line}\n" for line in _lines(several, options))


def _lines(several: Sequence[Changes], options: Options) -> Iterator[str]:
    if len(several) == 1:
        yield from _wrapped(change_lines(several[0]), "", options)
        return
    for place, changes in enumerate(several):
        if place:
            yield ""
        yield _drawn(title_of(changes), options)
        yield from _wrapped(change_lines(changes), _HANG, options)


def _wrapped(lines: Iterable[str], before: str, options: Options) -> Iterator[str]:
    """Yield lines as wide as the screen, broken at spaces; what follows is set in."""
    for text in lines:
        line = before
        for word in _drawn(text, options).split(" "):
            if line.strip() and width_of(line) + 1 + width_of(word) > options.width:
                yield line
                line = f"{before}{_HANG}{word}"
            else:
                line += f" {word}" if line.strip() else word
        yield line


def _drawn(text: str, options: Options) -> str:
    return to_ascii(text) if options.ascii_only else text
