"""Elements of SVG as text, in which all that is said is escaped."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from rnnscope.drawings.measures import Made, MadePiece, Measure, Number, Place, Program, Recorder
from rnnscope.wording import in_html

Piece: TypeAlias = "str | Number | Choice"
Pieces: TypeAlias = "tuple[Piece, ...]"  # of a path or a sentence: texts and numbers in turn
Value: TypeAlias = "str | Number | Pieces"

_CAMEL = {
    "viewbox": "viewBox",
    "preserve-aspect-ratio": "preserveAspectRatio",
    "text-length": "textLength",
}
_SPOKEN = ("words", "aria-label")
_LETTER = 6  # how wide a letter of 12 pixels is, on average of what names are made of


@dataclass(frozen=True, slots=True)
class Choice:
    """Words where a number is more than 0, and other words where it is not."""

    number: Measure
    words: Pieces
    others: Pieces

    @property
    def taken(self) -> Pieces:
        """The words that are right for the sizes as they are."""
        return self.words if self.number.value > 0 else self.others


def chosen(number: Measure, words: Pieces, others: Pieces = ()) -> Pieces:
    """Return words for where a number is more than 0, and others for where it is not."""
    choice = Choice(number, words, others)
    return (choice,) if number.moves else choice.taken


@dataclass(frozen=True, slots=True)
class Element:
    """One element: what it is, its attributes, and what is in it; `words` are its text.

    A `visibility` that is a number shows the element where it is more than 0.
    """

    tag: str
    attributes: Mapping[str, Value] = field(default_factory=dict)
    inside: tuple[Element, ...] = ()
    words: Pieces = ()


@dataclass(frozen=True, slots=True)
class Written:
    """A picture as text, and the program that moves what is in it."""

    text: str
    program: Program


def element(
    tag: str, *inside: Element, words: str | Pieces = (), **attributes: Value | None
) -> Element:
    """Return an element; `data_term` is written `data-term`, and `class_` as `class`.

    An attribute that is None is left out.
    """
    given = {name: value for name, value in attributes.items() if value is not None}
    names = {name.rstrip("_").replace("_", "-"): value for name, value in given.items()}
    known = {_CAMEL.get(name, name): value for name, value in names.items()}
    return Element(tag, known, inside, (words,) if isinstance(words, str) else words)


def picture(
    label: str | Pieces, width: float, height: Number, inside: Iterable[Element]
) -> Element:
    """Return a picture: `label` says in words what is seen in it."""
    frame: Pieces = (f"0 0 {short(width)} ", height)
    return element("svg", *inside, viewbox=frame, role="img", aria_label=label)


def height_of(drawn: Element) -> float:
    """Return how high a picture is: the one number of its frame that its width leaves open."""
    frame = drawn.attributes["viewBox"]
    pieces = frame if isinstance(frame, tuple) else (frame,)
    return next(_plain(each) for each in pieces if not isinstance(each, (str, Choice)))


def title(*words: Piece) -> Element:
    """Return what a pointer is told that rests on an element."""
    return element("title", words=words)


def written(drawn: Element) -> Written:
    """Write a picture."""
    writer = Writer()
    return Written(writer.write(drawn), writer.program)


@dataclass(slots=True)
class Writer:
    """Writes the elements of one picture, and notes which of them move, and how."""

    recorder: Recorder = field(default_factory=Recorder)
    places: list[Place] = field(default_factory=list)

    @property
    def program(self) -> Program:
        """What moves in all that was written."""
        return Program(tuple(self.recorder.steps), tuple(self.places))

    def write(self, drawn: Element) -> str:
        """Return an element as text; nothing for one that is never seen."""
        shows = drawn.attributes.get("visibility", 1)
        if _is_still(shows) and _text("visibility", shows) == "hidden":
            return ""
        place = self.place_of(drawn)
        texts = [
            f' {name}="{in_html(_text(name, value))}"'
            for name, value in drawn.attributes.items()
            if name != "visibility" or not _is_still(value)
        ]
        if place is not None:
            texts.append(f' data-place="{place}"')
        words = in_html(spoken(drawn.words), quoted=False)
        words = words.replace("&#123;", "{") if drawn.tag == "style" else words
        inside = words + "".join(map(self.write, drawn.inside))
        head = f"<{drawn.tag}{''.join(texts)}"
        return f"{head}>{inside}</{drawn.tag}>" if inside else f"{head}/>"

    def place_of(self, drawn: Element) -> int | None:
        """Note what moves in an element; return its place, None where nothing does."""
        moving: Place = {}
        for name, value in (*drawn.attributes.items(), ("words", drawn.words)):
            if isinstance(value, tuple) and any(map(_moves, value)):
                moving[name] = tuple(self._pieces(name, value))
            elif isinstance(value, Measure) and value.moves:
                moving[name] = self.recorder.step_of(value)
        if not moving:
            return None
        self.places.append(moving)
        return len(self.places) - 1

    def _pieces(self, name: str, pieces: Pieces) -> Iterator[MadePiece]:
        """Yield the pieces of an attribute; numbers that stand still are part of the texts."""
        text = ""
        for made in (self._made(name, piece) for piece in pieces):
            if isinstance(made, str):
                text += made
                continue
            if text:
                yield text
            yield made
            text = ""
        if text:
            yield text

    def _made(self, name: str, piece: Piece) -> MadePiece:
        if isinstance(piece, Choice):
            words, others = (self._side(name, side) for side in (piece.words, piece.others))
            return (self.recorder.step_of(piece.number), words, others)
        if isinstance(piece, Measure) and piece.moves:
            return self.recorder.step_of(piece)
        return _piece(name, piece)

    def _side(self, name: str, pieces: Pieces) -> Made:
        """Return one side of a choice; a text or a number that stands alone is all of it."""
        made = tuple(self._pieces(name, pieces)) or ("",)
        alone = made[0]
        return made if len(made) > 1 or isinstance(alone, tuple) else alone


def short(number: float) -> str:
    """Write a number with one decimal at most: a page has very many.

    >>> short(12.0), short(0.25), short(-0.04)
    ('12', '0.2', '0')

    """
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def fitted(text: str, width: float, letter: float = _LETTER) -> str:
    """Return as much of a text as fits, a sign for the rest.

    >>> fitted("recurrent_kernel", 60)
    'recurrent…'

    """
    room = max(int(width / letter), 1)
    if places(text) <= room:
        return text
    kept, left = "", room - 1
    for sign in text:
        left -= places(sign)
        if left < 0:
            break
        kept += sign
    return f"{kept}…"


def places(text: str) -> int:
    """Return how many letters wide a text is: signs of East Asia take two, accents none.

    >>> places("dense"), places("\u6a211"), places("e\u0301")
    (5, 3, 1)

    """
    return len(text) if text.isascii() else sum(map(_place, text))


def _place(sign: str) -> int:
    if unicodedata.category(sign) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def spoken(words: Pieces) -> str:
    """Write a text, its numbers whole and as people read them."""
    return _text("words", words)


def _is_still(value: Value) -> bool:
    return isinstance(value, str) or not any(
        map(_moves, value if isinstance(value, tuple) else (value,))
    )


def _moves(piece: Piece) -> bool:
    return isinstance(piece, Choice) or (isinstance(piece, Measure) and piece.moves)


def _text(name: str, value: Value) -> str:
    if isinstance(value, tuple):
        return "".join(_piece(name, piece) for piece in value)
    if name == "visibility" and not isinstance(value, str):
        return "visible" if _plain(value) > 0 else "hidden"
    return _piece(name, value)


def _piece(name: str, piece: Piece) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Choice):
        return _text(name, piece.taken)
    number = _plain(piece)
    return f"{round(number):,}" if name in _SPOKEN else short(number)


def _plain(number: Number) -> float:
    return number.value if isinstance(number, Measure) else number
