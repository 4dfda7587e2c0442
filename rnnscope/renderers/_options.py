"""What a reader of a report may choose."""

from __future__ import annotations

from dataclasses import dataclass

from rnnscope.errors import BadArgumentError
from rnnscope.pages.table.choice import Choice

WIDTH = 100  # columns, where nobody says how many there are
WIDEST = 10_000
PICTURES = ("weights", "recurrence", "sizes", "report")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(Choice):
    """How much to show, and how.

    What is shown, a `Choice` says; `tablefmt` is a format of tabulate's, `width`
    the columns of a screen, `level` that of the headings in Markdown, and `picture`
    what an SVG shows: one of `PICTURES`, or nothing for what is usual. `pandoc` says that
    Markdown is for Pandoc, which reads equations between dollars, and leaves out HTML.

    Raises:
        BadArgumentError: one of them is of another kind.

    """

    tablefmt: str = "simple"
    width: int = WIDTH
    level: int = 2
    picture: str = ""
    pandoc: bool = False

    def __post_init__(self) -> None:
        """Look at what was given."""
        Choice.__post_init__(self)
        for name, most in (("width", WIDEST), ("level", 6)):
            value = getattr(self, name)
            if not (type(value) is int and 1 <= value <= most):
                raise BadArgumentError(name, f"a whole number from 1 to {most:,}", value)
        if self.picture not in ("", *PICTURES):
            raise BadArgumentError("picture", f"one of {', '.join(PICTURES)}", self.picture)
        if not isinstance(self.tablefmt, str):
            raise BadArgumentError("tablefmt", "the name of a table format", self.tablefmt)
