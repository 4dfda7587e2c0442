"""What a reader of a report may choose."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How much to show, and how.

    `depth` is how many levels of layers inside layers are shown, all by
    default; `layer` names one layer to show in full; `tablefmt` is a format of
    tabulate's; `width` the columns of a screen, unlimited by default.
    """

    depth: int | None = None
    layer: str | None = None
    tablefmt: str = "simple"
    ascii_only: bool = False
    width: int | None = None
