"""The command line: gathers the subcommands, and sets the exit code.

Each subcommand is a module of `rnnscope.commands` with a function `run`: its arguments are the
options, its docstring is the help.  A module is imported when its command is asked for.
"""

from __future__ import annotations

import contextlib
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

import rnnscope
from rnnscope.commands.lookalikes import options_alone
from rnnscope.commands.output import complain, write
from rnnscope.commands.top import FAILED
from rnnscope.errors import RnnscopeError
from rnnscope.wording import shown

COMMANDS = {
    "explain": "rnnscope.commands.explain",
    "embed": "rnnscope.commands.embed",
    "layers": "rnnscope.commands.layers",
    "check": "rnnscope.commands.check",
    "diff": "rnnscope.commands.diff",
    "lock": "rnnscope.commands.lock",
}

# What Typer raises for bad usage: its own copy of click's, or click's.
_UsageError: type[Exception] = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
)


class _Commands(TyperGroup):
    """The subcommands, each with its options only from when it is asked for."""

    def __init__(self, **attributes: Any) -> None:
        names_alone = {name: TyperCommand(name) for name in COMMANDS}
        super().__init__(**{**attributes, "commands": names_alone})

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002  # as Typer calls it
        """Return a subcommand with its options, or None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, alone = import_module(COMMANDS[cmd_name]), typer.Typer(add_completion=False)
        alone.command(cmd_name, context_settings=getattr(module, "CONTEXT", None))(module.run)
        return typer.main.get_command(alone)

    def resolve_command(self, ctx: Any, args: Any) -> Any:
        """Return the subcommand that is asked for; of a model in its place, say what was meant."""
        if args[0] not in COMMANDS and _is_model(args[0]):
            ctx.fail(f"No such command {args[0]!r}: did you mean `rnnscope explain {args[0]}`?")
        try:
            args = options_alone(args)
        except ValueError as error:
            (name,) = error.args
            ctx.fail(
                f"{shown(name)} is a file, and looks like an option: write {shown(f'./{name}')}"
            )
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run a subcommand; an error of ours is said in a sentence."""
        try:
            return super().invoke(ctx)
        except RnnscopeError as error:
            complain(str(error))
            raise typer.Exit(FAILED) from None


def _is_model(word: str) -> bool:
    """Tell whether a word can only be the name of a model, which a subcommand has to go before."""
    from rnnscope.readers.given import Given, Kind

    kind = Given.of(word).kind
    return kind is not Kind.PATH or Path(word).exists() or bool(Path(word).suffix)


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def run() -> int:
    """Run the command that the arguments name, and return its exit code."""
    try:
        return app(standalone_mode=False) or 0
    except _UsageError as error:
        from typer.rich_utils import rich_format_error

        with contextlib.suppress(OSError, SystemExit):  # where nobody listens
            rich_format_error(error)  # type: ignore[arg-type]
        return FAILED
    except SystemExit as end:
        if end.code:
            raise
        return 0  # so Typer ends when it has told a shell of completions


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
