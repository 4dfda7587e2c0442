"""What a shell is told that completes a command: formats, witnesses, the layers of the model named.

Nothing is run for it but reading the file, and whatever goes wrong there is no completion.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from rnnscope.errors import RnnscopeError
from rnnscope.renderers import OF_SUMMARIES, RENDERERS

if TYPE_CHECKING:
    from rnnscope.readers.given import Given

JSON_SCHEMA = "json-schema"  # it describes a format, and needs no model
FORMATS = (*RENDERERS, *OF_SUMMARIES, JSON_SCHEMA)

MOST = 1_000  # names, which is more than a person looks through


def out_of(names: Sequence[str]) -> Callable[[str], list[str]]:
    """Return what completes one of some names."""

    def beginning(incomplete: str) -> list[str]:
        return [name for name in names if name.startswith(incomplete)]

    return beginning


def table_formats(incomplete: str) -> list[str]:
    """Return tabulate's formats that begin so."""
    from rnnscope.renderers import markup

    return [name for name in markup.table_formats() if name.startswith(incomplete)]


def layer_names(ctx: Any, incomplete: str) -> list[str]:
    """Return the paths of the layers that begin so, in the model that stands on the line before."""
    from rnnscope.readers.given import Given, Kind

    # While an option waits for its value, what stands before it is not yet an argument.
    given = Given.of(ctx.params.get("model") or next(iter(ctx.args), ""))
    if given.kind is not Kind.PATH:
        return []
    try:
        return _paths(given, incomplete)
    except (RnnscopeError, OSError, RecursionError):
        return []


def _paths(given: Given, incomplete: str) -> list[str]:
    from rnnscope.api import explain

    report = explain(given.value, summary=False)
    names = (layer.path for layer in report.walk() if layer.path.isprintable())
    return [name for name in names if name.startswith(incomplete)][:MOST]
