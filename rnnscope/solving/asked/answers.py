"""What a formula says of settings: what it said of these, or of others with other numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rnnscope.algebra.expr import Expr, Symbol, product
from rnnscope.algebra.slots import Slots, Sum, Values, value_of
from rnnscope.layers.parts import Need
from rnnscope.model.parts import Shape
from rnnscope.report.trial import Trial
from rnnscope.report.weight_report import written

Weights: TypeAlias = tuple[tuple[str, str, Shape], ...]
Sized: TypeAlias = tuple[Sum, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Mould:
    """What a formula said of settings, in symbols that have slots.

    `sizes` are the slots of those in the count by name, and `numbers` is the formula with
    slots in braces in the place of names.
    """

    slots: Slots
    number: Sum
    sizes: tuple[tuple[str, int], ...]
    formula: str
    numbers: str
    weights: tuple[tuple[str, str, Sized], ...]
    outputs: tuple[Sized, ...]
    fixed: Sized
    multiplied: Sized
    needs: tuple[tuple[Need, Mapping[int, Sum]], ...] = ()

    @classmethod
    def of(cls, trial: Trial, put_in: Sequence[Symbol], needs: Sequence[Need] = ()) -> Mould:
        """Keep what a formula said of symbols whose numbers are put in.

        Raises:
            ValueError: two sizes look alike that were computed in different ways.

        """
        slots, count = Slots(put_in), trial.count
        return cls(
            slots=slots,
            number=slots.sum_of(count),
            sizes=tuple((size.name, slots.places[size]) for size in count.symbols),
            formula=written(count),
            numbers=written(
                count, lambda part: part.write(lambda size: f"{{{slots.places[size]}}}")
            ),
            weights=tuple(
                (name, ", ".join(map(str, shape)), tuple(map(slots.sum_of, shape)))
                for name, shape in zip(trial.names, trial.weights, strict=True)
            ),
            outputs=tuple(tuple(map(slots.sum_of, shape)) for shape in trial.outputs),
            fixed=tuple(map(slots.product_of, trial.fixed)),
            multiplied=tuple(map(slots.product_of, trial.multiplied)),
            needs=tuple((need, _bounds(need, slots)) for need in needs),
        )


def _bounds(need: Need, slots: Slots) -> Mapping[int, Sum]:
    return {id(size): slots.sum_of(size) for size in need.sizes if isinstance(size, Expr)}


@dataclass(frozen=True, slots=True, eq=False)
class Cast:
    """What a formula says of settings: a mould, and the value of each of its slots."""

    mould: Mould
    values: Values

    @property
    def count(self) -> int | None:
        """The number of weights."""
        return value_of(self.mould.number, self.values)

    @property
    def weights(self) -> Weights:
        """The weights: the name of each, its shape as it is written, and its sizes."""
        weights = self.mould.weights
        return tuple((name, text, self._shape(shape)) for name, text, shape in weights)

    @property
    def outputs(self) -> tuple[Shape, ...]:
        """The shapes that come out."""
        return tuple(map(self._shape, self.mould.outputs))

    @property
    def fixed(self) -> int:
        """How many of the weights are never trained."""
        return sum(value_of(each, self.values) or 0 for each in self.mould.fixed)

    @property
    def multiplied(self) -> int:
        """How many of the weights something is multiplied in as in a matrix."""
        return sum(value_of(each, self.values) or 0 for each in self.mould.multiplied)

    @property
    def sizes(self) -> dict[str, int]:
        """The sizes of the count, by their names."""
        values = ((name, self.values[place]) for name, place in self.mould.sizes)
        return {name: value for name, value in values if value is not None}

    @property
    def formula(self) -> str:
        """The count as a formula, with the names of its sizes."""
        return self.mould.formula

    @property
    def numbers(self) -> str:
        """The count as a formula, with numbers in the place of names."""
        return self.mould.numbers.format(*self.values)

    @property
    def is_taken(self) -> bool:
        """Tell whether all sizes are what they had to be where the formula was run."""
        return all(self._is_met(need, bounds) for need, bounds in self.mould.needs)

    def _is_met(self, need: Need, bounds: Mapping[int, Sum]) -> bool:
        return need.is_met(lambda size: value_of(bounds[id(size)], self.values))

    def _shape(self, sizes: Sized) -> Shape:
        values = self.values
        return tuple(
            [values[each] if isinstance(each, int) else value_of(each, values) for each in sizes]
        )


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """What a formula says of settings and says of no others."""

    trial: Trial
    whole: Expr

    @classmethod
    def of(cls, trial: Trial) -> Run:
        """Add up what a formula said."""
        return cls(trial, trial.count)

    @property
    def count(self) -> int | None:
        """The number of weights."""
        return self.whole.value

    @property
    def weights(self) -> Weights:
        """The weights: the name of each, its shape as it is written, and its sizes."""
        return tuple(
            (name, ", ".join(map(str, shape)), tuple([size.value for size in shape]))
            for name, shape in zip(self.trial.names, self.trial.weights, strict=True)
        )

    @property
    def outputs(self) -> tuple[Shape, ...]:
        """The shapes that come out."""
        return tuple(tuple([size.value for size in shape]) for shape in self.trial.outputs)

    @property
    def fixed(self) -> int:
        """How many of the weights are never trained."""
        return sum(product(shape).value or 0 for shape in self.trial.fixed)

    @property
    def multiplied(self) -> int:
        """How many of the weights something is multiplied in as in a matrix."""
        return sum(product(shape).value or 0 for shape in self.trial.multiplied)

    @property
    def sizes(self) -> dict[str, int]:
        """The sizes of the count, by their names."""
        symbols = self.whole.symbols
        return {size.name: size.value for size in symbols if size.value is not None}

    @property
    def formula(self) -> str:
        """The count as a formula, with the names of its sizes."""
        return written(self.whole)

    @property
    def numbers(self) -> str:
        """The count as a formula, with numbers in the place of names."""
        return written(self.whole, Expr.numbers)


Answer: TypeAlias = Cast | Run
