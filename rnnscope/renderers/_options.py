"""What a reader of a report may choose."""

from __future__ import annotations

from dataclasses import dataclass

from rnnscope.errors import BadArgumentError


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How much to show, and how.

    `depth` is how many levels of layers inside layers are shown, all by
    default; `layer` names one layer to show in full; `why_not` asks why a count is
    not another number; `tablefmt` is a format of
    tabulate's; `width` the columns of a screen, unlimited by default.

    Raises:
        BadArgumentError: one of them is of another kind.

    """

    depth: int | None = None
    layer: str | None = None
    why_not: int | str | None = None
    tablefmt: str = "simple"
    ascii_only: bool = False
    width: int | None = None

    @property
    def is_single(self) -> bool:
        """True where one layer is shown in full, or one question is answered."""
        return self.layer is not None or self.why_not is not None

    def __post_init__(self) -> None:
        for name in ("depth", "width"):
            value = getattr(self, name)
            is_count = type(value) is int and value >= 1
            if not (value is None or is_count):
                raise BadArgumentError(name, "a whole number of 1 or more, or None", value)
        if not isinstance(self.tablefmt, str):
            raise BadArgumentError("tablefmt", "the name of a table format", self.tablefmt)
