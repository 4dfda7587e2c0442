"""What somebody knows of a model of which only the printed summary is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rnnscope.errors import BadArgumentError
from rnnscope.model.parts import Model, Shape
from rnnscope.model.printed import PrintedSummary
from rnnscope.readers.printed.summary_file import chosen


@dataclass(frozen=True, slots=True)
class Known:
    """What somebody knows of a model beside what is printed.

    `input_shapes` are shapes of what flows into it, without the batch, by the name of the
    layer that they enter or that puts them out; under "" that of the only input.
    `arguments` are such as `{"conv1.kernel_size": 3}`.  `keras` is the generation that
    printed it, and `table` which of several tables in the text is meant, from 1 on.
    """

    input_shapes: Mapping[str, Shape] = field(default_factory=dict)
    arguments: Mapping[str, Any] = field(default_factory=dict)
    keras: int | None = None
    table: int = 1

    def of(self, model: Model) -> Model:
        """Return the model that is meant, with the generation that is known.

        Raises:
            BadArgumentError: there is no such table, or the text tells another generation.

        """
        meant = model if self.table == 1 else chosen(model, self.table)
        printed = meant.printed and self._of_generation(meant.printed)
        return replace(meant, printed=printed)

    def _of_generation(self, printed: PrintedSummary) -> PrintedSummary:
        if self.keras is None or self.keras == printed.generation:
            return printed
        if printed.generation is not None:
            expected = f"{printed.generation}, since {printed.because}"
            raise BadArgumentError("keras", expected, self.keras)
        return replace(printed, generation=self.keras, because="that was said")


NOTHING = Known()
