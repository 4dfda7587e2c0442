"""`rnnscope embed FILE...`: renews the marked blocks of documents, or says which are stale."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rnnscope.commands.output import write
from rnnscope.errors import UnwritableError

if TYPE_CHECKING:
    from rnnscope.embedding import Renewed
    from rnnscope.readers.given import Given
    from rnnscope.report.report import Report

HELD, STALE = 0, 1


def run(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="Documents: .md, .qmd, .html, .rst or .tex, with marks in them."
        ),
    ],
    check: Annotated[
        bool,
        typer.Option("--check", help="Change nothing; show what would change, and end with 1."),
    ] = False,
    summary: Annotated[
        bool,
        typer.Option("--summary/--no-summary", help="Ask Keras's own model.summary() as well."),
    ] = True,
) -> None:
    """Renew the reports that stand in documents between two marks.

    In Markdown and HTML these are comments on lines of their own, as
    <!-- rnnscope-begin model.keras layer=lstm --> and <!-- rnnscope-end -->.  The
    path leads from the document to the model; behind it may stand layer, depth,
    columns, only, why-not and format.  All else stays as it is.

    Ends with 0; with --check with 1 where a block is not as it should be; with 2 where a mark or a
    model cannot be read: then nothing is written.
    """
    from rnnscope.embedding import renewed

    targets, explain = _targets(), _Explained(summary=summary)
    documents = [renewed(path, explain, targets) for path in files]
    stale = [each for each in documents if each.changes]
    if check:
        write("".join(f"{line}\n" for each in stale for line in each.diff()), None)
    else:
        for each in stale:
            _refuse_read_only(each.path)
        for each in stale:
            write(each.text, each.path)
    write("".join(f"{_said(each, is_check=check)}\n" for each in documents), None)
    raise typer.Exit(STALE if check and stale else HELD)


def _targets() -> tuple[str, ...]:
    from rnnscope.checking.configuration import found

    configuration = found()
    return configuration.embed_targets if configuration else ()


@dataclass(slots=True)
class _Explained:
    """Explains models, each once."""

    summary: bool
    known: dict[Given, Report] = field(default_factory=dict)

    def __call__(self, given: Given) -> Report:
        from rnnscope import api

        if given not in self.known:
            self.known[given] = api.explain(given, summary=self.summary)
        return self.known[given]


def _refuse_read_only(path: Path) -> None:
    """Refuse to put a new file in the place of one that may not be written to.

    Raises:
        UnwritableError: it may not.

    """
    if not os.access(path, os.W_OK):
        raise UnwritableError(path, "it is read-only")


def _said(document: Renewed, *, is_check: bool) -> str:
    """Say what became of a document."""
    count, stale = document.blocks, len(document.changes)
    if not count:
        return f"{document.path}: no marks"
    blocks = "1 block" if count == 1 else f"{count:,} blocks"
    if not stale:
        return (
            f"{document.path}: {blocks}, as it should be"
            if count == 1
            else f"{document.path}: {blocks}, all as they should be"
        )
    return f"{document.path}: {blocks}, {stale:,} {'stale' if is_check else 'renewed'}"
