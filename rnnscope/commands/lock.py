"""`rnnscope lock [MODEL...]`: a small text that shows in a review what a change did to a model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rnnscope.commands import checks, options
from rnnscope.commands.settings import limits_of
from rnnscope.untrusted.limits import applied


def run(
    models: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[MODEL]...",
            help="Model files, directories, patterns, or package.module:thing; by default all that "
            "pyproject.toml or rnnscope.toml names, or else all that the lock has.",
        ),
    ] = None,
    stdout: Annotated[
        bool,
        typer.Option(
            "--stdout",
            help="Print the lock, and write no file; always ends with 0, as git wants of what "
            "shows it a model: git config diff.rnnscope.textconv 'rnnscope lock --stdout'.",
        ),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="The lock, in the place of rnnscope.lock; what it has of other models stays.",
            callback=checks.output,
        ),
    ] = None,
    imports: options.Imports = None,
    limits: options.LimitTexts = None,
) -> None:
    """Write what counts in each model to rnnscope.lock, which reviews and merges well.

    Each layer is there with its formula, its sizes and its weights, and with
    nothing else: it changes where a count does.  Entries of models that are
    named are renewed, and others stay.

    Ends with 0, with 1 where what a file holds is not what its config implies,
    or with 2 where a model cannot be read; nothing is written then.
    """
    if stdout and output is not None:
        raise typer.BadParameter("--stdout writes no file: leave --output out")
    with applied(limits_of(limits or ())):
        if stdout:
            from rnnscope.commands.textconv import printed

            printed(models or (), tuple(imports or ()))
        else:
            from rnnscope.commands.locking import locked

            raise typer.Exit(locked(models or (), output, tuple(imports or ())))
