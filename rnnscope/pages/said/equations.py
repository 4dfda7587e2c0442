"""What the layers of a model compute: each equation once, with the layers that it is of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rnnscope.equations.structure import Equation
from rnnscope.pages.said.layer_equation import equation_of
from rnnscope.pages.texts import named
from rnnscope.report.report import LayerReport, Report
from rnnscope.wording import listed

TITLE = "Equations"
MOST = 50  # equations of one model


@dataclass(frozen=True, slots=True)
class OfLayers:
    """An equation, and of which layers it is, in words."""

    title: str
    equation: Equation


def model_equations(report: Report) -> tuple[OfLayers, ...]:
    """Return the equations of a model in the order of its layers; of very many the first.

    Where there are more, the layers from there on are counted, and not looked at.
    """
    found: dict[tuple[str, Equation], list[str]] = {}
    layers = _with_those_around(report.layers)
    rest: tuple[OfLayers, ...] = ()
    for layer, around in layers:
        equation = equation_of(report, layer, around)
        key = (layer.class_name, equation)
        if key not in found and len(found) == MOST and equation != Equation():
            rest = (_left_out(layer, 1 + sum(1 for _ in layers)),)
        elif equation != Equation():
            found.setdefault(key, []).append(layer.path)
    shown = (
        OfLayers(f"{named(class_name)}: {named(listed(paths))}", equation)
        for (class_name, equation), paths in found.items()
    )
    return (*shown, *rest)


def _left_out(first: LayerReport, count: int) -> OfLayers:
    """Return what stands in the place of the equations from a layer on."""
    name = named(first.path)
    layers = name if count == 1 else f"{count:,} more layers, from {name} on"
    return OfLayers(f"... and {layers}", Equation())


def _with_those_around(
    layers: Iterable[LayerReport], around: tuple[LayerReport, ...] = ()
) -> Iterator[tuple[LayerReport, tuple[LayerReport, ...]]]:
    """Yield each layer with those that it is inside of, before the layers inside it."""
    for layer in layers:
        yield layer, around
        yield from _with_those_around(layer.children, (*around, layer))
