"""The names in a layer's formula: what each means, where its value is from, what moves it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rnnscope.algebra.expr import Symbol
from rnnscope.pages.single.layer_page import origin_of_name
from rnnscope.pages.texts import cell, named, visible
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.recounting import Recounting

MOST = 50  # names that are told: a layer has more only if somebody made it so


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a formula; `symbol` is the size that it stands for.

    `knob` is the number of the knob that moves it, None where it is computed of others or
    fixed by the layer's design; `locked` says why one can't be moved alone.
    """

    name: str
    value: int
    meaning: str
    origin: str
    symbol: Symbol
    knob: int | None = None
    locked: str = ""


def names_of(layer: LayerReport, recounting: Recounting, times: str) -> Iterator[Name]:
    """Yield the names in a layer's formula, in its order."""
    symbols = {symbol.name: symbol for symbol in reversed(layer.own.symbols)}
    for told in layer.symbols[:MOST]:
        knob = recounting.knob_of(symbols[told.name].expr)
        yield Name(
            name=named(told.name),
            value=told.value,
            meaning=told.meaning,
            origin=cell(origin_of_name(told, times)),
            symbol=symbols[told.name],
            knob=knob,
            locked="" if knob is None else visible(recounting.knobs[knob].locked),
        )
