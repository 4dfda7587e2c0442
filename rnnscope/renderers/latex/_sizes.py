"""How wide texts are in print, about: LaTeX lays pages out, but columns are shared out here."""

from __future__ import annotations

from rnnscope.renderers._widths import width_of
from rnnscope.renderers.latex.escaping import MACRO, escape

_NUMBER = 5  # letters that the number of a sign takes more than the sign
_EMS = {
    sign: em
    for signs, em in (
        ("',.:;·!|ijl", 0.3),
        (" ()*-/[]Ifrst", 0.4),
        ("ABCDEFGHKLNOPQRSTUVXYZ_", 0.74),
        ("%#MW×mw–✓✗→", 0.9),
    )
    for sign in signs
}
_EM = 0.55  # of any other sign


def characters(text: str) -> int:
    """Return how many letters wide a text is."""
    return width_of(text) + _numbered(text)


def ems(text: str) -> float:
    """Return how many em wide a text is in the fonts that are usual, no less than it is."""
    return sum(_EMS.get(sign, _EM) for sign in text) + _numbered(text) * _EM


def _numbered(text: str) -> int:
    """Return how many letters wider a text may be by signs that stand as their numbers."""
    return 0 if text.isascii() else _NUMBER * escape(text).count(MACRO)
