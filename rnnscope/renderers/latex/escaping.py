r"""Any text as LaTeX that shows it as it is, in ASCII alone.

Nothing in it is a command, a comment or mathematics, no two signs of it become
another one, as `--` and `''` do, and no sign stops a LaTeX that does not know it.
What has a command in every LaTeX is written by that; of all other signs XeTeX and
LuaTeX show what their font has, and else, as pdfTeX always does, the number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from rnnscope.pages.texts import visible

# `<` and `"` may be shorthands in a document: there is no relation and no number in base 16 in it.
DEFINED = (
    r"\providecommand{\rnnscopeU}[2]{\ifdefined\Umathchar\iffontchar\font#1 \char#1 \else"
    r"\texttt{U+#2}\fi\else\texttt{U+#2}\fi\allowbreak}"
)
ROOM = 30  # signs of a word for which any line has room
MACRO = r"\rnnscopeU{"
_BREAK = "\0"  # no text has it that is visible

_ASCII = {
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\textasciigrave{}",
    '"': r"\texttt{\char34}",  # typed, it is a shorthand in many a language
    "[": "{[}",  # which would be an argument behind what ends a row
    "]": "{]}",
}
_MATH = {
    "·": r"\cdot",
    "×": r"\times",
    "÷": r"\div",
    "±": r"\pm",
    "−": "-",
    "√": r"\surd",
    "∞": r"\infty",
    "∑": r"\sum",
    "∏": r"\prod",
    "∂": r"\partial",
    "∈": r"\in",
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "≈": r"\approx",
    "→": r"\rightarrow",
    "←": r"\leftarrow",
    "↔": r"\leftrightarrow",
    "⊙": r"\odot",
    "⊗": r"\otimes",
    "⊕": r"\oplus",
    "✗": r"\boldsymbol{\times}",
    "°": r"{}^\circ",
    "²": "{}^2",
    "³": "{}^3",
    "¹": "{}^1",
    "ᵀ": r"{}^\top",
    "µ": r"\mu",
    "¬": r"\neg",
    "└─": r"\hookrightarrow",
}
_GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"),
    *("lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "varsigma", "sigma", "tau", "upsilon"),
    *("phi", "chi", "psi", "omega"),
)
_TEXT = {
    "✓": r"\checkmark{}",
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "…": r"\dots{}",
    "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
    "‘": r"\textquoteleft{}",
    "’": r"\textquoteright{}",
    "\xa0": r"\ ",
    "§": r"\S{}",
    "©": r"\textcopyright{}",
    "ß": r"\ss{}",
    "æ": r"\ae{}",
    "Æ": r"\AE{}",
    "œ": r"\oe{}",
    "Œ": r"\OE{}",
    "ø": r"\o{}",
    "Ø": r"\O{}",
    "ł": r"\l{}",
    "Ł": r"\L{}",
    "å": r"\aa{}",
    "Å": r"\AA{}",
    "ı": r"\i{}",
}
# Accents that every encoding of LaTeX has, by their combining signs.
_ACCENTS = dict(zip("\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308", "`'^~=u.\"", strict=True))
_ACCENTS |= dict(zip("\u030b\u030c\u0323\u0327", "Hvdc", strict=True))

_CAPITALS = {"Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi"}
_CAPITALS |= {"Σ": "Sigma", "Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega"}


def _signs() -> dict[str, str]:
    greek = {chr(ord("α") + i): f"\\{name}" for i, name in enumerate(_GREEK)} | {"ο": "o"}
    capitals = {sign: f"\\{name}" for sign, name in _CAPITALS.items()}
    maths = {sign: rf"\({math}\)" for sign, math in (_MATH | greek | capitals).items()}
    return {**maths, **_TEXT, **_ASCII, _BREAK: r"\allowbreak{}"}


_SIGNS = _signs()
# The second of two signs that would become one, a quotation mark that opens, a space that would
# be dropped, and all signs but those that are themselves everywhere.
_PIECE = re.compile(
    r"└─|(?<=-)-|(?<=,),|(?<=')'|(?<![^ (\[{=])'|^\*|(?<![^ ]) | $"
    r"|[^ !'()*+,./0-9:;=?@A-Za-z-]"
)
_WORD = re.compile(r"\S+")
_BEHIND = re.compile(r"(?<=[/._·×-])(?=\w)")


def escape(text: str, room: int = ROOM) -> str:
    """Write text so that LaTeX shows it as it is, in a paragraph, a cell or an item.

    A word of more than `room` signs may go on in the next line.
    """
    return _PIECE.sub(_escaped, _breakable(visible(text), room))


def _breakable(text: str, room: int) -> str:
    """Mark where a long word may go on in the next line: behind a sign in it, or anywhere."""

    def marked(word: re.Match[str]) -> str:
        if len(word[0]) <= room:
            return word[0]
        parts = _BEHIND.split(word[0])
        return _BREAK.join(part for each in parts for part in _pieces(each, room))

    return _WORD.sub(marked, text)


def _pieces(word: str, room: int) -> Iterator[str]:
    if len(word) <= room:
        yield word
        return
    step = max(1, room // 2)
    yield from (word[at : at + step] for at in range(0, len(word), step))


def _escaped(piece: re.Match[str]) -> str:
    sign = piece[0]
    if sign in _SIGNS:
        return _SIGNS[sign]
    if sign == " ":
        return r"\ "
    if sign == "'" and piece.string[piece.start() - 1 : piece.start()] != "'":
        return r"\textquoteleft{}"
    if sign.isascii():
        return f"{{}}{sign}"
    return _accented(sign) or f"{MACRO}{ord(sign)}}}{{{ord(sign):04X}}}"


def _accented(sign: str) -> str:
    """Write a letter with an accent by commands; empty where it is another sign."""
    apart = unicodedata.normalize("NFD", sign)
    letter, accent = apart[0], apart[1:]
    if accent not in _ACCENTS or not letter.isascii():
        return ""
    below = r"\i" if letter == "i" else letter
    return f"\\{_ACCENTS[accent]}{{{below}}}"
