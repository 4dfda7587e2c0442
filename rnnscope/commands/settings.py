"""Settings as they are given on a command line: `NAME=VALUE`."""

from __future__ import annotations

import ast
from collections.abc import Iterable

import typer

from rnnscope.errors import BadLimitError
from rnnscope.untrusted.limits import Limits
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


def limits_of(texts: Iterable[str]) -> Limits:
    """Return the limits with those changed that `--limit` names.

    Raises:
        BadParameter: there is no such limit, or it is no number that one can be.

    """
    values = dict(map(setting, texts))
    try:
        return Limits.of(values)
    except BadLimitError as error:
        raise typer.BadParameter(str(error)) from None
