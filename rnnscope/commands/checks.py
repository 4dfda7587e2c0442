"""What is looked at in the options of subcommands, before anything is done.

Raises:
    typer.BadParameter: an option is none that there is; the message says which there are.

"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import typer

from rnnscope.arguments import LONGEST, witness_names
from rnnscope.errors import BadArgumentError
from rnnscope.renderers import Options


def one_of(names: Sequence[str]) -> Callable[[str | None], str | None]:
    """Return what looks whether a name, if there is any, is one of some."""

    def known(name: str | None) -> str | None:
        if name is not None and name not in names:
            raise typer.BadParameter(f"choose one of {', '.join(names)}")
        return name

    return known


def tablefmt(name: str) -> str:
    """Return a table format of tabulate's that lets names be only names."""
    if name == "simple":
        return name
    from rnnscope.renderers.markup import table_formats

    if name not in table_formats():
        raise typer.BadParameter(f"choose one of {', '.join(table_formats())}")
    return name


def columns(names: str) -> str:
    """Return columns there are."""
    _check(columns=names)
    return names


def sort(name: str | None) -> str | None:
    """Return an order there is."""
    _check(sort=name)
    return name


def only(kind: str | None) -> str | None:
    """Return a kind of layers there is."""
    _check(only=kind)
    return kind


def _check(**option: str | None) -> None:
    """Look whether a reader of a report may choose so."""
    try:
        Options(**option)  # type: ignore[arg-type]  # which is what is looked at
    except BadArgumentError as error:
        raise typer.BadParameter(str(error)) from None


def output(path: Path | None) -> Path | None:
    """Return a file, or None for standard output."""
    return None if path == Path("-") else path


def required(names: list[str]) -> list[str]:
    """Return witnesses there are."""
    try:
        return list(witness_names(names or ()))
    except BadArgumentError as error:
        raise typer.BadParameter(str(error)) from None


def timeout(seconds: float) -> float:
    """Return seconds that can be waited."""
    if not 0.1 <= seconds <= LONGEST:
        raise typer.BadParameter(f"{seconds:g} is not in the range 0.1<=x<={LONGEST}.")
    return seconds
