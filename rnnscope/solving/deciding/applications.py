"""Models of keras.applications, which are known by name, number and shape, if not by rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rnnscope.model.parts import Shape
from rnnscope.model.printed import PrintedRow
from rnnscope.report.applications import applications_like, names
from rnnscope.report.row_verdict import Assumed, Told
from rnnscope.solving.asked.problem import KnownShape
from rnnscope.solving.deciding.decision import Decision

_CLASSES = 1_000
_STRIDE = 32  # pixels of an image for one of what a base puts out, by all of them
_COLOURS = 3


def application(row: PrintedRow, inputs: Sequence[KnownShape | None]) -> Decision | None:
    """Return what is assumed of a model whose name, number and shape are those of one of Keras's.

    None where there is none, or several.
    """
    if row.is_name_cut or row.is_class_cut or not _is_shaped(row):
        return None
    found = _of_number(row.params, row.shapes[0].sizes, _only(inputs), _named(row))
    return _assumed(found, "{}, which has this name, this number and this shape")


def application_inside(row: PrintedRow, inputs: Sequence[KnownShape | None]) -> Decision | None:
    """Return what is assumed of a model at each step, whose name is not printed.

    None where none of Keras's has this number and this shape, or several have.
    """
    if not _is_shaped(row):
        return None
    shape, flowing = row.shapes[0].sizes, _only(inputs)
    at_a_step = None if flowing is None else (*flowing[:1], *flowing[2:])
    found = _of_number(row.params, (*shape[:1], *shape[2:]), at_a_step, _having(row.params))
    return _assumed(found, "{} at each step, which has this number and this shape")


def _is_shaped(row: PrintedRow) -> bool:
    """Tell whether a row has one shape, of which nothing is cut off."""
    return len(row.shapes) == 1 and not row.shapes[0].is_cut


def _only(inputs: Sequence[KnownShape | None]) -> KnownShape | None:
    """Return the shape of what flows in; None where that is not told, or is more than one."""
    return inputs[0] if len(inputs) == 1 else None


def _assumed(calls: Iterable[str], why: str) -> Decision | None:
    """Return what is assumed where there is one call alone that makes such a model."""
    found = [*calls]
    if len(found) != 1:
        return None
    return Decision(told=Told.ASSUMED, taken=(Assumed.APPLICATION,), why=why.format(found[0]))


def _having(params: int | None) -> Iterator[tuple[str, int, int]]:
    """Yield the functions whose models have a number, whatever they are named."""
    from rnnscope.keras_facts.applications import APPLICATIONS

    for function, (_, whole, base) in APPLICATIONS.items():
        if params in (whole, base):
            yield function, whole, base


def _named(row: PrintedRow) -> Iterator[tuple[str, int, int]]:
    """Yield the functions that give a model the number of a row, and by default its name."""
    for function, whole, base in applications_like(row.name, row.params):
        if names(function, row.name):
            yield function, whole, base


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
