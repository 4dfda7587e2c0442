"""HTML: a mark is a comment in a line of its own.

Text is cut into comments, tags and what holds text alone as the standard has it
(https://html.spec.whatwg.org/multipage/parsing.html#tokenization); all else is passed over.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from rnnscope.embedding.blocks import PREFIX, Found, found_at, is_mark
from rnnscope.embedding.drawing import Formats, as_it_is
from rnnscope.errors import BadMarkError
from rnnscope.wording import in_html

_TAG = r"""(?:=\s*+"[^"]*+(?:"|\Z)|=\s*+'[^']*+(?:'|\Z)|[^>])*+(?:>|\Z)"""
_PIECE = re.compile(
    rf"""<!--(?:-?>|(?P<comment>.*?)(?P<close>--!?>|\Z))
    |<(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)(?=[\s/>]){_TAG}
     .*?(?:(?=</(?P=raw)[\s/>])|\Z)
    |<!\[CDATA\[.*?(?:\]\]>|\Z)
    |<(?P<slash>/?)pre(?=[\s/>]){_TAG}
    |</?[a-z]{_TAG}
    |<[!?/][^>]*+""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)


def found(lines: Sequence[str], file: str) -> Iterator[Found]:
    """Yield the marks; what stands in a script, a style or a box for text is text."""
    text, is_pre = "".join(lines), False
    starts = [0, *accumulate(map(len, lines))]
    for piece in _PIECE.finditer(text) if PREFIX in text else ():
        if piece["slash"] is not None:
            is_pre = not piece["slash"]
        if piece["comment"] is None or not is_mark(piece["comment"]):
            continue
        if is_pre and piece["close"]:
            line = bisect_right(starts, piece.start())
            raise BadMarkError(file, line, "a mark cannot stand in <pre>: put it before it")
        yield found_at(text, starts, piece, file)


def _preformatted(lines: list[str]) -> list[str]:
    return f"<pre>{in_html(chr(10).join(lines))}</pre>".split("\n")


FORMATS: Formats = {
    "html-fragment": as_it_is,
    "text": _preformatted,
    "svg": as_it_is,
    "badge": as_it_is,
}
