"""Shapes as they are printed: `(None, 10)`, `[(None, 10), (None, 3)]`, whole or cut off."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cache, partial

from rnnscope.model.printed import PrintedShape
from rnnscope.readers.printed.cells.numbers import number_in, whole
from rnnscope.untrusted.fields import MAX_AXES
from rnnscope.untrusted.limits import current

_SIGN = re.compile(
    r"[ ]*(?:(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<comma>,)"
    r"|(?P<size>None|null|N(?:on?)?(?=\s|$)|\?|\d+(?:\.0)?L?(?![\w.]))"
    r"|(?P<key>'[^']{0,200}' ?[:,]|\"[^\"]{0,200}\" ?:|[A-Za-z_]\w{0,200} ?[:=])|(?P<cut>…))"
)
_FOLLOWS = {  # what may stand behind what
    "open": ("open", "size", "close", "key"),
    "key": ("open", "size"),
    "size": ("comma", "close"),
    "comma": ("open", "size", "close", "key"),
    "close": ("comma", "close"),
}
_BRACKET = re.compile(r"[(\[{]")
_DICT = re.compile(r"(?<=\s)(?:OrderedDict\(|\{|TF[A-Z]\w*\()")
# An output of Hugging Face's, `TFBaseModelOutput(last_hidden_state=(None, 8, 768), ...)`, begun.
_OUTPUT = r"TF[A-Z]\w{0,200}(?:\(\w{0,200})?"
_WORDS = re.compile(rf"(?<=\s)(?:multiple|unknown|None|N/A|\?|--?|{_OUTPUT})(?=\s{{1,200}}\d)")
_BEGUN = re.compile(_OUTPUT)
# What stands behind a number at the end of a line: nothing, whether it is trained, a connection.
_BEHIND_NUMBER = re.compile(r"\s*(?:[YN-]\s*)?(?:$|\S{0,400}?\[)")
_INSTEAD = ("multiple", "unknown", "None", "N/A", "?")
_NESTED = 4  # brackets in each other: a dict of lists of shapes
_TRIED = 8  # brackets in a line that are looked at for a shape


@dataclass(frozen=True, slots=True)
class Found:
    """Where in a line a shape stands, and the number behind it."""

    start: int
    end: int
    number: str
    rest: int  # where what follows the number begins


class Shapes:
    """The shapes in a line; where one may begin is looked at once, however long the line is."""

    def __init__(self, text: str, number_at: int | None) -> None:
        """Find the brackets of a line; numbers begin at a place where the table has columns."""
        self._text = text
        self._number_at = number_at
        self._brackets = [bracket.start() for bracket in _BRACKET.finditer(text)]
        self._at = cache(partial(_at, text, number_at))

    def first(self, start: int) -> Found | None:
        """Return the first shape, from a place on, that a number follows."""
        if ordered := self._dict(start, "O"):
            return ordered
        nearest = bisect_left(self._brackets, start)
        for bracket in self._brackets[nearest : nearest + _TRIED]:
            found = self._at(bracket)
            if found is not None:
                return found
        word = _WORDS.search(self._text, start)
        number = number_in(self._text, word.end()) if word else None
        if word and number:
            return Found(word.start(), word.end(), number[0].strip(), number.end())
        return self._dict(start, "{") or self._dict(start, "TF")

    def _dict(self, start: int, sign: str) -> Found | None:
        """Return a dict of shapes that ends anywhere, as the number below the header tells."""
        if self._number_at is None or self._number_at < start:
            return None
        begin = _DICT.search(self._text, start, self._number_at)
        blank = self._text.rfind(" ", start, self._number_at + 1)
        number = number_in(self._text, max(blank, start)) if begin else None
        if not (begin and number and begin[0].startswith(sign) and begin.end() <= blank):
            return None
        place = number.end() - len(number[0].strip())
        if abs(place - self._number_at) > 1:
            return None
        return Found(begin.start(), blank, number[0].strip(), number.end())


def shapes_in(text: str) -> tuple[PrintedShape, ...]:
    """Return the shapes of a cell; none where it has a word in their place."""
    bracket = _BRACKET.search(text)
    tokens = _tokens(text, bracket.start()) if bracket else []
    kinds = [token.lastgroup or "" for token in tokens]
    shapes: list[PrintedShape] = []
    sizes: list[int | None] | None = None
    for token, kind, after in zip(tokens, kinds, [*kinds[1:], ""], strict=False):
        if kind == "open" and after not in ("open", "key"):
            sizes = []
        elif kind == "size" and sizes is not None:
            sizes.append(_size(token["size"]))
        elif kind == "close" and sizes is not None:
            shapes.append(PrintedShape(sizes=tuple(sizes)))
            sizes = None
    is_listed = kinds[:2] in (["open", "open"], ["open", "key"])
    if is_listed and kinds[-1] == "close" and kinds.count("open") > kinds.count("close"):
        return (*shapes[:-1], replace(shapes[-1], is_listed=True))
    return (*shapes, *_cut_off(sizes, kinds[-1] if kinds else "", is_listed=is_listed))


def word_in(text: str) -> str:
    """Return the word that a cell has in the place of a shape, as `multiple`; else nothing."""
    word = text.strip()
    return word if word in _INSTEAD or is_begun(word) else ""


def is_begun(text: str) -> bool:
    """Tell whether a cell holds an output of Hugging Face's, and no shape of it yet."""
    return bool(_BEGUN.fullmatch(text))


def _cut_off(
    sizes: list[int | None] | None, last: str, *, is_listed: bool
) -> tuple[PrintedShape, ...]:
    """Return the shape of which the end is missing, as does the end of a size without a comma."""
    if sizes is not None and last == "size":
        *others, size = sizes
        sizes, begun = others, str(size)
    else:
        begun = ""
    shape = PrintedShape(sizes=tuple(sizes or ()), is_cut=True, begun=begun, is_listed=is_listed)
    if sizes is not None:
        return (shape,)
    return (shape,) if last in ("comma", "key") else ()


def _at(text: str, number_at: int | None, start: int) -> Found | None:
    """Return the shape that begins at a place, with the number behind it."""
    tokens = _tokens(text, start)
    if not tokens:
        return None
    end = tokens[-1].end()
    number = number_in(text, end)
    if number:
        return Found(start, end, number[0].strip(), number.end())
    if tokens[-1].lastgroup != "size" or len(tokens) < 3 or not tokens[-1][0].startswith(" "):
        return None
    end = tokens[-2].end()  # cut behind a comma: what looks like its next size is the number
    number = number_in(text, end)
    if number is None:
        return None
    place = number.end() - len(number[0].strip())
    is_below = number_at is not None and abs(place - number_at) <= 1
    behind = _BEHIND_NUMBER.match(text, number.end())
    # Behind a size, a comma and one blank there is no number, and it is the line that ends there.
    is_open = tokens[-3].lastgroup == "size" and tokens[-1][0][1] != " "
    is_before = behind is not None and not (is_open and behind.end() == len(text))
    if not (is_below or is_before):
        return None
    return Found(start, end, number[0].strip(), number.end())


def _tokens(text: str, start: int) -> list[re.Match[str]]:
    """Return the signs of a shape from a place on, as far as it goes; nothing where it is none."""
    tokens: list[re.Match[str]] = []
    depth, last = 0, ""
    most = MAX_AXES * current().outputs
    while sign := _SIGN.match(text, tokens[-1].end() if tokens else start):
        kind = sign.lastgroup or ""
        depth += (kind == "open") - (kind == "close")
        if (last and kind not in _FOLLOWS[last]) or depth > _NESTED or len(tokens) > most:
            break
        tokens.append(sign)
        last = kind
        if depth <= 0:
            break
    return tokens if _is_shape(tokens, depth) else []


def _is_shape(tokens: list[re.Match[str]], depth: int) -> bool:
    """Tell shapes from other things in brackets: a class, `(3x3)`, another library's `[-1, 3]`."""
    kinds = [token.lastgroup for token in tokens]
    if kinds[:1] != ["open"]:
        return False
    is_list = tokens[0]["open"] == "[" and kinds[1:2] != ["open"]
    if is_list and [token["size"] for token in tokens[1:2]] != ["null"]:
        return False  # TensorFlow.js alone begins a shape so, `[null,32]`
    is_open = depth > 0 and "comma" not in kinds and not any(t["size"] == "None" for t in tokens)
    is_of_none = kinds == ["open", "close"] or kinds[:3] == ["open", "open", "close"]  # `[()]`
    return not is_open and ("size" in kinds or is_of_none)


def _size(text: str) -> int | None:
    return None if text[0] in "Nn?" else whole(text)
