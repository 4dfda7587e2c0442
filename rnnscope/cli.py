"""The command line: reads arguments, calls the library, prints, sets the exit code."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

import rnnscope
from rnnscope import api
from rnnscope.errors import RnnscopeError
from rnnscope.model import Model
from rnnscope.page import visible
from rnnscope.renderers import RENDERERS, Options, render
from rnnscope.report import Report
from rnnscope.verify.summary import TIMEOUT, KerasProcess, silent

if TYPE_CHECKING:
    from rich.console import Console

AGREED, DIFFERED, FAILED = 0, 1, 2

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"rnnscope {rnnscope.__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Explain where a Keras model's parameters come from."""


def _format(name: str) -> str:
    if name not in RENDERERS:
        raise typer.BadParameter(f"choose one of {', '.join(RENDERERS)}")
    return name


def _tablefmt(name: str) -> str:
    from tabulate import tabulate_formats

    if name not in tabulate_formats:
        raise typer.BadParameter(f"choose one of {', '.join(tabulate_formats)}")
    return name


@app.command("explain")
def explain_command(
    model: Annotated[
        Path, typer.Argument(help="A .keras file, or the JSON of model.to_json().", metavar="MODEL")
    ],
    layer: Annotated[
        str | None, typer.Option(metavar="NAME", help="Explain this one layer in full.")
    ] = None,
    depth: Annotated[
        int | None,
        typer.Option(min=1, help="How many levels of layers inside layers to show; all by default."),
    ] = None,
    to: Annotated[
        str, typer.Option("--format", help=f"One of {', '.join(RENDERERS)}.", callback=_format)
    ] = "text",
    tablefmt: Annotated[
        str, typer.Option(help="With --format plain: a table format of tabulate's.")
    ] = "simple",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this file.")
    ] = None,
    summary: Annotated[
        bool,
        typer.Option("--summary/--no-summary", help="Ask Keras's own model.summary() as well."),
    ] = True,
    load: Annotated[
        bool,
        typer.Option("--load", help="I trust this file: let Keras load it, and print its summary."),
    ] = False,
    timeout: Annotated[
        float, typer.Option(min=0.1, help="Seconds that Keras may take to answer.")
    ] = TIMEOUT,
) -> None:
    """Explain every parameter count of a model, and check it.

    Ends with 0 where all that could be asked agree, 1 where they differ, 2
    where the model could not be explained.
    """
    if load and not summary:
        raise typer.BadParameter("--load asks for the summary that --no-summary leaves out")
    if tablefmt != "simple":
        _tablefmt(tablefmt)
    options = Options(depth=depth, layer=layer, tablefmt=tablefmt, ascii_only=_ascii(output))
    try:
        with _keras(timeout if summary else None) as keras:
            read, report = api.explained(model)
            _check_layer(report, layer)
            if keras is None:
                report = report.with_witness(silent("not asked (--no-summary)"))
                _write(render(report, to, options), output)
            elif to == "text" and output is None and sys.stdout.isatty():
                report = _show(report, read, keras, options, load=load)
            else:
                with _progress():
                    report = api.with_summary(report, read, keras, load=load)
                _write(render(report, to, options), output)
            if load and to == "text":
                _write(_summary_text(report), output, append=True)
    except RnnscopeError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"cannot write {output}: {error.strerror or error}")
    raise typer.Exit(DIFFERED if report.differences else AGREED)


@contextlib.contextmanager
def _keras(timeout: float | None) -> Iterator[KerasProcess | None]:
    """Start Keras in the background, unless nobody wants to hear it."""
    if timeout is None:
        yield None
    else:
        with KerasProcess(timeout) as keras:
            yield keras


def _check_layer(report: Report, layer: str | None) -> None:
    """Refuse an unknown layer before Keras is waited for."""
    if layer is not None:
        report[layer]


def _fail(message: str) -> NoReturn:
    typer.echo(f"error: {visible(message)}", err=True)
    raise typer.Exit(FAILED) from None


def _ascii(output: Path | None) -> bool:
    """Tell whether the output has only ASCII; a file is written as UTF-8."""
    if output is not None:
        return False
    try:
        "·✓╭".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return True
    return False


def _show(
    report: Report, model: Model, keras: KerasProcess, options: Options, *, load: bool
) -> Report:
    """Print the report on a terminal at once, and Keras's verdict when it has spoken."""
    from rich.live import Live

    from rnnscope.renderers import text

    console = _console()
    if options.layer is None and text.fits(report, options, console):
        waiting = text.drawn(report, options, console, pending="summary")
        with Live(_asking(waiting), console=console, refresh_per_second=8) as live:
            report = api.with_summary(report, model, keras, load=load)
            live.update(text.drawn(report, options, console))
        return report
    console.print(text.drawn(report, options, console))
    with console.status("asking Keras for its summary() ..."):
        report = api.with_summary(report, model, keras, load=load)
    console.print(text.verdict(report, options))
    return report


def _asking(report: object) -> object:
    from rich.console import Group
    from rich.spinner import Spinner

    return Group(report, Spinner("dots", "asking Keras for its summary() ..."))  # type: ignore[arg-type]


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, emoji=False, markup=False)


@contextlib.contextmanager
def _progress() -> Iterator[None]:
    """Show on a terminal that Keras is being asked, beside an output that goes elsewhere."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status("asking Keras for its summary() ..."):
        yield


def _summary_text(report: Report) -> str:
    witness = report.witness("summary")
    return f"\n{witness.text}\n" if witness and witness.text else ""


def _write(text: str, output: Path | None, *, append: bool = False) -> None:
    """Print, or write a file whole: it is replaced only when the new one is there."""
    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    before = output.read_text("utf-8") if append else ""
    handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(before + text)
        Path(name).replace(output)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
