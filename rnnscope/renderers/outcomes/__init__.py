"""What `check` writes: a module for each format, with `lines(outcomes, options)`.

It yields text that ends with a line end, as outcomes come where the format allows that.  To add a
format, write a module and name it in `OUTCOME_RENDERERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

from rnnscope.errors import UnknownFormatError
from rnnscope.renderers._options import Options

if TYPE_CHECKING:
    from rnnscope.expectations.outcome import Outcome

OutcomeRenderer: TypeAlias = "Callable[[Iterable[Outcome], Options], Iterator[str]]"

OUTCOME_RENDERERS = {
    "text": "rnnscope.renderers.outcomes.text",
    "json": "rnnscope.renderers.outcomes.json",
    "jsonl": "rnnscope.renderers.outcomes.jsonl",
    "csv": "rnnscope.renderers.outcomes.csv",
    "junit": "rnnscope.renderers.outcomes.junit",
    "github": "rnnscope.renderers.outcomes.github",
}


def outcome_lines(
    outcomes: Iterable[Outcome], to: str, options: Options | None = None
) -> Iterator[str]:
    """Yield what became of models in one of the formats in `OUTCOME_RENDERERS`.

    Raises:
        UnknownFormatError: there is no such format.

    """
    if to not in tuple(OUTCOME_RENDERERS):
        raise UnknownFormatError(to, OUTCOME_RENDERERS)
    render: OutcomeRenderer = import_module(OUTCOME_RENDERERS[to]).lines
    return render(outcomes, options or Options())
