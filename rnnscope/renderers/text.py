"""Text without colours, as a terminal shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rnnscope.renderers._layout import lines_of, table
from rnnscope.renderers._options import Options
from rnnscope.renderers._styles import Line
from rnnscope.renderers.ascii_text import shown
from rnnscope.report.report import Report


def render(report: Report, options: Options) -> str:
    """Render the report without colours, folded where it is wider than the options say."""
    return joined(lines_of(report, options))


def listing(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]], options: Options) -> str:
    """Draw a plain table of texts."""
    return joined(table(columns, shown(tuple(rows), ascii_only=options.ascii_only), options))


def joined(lines: Iterable[Line]) -> str:
    """Write lines without their styles."""
    plain = ("".join(text for text, _ in line).rstrip() for line in lines)
    return "\n".join(plain).rstrip() + "\n"
