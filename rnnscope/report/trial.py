"""A layer worked out again with something changed: what it would count, and put out.

Its formula is run on other settings, by itself: nothing of the report changes.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, TypeAlias

from rnnscope.algebra.expr import Expr, as_expr, product, total
from rnnscope.errors import MISFIT, RnnscopeError, UnknownFormulaError
from rnnscope.layers import Child, Layer, Output, SymbolicShape, Weight, formula_of
from rnnscope.layers.roles import WITHOUT_MULTIPLY_ADDS

Shapes: TypeAlias = tuple[SymbolicShape, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """The shapes of a layer's weights, those of the layers inside too, and of what it puts out.

    `names` are those of the weights, `fixed` are the shapes of those that are never trained, and
    `multiplied` of those that something is multiplied in as a matrix.
    """

    weights: Shapes
    outputs: Shapes
    names: tuple[str, ...] = ()
    fixed: Shapes = ()
    multiplied: Shapes = ()

    @property
    def params(self) -> int | None:
        """The number of weights."""
        return self.count.value

    @property
    def count(self) -> Expr:
        """The number of weights as an expression."""
        return total(product(shape) for shape in self.weights)

    @property
    def output_text(self) -> str:
        """The shapes that it puts out, in numbers."""
        shapes = (", ".join(str(size.value) for size in shape) for shape in self.outputs)
        return " and ".join(f"({shape})" for shape in shapes)


def changed(layer: Layer, settings: Mapping[str, Any], class_name: str = "") -> Layer:
    """Return a layer with other settings, or of another of Keras's classes."""
    config = replace(
        layer.config,
        class_name=class_name or layer.class_name,
        settings={**layer.config.settings, **settings},
    )
    return replace(layer, config=config, asked=set(), needs={}, lists={})


def tried(layer: Layer) -> Trial | None:
    """Work a layer out, with all that is inside it; None where it is refused or not known."""
    try:
        return worked_out(layer)
    except (*MISFIT, RnnscopeError):
        return None


def worked_out(layer: Layer) -> Trial:
    """Work a layer out, with all that is inside it.

    Raises:
        RnnscopeError: it is refused or not known, or one of `MISFIT`: a setting does not fit.

    """
    weights: list[Weight] = []
    parts = _decided(layer, whole=True)
    while True:
        try:
            weights.append(next(parts))
        except StopIteration as end:
            names = tuple(weight.name for weight in weights)
            return Trial(
                weights=tuple(map(_shape, weights)),
                outputs=end.value,
                names=names,
                fixed=tuple(_shape(each) for each in weights if each.trainable is False),
                multiplied=tuple(
                    _shape(each) for each in weights if each.role not in WITHOUT_MULTIPLY_ADDS
                ),
            )


def own_shapes(layer: Layer) -> Shapes | None:
    """Return the shapes of the weights that settings decide, or None where they misfit."""
    try:
        return tuple(map(_shape, _decided(layer)))
    except (*MISFIT, RnnscopeError):
        return None


def are_same(shapes: Shapes, others: Shapes) -> bool:
    """Tell whether shapes are the same, of the same sizes that somebody chose.

    Another axis counts even where both are of one size.
    """
    pairs = list(zip(chain(*shapes), chain(*others), strict=False))
    if [*map(len, shapes)] != [*map(len, others)] or any(a.value != b.value for a, b in pairs):
        return False
    return all(_is_same(size, other) for size, other in pairs)


def _is_same(size: Expr, other: Expr) -> bool:
    """Compare two sizes by what they were computed from, which takes long where that is much."""
    if size == other and all(
        one.origin is two.origin for one, two in zip(size.symbols, other.symbols, strict=True)
    ):
        return True
    try:
        return size.expanded() == other.expanded()
    except MISFIT:
        return False


def _shape(weight: Weight) -> SymbolicShape:
    return tuple(map(as_expr, weight.shape))


def _decided(layer: Layer, *, whole: bool = False) -> Generator[Weight, None, Shapes]:
    """Yield a layer's own weights and those of the layers it makes; return its outputs.

    A layer that stands in its settings has settings of its own, and is left out
    but where all is asked for.  Our formulas are not followed behind such a one.
    A weight that a layer inside has too is that one's.
    """
    formula = formula_of(layer.config)
    if formula is None:
        raise UnknownFormulaError("no formula is known for its class")
    outputs: Shapes = ()
    parts, reply = formula.parts(layer), None
    with suppress(StopIteration):
        while True:
            part = parts.send(reply)  # type: ignore[arg-type]  # None starts a generator
            reply = None
            if isinstance(part, Weight) and not (whole and part.shared_with):
                yield part
            elif isinstance(part, Output):
                outputs = part.shapes
            elif isinstance(part, Child):
                if formula.is_ours and not (part.made or whole):
                    break
                reply = yield from _inside(part.layer, counts=part.made or whole)
    return outputs


def _inside(layer: Layer, *, counts: bool) -> Generator[Weight, None, Shapes]:
    """Yield all that is in a layer, if it counts, and return what it puts out."""
    parts = _decided(layer, whole=True)
    if counts:
        return (yield from parts)
    while True:
        try:
            next(parts)
        except StopIteration as end:
            outputs: Shapes = end.value
            return outputs
