"""The branches beside rows: each drawing stands once in a page, and rows name it."""

from __future__ import annotations

import re

_GUTTER = re.compile(r'(?<=<span class="gutter">)(?:<svg .*?</svg>)+(?=</span>)', re.DOTALL)
_DRAWING = re.compile(r'<svg viewBox="0 0 ([\d.]+) [^>]*>.*?</svg>', re.DOTALL)
_PLACE = "<!-- drawings -->"


def shared(text: str) -> str:
    """Return a page in which what stands beside many rows is drawn only once.

    Names in a page are escaped, so that none can look like a drawing.
    """
    known: dict[str, int] = {}

    def named(drawing: re.Match[str]) -> str:
        number = known.setdefault(drawing[0], len(known))
        return f'<svg width="{drawing[1]}"><use href="#g{number}"/></svg>'

    text = _GUTTER.sub(lambda gutter: _DRAWING.sub(named, gutter[0]), text)
    drawings = (each.replace("<svg", f'<svg id="g{n}"', 1) for each, n in known.items())
    inside = f'<svg class="drawings" aria-hidden="true"><defs>{"".join(drawings)}</defs></svg>'
    return text.replace(_PLACE, inside if known else "", 1)
