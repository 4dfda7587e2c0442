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

    `axis` is its place in the shape that it stands in, counted from the end; 0 is the first.
    `setting` is where somebody set it: a layer's path, then the keys in its settings.

    >>> print(Source(Origin.AXIS, "last axis", -1), Source(Origin.SETTING), sep=", ")
    last axis, setting
    """

    kind: Origin
    words: str = ""
    axis: int | None = None
    setting: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        return self.words or str(self.kind)


def axis_source(place: int, rank: int, of: str = "") -> Source:
    """Return the source of a size that is an axis of a shape, the batch being the first.

    >>> print(axis_source(2, 3, "the input"), axis_source(1, 3), sep=", ")
    last axis of the input, axis 1
    """
    words = "last axis" if place == rank - 1 else f"axis {place}"
    return Source(Origin.AXIS, f"{words} of {of}" if of else words, place - rank if place else 0)


SETTING = Source(Origin.SETTING)
CONSTANT = Source(Origin.CONSTANT)
RECORDED = Source(Origin.RECORDED)
READ = Source(Origin.READ)
PRINTED = Source(Origin.RECORDED, "as it is printed")
