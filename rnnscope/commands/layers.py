"""`rnnscope layers [NAME]`: which layers are known, or one of them worked out."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from rnnscope.commands.output import is_ascii_only, screen_width, write
from rnnscope.commands.settings import setting
from rnnscope.renderers import Options, render


def _format(name: str) -> str:
    if name not in ("text", "markdown", "json"):
        raise typer.BadParameter("choose one of text, markdown, json")
    return name


def run(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="A layer class, such as LSTM.")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A setting, or a size of the input."),
    ] = None,
    to: Annotated[
        str, typer.Option("--format", help="text, markdown or json.", callback=_format)
    ] = "text",
) -> None:
    """List the layers that are known, each with its formula, or work one out.

    Settings and sizes that are not set are given round numbers.

    Ends with 0, or with 2 where that could not be done.
    """
    from rnnscope.catalogue import entry
    from rnnscope.renderers import catalogue

    if settings and name is None:
        raise typer.BadParameter("--set works out one layer: name its class")
    options = Options(ascii_only=is_ascii_only(None), width=screen_width(None))
    if name is None:
        write(catalogue.render(to, options), None)
    else:
        report = entry(name, dict(map(setting, settings or ())))
        write(render(report, to, replace(options, layer=report.layers[0].path)), None)
