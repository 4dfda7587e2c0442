"""How names, numbers and formulas are written on a page, before any format.

Names from a model are made harmless for a screen here (`visible`); escaping for
its own syntax is each renderer's business.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, zip_longest

from rnnscope.algebra.expr import Expr, Symbol
from rnnscope.untrusted.limits import current
from rnnscope.wording import cut, joined, split_outside

_HIDDEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_ADDRESS = re.compile(r"(https://[\w./()-]*[\w/])")
_LINES = 50  # of one cell: a layer has as many names and notes only if somebody made it so
_PLACE = "\0"  # of a name, while the signs around it are drawn


def visible(text: str) -> str:
    """Write control characters, line ends and invisible marks as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        ch if unicodedata.category(ch) not in _HIDDEN else ch.encode("unicode_escape").decode()
        for ch in text
    )


def named(name: str) -> str:
    """Write a name that a model gives, as much of it as a person reads."""
    return visible(cut(name))


def cell(text: str, sign: str = " + ") -> str:
    """Write what stands in a cell: of a long sum or list as much as a limit allows."""
    most = current().cell_characters
    return visible(text if len(text) <= most else joined(split_outside(text, sign), sign, most))


def first(lines: Iterable[str], count: int) -> Iterator[str]:
    """Yield the first lines of a cell, and how many more there are."""
    yield from islice(lines, _LINES)
    if count > _LINES:
        yield f"... and {count - _LINES:,} more"


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a sentence, and of each whether it is code, between backticks."""
    parts = text.split("`")
    if len(parts) % 2:
        yield from ((part, i % 2 == 1) for i, part in enumerate(parts) if part)
    else:  # one of them is a sign like any other
        yield text, False


def addresses(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a text, and of each whether it is an address."""
    for i, part in enumerate(_ADDRESS.split(text)):
        if part:
            yield part, i % 2 == 1


def drawn(text: str, times: str) -> str:
    """Write a formula of a report with a page's sign for multiplication."""
    return text.replace("*", times)


def drawn_size(size: Expr, name: Callable[[Symbol], str], times: str) -> str:
    """Write a size, each symbol as `name` puts it; a sign within a name stays as it is."""
    names: list[str] = []

    def placed(symbol: Symbol) -> str:
        names.append(name(symbol))
        return _PLACE

    signs = drawn(size.write(placed), times).split(_PLACE)
    return "".join(part for pair in zip_longest(signs, names, fillvalue="") for part in pair)


def params_text(params: int | None) -> str:
    """Write a count with full digits; a question mark where nobody knows."""
    return "?" if params is None else f"{params:,}"
