"""The lines of a program that freeze layers, as far as a printed summary tells which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rnnscope.pages.code.constructors import as_comments, name_of
from rnnscope.report.freezing import Freezing, Frozen
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.report import Report
from rnnscope.words.printed.frozen import frozen_sentences

_MODEL = "model"


def freezing_lines(report: Report) -> Iterator[str]:
    """Yield the lines that freeze layers, with why, or a comment where it is not told which."""
    freezing = report.freezing
    if freezing is None or freezing.found is Frozen.NONE:
        return
    yield from as_comments(frozen_sentences(report))
    if freezing.found is Frozen.ALL:
        yield f"{_MODEL}.trainable = False"
    else:
        yield from _frozen(report.layers, _MODEL, freezing)


def _frozen(rows: Sequence[LayerReport], model: str, freezing: Freezing) -> Iterator[str]:
    """Yield the lines that freeze layers of a model, and of those inside it."""
    names = [name_of(row) for row in rows if _is_frozen(row, freezing)]
    if len(names) == 1:
        yield f"{_layer(model, names[0])}.trainable = False"
    elif names:
        yield "for name in ["
        yield from (f"    {name!r}," for name in names)
        yield "]:"
        yield f"    {model}.get_layer(name).trainable = False"
    for row in rows:
        if row.is_model and not _is_frozen(row, freezing):
            yield from _frozen(row.children, _layer(model, name_of(row)), freezing)


def _layer(model: str, name: str) -> str:
    return f"{model}.get_layer({name!r})"


def _is_frozen(row: LayerReport, freezing: Freezing) -> bool:
    """Tell whether a layer is frozen as a whole: a model where all that has weights in it is."""
    if not (row.is_model and row.children):
        return row.path in freezing.frozen
    own = [row] if row.number else []
    inside = [child for child in row.children if child.params]
    return bool(inside) and all(
        each.path in freezing.frozen if each is row else _is_frozen(each, freezing)
        for each in (*own, *inside)
    )
