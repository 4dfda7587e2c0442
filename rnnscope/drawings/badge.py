"""A badge: a label on dark, a message on the colour of what it says, as projects have them."""

from __future__ import annotations

from rnnscope.drawings.svg import Element, element, places, short, written

_HEIGHT, _EDGE, _ROUND = 20, 7, 3  # of the badge; beside a text; of its corners
_LABEL = "#444b57"
_COLOURS = {"good": "#1f7a4d", "bad": "#b3261e", "calm": "#6a6f79"}
_FONT = "Verdana, Geneva, DejaVu Sans, sans-serif"
_LETTER = 7.0  # of 11 pixels, but for those that are thinner or wider
_LETTERS = {**dict.fromkeys("ijlftr,.:;'|!()[] ", 4.3), **dict.fromkeys("mwMW%@", 10.8)}


def badge(label: str, message: str, kind: str, description: str) -> str:
    """Draw a badge; `kind` is "good", "bad" or "calm"."""
    left, right = (round(_width(text) + 2 * _EDGE) for text in (label, message))
    width = left + right
    drawn = written(
        element(
            "svg",
            element("title", words=f"{label}: {message}"),
            element("desc", words=description),
            element("path", fill=_LABEL, d=_half(0, left, _ROUND)),
            element("path", fill=_COLOURS[kind], d=_half(width, left, -_ROUND)),
            _text(label, 0, left),
            _text(message, left, right),
            xmlns="http://www.w3.org/2000/svg",
            viewbox=f"0 0 {width} {_HEIGHT}",
            width=width,
            height=_HEIGHT,
            role="img",
        )
    )
    return f"{drawn.text}\n"


def _half(start: float, end: float, bend: int) -> str:
    """Return the outline of a half: its corners are round where it starts."""
    sweep, down = int(bend < 0), _HEIGHT - 2 * _ROUND
    first = f"M{short(end)} 0H{short(start + bend)}"
    corner = f"a{_ROUND} {_ROUND} 0 0 {sweep} {-bend} {_ROUND}"
    return f"{first}{corner}v{down}a{_ROUND} {_ROUND} 0 0 {sweep} {bend} {_ROUND}H{short(end)}z"


def _text(words: str, start: float, room: float) -> Element:
    """Return a text in the middle of its half, as long as it may be in any font."""
    return element(
        "text",
        x=start + room / 2,
        y=14,
        fill="#ffffff",
        font_family=_FONT,
        font_size=11,
        text_anchor="middle",
        text_length=room - 2 * _EDGE,
        words=words,
    )


def _width(text: str) -> float:
    return sum(_LETTERS.get(sign, _LETTER * places(sign)) for sign in text)
