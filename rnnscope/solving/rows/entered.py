"""Shapes that somebody gives for what flows into a printed model, held against the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    entries = dict.fromkeys(
        source for row in rows for source in row.sources if source[0].startswith(ENTRY)
    )
    printed = {(row.name, 0): row.printed.shapes[0] for row in rows if _is_input(row)}
    cut = [source for source, shape in printed.items() if shape.is_cut]
    printed |= {row.sources[0]: taken for row in rows if (taken := taken_by(row))}
    given = {}
    for name, shape in shapes.items():
        source = _meant(name, [*entries, *cut], rows) or _meant(name, _outer(printed, rows), rows)
        if source is None:
            names = [each.removeprefix(ENTRY) or rows[0].name for each, _ in (*entries, *cut)]
            raise BadArgumentError("input_shape", _entered(names), _as_given(name, shape))
        row_has = printed.get(source)
        flowing = _as_printed((None, *shape), row_has)
        if row_has is not None and not row_has.may_be(flowing):
            raise BadArgumentError("input_shape", _expected(row_has), _as_given(name, shape))
        if row_has is None or row_has.is_cut:
            given[source] = flowing
    return given


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
