"""Shapes that may be one, found by their last size: of each of many there are many others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rnnscope.model.parts import Shape
from rnnscope.untrusted.limits import spend


@dataclass(slots=True)
class Shapes:
    """Shapes, of which those that may agree with another are found without looking at all."""

    shapes: dict[Shape, None]
    _by_last: dict[object, list[Shape]] = field(default_factory=dict)
    _agreed: dict[Shape, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, shapes: Iterable[Shape]) -> Shapes:
        """Put shapes where they are found."""
        found = cls(dict.fromkeys(shapes))
        for shape in found.shapes:
            found._by_last.setdefault(_last(shape), []).append(shape)
        return found

    def agreeing(self, shape: Shape) -> Iterable[Shape]:
        """Yield those that agree with a shape: no size of one is another size of the other."""
        is_open = not shape or shape[-1] is None
        same, opened = self._by_last.get(_last(shape), ()), self._by_last.get(None, ())
        for each in self.shapes if is_open else (*same, *opened):
            spend()
            if agree(shape, each):
                yield each

    def may_be(self, shape: Shape | None) -> bool:
        """Tell whether one of them agrees with a shape; any does with one that is not known."""
        if shape is None:
            return bool(self.shapes)
        if shape not in self._agreed:
            self._agreed[shape] = any(True for _ in self.agreeing(shape))
        return self._agreed[shape]


def agree(one: Shape, other: Shape) -> bool:
    """Tell whether two shapes may be one."""
    return len(one) == len(other) and all(
        a is None or b is None or a == b for a, b in zip(one, other, strict=True)
    )


def _last(shape: Shape) -> int | None:
    return shape[-1] if shape else None
