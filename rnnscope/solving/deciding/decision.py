"""What a row comes to: a verdict, the settings that fit, and why there are none."""

from __future__ import annotations

from dataclasses import dataclass

from rnnscope.report.row_verdict import Told
from rnnscope.solving.asked.problem import Candidate

NO_SHAPE = "no setting of Keras's class puts out this shape: it may be somebody's own of that name"
NO_SHAPE_OF_IT = (
    "no setting of Keras's class makes this shape of what flows in: it may be somebody's own of "
    "that name"
)
NO_PADDED = "no setting that is looked for puts out this shape: it may have an output_padding"
NOT_BEFORE = (
    "what flows in cannot be what stands before it, since no setting makes this shape of it"
)
NOT_SOUGHT = "what it is made with is not looked for"
WEIGHTLESS = "it has no weights, and its shapes do not tell what it is made with"
NOT_HELD = "what it holds is not printed, and nothing that was tried gives its number"
UNNUMBERED = "its number is cut off, or not printed, and its shape does not tell all of it"
TOO_LARGE = "there is more that may give its number than can be looked for"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was found for a row: a verdict, and the settings, that which is taken first.

    `assumed` are the arguments, and sizes of the input, whose default or usual value
    tells that one from the others.  `taken` are those of which no other value was looked for.
    `is_short` says that more may fit than are looked at for one row.
    `nearest` are settings that give other numbers, where none gives the printed one.
    `said` is what somebody said besides, without which it would be another decision, as
    `is_given` says it of the shapes of what flows in.
    """

    told: Told
    fits: tuple[Candidate, ...] = ()
    assumed: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    is_whole: bool = True
    is_short: bool = False
    why: str = ""
    nearest: tuple[tuple[Candidate, int], ...] = ()
    said: tuple[str, ...] = ()
    is_given: bool = False

    @property
    def chosen(self) -> Candidate | None:
        """The settings that are taken, if one is preferred to all others; a model has none."""
        return self.fits[0] if self.told.is_of_one and self.fits else None
