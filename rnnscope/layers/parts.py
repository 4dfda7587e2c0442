"""What a formula yields of a layer, and what it needs of a size."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from rnnscope.algebra.expr import Expr, Operand, product

if TYPE_CHECKING:
    from rnnscope.layers.layer import Layer

SymbolicShape: TypeAlias = tuple[Expr, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """A variable of a layer, as its `build()` makes it.

    `name` is Keras's, by which it is found in a live layer; files go by the order of
    the weights.  `shape` has a size for each axis, an expression or a number; its
    product counts elements, not bytes.  `role` is what it is for: a `Role` in our
    formulas, and any words in others.  `group` is the attribute of the
    layer that owns the variable, where that is not the layer itself
    (`"cell"`); files keep the variable under it.  `trainable` is None where
    the layer's own `trainable` setting decides.  `gates` names the equal
    slices of the last axis, where the variable holds several.  `shared_with`
    names a child that has the same variable, and counts it.  `index` is its
    number in files, None where they put what can be trained first; `absent`
    says why they do not keep it, where they do not.  `note` is to be said of the
    layer that has it, wherever it is.  `uses` are sizes whose product says how often one
    example has the whole variable multiplied in: a `Dense` kernel once (`()`), a
    recurrent one at every step.  Where it is None, and the role is not one that is
    only added or looked up, the layer's multiply-adds are not known.
    Source: keras/src/layers/layer.py, add_weight.
    """

    name: str
    shape: tuple[Operand, ...]
    trainable: bool | None = None
    role: str = ""
    gates: tuple[str, ...] = ()
    group: str = ""
    dtype: str | None = None
    shared_with: str = ""
    index: int | None = None
    absent: str = ""
    note: str = ""
    uses: tuple[Operand, ...] | None = None

    @property
    def count(self) -> Expr:
        """The product of the shape."""
        return product(self.shape)


@dataclass(frozen=True, slots=True)
class MultiplyAdds:
    """Multiply-adds that are no weight's: of two tensors that flow in, as an attention has them.

    `sizes` are those whose product says how many one example takes; None where the
    formula does not tell them.
    """

    sizes: tuple[Operand, ...] | None


@dataclass(frozen=True, slots=True)
class Child:
    """A layer inside, which has a formula of its own.

    Yielding it gives back the shapes that it puts out, a tuple of them.  `name` is the
    attribute that holds it; files keep its variables under `group`, or else
    under that name.  `made` is true where no setting of the layer is it.  `times` are
    sizes whose product says how often one example has it called.
    Source: keras/src/saving/saving_lib.py, _save_state.
    """

    name: str
    layer: Layer
    group: str = ""
    made: bool = False
    times: SymbolicShape = ()


@dataclass(frozen=True, slots=True)
class Output:
    """The shapes of the layer's outputs: one, or several where its call returns several.

    Each has a size for each axis, the batch first.
    Source: keras/src/layers/layer.py, compute_output_shape.
    """

    shapes: tuple[SymbolicShape, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """What a size has to be for a layer to take it, though it may be in no count.

    It is `known`, not open until run time; or where it is known it is at least
    `least`, at most `most`, a multiple of `divisor`, the same as `like`; or, where it
    `spreads`, one of the two is 1.  Of two that have to be alike both are open or none is.
    The bounds are numbers, or sizes: a window of the layer's setting is one of them.
    `for_formula` marks what no layer needs, but what its formula has been chosen by: with
    another size the layer has another one.
    """

    size: Expr
    known: bool = False
    least: Operand = 0
    most: Operand | None = None
    divisor: Operand = 1
    like: Expr | None = None
    spreads: bool = False
    for_formula: bool = False

    @property
    def sizes(self) -> tuple[Operand, ...]:
        """The size, and all that it is held against."""
        held = (self.size, self.like, self.least, self.most, self.divisor)
        return tuple(size for size in held if size is not None)

    def traced(self, trace: Callable[[Expr], Expr]) -> Need:
        """Return the same need of sizes that are written otherwise."""

        def bound(size: Operand) -> Operand:
            return trace(size) if isinstance(size, Expr) else size

        return replace(
            self,
            size=trace(self.size),
            like=None if self.like is None else trace(self.like),
            least=bound(self.least),
            most=None if self.most is None else bound(self.most),
            divisor=bound(self.divisor),
        )

    def is_met(self, value_of: Callable[[Expr], int | None]) -> bool:
        """Tell whether a size is what it has to be, with the values that it is given."""
        value = value_of(self.size)
        beside = value if self.like is None else value_of(self.like)
        if not (value == beside or (self.spreads and 1 in (value, beside))):
            return False
        if value is None:
            return not self.known
        least, most, divisor = (
            value_of(bound) if isinstance(bound, Expr) else bound
            for bound in (self.least, self.most, self.divisor)
        )
        is_bounded = (least is None or least <= value) and (most is None or value <= most)
        return is_bounded and (divisor is None or (divisor > 0 and value % divisor == 0))


Part: TypeAlias = Weight | MultiplyAdds | Child | Output
Parts: TypeAlias = Generator[Part, "tuple[SymbolicShape, ...]", None]
