"""Text as Rich draws it: with colours on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rich.console import Console, ConsoleOptions
from rich.segment import Segment

from rnnscope.renderers._layout import lines_of
from rnnscope.renderers._options import Options
from rnnscope.report.report import Report
from rnnscope.untrusted.limits import working


@dataclass(frozen=True, slots=True)
class Drawing:
    """A report that Rich can print; `pending` names a witness that is still being asked."""

    report: Report
    options: Options
    pending: str = ""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Segment]:
        """Yield the lines, folded to the room there is."""
        ours = replace(self.options, width=options.max_width)
        with working():
            lines = list(lines_of(self.report, ours, self.pending))
        for line in lines:
            for text, style in line:
                is_styled = style and not console.no_color
                yield Segment(text, console.get_style(style) if is_styled else None)
            yield Segment.line()


def console_of(options: Options) -> Console:
    """Return the console that standard output is: one that takes no name for markup."""
    return Console(highlight=False, emoji=False, markup=False, width=options.width)


def fits(drawing: Drawing, console: Console) -> bool:
    """Tell whether the whole report is lower than the screen, so that it can be redrawn."""
    if len(drawing.report.layers) > console.height:
        return False
    return len(console.render_lines(drawing)) < console.height
