"""How much of a value, a name or a list is told: a model's own words may be any length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import islice
from reprlib import Repr
from types import EllipsisType

NAME = 200  # characters of a name, in a table or a sentence
SENTENCE = 2_000  # characters of a whole message
_LOOKED_AT = 1_000  # signs of a text, for what it is
_BASE64 = re.compile(r"[A-Za-z0-9+/\n]+=*\n*")
_MIXED = re.compile(r"(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=[^0-9]*[0-9])", re.DOTALL)
_LONG_NUMBER = re.compile(r"\d{4,}")
# A vowel, but for a U that is said as "you"; or a letter that is spelt out and begins with one.
_VOWEL = re.compile(r"[aeioAEIO]|[uU](?![A-Z]|ni|se)|[FHLMNRSX](?![a-z])|n[dp]")
NAMES = 4  # in a list of them, in a sentence
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "{": "&#123;"})
_QUOTED = _HTML | str.maketrans({'"': "&quot;", "'": "&#x27;"})


class Word(StrEnum):
    """One word of a few, of a type of its own; it is equal to its text, and shown as that."""

    def __repr__(self) -> str:
        return repr(self.value)


def cut(text: str, most: int = NAME) -> str:
    """Return a text, or its beginning and how long it is."""
    if len(text) <= most:
        return text
    return f"{text[: most // 2]}... ({len(text):,} characters)"


def shown(value: object, most: int = NAME) -> str:
    """Write a value as Python does, with no more work than what is shown of it takes."""
    if isinstance(value, str):
        if is_code(value):
            return f"<{len(value):,} characters of code>"
        more = f"... ({len(value):,} characters)" if len(value) > most else ""
        return f"{(value[: most // 2] if more else value)!r}{more}"
    return cut(_REPR.repr(value), most)


def is_code(text: str) -> bool:
    """Tell whether a text is bytes in base64, as Keras keeps the code of a function."""
    head = text[:_LOOKED_AT]
    return len(head) >= NAME // 4 and bool(_BASE64.fullmatch(head)) and bool(_MIXED.match(head))


def in_html(text: str, *, quoted: bool = True) -> str:
    """Write text so that HTML and XML show it as it is.

    Nor does it begin anything of a template (`{{`, `{%`, `{#`): what is put into a document of
    others may go through Jinja, Liquid or Vue there, which would run it.  In an attribute it is
    `quoted`.
    """
    return text.translate(_QUOTED if quoted else _HTML)


def listed(names: Iterable[str], most: int = NAMES, *, also: int = 0) -> str:
    """Write names in a sentence: `a, b and c`; of many the first, and how many more there are.

    `also` is how many there are besides, which have not been given.
    """
    names = [*dict.fromkeys(names)]
    parts = [cut(name) for name in names[:most]]
    more = max(0, len(names) - most) + also
    if more:
        parts.append(f"{more:,} more")
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def there_are(count: int) -> str:
    """Begin to tell what there is: `there are` names, or `there is only` one."""
    return "there is only" if count == 1 else "there are"


def counted(number: int, one: str, several: str = "") -> str:
    """Write a number of things: `1 bias`, `28 biases`; most words take an `s` where it is not 1."""
    return f"{number:,} {one if number == 1 else several or f'{one}s'}"


def each_of(number: int, one: str) -> str:
    """Write each of some things: `the unit`, `each of the 64 units`."""
    return f"the {one}" if number == 1 else f"each of the {counted(number, one)}"


def all_of(number: int, one: str) -> str:
    """Write all of some things: `the one step`, `all 28 steps`."""
    return f"the one {one}" if number == 1 else f"all {counted(number, one)}"


def sized(size: int | None) -> str:
    """Write a size as people read it; `None`, as Keras has it, for one that is open."""
    return "None" if size is None else f"{size:,}"


def grouped(numbers: str) -> str:
    """Write a formula that has numbers alone as people read them: `4*1,024 + 1,024`."""
    return _LONG_NUMBER.sub(lambda number: f"{int(number[0]):,}", numbers)


def begun(text: str) -> str:
    """Write what begins a sentence, whose other letters stay as they are."""
    return f"{text[:1].upper()}{text[1:]}"


def with_article(name: str) -> str:
    """Write one of a kind behind its article, as it is spoken.

    >>> [with_article(name) for name in ("Dense", "GRU", "LSTM", "UNet", "int", "ndarray")]
    ['a Dense', 'a GRU', 'an LSTM', 'a UNet', 'an int', 'an ndarray']
    """
    return f"{'an' if _VOWEL.match(name) else 'a'} {cut(name)}"


def possessive(name: str) -> str:
    """Write whose something is: `dense's`, `stages'`."""
    return f"{cut(name)}'" if name.endswith("s") else f"{cut(name)}'s"


def joined(parts: Sequence[str], sign: str, most: int) -> str:
    """Join parts as far as they fit into so many characters, and say how many more there are."""
    length, kept = 0, 0
    for part in parts:
        length += len(part) + len(sign)
        if length > most and kept:
            break
        kept += 1
    text = sign.join(cut(part, most) for part in islice(parts, kept))
    return f"{text}{sign}... and {len(parts) - kept:,} more" if kept < len(parts) else text


def split_outside(text: str, sign: str) -> list[str]:
    """Split a text at a sign, where that stands outside of all brackets but those around it all."""
    around = text.startswith("((") and text.endswith("))")
    depth, start, parts = -1 if around else 0, 0, []
    for match in _MARKS[sign].finditer(text):
        mark = match[0]
        if mark == sign:
            if depth == 0:
                parts.append(text[start : match.start()])
                start = match.end()
        else:
            depth += 1 if mark in "([{" else -1
    return [*parts, text[start:]]


_MARKS = {sign: re.compile(rf"[(\[{{}}\])]|{re.escape(sign)}") for sign in (" + ", ", ", "; ")}


class _Short(Repr):
    """Writes numbers of any length, texts without code, and objects of anybody's class."""

    def repr_str(self, x: str, level: int) -> str:  # noqa: ARG002
        """Write a text."""
        return shown(x, NAME // 2)

    def repr_int(self, x: int, level: int) -> str:  # noqa: ARG002
        """Write a whole number; Python refuses to write a very long one."""
        return repr(x) if x.bit_length() < 500 else f"a number of {x.bit_length():,} bits"

    def repr_instance(self, x: object, level: int) -> str:  # noqa: ARG002
        """Write what is plain, and of any other object what it is."""
        plain = isinstance(x, bool | float | None | EllipsisType)
        return repr(x) if plain else f"<{type(x).__name__}>"


_REPR = _Short()
_REPR.maxlevel = 3
_REPR.maxstring = _REPR.maxlong = NAME // 2
_REPR.maxlist = _REPR.maxtuple = _REPR.maxdict = 12
