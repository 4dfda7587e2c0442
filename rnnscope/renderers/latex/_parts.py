r"""What all that is put into a document by `\input` has: its first lines, its group, lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rnnscope.renderers.latex.escaping import DEFINED, MACRO

PACKAGES = ("amsmath", "amssymb", "booktabs", "longtable")
_HEAD = rf"% Needs \usepackage{{{','.join(PACKAGES)}}} in the preamble."
# A name has no hyphen at the end of a line; a display may go on on the next page.
_GROUP = r"\begingroup\hyphenpenalty10000\exhyphenpenalty10000\allowdisplaybreaks"


def fragment(lines: Iterable[str], aligned: str = "") -> str:
    """Return the text of a file; `aligned` is the command by which its paragraphs are."""
    lines = list(lines)
    defined = [DEFINED] if any(MACRO in line for line in lines) else []
    return "\n".join((_HEAD, f"{_GROUP}{aligned}", *defined, *lines, r"\par\endgroup")) + "\n"


def itemized(items: Iterable[str]) -> Iterator[str]:
    """Yield a list of what is escaped already; nothing where there are no items."""
    found = [rf"\item {item}" for item in items]
    if found:
        yield from (r"\begin{itemize}\setlength{\itemsep}{0pt}", *found, r"\end{itemize}")
