"""What stands around the signs that `summary()` printed: colours, markup, marks of a page.

No pattern here can go back far: each of its parts is bounded, or ends where the next begins.
"""

from __future__ import annotations

import html
import re
from functools import partial

from rnnscope.errors import UnreadableModelError

# An escape sequence of a terminal, as it is or as it was written out, also without its escape.
_COLOURS = re.compile(
    r"(?:\x1b|␛|\\x1b|\\e|\\0?33|\\u001b|\^\[)?\[[0-9;]{1,24}m"
    r"|\x1b(?:\[[0-9;?]{0,24}[A-Za-z]|\][^\x07\x1b]{0,400}(?:\x07|\x1b\\)|[()][A-Z0-9])"
)
_BREAKS = re.compile(r"<(?:br|/p|/div|/tr|/li|/pre)\s{0,9}/?>", re.IGNORECASE)
_CELLS = re.compile(r"</t[dh]\s{0,9}>", re.IGNORECASE)
_TAGS = re.compile(
    r"</?(?:a|abbr|article|b|blockquote|body|br|center|code|div|em|figure|font|h[1-6]|head|hr|html"
    r"|i|kbd|li|main|mark|ol|p|pre|s|samp|section|small|span|strong|table|tbody|td|th|thead|tr|tt"
    r"|u|ul)(?=[\s/>])[^<>]{0,500}>",
    re.IGNORECASE,
)
_ENTITIES = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_WRITTEN = re.compile(r"\\u([0-9a-fA-F]{4})")  # as JSON has signs of a box
_ESCAPED = re.compile(r"\\([_\[\]()#*<>+.-])")  # as Markdown has it
_BOLD = re.compile(r"\*\*(?=[^\s*])([^*]{1,400})(?<=[^\s*])\*\*")
# A sign of a box, `…` or `¯` of which each byte was taken for a sign: by Windows, its terminals.
_MISREAD = re.compile(r"(?:â[”•€]|[ΓÔ][öòÇ])[^ ]|Â[¯\xa0]|┬[»á]")
_READ_AS = {"â": "cp1252", "Γ": "cp437", "Ô": "cp850"}
# Signs that a page, or a translation of one, puts in the place of plain ones.
_PLAIN = str.maketrans("（）［］，：＃｜‘’′−‐‑", "()[],:#|'''---", "`")
_TIMES = 2  # what is written of markup: in a page that shows a page
_BLANKS = re.compile(r"[\t\xa0\u2000-\u200a\u202f\u205f\u3000]")
# Control signs, marks of direction, and signs that nobody sees.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e"
    r"\u2028\u2029\u2060-\u206f\ud800-\udfff\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
UTF16 = (b"\xff\xfe", b"\xfe\xff")


def decoded(data: bytes, name: str) -> str:
    """Return the text that bytes are.

    Raises:
        UnreadableModelError: they are none.

    """
    if data.startswith(UTF16) or _is_bare_utf16(data):
        return data.decode("utf-16" if data.startswith(UTF16) else _order(data), "replace")
    if b"\0" in data:
        raise UnreadableModelError(name, "it is no text: it has NUL bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def cleaned(text: str) -> str:
    """Return a line without colours, tags and unseen signs; its blanks are plain ones."""
    text = _MISREAD.sub(_reread, text)
    if "\\" in text:
        text = _WRITTEN.sub(lambda sign: chr(int(sign[1], 16)), text)
        text = _ESCAPED.sub(r"\1", text)
    if "**" in text:
        text = _BOLD.sub(r"\1", text)
    if "[" in text:
        text = _COLOURS.sub("", text)
    for _ in range(_TIMES):
        text = _unmarked(text)
    return _UNSEEN.sub("", _BLANKS.sub(_blank, text)).translate(_PLAIN).rstrip()


def _reread(sign: re.Match[str]) -> str:
    """Return the sign that two or three bytes are; as it stands where they are none."""
    if len(sign[0]) == len("Â¯"):
        return "¯" if sign[0][1] in "¯»" else " "
    bytes_ = b"".join(map(partial(_byte, _READ_AS[sign[0][0]]), sign[0]))
    try:
        return bytes_.decode()
    except UnicodeDecodeError:
        return sign[0]


def _byte(encoding: str, sign: str) -> bytes:
    """Return the byte that was shown as a sign; of those that cp1252 has none for, as it is."""
    try:
        return sign.encode(encoding)
    except UnicodeEncodeError:
        return sign.encode("latin-1", "replace")


def _unmarked(text: str) -> str:
    """Return a text without tags, its entities made signs."""
    if "<" in text:
        text = _TAGS.sub("", text)
    return _ENTITIES.sub(lambda entity: html.unescape(entity[0]), text) if "&" in text else text


def broken(line: str) -> list[str]:
    """Return the lines that a page shows for one of its source."""
    return _BREAKS.sub("\n", _CELLS.sub(" | ", line)).split("\n") if "<" in line else [line]


def _blank(found: re.Match[str]) -> str:
    return "   " if found[0] == "\t" else " "


def _is_bare_utf16(data: bytes) -> bool:
    """Tell whether every other byte at the beginning is zero, as in UTF-16 without its mark."""
    head = data[:200]
    pairs = len(head) // 2
    zeros = (head[: 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0))
    return pairs > 1 and max(zeros) > pairs // 2 > 2 * min(zeros)


def _order(data: bytes) -> str:
    return "utf-16-le" if data[1::2][:100].count(0) > data[::2][:100].count(0) else "utf-16-be"
