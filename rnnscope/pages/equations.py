"""What the layers of a model compute: each equation once, with the layers that it is of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from rnnscope.equations.structure import Equation
from rnnscope.pages.layer_equation import equation_of
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
    """Return the equations of a model in the order of its layers; of very many the first."""
    found: dict[tuple[str, Equation], list[str]] = {}
    for layer, around in _with_those_around(report.layers):
        equation = equation_of(report, layer, around)
        if equation != Equation():
            found.setdefault((layer.class_name, equation), []).append(layer.path)
    shown = tuple(
        OfLayers(f"{named(class_name)}: {named(listed(paths))}", equation)
        for (class_name, equation), paths in islice(found.items(), MOST)
    )
    rest = len(found) - len(shown)
    return (*shown, OfLayers(f"... and {rest:,} more", Equation())) if rest else shown


def _with_those_around(
    layers: Iterable[LayerReport], around: tuple[LayerReport, ...] = ()
) -> Iterator[tuple[LayerReport, tuple[LayerReport, ...]]]:
    """Yield each layer with those that it is inside of, before the layers inside it."""
    for layer in layers:
        yield layer, around
        yield from _with_those_around(layer.children, (*around, layer))
