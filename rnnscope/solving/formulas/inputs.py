"""What flows into a layer as its formula takes it: a symbol for each size, known or looked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rnnscope.algebra.expr import Expr, Symbol, symbol
from rnnscope.layers import SymbolicShape
from rnnscope.model.parts import Shape
from rnnscope.solving.asked.problem import KnownShape
from rnnscope.solving.formulas.drafts import PROBE

UNKNOWN = "? input"  # whose a size is that nothing tells


def symbolic(shapes: Iterable[Shape]) -> tuple[SymbolicShape, ...]:
    """Return shapes whose sizes are symbols that have a value, or are open."""
    return tuple(
        tuple(symbol(f"axis_{place}", size, f"input {number}") for place, size in enumerate(shape))
        for number, shape in enumerate(shapes)
    )


@dataclass(frozen=True, slots=True)
class Flowing:
    """What flows in, with a symbol for each size that is not known."""

    shapes: tuple[SymbolicShape, ...]
    axes: tuple[Symbol, ...]

    @classmethod
    def of(cls, inputs: tuple[KnownShape, ...]) -> Flowing:
        """Put symbols in the place of what is not known."""
        axes: list[Symbol] = []
        shapes = []
        for number, known in enumerate(inputs):
            shape: list[Expr] = []
            for place, size in enumerate(known):
                if isinstance(size, int | None):
                    shape.append(symbol(f"axis_{place}", size, f"input {number}"))
                else:
                    axes.append(Symbol(f"axis_{place}", PROBE, f"{UNKNOWN} {number}"))
                    shape.append(axes[-1].expr)
            shapes.append(tuple(shape))
        return cls(tuple(shapes), tuple(axes))
