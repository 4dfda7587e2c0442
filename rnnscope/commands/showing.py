"""`--open`: a page that is shown in a browser, and the file that it is in."""

from __future__ import annotations

from pathlib import Path

import typer

from rnnscope.commands.output import complain, write
from rnnscope.renderers import format_of


def placed(to: str | None, output: Path | None, *, is_shown: bool) -> tuple[str, Path | None]:
    """Return the format, and where it goes: a page that is shown needs a file."""
    if not is_shown:
        return to or format_of(output), output
    if (to or (format_of(output) if output else "html")) != "html":
        raise typer.BadParameter("--open shows a page of HTML: it is for no other format")
    if output is None:
        from rnnscope.renderers import browser

        output = browser.own_place()
    return "html", output


def show(place: Path | None) -> None:
    """Open the page in a browser, where there is one, and tell which file it is."""
    from rnnscope.renderers import browser

    if place is not None and not browser.opened(place):
        complain("no browser was found")
    write(f"{place}\n", None)
