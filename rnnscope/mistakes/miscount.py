"""A count that a mistake gives, and how it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from rnnscope.algebra.expr import Expr
from rnnscope.report.report import LayerReport
from rnnscope.report.weight_report import written

_LISTED = 6  # parts of a sum that are written one by one


@dataclass(frozen=True, slots=True)
class Miscount:
    """A count that a mistake gives: of a layer, or of the whole model where there is no `row`.

    `alike` are the paths of other layers for which it is the same.  `parts` returns what
    is counted for each weight of each layer inside, where it is the count of a layer.

    `write` returns the count as arithmetic, in numbers.  `key` is which mistake it is;
    `is_general` says that it may be made with all layers of the class, `is_single` that it
    is no two at once.
    """

    row: LayerReport | None
    words: str
    why: str
    rank: float
    count: int
    write: Callable[[], str] = field(compare=False, repr=False)
    key: str = ""
    is_general: bool = False
    is_single: bool = True
    alike: tuple[str, ...] = ()
    parts: Callable[[], tuple[tuple[Expr, ...], ...]] = field(
        default=tuple, compare=False, repr=False
    )


def arithmetic(counts: Iterable[Expr], times: int = 1) -> str:
    """Write a sum of counts in numbers; equal ones are written once."""
    texts = Counter(written(count, Expr.numbers) for count in counts)
    parts = [_product(text, n) for text, n in texts.items() if text != "0"]
    return _product(" + ".join(parts) or "0", times)


def added(parts: Iterable[str]) -> str:
    """Join parts of a sum."""
    return " + ".join(parts)


def _product(text: str, times: int) -> str:
    if times == 1:
        return text
    return f"{times}*({text})" if is_sum(text) else f"{times}*{text}"


def is_sum(text: str) -> bool:
    """Tell whether a plus or a minus stands outside of all brackets."""
    return any(depth == 0 and sign in "+-" for sign, depth in _depths(text)) or text[:1] == "-"


def _depths(text: str) -> Iterator[tuple[str, int]]:
    depth = 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        yield sign, depth


def less(total: int, parts: list[int]) -> str:
    """Write a total without some parts of it."""
    parts = parts if len(parts) <= _LISTED else [sum(parts)]
    return "".join([str(total), *(f" - {part}" for part in parts)])
