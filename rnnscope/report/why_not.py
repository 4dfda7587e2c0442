"""Why a count is not the number that somebody expected, as finished data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """A mistake that gives a number.

    `path` is the layer whose count it then is, empty for the model's total.
    `thought` follows "this is what you get if"; `count` is the number, and `numbers` that as
    arithmetic, in Python; `right` is what is right, and `why` says why.  `alike` are other
    layers for which it is the same.
    `is_single` is False for several mistakes at once, which may come to the number by chance.
    """

    path: str
    thought: str
    count: int
    numbers: str
    right: int
    why: str
    alike: tuple[str, ...] = ()
    is_single: bool = True


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a count is not the number that somebody expected.

    `asked` is what was asked, `number` its value.  `layer` is the path of the layer that
    was asked about, None for the whole model, and `count` what is right.
    `right` names whose count the number is: layers by their paths, the model by
    an empty text.  `causes` are mistakes that give it, the likeliest first; `is_as_summed` says
    whether their terms are those of the sum that was asked, None where none was.  `terms` are
    sentences on the asker's own sum, `nearest` such on what is near.
    """

    asked: str
    number: int
    layer: str | None
    count: int | None
    right: tuple[str, ...]
    causes: tuple[Cause, ...]
    terms: tuple[str, ...]
    nearest: tuple[str, ...]
    is_as_summed: bool | None = None
