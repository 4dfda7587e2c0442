"""Options that several subcommands have, each written once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from rnnscope.arguments import WITNESSES
from rnnscope.commands import checks, completion

AsciiOnly: TypeAlias = Annotated[bool, typer.Option("--ascii", help="Write ASCII alone.")]
Imports: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--import",
        metavar="MODULE",
        help="Import this module of yours: it defines classes of layers in a file.",
    ),
]
Light: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--light",
        help="Build package.module:thing without memory for weights, in Keras on NumPy, with "
        "TensorFlow hidden: models of any size whose modules need Keras alone.",
    ),
]
LimitTexts: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        metavar="NAME=VALUE",
        help="Change a limit on what a file may cost to read; an unknown name lists them.",
    ),
]
Output: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to this file, whole or not at all; never over one that is read.",
        callback=checks.output,
    ),
]
Required: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        metavar="WITNESS",
        help=f"Fail where this witness could not speak: {' or '.join(WITNESSES)}.",
        callback=checks.required,
        autocompletion=completion.out_of(WITNESSES),
    ),
]
Summary: TypeAlias = Annotated[
    bool,
    typer.Option("--summary/--no-summary", help="Ask Keras's own model.summary() as well."),
]
