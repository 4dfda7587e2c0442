"""What is asked of one row, and what is found: all settings that give its number and its shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import EllipsisType
from typing import Any, TypeAlias

from rnnscope.model.parts import LayerConfig, Shape
from rnnscope.model.printed import PrintedShape
from rnnscope.solving.asked.answers import Answer
from rnnscope.solving.asked.arguments import domain_of
from rnnscope.solving.asked.era import ANY, Era

Axis: TypeAlias = "int | EllipsisType | None"  # None is open until run time, ... is not known
KnownShape: TypeAlias = tuple[Axis, ...]  # a shape, as far as it is known
SCORED: Mapping[str, Any] = {"return_attention_scores": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A row of a class: what flows into it, what it puts out, and its number.

    Of `inputs` there are as many as flow in; one that is None has a shape that nothing
    tells, not even its number of axes.  `begun` are the shapes of what flows in that are cut
    off, and None beside those that are not.  `outputs` is empty where the text has no shape,
    `number` None where it has none.  `fixed` are arguments that somebody gave.
    `is_late` says that nothing fits with the defaults of what is looked for late, and
    `is_inside` that what flows in was made by weights, so that it is no image.
    """

    class_name: str
    name: str
    inputs: tuple[KnownShape | None, ...]
    outputs: tuple[PrintedShape, ...]
    number: int | None
    begun: tuple[PrintedShape | None, ...] = ()
    era: Era = ANY
    fixed: Mapping[str, Any] = field(default_factory=dict)
    is_late: bool = False
    is_inside: bool = False

    @property
    def options(self) -> Mapping[str, Any]:
        """The plain values of its call that the printed shapes tell."""
        return SCORED if self.is_scored else {}

    @property
    def is_scored(self) -> bool:
        """True where the scores of an attention are put out besides."""
        return domain_of(self.class_name).scores and len(self.outputs) > 1

    def unfed(self) -> Problem:
        """Return the problem where nothing is known of what flows in."""
        return replace(self, inputs=(None,) * len(self.inputs), begun=())

    @property
    def is_fed(self) -> bool:
        """True where all that flows in is known."""
        return bool(self.inputs) and all(
            shape is not None and ... not in shape for shape in self.inputs
        )

    def may_take(self, inputs: tuple[Shape, ...]) -> bool:
        """Tell whether shapes are what flows in, as far as that is printed before it is cut."""
        pairs = zip(self.begun, inputs, strict=False)
        return all(begun is None or begun.may_be(shape) for begun, shape in pairs)


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A problem that is equal to another where the same is asked."""

    problem: Problem
    outline: tuple[object, ...]

    @classmethod
    def of(cls, problem: Problem) -> Asked:
        """Return a problem as what is asked by it."""
        fixed = tuple(sorted((key, repr(value)) for key, value in problem.fixed.items()))
        shapes = (problem.inputs, problem.begun, problem.outputs)
        kind = (problem.class_name, problem.name, problem.era)
        known = (problem.is_late, problem.is_inside)
        return cls(problem, (*kind, *known, *shapes, problem.number, fixed))

    @classmethod
    def without_number(cls, problem: Problem) -> Asked:
        """Return what is asked by a problem whatever its number is."""
        return cls.of(replace(problem, number=None, is_inside=False))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asked) and self.outline == other.outline

    def __hash__(self) -> int:
        return hash(self.outline)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Settings that give a row's number and its shape, with what flows in and out by them.

    `weights` says what the formula makes of them: two settings of the same weights are one.
    `alike` are all settings of the same weights, of which this is the plainest, where there
    are others.
    `departures` are the arguments that are not as they mostly are.  `options` are plain
    values of its call.  `hidden` is how many of the weights are those of a layer that is
    its activation.  `untold` are arguments of which another value would do as well, since no
    count has them, and the shapes are the same.  `unseen` are choices that no weights show.
    `cast` is what the formula says of them.
    """

    config: LayerConfig
    inputs: tuple[Shape, ...]
    outputs: tuple[Shape, ...]
    weights: tuple[tuple[str, str, tuple[int | None, ...]], ...]
    departures: frozenset[str] = frozenset()
    options: Mapping[str, Any] = field(default_factory=dict)
    hidden: int = 0
    untold: frozenset[str] = frozenset()
    unseen: tuple[str, ...] = ()
    cast: Answer = field(compare=False, repr=False)
    alike: tuple[Candidate, ...] = ()

    @property
    def ways(self) -> tuple[Candidate, ...]:
        """All settings of the same weights."""
        return self.alike or (self,)

    @property
    def inner_class(self) -> str:
        """The class of the layer that it wraps; nothing where it wraps none."""
        layer = self.config.settings.get("layer")
        return layer.class_name if isinstance(layer, LayerConfig) else ""

    @property
    def key(self) -> object:
        """What is equal for settings that are one."""
        return self.weights, self.unseen
