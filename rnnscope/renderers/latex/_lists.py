"""Lists of sentences, with no more space between them than there is between lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def itemized(items: Iterable[str]) -> Iterator[str]:
    """Yield a list of what is escaped already; nothing where there are no items."""
    found = [rf"\item {item}" for item in items]
    if found:
        yield from (r"\begin{itemize}\setlength{\itemsep}{0pt}", *found, r"\end{itemize}")
