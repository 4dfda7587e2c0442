"""What a reader chooses to see of a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rnnscope.errors import BadArgumentError

SORTS = ("params",)
KINDS = ("trainable", "frozen", "weights")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which layers are shown, in which order, and how much is said of them.

    `depth` is how many levels of layers inside layers are shown, all by
    default; `layer` names one layer to show in full, or `pattern` several; `why_not`
    asks why a count is not another number, `what_if` what comes of other sizes;
    `columns` are those of the table by name, or what is added to them behind a
    `+`; `sort` is "params"; `top` how many rows there are at most; `only` is
    "trainable", "frozen" or "weights".  `fold` shows equal blocks once;
    `everything` leaves nothing out; `hint` tells a reader at a screen how to see the rest.

    Raises:
        BadArgumentError: one of them is of another kind.

    """

    depth: int | None = None
    layer: str | None = None
    pattern: str | None = None
    why_not: int | str | None = None
    what_if: Mapping[str, int | None] | None = None
    columns: str = ""
    sort: str | None = None
    top: int | None = None
    only: str | None = None
    fold: bool = True
    everything: bool = False
    ascii_only: bool = False
    hint: bool = True

    def __post_init__(self) -> None:
        for name in ("depth", "top"):
            value = getattr(self, name)
            if not (value is None or (type(value) is int and value >= 1)):
                raise BadArgumentError(name, "a whole number of 1 or more, or None", value)
        for name, known in (("sort", SORTS), ("only", KINDS)):
            value = getattr(self, name)
            if not (value is None or value in known):
                raise BadArgumentError(name, f"one of {', '.join(known)}, or None", value)
        self._check_columns()
        if self.what_if is not None and not isinstance(self.what_if, Mapping):
            raise BadArgumentError("what_if", "sizes by their names, or None", self.what_if)

    def _check_columns(self) -> None:
        if not isinstance(self.columns, str):
            raise BadArgumentError("columns", "the names of columns in a text", self.columns)
        if not self.columns:
            return
        from rnnscope.pages.table.columns import COLUMNS  # which takes all that a report is made of

        for name in _names(self.columns):
            if name not in COLUMNS and name != "name":
                known = ", ".join(("name", *COLUMNS))
                raise BadArgumentError("columns", f"some of {known}", name)

    @property
    def is_single(self) -> bool:
        """True where one layer is shown in full, or one question is answered."""
        asked = (self.layer, self.why_not, self.what_if)
        return any(each is not None for each in asked)

    @property
    def times(self) -> str:
        """The sign for multiplication."""
        return "*" if self.ascii_only else "·"

    def column_names(self, usual: tuple[str, ...]) -> tuple[str, ...]:
        """Return the columns beside the layer's name; those that are added stand by the counts."""
        names = tuple(dict.fromkeys(name for name in _names(self.columns) if name != "name"))
        if not self.columns.startswith("+"):
            return names if self.columns else usual
        place = usual.index("params") + 1
        new = tuple(name for name in names if name not in usual)
        return (*usual[:place], *new, *usual[place:])

    @property
    def is_picked(self) -> bool:
        """True where layers are picked one by one, out of the models that they stand in."""
        return any((self.pattern is not None, self.sort, self.top, self.only))


def _names(columns: str) -> list[str]:
    return [name.strip() for name in columns.removeprefix("+").split(",")] if columns else []
