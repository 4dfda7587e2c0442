"""`rnnscope explain MODEL`: every parameter count of a model, explained and checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rnnscope.commands import checks, completion, knowing, options
from rnnscope.commands.completion import JSON_SCHEMA
from rnnscope.commands.output import complain, is_ascii_only, screen_width, write
from rnnscope.commands.settings import limits_of, setting
from rnnscope.commands.showing import placed, show
from rnnscope.commands.top import FAILED
from rnnscope.errors import UnreadableModelError, said
from rnnscope.pages.table.choice import KINDS
from rnnscope.renderers import OF_SUMMARIES, PICTURES, RENDERERS, Options
from rnnscope.untrusted.limits import applied
from rnnscope.verify import TIMEOUT

if TYPE_CHECKING:
    from rnnscope.readers.given import Given
    from rnnscope.report.report import Report

CONTEXT = {"allow_extra_args": True}  # of a second model it is said that there can be one
AGREED, DIFFERED, REFUSED = 0, 1, 1
_NOT_LIGHT = "with --light there is Keras on NumPy, without TensorFlow and JAX: try without it"


def run(
    context: typer.Context,
    model: Annotated[
        str | None,
        typer.Argument(
            help="A model file of any Keras (.keras, .h5, JSON, YAML, weights alone), a directory "
            "(SavedModel, Orbax, TensorFlow.js, unzipped), a text that summary() printed, - for "
            "standard input, or "
            "package.module:thing, which is a model, a model's class, or a function that makes "
            "one.",
            metavar="MODEL",
        ),
    ] = None,
    layer: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Explain this one layer in full; a pattern, as conv4_*, shows several rows.",
            autocompletion=completion.layer_names,
        ),
    ] = None,
    why_not: Annotated[
        str | None,
        typer.Option(
            metavar="N",
            help="Say which mistake gives this count, of the model or of the layer: 9408, 9,408, "
            "or your own sum, such as '4*(128*128 + 128)'. Ends with 0.",
        ),
    ] = None,
    sizes: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="LAYER.SIZE=N",
            help="Count the model with another size, such as dense.units=64; may be repeated. Ends "
            "with 1 where Keras would refuse such a model.",
        ),
    ] = None,
    depth: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="How many levels of layers inside layers to show; all by default.",
        ),
    ] = None,
    fold: Annotated[
        bool,
        typer.Option("--fold/--no-fold", help="In a long model, show equal blocks of layers once."),
    ] = True,
    columns: Annotated[
        str,
        typer.Option(
            metavar="NAMES",
            help="Columns of the table, as name,shape,params,percent; behind a + they are added. "
            "An unknown name lists them.",
            callback=checks.columns,
        ),
    ] = "",
    sort: Annotated[
        str | None,
        typer.Option(metavar="params", help="Show the largest layers first.", callback=checks.sort),
    ] = None,
    top: Annotated[
        int | None, typer.Option(min=1, help="How many layers to show; one row has the others.")
    ] = None,
    only: Annotated[
        str | None,
        typer.Option(help=f"Show only layers with {', '.join(KINDS)}.", callback=checks.only),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Leave nothing out: every sentence, the total formula.")
    ] = False,
    width: Annotated[
        int | None,
        typer.Option(
            min=20,
            max=10_000,
            help="Columns of a text: by default those of the terminal; elsewhere COLUMNS, or 100.",
        ),
    ] = None,
    ascii_only: options.AsciiOnly = False,
    heading_level: Annotated[
        int, typer.Option(min=1, max=6, help="With --format markdown: the level of headings.")
    ] = 2,
    to: Annotated[
        str | None,
        typer.Option(
            "--format",
            help=f"One of {', '.join(RENDERERS)}; of a printed summary {', '.join(OF_SUMMARIES)}; "
            f"{JSON_SCHEMA} describes the JSON. By default what the name of FILE tells, or text.",
            callback=checks.one_of(completion.FORMATS),
            autocompletion=completion.out_of(completion.FORMATS),
        ),
    ] = None,
    tablefmt: Annotated[
        str,
        typer.Option(
            help="With --format plain: a table format of tabulate's.",
            callback=checks.tablefmt,
            autocompletion=completion.table_formats,
        ),
    ] = "simple",
    picture: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help=f"With --format svg: {', '.join(PICTURES)}. By default what there is of LAYER, or "
            "where the parameters of the model are.",
            callback=checks.one_of(("", *PICTURES)),
            autocompletion=completion.out_of(PICTURES),
        ),
    ] = "",
    output: options.Output = None,
    is_shown: Annotated[
        bool,
        typer.Option(
            "--open", help="Show the page in a browser; it stays in FILE, or in a file of its own."
        ),
    ] = False,
    summary: options.Summary = True,
    load: Annotated[
        bool,
        typer.Option(
            "--load",
            help="I trust this file: let Keras load it, and print its summary.",
        ),
    ] = False,
    light: options.Light = False,
    timeout: Annotated[
        float, typer.Option(help="Seconds that Keras may take to answer.", callback=checks.timeout)
    ] = TIMEOUT,
    imports: options.Imports = None,
    require: options.Required = None,
    weights: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where the weights of a config are; model.h5, model.weights.h5 or "
            "model_weights.h5 beside model.json is found.",
        ),
    ] = None,
    input_shape: knowing.InputShapes = None,
    assume: knowing.Assumed = None,
    keras: knowing.Generation = None,
    table: knowing.Table = 1,
    limits: options.LimitTexts = None,
) -> None:
    """Explain every parameter count of a model, and check it.

    Ends with 0 where all that could be asked agree, 1 where they differ, 2
    where that could not be done: bad usage, no such file, not a model, nowhere
    to write, or a witness that is required could not speak.  130 says that it
    was interrupted.
    """
    from rnnscope.commands.order import Order, carry_out
    from rnnscope.readers.given import Given

    to, output = placed(to, output, is_shown=is_shown)
    model = _model(model, context.args, to, output)
    for is_given, option, its in (
        (tablefmt != "simple", "--tablefmt", "plain"),
        (picture, "--picture", "svg"),
    ):
        if is_given and to != its:
            raise typer.BadParameter(f"{option} is for --format {its}")
    for asking, option in ((load, "--load"), ("summary" in (require or ()), "--require summary")):
        if asking and not summary:
            raise typer.BadParameter(f"{option} asks for the summary that --no-summary leaves out")
    chosen = Options(
        depth=depth,
        layer=layer,
        why_not=why_not,
        what_if=_sizes(sizes, layer, why_not),
        everything=everything,
        fold=fold,
        columns=columns,
        sort=sort,
        top=top,
        only=only,
        tablefmt=tablefmt,
        ascii_only=ascii_only or is_ascii_only(output),
        width=width or screen_width(output),
        level=heading_level,
        picture=picture,
    )
    given = Given.of(model)
    _refuse_misplaced(given, load=load, light=light)
    is_answer = why_not is not None or (sizes and to != "html")
    is_heard = not is_answer or load or "summary" in (require or ())
    asked = timeout if summary and is_heard else None
    known = knowing.known(input_shape, assume, keras, table)
    order = Order(
        given, chosen, to, output, load, asked, tuple(imports or ()), weights, light, known
    )
    with applied(limits_of(limits or ())), _light() if light else nullcontext():
        report = carry_out(order)
    if is_shown:
        show(output)
    raise typer.Exit(_verdict(report, require or ()) or _refusal(report, chosen))


def _model(model: str | None, others: Sequence[str], to: str, output: Path | None) -> str:
    """Return what the user named; the schema of the JSON, which needs no model, is written here."""
    if others:
        raise typer.BadParameter(
            f"one MODEL at a time: explain {others[0]!r} by a command of its own"
        )
    if to == JSON_SCHEMA and model is None:
        from rnnscope.renderers.schema import json_schema

        write(json_schema(), output)
        raise typer.Exit(AGREED)
    if to == JSON_SCHEMA:
        raise typer.BadParameter(f"--format {JSON_SCHEMA} takes no MODEL: it is the same for all")
    if model is None:
        raise typer.BadParameter("there is no MODEL: name a file, or package.module:thing")
    return model


def _refuse_misplaced(given: Given, *, load: bool, light: bool) -> None:
    """Refuse options that are for another kind of MODEL."""
    from rnnscope.readers.given import Kind

    if load and given.is_live:
        raise typer.BadParameter(f"--load is for files, and {given.value} is none")
    if load and given.kind is Kind.STREAM:
        stream = f"save what comes on {given.value} to one first"
        raise typer.BadParameter(f"--load is for files: {stream}")
    if light and given.kind is not Kind.TARGET:
        raise typer.BadParameter(
            "--light is for package.module:thing; a file is built light anyway"
        )


def _sizes(
    texts: Sequence[str] | None, layer: str | None, why_not: str | None
) -> dict[str, Any] | None:
    """Return the sizes that are set, by their names."""
    if texts and (layer is not None or why_not is not None):
        raise typer.BadParameter("--set counts the whole model: leave --layer and --why-not out")
    return dict(map(setting, texts)) if texts else None


@contextmanager
def _light() -> Iterator[None]:
    """Build what the user named in the light Keras; what fails may be for want of the real one."""
    from rnnscope.verify.light_keras import building_light

    with ExitStack() as stack:
        try:
            stack.enter_context(building_light())
        except ImportError as error:
            raise typer.BadParameter(f"--light: {said(error)}") from None
        try:
            yield
        except UnreadableModelError as error:
            raise UnreadableModelError(error.source, f"{error.reason}; {_NOT_LIGHT}") from None


def _verdict(report: Report, require: Sequence[str]) -> int:
    """Return the exit code; a difference is one, whoever else was not heard."""
    if report.differences:
        return DIFFERED
    unheard = list(report.unheard(require))
    for error in unheard:
        complain(str(error))
    return FAILED if unheard else AGREED


def _refusal(report: Report, options: Options) -> int:
    """Return the exit code of a model with other sizes, which Keras may refuse."""
    sizes = options.what_if
    return REFUSED if sizes is not None and report.recount(sizes).refused else AGREED
