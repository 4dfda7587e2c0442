"""Shapes that somebody gives for what flows into a printed model, held against the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rnnscope.errors import BadArgumentError
from rnnscope.model.parts import Shape
from rnnscope.model.printed import PrintedShape
from rnnscope.solving.rows.flow import ENTRY, Row, Source
from rnnscope.solving.rows.rows import taken_by
from rnnscope.wording import listed


def given_shapes(shapes: Mapping[str, Shape], rows: Sequence[Row]) -> dict[Source, Shape]:
    """Return the shapes that were given by what puts them out, where the text does not print them.

    One that a row prints whole, or with open sizes, tells no more than that.

    Raises:
        BadArgumentError: there is no such input, or its shape is printed otherwise.

    """
    inputs = _Inputs.of(rows)
    given = {}
    for name, shape in shapes.items():
        source = inputs.meant(name)
        if source is None:
            expected = _entered(inputs.unprinted_names())
            raise BadArgumentError("input_shape", expected, _as_given(name, shape))
        printed = inputs.printed.get(source)
        flowing = _as_printed((None, *shape), printed)
        if printed is not None and not printed.may_be(flowing):
            raise BadArgumentError("input_shape", _expected(printed), _as_given(name, shape))
        if printed is None or printed.is_cut:
            given[source] = flowing
    return given


@dataclass(frozen=True, slots=True)
class _Inputs:
    """What flows into a model: `entries` have no row, and `cut` are inputs whose shape is cut off.

    `printed` are the shapes that the text has, cut off or not.
    """

    rows: Sequence[Row]
    entries: tuple[Source, ...]
    cut: tuple[Source, ...]
    printed: Mapping[Source, PrintedShape]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> _Inputs:
        """Look for what flows in through all rows."""
        sources = (source for row in rows for source in row.sources)
        entries = dict.fromkeys(source for source in sources if source[0].startswith(ENTRY))
        own = {(row.name, 0): row.printed.shapes[0] for row in rows if _is_input(row)}
        cut = tuple(source for source, shape in own.items() if shape.is_cut)
        column = {row.sources[0]: taken for row in rows if (taken := taken_by(row))}
        return cls(rows, tuple(entries), cut, {**own, **column})

    def meant(self, name: str) -> Source | None:
        """Return the only input that a name means: of those not printed whole, else of all."""
        unprinted = (*self.entries, *self.cut)
        return _meant(name, unprinted, self.rows) or _meant(
            name, _outer(self.printed, self.rows), self.rows
        )

    def unprinted_names(self) -> list[str]:
        """Return the names of the inputs whose shape can be said."""
        names = (name for name, _ in (*self.entries, *self.cut))
        return [name.removeprefix(ENTRY) or self.rows[0].name for name in names]


def _as_printed(given: Shape, printed: PrintedShape | None) -> Shape:
    """Return a shape with those sizes open that are printed as open: any may flow in there."""
    sizes = printed.sizes if printed is not None else ()
    open_ = [place < len(sizes) and sizes[place] is None for place in range(len(given))]
    return tuple(None if each else size for size, each in zip(given, open_, strict=True))


def _is_input(row: Row) -> bool:
    return row.kind.name == "InputLayer" and len(row.printed.shapes) == 1


def _outer(printed: Mapping[Source, PrintedShape], rows: Sequence[Row]) -> list[Source]:
    """Return the printed inputs of the model itself, and not of one inside it."""
    return [(row.name, 0) for row in rows if not row.level and (row.name, 0) in printed]


def _meant(name: str, sources: Sequence[Source], rows: Sequence[Row]) -> Source | None:
    """Return the only one of some inputs that a name means; None where there is none, or more."""
    fitting = [source for source in sources if _enters(source[0], name, rows)]
    return fitting[0] if len(fitting) == 1 else None


def _enters(source: str, name: str, rows: Sequence[Row]) -> bool:
    """Tell whether an input is meant by its name, or by that of a layer that takes it."""
    takers = (row.name for row in rows if any(source == each for each, _ in row.sources))
    return name in ("", source.removeprefix(ENTRY)) or name in takers


def _expected(printed: PrintedShape) -> str:
    """Say how the shape of an input is printed that was given otherwise."""
    sizes = ", ".join(map(str, printed.sizes))
    if printed.is_cut:
        return f"one that is printed as ({sizes}, {printed.begun}, as far as there was room"
    is_open = None in printed.sizes[1:]
    open_ = ", of which each None may be any size" if is_open else ""
    return f"what is printed, ({sizes}){open_}, without the batch"


def _entered(names: Sequence[str]) -> str:
    """Say of which inputs a shape can be said."""
    if not names:
        return "none, for this text prints the shapes of all its inputs"
    several = f" by its name, as {names[0]}=28,28" if names[1:] else ""
    return f"one of the inputs that are not printed ({listed(names)}){several}"


def _as_given(name: str, shape: Shape) -> str:
    """Write a shape as it is typed."""
    sizes = ",".join(map(str, shape))
    return f"{name}={sizes}" if name else sizes
