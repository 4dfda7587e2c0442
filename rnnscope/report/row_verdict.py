"""What a printed row tells of its layer's settings: a verdict, and the settings that fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rnnscope.model.parts import LayerConfig, Shape
from rnnscope.model.printed import PrintedRow
from rnnscope.wording import Word


class Told(Word):
    """How much a row tells; a word that is equal to its text, `"determined"`."""

    DETERMINED = "determined"  # no other setting gives this number and this shape
    ASSUMED = "assumed"  # others do, but each departs from a default
    ONE_OF = "one_of"  # several do, and nothing prefers one
    IMPOSSIBLE = "impossible"  # none does
    UNTOLD = "untold"  # nobody can say: the class is somebody's own, or is cut away

    @property
    def is_of_one(self) -> bool:
        """True where one setting is sure, or preferred to all others."""
        return self in (Told.DETERMINED, Told.ASSUMED)

    @property
    def is_of_some(self) -> bool:
        """True where settings were found, even if none of them is preferred."""
        return self.is_of_one or self is Told.ONE_OF


class Assumed(Word):
    """What is assumed of a row beside its arguments; `words/printed/assumptions.py` says it."""

    CHANNELS = "channels"  # that images flow in, in grey or in colours
    INPUT = "input"  # that something else flows in than what stands before it
    INPUT_SHAPE = "input_shape"  # what flows in, of which nothing tells the shape
    ENTRY = "entry"  # which of some rows flows in, of whose names the beginning is left
    BEFORE = "before"  # that what flows in is as it was found of the row above
    ORDER = "order"  # that data flows from row to row
    CLASS = "class"  # that it is of the class that its name, or a part of its own, tells
    LIKE = "like"  # that it is of the class of a row that is named alike
    AS_OTHERS = "as_others"  # that it has no bias, as other rows have none
    TENSORFLOW = "tensorflow"  # that TensorFlow 2 printed it
    APPLICATION = "application"  # that it is one of Keras's own models
    ADAPTED = "adapted"  # that it is quantized, or has a LoRA
    PLAIN = "plain"  # that it is neither


# What is assumed of what a layer is, or holds.
OF_CLASSES = frozenset({Assumed.CLASS, Assumed.LIKE, "cell", "layer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Settings that give a number: the arguments that say so, and the count as a formula.

    `sizes` are those of the formula by name, `params` is the number that they give, and
    `hidden` how many of these are the weights of a layer that is its activation; `fixed` are
    those that are never trained, and `multiplied` those of kernels.
    `untold` are arguments of which other values give the same weights and fit as well.
    `config` is the layer with these settings and no others.
    """

    class_name: str
    settings: Mapping[str, Any]
    sizes: Mapping[str, int]
    formula: str
    numbers: str
    params: int
    input_shapes: tuple[Shape, ...] = ()
    hidden: int = 0
    fixed: int = 0
    multiplied: int = 0
    untold: tuple[str, ...] = ()
    config: LayerConfig | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowVerdict:
    """What is said of a printed row.

    `fits` are the settings that give its number and shape: that which was taken first, where
    one was; of an impossible row those that come nearest.  `count` is how many there are,
    of which not all need be listed, and `is_whole` says that there are no more.  `assumed`
    are the arguments of which a default was taken, and what else is `Assumed`; `said` is what
    somebody said besides the text, as `use_bias=False`, without which it would be another
    verdict.  `why` says what else is to be known: why nobody can tell, or what was given up.
    `telling` is what would tell them apart.
    `untold` are arguments that the layer was given some value of, by which the printed shape
    comes out, though others would do as well.  `is_fed` says that what flows in is known, by
    the text or by somebody; `is_given` that it would be another verdict without what somebody
    said of that.
    """

    told: Told
    row: PrintedRow
    fits: tuple[Fit, ...] = ()
    count: int = 0
    is_whole: bool = True
    assumed: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    why: str = ""
    telling: str = ""
    untold: tuple[str, ...] = ()
    is_fed: bool = True
    is_given: bool = False

    @property
    def is_work_told(self) -> bool:
        """True where all that was found to fit multiplies as much: assumptions have no say then."""
        if self.told is not Told.ASSUMED:
            return True
        every = {fit.multiplied for fit in self.fits}
        return len(every) == 1 and not OF_CLASSES.intersection(self.assumed)
