"""What comes of other sizes: the total, what moves together, or why there is no such model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rnnscope.errors import NotRecountedError
from rnnscope.report.recounting.knobs import Knob
from rnnscope.report.recounting.nodes import Value
from rnnscope.wording import cut, listed

if TYPE_CHECKING:
    from rnnscope.report.report import Report


@dataclass(frozen=True, slots=True)
class OtherSize:
    """A size as it is, as it would be, and the names of all that are one with it."""

    name: str
    value: Value
    other: Value
    together: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A model as it is counted, and as it would be; `refused` says why Keras would not build it."""

    sizes: tuple[OtherSize, ...]
    count: int
    total: int | None
    refused: tuple[str, ...]


def what_if(report: Report, sizes: Mapping[str, Value]) -> WhatIf:
    """Return what comes of other sizes, each by the name that it has in the report.

    Raises:
        BadArgumentError: there is no size of such a name, its value is no size, or two of one
            size that are not the same are given.
        NotRecountedError: the model cannot be counted again, or what becomes of a size is unknown.

    """
    recounting = report.recounting
    if not recounting.is_sound or report.total is None:
        raise NotRecountedError(recounting.reason or _why_not(report))
    found = report.recount(sizes)
    given = [_changed(recounting.knobs, name, size) for name, size in sizes.items()]
    following = recounting.with_followers(sizes).items()
    changed = [*given, *(_changed(recounting.knobs, name, size) for name, size in following)]
    apart = {each.together: each for each in reversed(changed)}
    return WhatIf(tuple(reversed(apart.values())), report.total, found.total, found.refused)


def _why_not(report: Report) -> str:
    """Say why a model is not what its sizes give."""
    numbers = [row.path for row in report.walk() if row.number]
    if not numbers:
        return "what its sizes give is not its count"
    return (
        f"the text tells no more than a number of {listed(numbers)}, which has no sizes to change"
    )


def _changed(knobs: tuple[Knob, ...], name: str, size: Value) -> OtherSize:
    knob = next(knob for knob in knobs if name in knob.members)
    if knob.is_lost:
        raise NotRecountedError(f"{cut(name)} cannot be changed: {knob.locked}")
    return OtherSize(name, knob.value, size, knob.members)
