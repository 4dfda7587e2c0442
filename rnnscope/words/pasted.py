"""What can be said of a model that only a printed summary tells: its class, and what flows in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rnnscope.keras_facts.class_names import KERAS_3
from rnnscope.model.parts import Shape
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.row_verdict import Fit, Told
from rnnscope.wording import listed

_SEQUENTIAL = "Sequential"
_UNKNOWN = "Model"
# How many axes a layer of so many dimensions takes beside the batch, where channels stand last.
_AXES = {
    "1D": "STEPS,CHANNELS",
    "2D": "HEIGHT,WIDTH,CHANNELS",
    "3D": "DEPTH,HEIGHT,WIDTH,CHANNELS",
}
_ROUND = 8  # sizes that people choose are often multiples of it, or of ten


def class_of(report: Report) -> str:
    """Return the class of a model; of a printed summary `Model` where nothing tells it.

    Keras names a Sequential model so itself, and Keras 1 printed of it what flows into its first
    layer.  Only a functional model has rows for its inputs, or says what they are connected to.
    """
    if report.printed is None:
        return report.class_name
    rows = report.printed.rows
    if report.class_name == _SEQUENTIAL:
        is_told = report.printed.name.startswith("sequential") or bool(rows[0].connections)
    else:
        is_told = rows[0].class_name == "InputLayer" or any(row.connections for row in rows)
    return report.class_name if is_told else _UNKNOWN


def unfed(rows: Sequence[LayerReport]) -> Iterator[str]:
    """Say of which layers it is not printed what flows in, and how it is said."""
    named = [row.path for row in rows if _takes_rows(row)]
    rows = [row for row in rows if not _takes_rows(row)]
    if named:
        yield f"The shape of what flows into {listed(named)} is not told."
    if not rows:
        return
    found = ((row, _example(row)) for row in rows)
    row, example = next(((row, text) for row, text in found if text), (rows[0], ""))
    name = f"{row.path}=" if len(rows) > 1 else ""
    how = f", as --input-shape {name}{example}" if example else ""
    yield (
        f"What flows into {listed(row.path for row in rows)} is not printed; --input-shape says "
        f"it, without the batch{how}."
    )


def _takes_rows(row: LayerReport) -> bool:
    """Tell whether the text names what flows in, and nothing but its shape is not there."""
    connections = row.told.row.connections if row.told else None
    calls = row.layer.config.calls if row.layer else ()
    return bool(connections) and any(True for call in calls for _ in call.refs)


def _example(row: LayerReport) -> str:
    """Write an input that a layer may have; nothing where nobody can say how many axes it has."""
    fits = [fit for fit in row.told.fits if fit.input_shapes] if row.told else []
    if row.told is not None and row.told.told is Told.ONE_OF:
        fits = sorted(fits, key=_oddness)
    if fits:
        shape = fits[0].input_shapes[0][1:]
        is_any = row.told is not None and row.told.told is Told.ONE_OF and not any(shape)
        return "" if _is_odd(shape) or is_any else ",".join(map(str, shape))
    return _AXES.get(row.class_name[-2:], "") if row.class_name in KERAS_3 else ""


def _is_odd(shape: Shape) -> bool:
    """Tell a shape that nobody has: of no sizes, or of one between others that are left open."""
    is_open = [size is None for size in shape]
    return not shape or (is_open[0] and is_open[-1] and not all(is_open))


def _oddness(fit: Fit) -> tuple[bool, int, int, int, int]:
    """Return what is less, the likelier settings are: few axes, and sizes that people choose."""
    shape = fit.input_shapes[0][1:]
    own = [value for value in fit.settings.values() if type(value) is int]
    sizes = [size for size in (*shape, *own) if size]
    odd = [size for size in sizes if size > _ROUND and size % _ROUND and size % 10]
    is_first = fit.settings.get("data_format") == "channels_first"
    open_sizes = shape.count(None)
    return _is_odd(shape) or is_first, len(shape), open_sizes, len(odd), max(sizes, default=0)
