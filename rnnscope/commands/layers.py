"""`rnnscope layers [NAME]`: which layers are known, or one of them in full, or worked out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from rnnscope.commands import checks, completion, options
from rnnscope.commands.output import is_ascii_only, screen_width, write
from rnnscope.commands.settings import setting
from rnnscope.renderers import Options, format_of, render

if TYPE_CHECKING:
    from rnnscope.report.report import Report

FORMATS = ("text", "markdown", "json", "html")
_OF_THE_LIST = FORMATS[:3]


def run(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="A layer class, such as LSTM.")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A setting, or a size of the input."),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--format",
            help=f"{', '.join(FORMATS)}; html, for one class, is a page to try sizes on.",
            callback=checks.one_of(FORMATS),
            autocompletion=completion.out_of(FORMATS),
        ),
    ] = None,
    output: options.Output = None,
    summary: options.Summary = True,
) -> None:
    """List the layers that are known, each with its formula, or tell one of them in full.

    A class is told by an example, which Keras is asked for as well; with --set it is worked
    out on settings and sizes of your own, and on round numbers for the rest.

    Ends with 0, with 1 where Keras differs, or with 2 where that could not be done.
    """
    to = to or format_of(output)
    chosen = Options(ascii_only=is_ascii_only(output), width=screen_width(output))
    if settings and name is None:
        raise typer.BadParameter("--set works out one layer: name its class")
    if name is None:
        if to not in _OF_THE_LIST:
            raise typer.BadParameter(f"the list is {', '.join(_OF_THE_LIST)}: name one class")
        from rnnscope.renderers import catalogue

        write(catalogue.render(to, chosen), output)
    elif settings:
        from rnnscope.catalogue import entry

        report = entry(name, dict(map(setting, settings)))
        write(render(report, to, replace(chosen, layer=report.layers[0].path)), output)
    else:
        report = _told(name, summary=summary)
        write(_drawn(report, to, chosen), output)
        if any(witness.differences for witness in report.witnesses):
            raise typer.Exit(1)


def _told(name: str, *, summary: bool) -> Report:
    """Return the example of a class, with what Keras says of it, or what is known without."""
    from rnnscope.catalogue import class_named, entry, verified

    return verified(class_named(name), summary=summary) or entry(name)


def _drawn(report: Report, to: str, chosen: Options) -> str:
    if to in ("json", "html"):
        return render(report, to, replace(chosen, layer=report.layers[-1].path))
    from rnnscope.pages.single.class_page import class_page
    from rnnscope.renderers import layer_class

    page = class_page(report, times=chosen.times)
    return layer_class.text(page, chosen) if to == "text" else layer_class.render(page, chosen)
