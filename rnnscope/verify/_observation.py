"""What Keras says of a model: its summary's text, and each layer's weights.

Runs where Keras is imported already: in the child process, or beside a live
model.  The numbers are those `summary()` prints, read from its table where
the console is wide enough that nothing is cut.  Source:
keras/src/utils/summary_utils.py.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

TOTALS = {
    "total": "Total params",
    "trainable": "Trainable params",
    "non_trainable": "Non-trainable params",
    "optimizer": "Optimizer params",
}
_MAX_WIDTH = 4000
_HEIGHT = 25  # nothing depends on it, but without it Rich may ask the terminal for the width too
_LOCK = threading.RLock()


def observe(model: Any) -> dict[str, Any]:
    """Return the summary's text, its totals, and a row for each layer, as plain data.

    `rows` are nested as models are; `weights` are in Keras's order.  `keras` is
    the version that said so, and `backend` what it computes with.
    """
    import keras

    text = summary_text(model)
    printed = _printed_rows(text)
    rows = [_row(layer, frozen=not model.trainable) for layer in _rows(model)]
    if len(printed) != len(rows):
        raise ValueError(f"summary() printed {len(printed)} rows for {len(rows)} layers")
    for row, layer, (shape, params) in zip(rows, _rows(model), printed, strict=True):
        row.update(params=params, output_shape=shape if _is_of(model, layer) else "?")
    speaker = {"keras": keras.__version__, "backend": keras.backend.backend()}
    return {**speaker, "text": text, "rows": rows, **_totals(text)}


def summary_text(model: Any) -> str:
    """Return what `model.summary()` prints, on a console wide enough for it."""
    labels = [f"{layer.name} ({type(layer).__name__})" for layer in _rows(model)]
    widest = max(map(len, labels), default=20)
    width = min(max(140, int((widest + 6) / 0.3) + 1), _MAX_WIDTH)
    text = _printed(model, width)
    while width < _MAX_WIDTH and any(not _is_whole(shape) for shape, _ in _printed_rows(text)):
        width = min(2 * width, _MAX_WIDTH)
        text = _printed(model, width)
    return text


def _printed(model: Any, width: int) -> str:
    lines: list[str] = []
    with _console_width(width):
        model.summary(print_fn=lambda text, **_: lines.append(text), line_length=width)
    return "\n".join(lines)


def _is_whole(shape: str) -> bool:
    """Tell whether a cell holds all of its shape, and not only its first line."""
    return all(shape.count(sign) == shape.count(end) for sign, end in ("()", "[]", "{}"))


@contextmanager
def _console_width(width: int) -> Iterator[None]:
    """Give this thread consoles of Rich's, which Keras prints with, that are so wide.

    Nor are they a notebook's, which would print there what is to be read here,
    and is as wide as `JUPYTER_COLUMNS` says.
    """
    from rich.console import Console

    ours = threading.get_ident()
    settings = {"width": width, "height": _HEIGHT, "force_jupyter": False, "legacy_windows": False}

    def wide(self: Any, *args: Any, **kwargs: Any) -> None:
        made(self, *args, **(kwargs | settings if threading.get_ident() == ours else kwargs))

    with _LOCK:
        made = Console.__init__
        Console.__init__ = wide  # type: ignore[method-assign]
        try:
            yield
        finally:
            Console.__init__ = made  # type: ignore[method-assign]


def _rows(model: Any) -> list[Any]:
    """Return what summary() has a row for: operations too, in a Functional model."""
    functional = hasattr(model, "_operations") and not hasattr(model, "_functional")
    return list(model._operations if functional else model.layers)


def _is_of(model: Any, layer: Any) -> bool:
    """Tell whether the shape in a layer's row is of this model: of another's, if it came last.

    summary() shows that of the layer's last call, whoever made it.
    """
    nodes = getattr(getattr(model, "_functional", model), "_nodes", None)
    calls = len(getattr(layer, "_inbound_nodes", ()))
    return not nodes or not calls or f"{id(layer)}_ib-{calls - 1}" in nodes


def _row(layer: Any, *, frozen: bool) -> dict[str, Any]:
    """Describe a layer; in a model that is frozen as a whole no weight is trained."""
    inside = getattr(layer, "layers", None)
    return {
        "name": layer.name,
        "counts_itself": _counts_itself(layer),
        "weights": [_weight(weight, frozen=frozen) for weight in getattr(layer, "weights", [])],
        "rows": [_row(row, frozen=frozen) for row in _rows(layer)]
        if isinstance(inside, list)
        else [],
    }


def _counts_itself(layer: Any) -> bool:
    """Tell whether a class of somebody's own overrides count_params(), which summary() prints."""
    owner = next((c for c in type(layer).__mro__ if "count_params" in vars(c)), None)
    return owner is not None and not owner.__module__.startswith("keras.")


def _weight(weight: Any, *, frozen: bool) -> dict[str, Any]:
    return {
        "name": weight.name,
        "shape": list(weight.shape),
        "dtype": str(weight.dtype),
        "trainable": bool(weight.trainable) and not frozen,
    }


def _printed_rows(text: str) -> list[tuple[str, int | None]]:
    """Read output shape and count from the table; a row's first line has all its cells.

    Cells are found where the heads of their columns stand on the screen, since
    a name may hold any sign, wide ones, invisible ones, and that between columns.
    """
    from rich.cells import cell_len

    lines = text.split("\n")
    head = next((line for line in lines if line.startswith(("┃", "|"))), "")
    edges = {i for i, sign in enumerate(head) if sign in "┃|"}
    rows = []
    for line in lines:
        cuts = [i for i, sign in enumerate(line) if sign in "│|" and cell_len(line[:i]) in edges]
        cells = [line[i + 1 : j].strip() for i, j in pairwise(cuts)]
        if line != head and len(cells) >= 3 and cells[0] and cells[2]:
            digits = cells[2].replace(",", "")
            rows.append((cells[1], int(digits) if digits.isdecimal() else None))
    return rows


def _totals(text: str) -> dict[str, int]:
    """Read the lines below the table: `Total params: 21,386 (83.54 KB)`."""
    totals = {}
    for key, label in TOTALS.items():
        match = re.search(rf"^ *{label}: ([\d,]+)", text, re.MULTILINE)
        totals[key] = int(match[1].replace(",", "")) if match else 0
    return totals
