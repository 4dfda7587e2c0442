"""What a page's script does with a picture's program, in Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from rnnscope.drawings.measures import Made, Program, worked_out
from rnnscope.drawings.svg import Written, short

Attributes = dict[str, str]


def shown(text: str) -> list[Attributes]:
    """Return what each element that moves has, in the order of their places."""
    placed = [each for each in ET.fromstring(text).iter() if "data-place" in each.attrib]  # noqa: S314
    found = sorted(placed, key=lambda each: int(each.attrib["data-place"]))
    return [{**each.attrib, "words": each.text or ""} for each in found]


def moved(program: Program, sizes: Sequence[float | None]) -> list[Attributes]:
    """Return what each element that moves is given for other sizes."""
    values = worked_out(program.steps, sizes)
    return [
        {name: "".join(_texts(name, made, values)) for name, made in place.items()}
        for place in program.places
    ]


def _texts(name: str, made: Made, values: Sequence[float]) -> Iterator[str]:
    for piece in made if isinstance(made, tuple) else (made,):
        match piece:
            case str():
                yield piece
            case int():
                yield _written(name, values[piece])
            case (step, words, others):
                yield from _texts(name, words if values[step] > 0 else others, values)


def _written(name: str, value: float) -> str:
    if name == "visibility":
        return "visible" if value > 0 else "hidden"
    return f"{round(value):,}" if name in ("words", "aria-label") else short(value)


def check_moves(before: Written, after: Written, sizes: Sequence[float | None]) -> None:
    """Hold a picture that is moved to other sizes against the one that is drawn from them."""
    given = moved(before.program, sizes)
    drawn = shown(after.text)
    assert len(given) == len(drawn)
    for one, other in zip(given, drawn, strict=True):
        assert one == {name: other[name] for name in one}
