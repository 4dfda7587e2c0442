"""A picture as a file of its own, for documents: it brings its style, on light and dark paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from textwrap import wrap

from rnnscope.drawings.matrices import WIDTH
from rnnscope.drawings.svg import element, fitted, short, written

_LINE, _GAP = 16, 14  # a line's height; between pictures
_LETTERS = 54  # of a line of 12 pixels
_PLACE = re.compile(r' data-place="\d+"')  # for a script, which a picture alone has not

_NAMES = ("ink", "calm", "line", "gap", "c1", "c2", "c3", "c4", "c5", "c6")
_LIGHT = "#1b1f27 #5b6270 #b9b6ad #fff #4f8fe0 #eda33b #8d7be0 #36a88c #a7abb3 #dd7396"
_DARK = "#e9e7e2 #a3a9b5 #555b67 #14161b #5b95e3 #d8963a #9585e6 #3aa78c #7f858f #d26c8f"
_GATES = ("#3f7fd0", "#d9573f", "#2f9e77", "#a45fc4")

_RULES: Mapping[str, str] = {
    "text": "font:12px system-ui,sans-serif;fill:var(--ink)",
    ".strong": "font-weight:600",
    ".tick": "font-size:11px;fill:var(--calm)",
    ".sub": "font-size:8.5px",
    **{f".c{number}": f"fill:var(--c{number})" for number in range(1, 7)},
    **{f".g{number}": f"fill:{colour}" for number, colour in enumerate(_GATES, 1)},
    ".block>text": "fill:var(--ink)",
    ".block>.tick": "fill:var(--calm)",
    ".sheet": "opacity:.45",
    ".pale>rect": "fill-opacity:.5",
    ".elsewhere>rect": "fill-opacity:.15;stroke:var(--calm)",
    ".split,.cut,.stripes": "fill:none;stroke:var(--gap)",
    ".cut": "stroke-width:3",
    ".stripes": "stroke-opacity:.5",
    ".one": "fill:var(--ink)",
    ".cell,.flow": "fill:none;stroke:var(--calm);stroke-width:1.5",
    ".shared": "fill:none;stroke:var(--line);stroke-width:2",
    ".shared.thin": "stroke-width:1;stroke-dasharray:2 3",
}


def _colours(values: str) -> str:
    pairs = zip(_NAMES, values.split(), strict=True)
    return f"svg{{{';'.join(f'--{name}:{value}' for name, value in pairs)}}}"


def _style() -> str:
    rules = "".join(f"{where}{{{how}}}" for where, how in _RULES.items())
    return f"{_colours(_LIGHT)}@media (prefers-color-scheme:dark){{{_colours(_DARK)}}}{rules}"


STYLE = _style()


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a file: its SVG and height, and what stands over it and under it."""

    svg: str
    height: float
    heading: str = ""
    caption: str = ""


def standalone(pictures: Iterable[Picture], label: str) -> str:
    """Put pictures one under the other into an SVG of its own, with their headings and captions."""
    parts: list[str] = []
    y = 0.0
    for picture in pictures:
        if picture.heading:
            parts.append(_text(y, picture.heading, "strong"))
            y += _LINE + 4
        frame = f'<svg y="{short(y)}" width="{WIDTH}" height="{short(picture.height)}" '
        parts.append(_PLACE.sub("", picture.svg).replace("<svg ", frame, 1))
        y += picture.height
        for line in wrap(picture.caption, _LETTERS):
            parts.append(_text(y, line))
            y += _LINE
        y += _GAP
    if not parts:
        parts.append(_text(0, label))
        y = _LINE + _GAP
    return _file(label, y, "".join(parts))


def _text(top: float, words: str, kind: str | None = None) -> str:
    words = fitted(words, WIDTH) if kind else words
    return written(element("text", class_=kind, x=0, y=top + 12, words=words)).text


def _file(label: str, height: float, inside: str) -> str:
    frame = f"0 0 {WIDTH} {short(height)}"
    drawn = written(
        element(
            "svg",
            element("style", words=STYLE),
            xmlns="http://www.w3.org/2000/svg",
            viewbox=frame,
            width=WIDTH,
            height=height,
            role="img",
            aria_label=label,
        )
    )
    return f"{drawn.text.removesuffix('</svg>')}{inside}</svg>\n"
