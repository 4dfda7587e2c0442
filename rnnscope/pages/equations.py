"""What the layers of a model compute: each equation once, with the layers that it is of."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from rnnscope.equations.structure import Equation
from rnnscope.pages.layer_equation import equation_of
from rnnscope.pages.texts import named
from rnnscope.report.report import Report
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
    for layer in report.walk():
        equation = equation_of(report, layer)
        if equation != Equation():
            found.setdefault((layer.class_name, equation), []).append(layer.path)
    return tuple(
        OfLayers(f"{named(class_name)}: {named(listed(paths))}", equation)
        for (class_name, equation), paths in islice(found.items(), MOST)
    )
