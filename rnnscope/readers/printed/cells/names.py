"""The first cell of a row, `dense_1 (Dense)`, whole or cut off."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CUT = "…"
_CLASS = re.compile(r"[^\W\d][\w.]*(?:>[\w.]+)?…?")
# Of a quotation, a literal or a rule, where lines were joined or broken.
_MARK = re.compile(r"(?:(?:[^\w\s(]|_)+ +|[>\"'“”‘’]+)+(?=\w)")
_ODD = re.compile(r"[=;{}()\[\]\\\"|]|: ")  # signs that no name of a layer has
_WORDS = 4  # of a name with blanks in it: more are a sentence


@dataclass(frozen=True, slots=True)
class Named:
    """What the first cell of a row says."""

    name: str
    class_name: str
    is_name_cut: bool = False
    is_class_cut: bool = False


def named(cell: str, *, is_fixed: bool, is_swapped: bool = False) -> Named | None:
    """Return what a cell says; None where it is none of a layer.

    In a table of fixed columns what has no class was cut, in another it was left
    out.  Keras 0 wrote `Class (name)`.
    """
    text = _MARK.sub("", " ".join(cell.split()), count=1) if _MARK.match(cell) else cell
    text = " ".join(text.split())
    before, bracket, inside = text.rpartition("(")
    if not bracket:
        return _nameless(text, is_fixed=is_fixed)
    inside = inside.replace(" ", "")
    is_whole = inside.endswith(")")
    inside = inside.removesuffix(")")
    before = before.strip()
    if is_swapped:
        before, inside = inside, before
    if not _is_name(before) or (inside and not _CLASS.fullmatch(inside)):
        return None
    is_class_cut = _CUT in inside or (not is_whole and not is_swapped)
    name, class_name = before.rstrip(_CUT), inside.rstrip(_CUT)
    return Named(name, class_name, before.endswith(_CUT), is_class_cut)


def is_of_a_layer(cell: Named, shape: str) -> bool:
    """Tell the name of a layer from a part of a sentence, which a text without a header may have.

    Such as `see Keras (Chollet) (2015, 3) 12`.
    """
    if any(sign.isalpha() for sign in cell.name.rpartition(" ")[0]):
        return False
    return "None" in shape or "multiple" in shape or cell.class_name[:1].isupper()


def is_open(cell: str) -> bool:
    """Tell whether the end of a cell may stand on the next line."""
    return cell.rfind("(") >= cell.rfind(")")


def is_class_open(cell: str) -> bool:
    """Tell whether the class in a cell has begun and not ended."""
    return cell.rfind("(") > cell.rfind(")") and not cell.endswith(_CUT)


def _nameless(text: str, *, is_fixed: bool) -> Named | None:
    """Return the name of a row without a class, which filled the column and may go on."""
    if not _is_name(text) or " " in text or text.endswith(")"):
        return None
    is_cut = is_fixed or text.endswith(_CUT)
    return Named(text.rstrip(_CUT), "", is_cut, is_cut)


def _is_name(text: str) -> bool:
    return (
        bool(text.strip("…. "))
        and text.count(" ") < _WORDS
        and not _ODD.search(text)
        and any(sign.isalnum() or sign == "_" for sign in text)
    )
