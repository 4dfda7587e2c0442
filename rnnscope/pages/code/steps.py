"""The calls of a model's layers, each behind those whose outputs it takes, and what flows in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from rnnscope.keras_facts.merging import ELEMENTWISE
from rnnscope.model.parts import Call, Constant, Shape
from rnnscope.pages.code.constructors import ANY
from rnnscope.report.layer_report import LayerReport
from rnnscope.untrusted.limits import spend


@dataclass(frozen=True, slots=True)
class Step:
    """One call of a layer, the first of which makes it; an input has none."""

    row: LayerReport
    number: int = 0
    call: Call | None = None

    @property
    def needs(self) -> set[tuple[str, int]]:
        """The calls whose outputs are taken."""
        return {(ref.layer, ref.call) for ref in self.call.refs} if self.call else set()


def in_order(steps: Iterable[Step], made: set[tuple[str, int]]) -> Iterator[Step]:
    """Yield steps, each behind those that it needs; what needs itself is left out."""
    waiting = list(steps)
    while waiting:
        late = []
        for step in waiting:
            spend()
            if step.needs <= made:
                made.add((step.row.name, step.number))
                yield step
            else:
                late.append(step)
        if len(late) == len(waiting):
            return
        waiting = late


def calls_of(row: LayerReport) -> tuple[Call, ...]:
    """Return the calls of a layer, as far as they are told."""
    return row.layer.config.calls if row.layer else ()


def is_input(row: LayerReport) -> bool:
    """Tell whether a row is that of an input, which is not called on anything."""
    return row.class_name == "InputLayer"


def declared(row: LayerReport) -> Shape:
    """Return the shape that is printed of an input; any where none is."""
    shapes = row.told.row.shapes if row.told else ()
    return shapes[0].sizes if shapes and shapes[0].sizes else ANY


def fed(row: LayerReport) -> list[Shape]:
    """Return the shapes that flow into a layer, as far as they are known."""
    return [tuple(size.value for size in shape) for shape in row.inputs] or [ANY]


def as_put_out(row: LayerReport, call: Call) -> Call:
    """Return the call of a layer that joins tensors alike, with its own shape for those untold."""
    printed = row.told.row.shapes[:1] if row.told and row.class_name in ELEMENTWISE else ()
    if not printed or not call.args or not isinstance(call.args[0], list | tuple):
        return call
    untold = [isinstance(each, Constant) and not any(each.shape) for each in call.args[0]]
    known = Constant(printed[0].sizes)  # type: ignore[arg-type]  # sizes may be open
    joined = [known if is_ else each for is_, each in zip(untold, call.args[0], strict=True)]
    return replace(call, args=(joined, *call.args[1:]))
