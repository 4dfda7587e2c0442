"""Models of printed rows, one after the other, without a text; and what is told of them."""

from __future__ import annotations

from typing import Any, TypeAlias

from rnnscope.model.parts import LayerConfig, Model, ModelConfig, Shape
from rnnscope.model.printed import PrintedRow, PrintedShape, PrintedSummary
from rnnscope.report.report import Report
from rnnscope.solving import Known, explained_summary
from rnnscope.words.printed.row_verdicts import row_sentences
from tests.solving.pasted import verdict as verdict

Line: TypeAlias = tuple[str, str, Shape | None, int]


def row_of(number: int, line: Line, **more: Any) -> PrintedRow:
    name, class_name, shape, params = line
    shapes = () if shape is None else (PrintedShape(sizes=shape),)
    return PrintedRow(
        line=number, name=name, class_name=class_name, shapes=shapes, params=params, **more
    )


def chain(*lines: Line, generation: int | None = 2) -> Model:
    """Return a model of rows, each a name, a class, a shape and a number."""
    rows = tuple(row_of(number, line) for number, line in enumerate(lines, 1))
    return model_of(rows, generation)


def model_of(rows: tuple[PrintedRow, ...], generation: int | None = 2) -> Model:
    layers = tuple(LayerConfig(class_name=row.class_name, name=row.name) for row in rows)
    total = sum(row.params or 0 for row in rows)
    printed = PrintedSummary(rows=rows, line=0, generation=generation, total=total)
    config = ModelConfig(class_name="Sequential", name="sequential", layers=layers)
    return Model(config=config, source=None, format="printed", printed=printed)


def reported(model: Model, **known: Any) -> Report:
    """Return the report of a model with what somebody knows, without Keras's own summary."""
    return explained_summary(model, Known(**known))[1]


def said(report: Report, name: str) -> str:
    """Return the sentences of a row."""
    return " ".join(row_sentences(report[name]))
