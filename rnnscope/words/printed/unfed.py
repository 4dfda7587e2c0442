"""How it is said what a printed summary does not tell: what flows in, and settings of layers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from shlex import quote

from rnnscope.keras_facts.class_names import KERAS_3
from rnnscope.report.input_axes import axes_text
from rnnscope.report.plausible import oddness
from rnnscope.report.report import LayerReport
from rnnscope.report.row_verdict import Told
from rnnscope.report.unbuilt import waits
from rnnscope.wording import listed

# How many axes a layer of so many dimensions takes beside the batch, where channels stand last.
_AXES = {
    "1D": "STEPS,CHANNELS",
    "2D": "HEIGHT,WIDTH,CHANNELS",
    "3D": "DEPTH,HEIGHT,WIDTH,CHANNELS",
}


def unfed(rows: Sequence[LayerReport]) -> Iterator[str]:
    """Say of which of all rows it is not printed what flows in, and how it is said.

    Nothing is to be gained where a row's number and shape tell it already, as of an Embedding.
    """
    names = {row.told.row.name for row in rows if row.told}
    rows = [row for row in rows if row.told and not row.told.is_fed]
    rows = [row for row in rows if not (_is_settled(row) or _is_handed_on(row))]
    yield from _shapeless([row for row in rows if _takes_rows(row, names)])
    rows = [row for row in rows if not (_takes_rows(row, names) or waits(row))]
    if not rows:
        return
    row = next(iter(sorted(rows, key=_usefulness)))
    given = f"{row.path}=" if len(rows) > 1 else ""
    axes = _axes(row) or "SIZES"
    example = quote(given + axes)
    is_open = any(sign.isalpha() for sign in axes)  # else all that fits takes the same
    ask = f" If you know it, say so, without the batch: --input-shape {example}." * is_open
    yield f"What flows into {listed(row.path for row in rows)} is not printed.{ask}"


def _shapeless(rows: Sequence[LayerReport]) -> Iterator[str]:
    """Say of which layers the text names what flows in, but without its shape, or all shapes.

    What is joined has no weights of its own, and its rows say "?" where a shape is not known.
    """
    single = [row.path for row in rows if _takes(row) == 1]
    several = [row.path for row in rows if _takes(row) > 1 and row.params]
    if single:
        yield f"The shape of what flows into {listed(single)} is not told."
    if several:
        yield f"Not every shape of what flows into {listed(several)} is told."


def _takes(row: LayerReport) -> int:
    return len(row.told.row.connections or ()) if row.told else 0


def unsettled(rows: Sequence[LayerReport]) -> Iterator[str]:
    """Say of which rows several settings fit, and how one that is known is said."""
    found = [(row.path, argument) for row in rows if (argument := _telling(row))]
    if found:
        path, argument = found[0]
        given = quote(f"{path}.{argument}=VALUE")
        yield (
            f"If you know a setting of {listed(name for name, _ in found)}, say so: "
            f"--assume {given}."
        )


def _telling(row: LayerReport) -> str:
    """Return the argument that tells most of several settings apart; nothing where none does."""
    if not (_is_open(row) and row.told and row.told.row.params):
        return ""
    values: dict[str, set[str]] = {}
    for fit in row.told.fits:
        for name, value in fit.settings.items():
            values.setdefault(name, set()).add(repr(value))
    name = max(values, key=lambda each: len(values[each]), default="")
    return name if len(values.get(name, ())) > 1 else ""


def _usefulness(row: LayerReport) -> tuple[bool, bool]:
    """Return what is less, the more is known of a row once somebody says what flows into it."""
    fits = row.told.fits if row.told else ()
    return len({fit.input_shapes for fit in fits}) < 2, not _axes(row)


def _is_settled(row: LayerReport) -> bool:
    verdict = row.told
    return verdict is not None and bool(verdict.row.params) and verdict.told is Told.DETERMINED


def _is_handed_on(row: LayerReport) -> bool:
    """Tell whether what flows in can only have the shape that is printed, as of a Dropout."""
    verdict = row.told
    if verdict is None or verdict.row.params or verdict.count != 1 or len(verdict.fits) != 1:
        return False
    printed = tuple(shape.sizes for shape in verdict.row.shapes if not shape.is_cut)
    return verdict.fits[0].input_shapes == printed != ()


def _takes_rows(row: LayerReport, names: Collection[str]) -> bool:
    """Tell whether the text names what flows in, and nothing but its shape is not there."""
    if row.told is None or not row.told.row.connections:
        return False
    calls = row.layer.config.calls if row.layer else ()
    others = {connection.layer for connection in row.told.row.connections} - {row.told.row.name}
    return any(call.refs for call in calls) or not others.isdisjoint(names)


def _axes(row: LayerReport) -> str:
    """Write the axes that a layer takes beside the batch: sizes that are told, and names.

    Nothing where nobody can say how many there are.
    """
    fits = [fit for fit in row.told.fits if fit.input_shapes and fit.config] if row.told else []
    if not fits or (row.told is not None and not row.told.row.params):
        return _AXES.get(row.class_name[-2:], "") if row.class_name in KERAS_3 else ""
    rank = len(fits[0].input_shapes[0])  # of the likeliest: what is inside a wrapper may be less
    alike = [fit for fit in fits if len(fit.input_shapes[0]) == rank]
    first = min(alike, key=oddness) if _is_open(row) else fits[0]
    shapes = [fit.input_shapes[0] for fit in alike]
    return axes_text(first.config, first.input_shapes[0], shapes) if first.config else ""


def _is_open(row: LayerReport) -> bool:
    return row.told is not None and row.told.told is Told.ONE_OF
