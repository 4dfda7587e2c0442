"""`rnnscope embed FILE...`: renews the reports that stand in documents, or says which are stale."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rnnscope.commands import checks
from rnnscope.commands.settings import limits_of
from rnnscope.untrusted.limits import applied
from rnnscope.verify import TIMEOUT


def run(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Documents in Markdown, HTML, reStructuredText or LaTeX, and pictures in SVG, "
            "with marks.",
        ),
    ],
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Write nothing; show what would change as a difference, and end with 1."
        ),
    ] = False,
    summary: Annotated[
        bool,
        typer.Option("--summary/--no-summary", help="Ask Keras's own model.summary() as well."),
    ] = True,
    timeout: Annotated[
        float,
        typer.Option(
            help="Seconds that Keras may take to answer for a model.", callback=checks.timeout
        ),
    ] = TIMEOUT,
    limits: Annotated[
        list[str] | None,
        typer.Option(
            "--limit",
            metavar="NAME=VALUE",
            help="Change a limit on what a file may cost to read; an unknown name lists them.",
        ),
    ] = None,
) -> None:
    """Renew the reports that stand in documents between two marks.

    In Markdown and HTML these are comments in lines of their own, as
    <!-- rnnscope-begin model.keras layer=lstm --> and <!-- rnnscope-end -->; in
    LaTeX % rnnscope-begin model.keras and % rnnscope-end. The path leads from the
    document to the model; behind it may stand layer, depth, columns, only,
    why-not, picture and format. All else stays as it is.

    Ends with 0; with 1 where a model's witnesses differ, or --check finds a
    report stale; with 2 where a mark or a model cannot be read, and then nothing
    is written.
    """
    from rnnscope.commands.embedded import embedded

    with applied(limits_of(limits or ())):
        raise typer.Exit(embedded(files, is_check=check, timeout=timeout if summary else None))
