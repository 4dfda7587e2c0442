"""What a reader of a report may choose."""

from __future__ import annotations

from dataclasses import dataclass

from rnnscope.errors import BadArgumentError
from rnnscope.pages.choice import Choice

WIDTH = 100  # columns, where nobody says how many there are
WIDEST = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(Choice):
    """How much to show, and how.

    What is shown, a `Choice` says; `tablefmt` is a format of tabulate's, `width`
    the columns of a screen, and `level` that of the headings in Markdown.

    Raises:
        BadArgumentError: one of them is of another kind.

    """

    tablefmt: str = "simple"
    width: int = WIDTH
    level: int = 2

    def __post_init__(self) -> None:
        """Look at what was given."""
        Choice.__post_init__(self)
        for name, most in (("width", WIDEST), ("level", 6)):
            value = getattr(self, name)
            if not (type(value) is int and 1 <= value <= most):
                raise BadArgumentError(name, f"a whole number from 1 to {most:,}", value)
        if not isinstance(self.tablefmt, str):
            raise BadArgumentError("tablefmt", "the name of a table format", self.tablefmt)
