"""Settings as they are given on a command line: `NAME=VALUE`."""

from __future__ import annotations

import ast

import typer

from rnnscope.wording import shown


def setting(text: str) -> tuple[str, object]:
    """Read `units=64`; what is no number, list, truth value or None is a text.

    Raises:
        BadParameter: it is no `NAME=VALUE`.

    """
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise typer.BadParameter(f"expected NAME=VALUE, found {shown(text)}")
    try:
        return name, ast.literal_eval(value)
    except (ValueError, SyntaxError, MemoryError, RecursionError):  # it may be nested anyhow
        return name, value
