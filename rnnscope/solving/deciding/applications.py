"""Models of keras.applications, which are known by name, number and shape, if not by rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rnnscope.model.parts import Shape
from rnnscope.model.printed import PrintedRow
from rnnscope.report.applications import applications_like
from rnnscope.report.row_verdict import Told
from rnnscope.solving.asked.problem import KnownShape
from rnnscope.solving.deciding.decision import Decision

_CLASSES = 1_000
_STRIDE = 32  # pixels of an image for one of what a base puts out, by all of them
_COLOURS = 3


def application(row: PrintedRow, inputs: Sequence[KnownShape | None]) -> Decision | None:
    """Return what is assumed of a model whose name, number and shape are those of one of Keras's.

    None where there is none, or several.
    """
    if len(row.shapes) != 1 or row.shapes[0].is_cut or row.is_class_cut or row.is_name_cut:
        return None
    found = [*_fitting(row, row.shapes[0].sizes, inputs[0] if len(inputs) == 1 else None)]
    if len(found) != 1:
        return None
    why = f"{found[0]}, which has this name, this number and this shape"
    return Decision(told=Told.ASSUMED, taken=("application",), why=why)


def application_inside(row: PrintedRow, inputs: Sequence[KnownShape | None]) -> Decision | None:
    """Return what is assumed of a model at each step, whose name is not printed.

    None where none of Keras's has this number and this shape, or several have.
    """
    if len(row.shapes) != 1 or row.shapes[0].is_cut or row.is_class_cut:
        return None
    shape, flowing = row.shapes[0].sizes, inputs[0] if len(inputs) == 1 else None
    shape = (*shape[:1], *shape[2:])
    flowing = (*flowing[:1], *flowing[2:]) if flowing is not None else None
    found = [*_of_number(row.params, shape, flowing, _having(row.params))]
    if len(found) != 1:
        return None
    why = f"{found[0]} at each step, which has this number and this shape"
    return Decision(told=Told.ASSUMED, taken=("application",), why=why)


def _having(params: int | None) -> Iterator[tuple[str, int, int]]:
    """Yield the functions whose models have a number, whatever they are named."""
    from rnnscope.keras_facts.applications import APPLICATIONS

    for function, (_, whole, base) in APPLICATIONS.items():
        if params in (whole, base):
            yield function, whole, base


def _fitting(row: PrintedRow, shape: Shape, flowing: KnownShape | None) -> Iterator[str]:
    from rnnscope.keras_facts.applications import APPLICATIONS

    named = [
        each
        for each in applications_like(row.name, row.params)
        if re.fullmatch(rf"{re.escape(APPLICATIONS[each[0]][0])}(\d{{2,3}})?(_\d+)?", row.name)
    ]
    return _of_number(row.params, shape, flowing, named)


def _of_number(
    params: int | None,
    shape: Shape,
    flowing: KnownShape | None,
    functions: Iterable[tuple[str, int, int]],
) -> Iterator[str]:
    """Yield the calls of functions that make a model of a number put out a shape."""
    from rnnscope.keras_facts.applications import OUTPUTS

    for function, whole, base in functions:
        channels, more = OUTPUTS.get(function, (None, 0))
        if params == whole and shape[1:] == (_CLASSES,):
            yield f"keras.applications.{function}()"
        elif params == base and shape[1:] == (channels,):
            yield f"keras.applications.{function}(include_top=False) with a pooling"
        elif params == base and shape[3:] == (channels,) and _are_of(shape, flowing, more):
            yield f"keras.applications.{function}(include_top=False)"


def _are_of(shape: Shape, flowing: KnownShape | None, more: int) -> bool:
    """Tell whether images of a size make an output of a size, as far as both are known."""
    if flowing is None or ... in flowing:
        return True
    if len(flowing) != len(shape) or flowing[-1] not in (_COLOURS, None):
        return False
    sizes = zip(flowing[1:-1], shape[1:-1], strict=True)
    return all(
        after is None if before is None else after == (before + more) // _STRIDE
        for before, after in sizes
        if isinstance(before, int | None)
    )
