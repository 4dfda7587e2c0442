"""`rnnscope diff OLD NEW`: what changed between two models, in the symbols of their layers."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rnnscope.commands import checks, completion, options
from rnnscope.commands.completion import JSON_SCHEMA
from rnnscope.commands.output import complain, is_ascii_only, screen_width, write
from rnnscope.commands.progress import waiting
from rnnscope.commands.settings import limits_of
from rnnscope.commands.top import FAILED
from rnnscope.renderers import Options, format_of
from rnnscope.renderers.changes import CHANGE_RENDERERS
from rnnscope.untrusted.limits import applied
from rnnscope.wording import counted, shown

if TYPE_CHECKING:
    from rnnscope.checking.sides import Asking, Side

SAME, DIFFERS = 0, 1
_READING = "reading both models ..."
FORMATS = (*CHANGE_RENDERERS, JSON_SCHEMA)


def run(
    old: Annotated[
        str | None,
        typer.Argument(
            metavar="OLD",
            help="A model file, a directory that is a model, package.module:thing, a lock, or - "
            "for standard input.",
        ),
    ] = None,
    new: Annotated[
        str | None,
        typer.Argument(
            metavar="NEW", help="What OLD is compared with; of a lock, its entry for the other."
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="REV",
            help="In the place of NEW: compare the one MODEL with itself as it was at this git "
            "revision, such as HEAD~1. Of package.module:thing the code of that revision is run, "
            "in a temporary directory; what it imports from elsewhere is as it is now.",
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--format",
            help=f"One of {', '.join(CHANGE_RENDERERS)}; {JSON_SCHEMA} describes the JSON. By "
            "default what the name of FILE tells, or text.",
            callback=checks.one_of(FORMATS),
            autocompletion=completion.out_of(FORMATS),
        ),
    ] = None,
    output: options.Output = None,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="End with 1 where anything changed, as git diff.")
    ] = False,
    light: options.Light = False,
    imports: options.Imports = None,
    ascii_only: options.AsciiOnly = False,
    limits: options.LimitTexts = None,
) -> None:
    """Say what changed between two models, in the symbols of their layers.

    As git's own driver, `rnnscope lock --stdout` shows such changes in git diff.

    Ends with 0, also where something changed unless --exit-code is given, and
    with 2 where that could not be done, or where what a file holds is not what
    its config implies.
    """
    from rnnscope.changes.comparing import changes
    from rnnscope.checking.sides import Asking, pairs
    from rnnscope.commands.kept import refuse_compared
    from rnnscope.renderers.changes import render

    to = to or checks.one_of(FORMATS)(format_of(output)) or "text"
    if to == JSON_SCHEMA:
        _write_schema(output, old)
        raise typer.Exit(SAME)
    options = Options(ascii_only=ascii_only or is_ascii_only(output), width=screen_width(output))
    with applied(limits_of(limits or ())):
        before, after = _sides(old, new, against, Asking(tuple(imports or ()), light))
        refuse_compared(output, (*before.files, *after.files))
        found = [changes(one, other) for one, other in pairs(before, after)]
        write(render(found, to, options), output)
    if not all([_is_sure(before), _is_sure(after)]):
        raise typer.Exit(FAILED)
    raise typer.Exit(DIFFERS if exit_code and any(found) else SAME)


def _sides(
    old: str | None, new: str | None, against: str | None, asking: Asking
) -> tuple[Side, Side]:
    """Return what is compared: two that are named, or one as it was and as it is."""
    from rnnscope.checking.sides import sides, sides_since

    if old is None:
        raise typer.BadParameter("there is no model: name OLD and NEW, or one with --against REV")
    if against is not None and new is not None:
        raise typer.BadParameter("--against REV is for one MODEL, and there are two")
    if against is not None:
        with waiting(_READING):
            return sides_since(old, against, asking)
    if new is None:
        raise typer.BadParameter(
            f"there is one model, {shown(old)}: name NEW as well, or a git revision by --against"
        )
    with waiting(_READING):
        return sides(old, new, asking)


def _is_sure(side: Side) -> bool:
    """Tell whether a model's variables are what its config implies, and say it where not."""
    if not side.differences:
        return True
    first, *more = side.differences
    others = f", and {counted(len(more), 'more such difference')}" if more else ""
    doubt = f"its counts are not sure; `rnnscope explain {shlex.quote(side.source)}` says more"
    complain(f"{side.name} contradicts itself: {first}{others}: {doubt}")
    return False


def _write_schema(output: Path | None, old: str | None) -> None:
    from rnnscope.renderers.changes.schema import json_schema

    if old is not None:
        raise typer.BadParameter(f"--format {JSON_SCHEMA} takes no OLD: it is the same for all")
    write(json_schema(), output)
