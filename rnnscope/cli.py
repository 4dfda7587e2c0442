"""The command line: reads arguments, calls the library, prints, sets the exit code.

What a command needs it imports itself: asking for the version or for help costs no more than Typer.
"""

from __future__ import annotations

import ast
import contextlib
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

import rnnscope
from rnnscope.arguments import LONGEST, WITNESSES, witness_names
from rnnscope.commands.output import complain, is_ascii_only, is_screen, write
from rnnscope.errors import BadArgumentError, BadLimitError, RnnscopeError
from rnnscope.renderers import RENDERERS, Options, render
from rnnscope.untrusted.limits import Limits, applied
from rnnscope.verify import TIMEOUT
from rnnscope.wording import shown

if TYPE_CHECKING:
    from rnnscope.report.report import Report

AGREED, DIFFERED, FAILED = 0, 1, 2


# What Typer raises for bad usage: its own copy of click's, or click's.
_UsageError: type[Exception] = next(
    each for each in typer.BadParameter.__mro__ if each.__name__ == "ClickException"
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def run() -> int:
    """Run the command that the arguments name, and return its exit code."""
    try:
        return app(standalone_mode=False) or AGREED
    except _UsageError as error:
        from typer.rich_utils import rich_format_error

        with contextlib.suppress(OSError, SystemExit):  # where nobody listens
            rich_format_error(error)  # type: ignore[arg-type]
        return FAILED


def _version(value: bool) -> None:
    if value:
        write(f"rnnscope {rnnscope.__version__}\n", None)
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_version, is_eager=True),
    ] = False,
) -> None:
    """Explain where a Keras model's parameters come from."""


def _format(name: str) -> str:
    if name not in RENDERERS:
        raise typer.BadParameter(f"choose one of {', '.join(RENDERERS)}")
    return name


def _catalogue_format(name: str) -> str:
    if name not in ("text", "markdown", "json"):
        raise typer.BadParameter("choose one of text, markdown, json")
    return name


def _tablefmt(name: str) -> str:
    if name == "simple":
        return name
    from rnnscope.renderers._markup import table_formats

    if name not in table_formats():
        raise typer.BadParameter(f"choose one of {', '.join(table_formats())}")
    return name


def _output(path: Path | None) -> Path | None:
    return None if path == Path("-") else path


def _required(names: list[str]) -> list[str]:
    try:
        return list(witness_names(names or ()))
    except BadArgumentError as error:
        raise typer.BadParameter(str(error)) from None


def _timeout(seconds: float) -> float:
    if not 0.1 <= seconds <= LONGEST:
        raise typer.BadParameter(f"{seconds:g} is not in the range 0.1<=x<={LONGEST}.")
    return seconds


@app.command("explain")
def explain_command(
    model: Annotated[
        str,
        typer.Argument(
            help="A model file of any Keras (.keras, .h5, JSON, YAML, weights alone), a directory "
            "(SavedModel, Orbax, TensorFlow.js, unzipped), - for standard input, or "
            "package.module:thing, which is a model, a model's class, or a function that makes "
            "one.",
            metavar="MODEL",
        ),
    ],
    layer: Annotated[
        str | None, typer.Option(metavar="NAME", help="Explain this one layer in full.")
    ] = None,
    depth: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="How many levels of layers inside layers to show; all by default.",
        ),
    ] = None,
    to: Annotated[
        str,
        typer.Option("--format", help=f"One of {', '.join(RENDERERS)}.", callback=_format),
    ] = "text",
    tablefmt: Annotated[
        str,
        typer.Option(help="With --format plain: a table format of tabulate's.", callback=_tablefmt),
    ] = "simple",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to this file, whole or not at all; never over one that is read.",
            callback=_output,
        ),
    ] = None,
    summary: Annotated[
        bool,
        typer.Option("--summary/--no-summary", help="Ask Keras's own model.summary() as well."),
    ] = True,
    load: Annotated[
        bool,
        typer.Option(
            "--load",
            help="I trust this file: let Keras load it, and print its summary.",
        ),
    ] = False,
    timeout: Annotated[
        float, typer.Option(help="Seconds that Keras may take to answer.", callback=_timeout)
    ] = TIMEOUT,
    imports: Annotated[
        list[str] | None,
        typer.Option(
            "--import",
            metavar="MODULE",
            help="Import this module of yours: it defines classes of layers in the file.",
        ),
    ] = None,
    require: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WITNESS",
            help=f"Fail where this witness could not speak: {' or '.join(WITNESSES)}.",
            callback=_required,
        ),
    ] = None,
    weights: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where the weights of a config are; model.h5, model.weights.h5 or "
            "model_weights.h5 beside model.json is found.",
        ),
    ] = None,
    limits: Annotated[
        list[str] | None,
        typer.Option(
            "--limit",
            metavar="NAME=VALUE",
            help="Change a limit on what a file may cost to read; an unknown name lists them.",
        ),
    ] = None,
) -> None:
    """Explain every parameter count of a model, and check it.

    Ends with 0 where all that could be asked agree, 1 where they differ, 2
    where that could not be done: bad usage, no such file, not a model, nowhere
    to write, or a witness that is required could not speak.  130 says that it
    was interrupted.
    """
    from rnnscope import api
    from rnnscope.commands.order import Order, carry_out

    if tablefmt != "simple" and to != "plain":
        raise typer.BadParameter("--tablefmt is for --format plain")
    for asking, option in ((load, "--load"), ("summary" in (require or ()), "--require summary")):
        if asking and not summary:
            raise typer.BadParameter(f"{option} asks for the summary that --no-summary leaves out")
    options = Options(
        depth=depth,
        layer=layer,
        tablefmt=tablefmt,
        ascii_only=is_ascii_only(output),
        width=_width() if output is None else None,
    )
    if load and api.is_live(model):
        raise typer.BadParameter(f"--load is for files, and {model} is none")
    if load and api.is_stream(model):
        raise typer.BadParameter(f"--load is for files: save what comes on {model} to one first")
    asked = timeout if summary else None
    order = Order(model, options, to, output, load, asked, tuple(imports or ()), weights)
    try:
        with applied(_limits(limits or ())):
            report = carry_out(order)
    except RnnscopeError as error:
        _fail(str(error))
    raise typer.Exit(_verdict(report, require or ()))


def _verdict(report: Report, require: Sequence[str]) -> int:
    """Return the exit code; a difference is one, whoever else was not heard."""
    if report.differences:
        return DIFFERED
    unheard = list(report.unheard(require))
    for each in unheard:
        complain(str(each))
    return FAILED if unheard else AGREED


def _limits(texts: Sequence[str]) -> Limits:
    values = dict(map(_setting, texts))
    try:
        return Limits.of(values)
    except BadLimitError as error:
        raise typer.BadParameter(str(error)) from None


@app.command("layers")
def layers_command(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="A layer class, such as LSTM.")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="A setting, or a size of the input."),
    ] = None,
    to: Annotated[
        str, typer.Option("--format", help="text, markdown or json.", callback=_catalogue_format)
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
    options = Options(ascii_only=is_ascii_only(None), width=_width())
    try:
        if name is None:
            write(catalogue.render(to, options), None)
        else:
            report = entry(name, dict(map(_setting, settings or ())))
            write(render(report, to, replace(options, layer=report.layers[0].path)), None)
    except RnnscopeError as error:
        _fail(str(error))


def _setting(text: str) -> tuple[str, object]:
    """Read `units=64`; what is no number, list, truth value or None is a text."""
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise typer.BadParameter(f"expected NAME=VALUE, found {shown(text)}")
    try:
        return name, ast.literal_eval(value)
    except (ValueError, SyntaxError, MemoryError, RecursionError):  # it may be nested anyhow
        return name, value


def _width() -> int | None:
    """Return the terminal's width; an output that goes elsewhere has none."""
    return shutil.get_terminal_size().columns if is_screen(sys.stdout) else None


def _fail(message: str) -> NoReturn:
    complain(message)
    raise typer.Exit(FAILED) from None
