"""What a block may be shown as: a table, text, a picture, or the page to explore in a frame."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import partial
from html import unescape

from rnnscope.embedding.drawing import Formats
from rnnscope.embedding.families import html
from rnnscope.renderers.notebook import framed
from rnnscope.wording import in_html

_WORDS = re.compile(r"<title>(.*?)</title>(?:<desc>(.*?)</desc>)?", re.DOTALL)
# As an image its style and its names stay its own, whatever else is on the page.
_IMAGE = """\
<img src="data:image/svg+xml;base64,{data}" alt="{words}" style="max-width: 100%; height: auto">"""


def formats_of(title: str) -> Formats:
    """Return the formats of a block, the usual one first; `title` is that of a frame."""
    images = {"svg": _image, "badge": _image}
    return {**html.FORMATS, **images, "html": partial(_framed, title)}


def _image(lines: list[str]) -> list[str]:
    svg = "\n".join(lines)
    found = _WORDS.search(svg)
    words = ": ".join(filter(None, found.groups())) if found else ""
    data = b64encode(svg.encode()).decode("ascii")
    return [_IMAGE.format(data=data, words=in_html(unescape(words)))]


def _framed(title: str, lines: list[str]) -> list[str]:
    return framed("\n".join(lines), title).split("\n")
