"""Where sizes come from that were computed from no others."""

from __future__ import annotations

from dataclasses import dataclass

from rnnscope.wording import Word


class Origin(Word):
    """Where a size in a formula comes from; a word that is equal to its text, `"setting"`."""

    SETTING = "setting"  # an argument of the layer itself
    OTHERS = "another layer's setting"
    CONSTANT = "constant"  # the layer's design, such as the 4 gates of an LSTM
    AXIS = "axis"  # an axis of what flows in
    RECORDED = "on record"  # a shape that a file says, and no formula
    READ = "read from the stored weights"  # which it is to explain
    COMPUTED = "computed"  # other sizes


@dataclass(frozen=True, slots=True)
class Source:
    """Where a size comes from that was computed from no other, in words of its own or of its kind.

    >>> print(Source(Origin.AXIS, "axis -1"), Source(Origin.SETTING), sep=", ")
    axis -1, setting
    """

    kind: Origin
    words: str = ""

    def __str__(self) -> str:
        return self.words or str(self.kind)


SETTING = Source(Origin.SETTING)
CONSTANT = Source(Origin.CONSTANT)
RECORDED = Source(Origin.RECORDED)
READ = Source(Origin.READ)
