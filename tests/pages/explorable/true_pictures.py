"""What holds for the pictures of any layer: each weight is drawn once, and captions are exact."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree as ET

from rnnscope.pages.explorable.blocks import MOST
from rnnscope.pages.explorable.figures import Figure
from rnnscope.pages.explorable.loops import loop_of
from rnnscope.pages.explorable.pictures import pictures_of
from rnnscope.pages.texts import named
from rnnscope.report.layer_report import LayerReport
from tests.drawings.moving import moved, shown


def check_pictures(layer: LayerReport) -> tuple[Figure, ...]:
    """Check the pictures of a layer, and of those inside it."""
    figures = pictures_of(layer)
    drawn = Counter(name for figure in figures for name in _names(figure))
    names = [named(weight.name) for weight in layer.weights if all(weight.shape)]
    assert drawn == Counter(names[:MOST])
    assert len(names) <= MOST or f"{len(names) - MOST} more weight" in str(figures[-1].note)
    for figure in figures:
        _check_program(figure)
        _check_caption(layer, figure.words)
    loop = loop_of(layer)
    if loop is not None:
        _check_program(loop)
    for child in layer.children:
        check_pictures(child)
    return figures


def _names(figure: Figure) -> list[str]:
    found = ET.fromstring(figure.svg).iter("title")  # noqa: S314
    return [(title.text or "").rpartition(": ")[0] for title in found]


def _check_program(figure: Figure) -> None:
    """Hold the program at the layer's own sizes against what stands in the picture."""
    given = moved(figure.program, [size.value for size in figure.sizes])
    drawn = shown(figure.svg)
    for one, other in zip(given, drawn, strict=False):
        assert one == {name: other[name] for name in one}
    words = [part for part in (*figure.caption, *figure.note) if part.place is not None]
    assert len(given) == len(drawn) + len(words)
    assert all(given[part.place or 0]["words"] == part.text for part in words)


def _check_caption(layer: LayerReport, words: str) -> None:
    """Hold a caption's numbers to the layer's count, and its words to the numbers."""
    if not words:
        return
    sentence, _, product = (
        words.replace("\N{NBSP}", " ").replace(",", "").removesuffix(".").partition(". ")
    )
    left, right = product.split(" = ")
    assert _value(left) == int(right) == layer.own.value
    count, _, one = left.partition(" · ")
    one = one.partition(" + ")[0]
    assert re.search(rf"\b{one} numbers?\b", sentence)
    assert sentence.startswith("The one " if count == "1" else f"Each of the {count} ")
    assert (f"{one} number" in sentence and f"{one} numbers" not in sentence) == (one == "1")
    if " = " in sentence:
        written = sentence.partition(" has ")[2].partition(" number")[0]
        left, right = written.split(" = ")
        assert _value(left) == int(right)


def _value(text: str) -> int:
    products = [term.replace("·", " ").split() for term in text.split(" + ")]
    total = 0
    for numbers in products:
        value = 1
        for number in numbers:
            value *= int(number)
        total += value
    return total
