"""A layer as somebody sees it who counts: with what stands before it in its model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import prod

from rnnscope.algebra.expr import Expr, product
from rnnscope.layers import SymbolicShape
from rnnscope.report.report import LayerReport, Report, WeightReport


@dataclass(frozen=True)
class Seen:
    """A layer with weights of its own, and the model around it.

    `makers` has for each shape the layer that made it: others, such as Dropout, hand it on.
    """

    layer: LayerReport
    report: Report
    makers: Mapping[SymbolicShape, LayerReport] = field(default_factory=dict)

    @property
    def is_keras(self) -> bool:
        """True for a class of Keras's own that a formula explains."""
        layer = self.layer.layer
        return layer is not None and layer.config.is_builtin and self.layer.basis.is_by_formula

    @cached_property
    def weights(self) -> dict[str, WeightReport]:
        """The layer's own weights, by name."""
        return {weight.name: weight for weight in self.layer.weights if not weight.shared_with}

    @cached_property
    def sizes(self) -> dict[str, Expr]:
        """The sizes in the shapes of its weights, by name."""
        sizes = (size for weight in self.weights.values() for size in weight.count.symbols)
        return {size.name: size.expr for size in sizes}

    def number(self, name: str) -> int:
        """Return a size; 1 where the layer has none of that name."""
        size = self.sizes.get(name)
        return 1 if size is None else int(size)

    @cached_property
    def input(self) -> SymbolicShape:
        """The shape of what it reads, the batch first; empty where that is not known."""
        return self.layer.inputs[0] if self.layer.inputs else ()

    @cached_property
    def output(self) -> SymbolicShape:
        """The shape of what it puts out, the batch first; empty where that is not known."""
        return self.layer.outputs[0] if self.layer.outputs else ()

    @cached_property
    def before(self) -> LayerReport | None:
        """The layer that made what it reads, or the last axis of that."""
        return self.makers.get(self.input) or self.makers.get(self.input[-1:])

    @cached_property
    def timesteps(self) -> Expr | None:
        """How many steps it reads, where it reads a sequence of a known length."""
        is_sequence = len(self.input) == 3 and (self.input[1].value or 0) > 1
        return self.input[1] if is_sequence else None

    def others(self, most: int) -> list[LayerReport]:
        """Return the layers of the model that make something, where they are no more than that."""
        rows: dict[str, LayerReport] = {}
        for row in self.makers.values():
            rows[row.path] = row
            if len(rows) > most:
                return []
        return list(rows.values())

    def positions(self, shape: SymbolicShape, *, channels: int = -1) -> Expr | None:
        """Return how many places a shape has beside batch and channels; None if not known, or 1."""
        if len(shape) < 3:
            return None
        axes = [axis for i, axis in enumerate(shape) if i not in (0, channels % len(shape))]
        sizes = [axis.value for axis in axes]
        known = all(size is not None for size in sizes)
        return product(axes) if known and prod(size or 0 for size in sizes) > 1 else None


def called(axes: SymbolicShape) -> str:
    """Return what the axes between batch and features are called, as the report calls them."""
    if len(axes) > 1:
        return "the positions"
    single = axes[0].single
    return "the timesteps" if single is not None and single.name == "timesteps" else "axis 1"


def be(axes: str) -> str:
    """Return the verb for axes, as `called` calls them."""
    return "is" if axes == "axis 1" else "are"


def makers_of(report: Report) -> dict[SymbolicShape, LayerReport]:
    """Return for each shape in a model the layer that made it, and for each last axis alone.

    What a layer inside another reads has no other axis as it was made.
    """
    makers: dict[SymbolicShape, LayerReport] = {}
    for row in _flowing(report.layers):
        for shape in row.outputs or ():
            makers.setdefault(shape, row)
            makers.setdefault(shape[-1:], row)
    return makers


def _flowing(rows: tuple[LayerReport, ...]) -> Iterator[LayerReport]:
    """Yield the layers through which data flows; of a model inside, its own."""
    for row in rows:
        if row.is_model:
            yield from _flowing(row.children)
        yield row
