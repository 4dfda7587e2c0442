"""`rnnscope check [MODEL...]`: what a project expects of its models, for CI and for graders."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Annotated

import typer

from rnnscope.commands import checks, completion, expected, options
from rnnscope.commands.completion import JSON_SCHEMA
from rnnscope.commands.output import write
from rnnscope.commands.settings import limits_of
from rnnscope.renderers.outcomes import OUTCOME_RENDERERS
from rnnscope.verify import TIMEOUT

FORMATS = (*OUTCOME_RENDERERS, JSON_SCHEMA)
_SUFFIXES = {".json": "json", ".jsonl": "jsonl", ".csv": "csv", ".xml": "junit"}
_HELD = 0


def run(
    models: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[MODEL]...",
            help="Model files of any Keras; patterns, as 'models/**/*.keras'; directories, which "
            "are models, as a SavedModel, or have some in them or below, but none behind links "
            "or hidden; package.module:thing. By default those that the project names.",
            show_default=False,
        ),
    ] = None,
    total: Annotated[
        str | None, typer.Option(metavar="N", help="The params of the whole model: 21,386.")
    ] = None,
    trainable: Annotated[
        str | None, typer.Option(metavar="N", help="Its trainable params.")
    ] = None,
    non_trainable: Annotated[
        str | None, typer.Option(metavar="N", help="Its non-trainable params.")
    ] = None,
    max_params: Annotated[
        str | None, typer.Option(metavar="N", help="How many params it may have.")
    ] = None,
    max_bytes: Annotated[
        str | None,
        typer.Option(
            metavar="SIZE", help="How many bytes its weights may take: 100000, '100 kB', '1 MiB'."
        ),
    ] = None,
    max_macs: Annotated[
        str | None, typer.Option(metavar="N", help="How many multiply-adds one example may take.")
    ] = None,
    at: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=SIZE",
            help="For --max-macs: the size of an axis that the model leaves open, as timesteps=28.",
        ),
    ] = None,
    expect: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=COUNT",
            help="The params of a layer, or of all that a pattern fits: a count, dense=1,290, or a "
            "formula, 'dense*=units*input_dim + units'; may be repeated.",
        ),
    ] = None,
    frozen: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Layers of which no weight may be trained."),
    ] = None,
    require: options.Required = None,
    summary: options.Summary = True,
    locked: Annotated[
        bool, typer.Option("--locked", help="Compare each with what rnnscope.lock has of it.")
    ] = False,
    to: Annotated[
        str | None,
        typer.Option(
            "--format",
            help=f"One of {', '.join(FORMATS[:-1])}; {FORMATS[-1]} describes the JSON. By default "
            "what the name of FILE tells, or text.",
            callback=checks.one_of(FORMATS),
            autocompletion=completion.out_of(FORMATS),
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to this file, whole or not at all; what does not hold is said here too.",
            callback=checks.output,
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            "-j",
            min=1,
            max=1024,
            help="How many models are judged at a time; by default as many as there are cores, up "
            "to 16, or fewer for few models.",
        ),
    ] = None,
    timeout: Annotated[
        float,
        typer.Option(
            help="Seconds that Keras may take to answer for a model, and that judging one of "
            "several may take.",
            callback=checks.timeout,
        ),
    ] = TIMEOUT,
    limits: options.LimitTexts = None,
    imports: options.Imports = None,
) -> None:
    """Check that models are what is expected of them, and their counts verified.

    Without a MODEL all is taken from rnnscope.toml, or from the table
    tool.rnnscope of pyproject.toml, in this directory or the first above it that
    has one, up to the root of the repository. Every table that names a model
    applies to it, also where it is named here; options beat keys. Where nothing
    is expected of a model, its witnesses have to agree.

    Every model is judged, whatever becomes of the others. Ends with 0 where all
    holds, 1 where something does not, 2 where a model could not be judged, or
    nothing could be begun. 130 says that it was interrupted.
    """
    from rnnscope.checking.tasks import Asking
    from rnnscope.commands.checked import Order, carry_out
    from rnnscope.expectations import Expectations

    to = to or (_SUFFIXES.get(PurePath(output).suffix.lower(), "text") if output else "text")
    if to == JSON_SCHEMA:
        _write_schema(models, output)
    if "summary" in (require or ()) and not summary:
        raise typer.BadParameter(
            "--require summary asks for the summary that --no-summary leaves out"
        )
    flags = Expectations(
        total=expected.count("--total", total),
        layers=expected.layers("--expect", expect),
        trainable=expected.count("--trainable", trainable),
        non_trainable=expected.count("--non-trainable", non_trainable),
        max_params=expected.count("--max-params", max_params),
        max_bytes=expected.size_in_bytes("--max-bytes", max_bytes),
        max_macs=expected.count("--max-macs", max_macs),
        at=expected.sizes("--at", at),
        frozen=tuple(frozen or ()),
        require=tuple(require or ()),
    )
    asking = Asking(
        summary=summary,
        timeout=timeout,
        imports=tuple(imports or ()),
        limits=limits_of(limits or ()).as_data(),
    )
    order = Order(
        names=models or (),
        flags=flags,
        asking=asking,
        is_locked=locked,
        to=to,
        output=output,
        jobs=jobs,
    )
    raise typer.Exit(carry_out(order))


def _write_schema(models: list[str] | None, output: Path | None) -> None:
    from rnnscope.renderers.outcomes.schema import json_schema

    if models:
        raise typer.BadParameter(f"--format {JSON_SCHEMA} takes no MODEL: it is the same for all")
    write(json_schema(), output)
    raise typer.Exit(_HELD)
