"""What four versions of Keras printed, beside what their models say of themselves.

`printed_by/write.py` had them print it.  Further texts, of others, are read where
`RNNSCOPE_SUMMARIES` names a file of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rnnscope.model.printed import PrintedSummary
from rnnscope.readers.printed import summaries


@dataclass(frozen=True)
class Printed:
    """A text, and the layers of the model that it is of."""

    keras: str
    model: str
    width: int | None
    text: str
    total: int
    rows: list[list[Any]]  # name, class, params, shapes and depth

    @property
    def id(self) -> str:
        return f"{self.keras} {self.model} {self.width or 'as it is'}"


def all_printed() -> list[Printed]:
    return [
        Printed(path.stem.removeprefix("keras_"), **json.loads(line))
        for path in sorted((Path(__file__).parent / "printed_by").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]


ALL = all_printed()
# Each model once, at the width that it has by itself, and a narrow one of those that wrap.
SOME = [printed for printed in ALL if printed.width in (None, 60)]


def one(text: str | bytes) -> PrintedSummary:
    """Return the only summary in a text."""
    (summary,) = summaries(text, "the text")
    return summary


def told(summary: PrintedSummary) -> list[Any]:
    """Return what a summary says, but for the lines that it stands on."""
    rows = [
        (row.name, row.class_name, row.shapes, row.params, row.depth, row.connections)
        for row in summary.rows
    ]
    totals = (summary.total, summary.trainable, summary.non_trainable, summary.optimizer)
    return [*rows, totals, [text for _, text in summary.unread]]
