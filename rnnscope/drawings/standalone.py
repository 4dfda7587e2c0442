"""A picture as a file of its own, for documents: it brings its paper and its style, light and dark.

Its style has neither variables nor shorthands: what turns SVG into PDF knows none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from string import Template

from rnnscope.drawings.matrices import WIDTH
from rnnscope.drawings.svg import Element, element, fitted, places, short, written

_EDGE = 12  # of paper around what is drawn
_LINE, _GAP = 16, 14  # a line's height; between pictures
_LETTER, _BOLD = 6.3, 7.2  # of 12 pixels, as wide as it may be on average
_WIDER = dict.fromkeys("MW@", 0.9)  # more than other letters, in letters
_PLACE = re.compile(r' data-place="\d+"')  # for a script, which a picture alone has not
_CLASS = "rnnscope"  # what keeps the style from all else, where a picture stands inside a page

_COLOURS: Mapping[str, tuple[str, str]] = {
    "paper": ("#ffffff", "#14161b"),
    "soft": ("#f3f1eb", "#20242c"),
    "ink": ("#1b1f27", "#e9e7e2"),
    "calm": ("#5b6270", "#a3a9b5"),
    "line": ("#b9b6ad", "#555b67"),
    "good": ("#1f7a4d", "#6fd3a0"),
    "bad": ("#b3261e", "#ff9d94"),
    "warn": ("#8a5200", "#f3b967"),
    "c0": ("#8a8f99", "#7b818d"),
    "c1": ("#4f8fe0", "#5b95e3"),
    "c2": ("#eda33b", "#d8963a"),
    "c3": ("#8d7be0", "#9585e6"),
    "c4": ("#36a88c", "#3aa78c"),
    "c5": ("#a7abb3", "#7f858f"),
    "c6": ("#dd7396", "#d26c8f"),
    "g1": ("#3f7fd0", "#6aa5f0"),
    "g2": ("#d9573f", "#ee8069"),
    "g3": ("#2f9e77", "#58c299"),
    "g4": ("#a45fc4", "#c48be0"),
}
_KINDS = ("other", "dense", "recurrent", "norm", "convolution", "table", "attention", "input")
_COLOUR_OF = dict(zip(_KINDS, ("c0", "c1", "c2", "c3", "c4", "c4", "c6", "c0"), strict=True))

_RULES: Mapping[str, str] = {
    "text": "font-family:system-ui,sans-serif;font-size:12px;fill:$ink",
    ".paper": "fill:$paper",
    ".strong": "font-weight:600",
    ".calm": "fill:$calm",
    ".tick": "font-size:11px;fill:$calm",
    ".sub": "font-size:8.5px",
    **{f".{name}": f"fill:${name}" for name in _COLOURS if name[1:].isdigit()},
    **{f".k-{kind}": f"fill:${colour}" for kind, colour in _COLOUR_OF.items()},
    ".block>text": "fill:$ink",
    ".block>.tick": "fill:$calm",
    ".sheet": "opacity:.45",
    ".pale>rect": "fill-opacity:.5",
    ".elsewhere>rect": "fill-opacity:.15;stroke:$calm",
    ".split,.cut,.stripes": "fill:none;stroke:$paper",
    ".cut": "stroke-width:3",
    ".stripes": "stroke-opacity:.5",
    ".one": "fill:$ink",
    "rect.cell,.flow": "fill:none;stroke:$calm;stroke-width:1.5",
    ".shared": "fill:none;stroke:$line;stroke-width:2",
    ".shared.thin": "stroke-width:1;stroke-dasharray:2 3",
    ".holder": "fill:$soft",
    ".over": "fill:$ink",
    ".in": "fill:#10131a",
    ".typed": "font-family:monospace;font-size:13px;white-space:pre",
    **{f".typed>.{name}": f"fill:${name}" for name in ("calm", "good", "bad", "warn")},
}


def _rule(where: str, how: str, side: int) -> str:
    places = ",".join(f"svg.{_CLASS} {each}" for each in where.split(","))
    colours = {name: sides[side] for name, sides in _COLOURS.items()}
    return f"{places}{{{Template(how).substitute(colours)}}}"


def _style() -> str:
    light = "".join(_rule(where, how, 0) for where, how in _RULES.items())
    dark = "".join(_rule(where, how, 1) for where, how in _RULES.items() if "$" in how)
    return f"{light}@media (prefers-color-scheme:dark){{{dark}}}"


STYLE = _style()


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of a file: its SVG and size, and what stands over it and under it.

    The `note` is what is said in a calmer colour.
    """

    svg: str
    height: float
    heading: str = ""
    caption: str = ""
    note: str = ""
    width: float = WIDTH


def standalone(pictures: Iterable[Picture], label: str, description: str = "") -> str:
    """Put pictures one under the other into an SVG of its own, with their headings and captions.

    `label` and `description` say in words what is seen, for those who do not see it.
    """
    pictures = list(pictures)
    width = max((picture.width for picture in pictures), default=WIDTH)
    parts: list[str] = []
    y: float = _EDGE
    for picture in pictures:
        if picture.heading:
            heading = fitted(picture.heading, width, _BOLD)
            parts.append(_text(y, heading, "strong"))
            y += _LINE + 4
        frame = (
            f'<svg x="{_EDGE}" y="{short(y)}" width="{short(picture.width)}" '
            f'height="{short(picture.height)}" '
        )
        parts.append(_PLACE.sub("", picture.svg).replace("<svg ", frame, 1))
        y += picture.height
        for text, kind in ((picture.caption, None), (picture.note, "calm")):
            for line in _lines(text, width / _LETTER):
                parts.append(_text(y, line, kind))
                y += _LINE
        y += _GAP
    return _file(label, description, (width, y - _GAP if parts else y), "".join(parts))


def _lines(text: str, room: float) -> Iterator[str]:
    """Break a text between words into lines that fit; a word that fits in none is cut."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and _places(longer) > room:
            yield line
            line = word
        else:
            line = longer
        while _places(line) > room:
            end = next(i for i in range(2, len(line) + 1) if _places(line[:i]) > room) - 1
            yield line[:end]
            line = line[end:]
    if line:
        yield line


def _places(text: str) -> float:
    """Return how wide a text is, in letters: capitals are wider, and some are twice as wide."""
    return places(text) + sum(_WIDER.get(sign, 0.25 * sign.isupper()) for sign in text)


def _text(top: float, words: str, kind: str | None = None) -> str:
    return written(element("text", class_=kind, x=_EDGE, y=top + 12, words=words)).text


def _file(label: str, description: str, size: tuple[float, float], inside: str) -> str:
    width, height = (side + 2 * _EDGE for side in (size[0], size[1] - _EDGE))
    head: list[Element] = [element("title", words=label)]
    head += [element("desc", words=description)] if description else []
    paper = element("rect", class_="paper", width=width, height=height, rx=6)
    drawn = written(
        element(
            "svg",
            *head,
            element("style", words=STYLE),
            paper,
            xmlns="http://www.w3.org/2000/svg",
            class_=_CLASS,
            viewbox=f"0 0 {short(width)} {short(height)}",
            width=width,
            height=height,
            role="img",
        )
    )
    return f"{drawn.text.removesuffix('</svg>')}{inside}</svg>\n"
