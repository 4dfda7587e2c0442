"""What raises a limit that stands in the way: options at a terminal, settings elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remedies:
    """How a limit is named where its user sets it, `{}` for its name, and how the time to answer.

    Empty is what cannot be set.
    """

    limit: str = "--limit {}=NUMBER"
    timeout: str = "--timeout"


NONE = Remedies("", "")
_offered: ContextVar[Remedies] = ContextVar("remedies", default=Remedies())  # noqa: B039  # frozen


@contextmanager
def offered(remedies: Remedies) -> Iterator[None]:
    """Have sentences of a block name what there is to set."""
    token = _offered.set(remedies)
    try:
        yield
    finally:
        _offered.reset(token)


def raised(limit: str) -> str:
    """Say, behind a limit, what raises it."""
    named = _offered.get().limit.format(limit)
    return f", which {named} raises" if named else ""


def longer() -> str:
    """Say, behind a time that is over, what gives more of it."""
    named = _offered.get().timeout
    return f"; {named} gives it longer" if named else ""
