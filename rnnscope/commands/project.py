"""What the project expects that the user stands in, and what of it is left alone."""

from __future__ import annotations

from rnnscope.checking import configuration
from rnnscope.checking.configuration import Configuration
from rnnscope.commands.output import note
from rnnscope.pages.texts import visible


def found_project() -> Configuration | None:
    """Return what is expected here; say of a file that somebody else may have put here.

    Raises:
        BadProjectFileError: it cannot be read.

    """
    return configuration.found(leaves=_say)


def _say(sentence: str) -> None:
    note(f"warning: {visible(sentence)}\n")
