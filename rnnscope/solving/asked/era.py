"""Which Keras printed a summary, as far as that tells what its layers may be."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rnnscope.model.printed import PrintedSummary

_AS_KERAS_3 = (2, 4)
_BEFORE_RESET = (0, 1)  # the generations of Keras whose GRU always multiplies after resetting


@dataclass(frozen=True, slots=True)
class Era:
    """The generation of a Keras, None where any may be; it says which arguments there are.

    Since Keras 2.4 the defaults are those of Keras 3, which `is_late` says, though the
    arguments are still those of Keras 2.
    """

    generation: int | None = None
    is_late: bool = False

    @classmethod
    def of(cls, printed: PrintedSummary) -> Era:
        """Return the era of the Keras that printed a summary."""
        is_late = printed.since is not None and printed.since >= _AS_KERAS_3
        return cls(printed.generation, is_late or printed.generation == 3)

    def as_late(self) -> Era:
        """Return the era with the defaults since Keras 2.4."""
        return replace(self, is_late=True)

    def has(self, since: int, until: int) -> bool:
        """Tell whether it may have what came with one generation and went after another."""
        return self.generation is None or since <= self.generation <= until

    @property
    def may_be_2(self) -> bool:
        """True where it may be Keras 2."""
        return self.generation in (None, 2)

    @property
    def is_before_reset_after(self) -> bool:
        """True where a GRU has no `reset_after`: it always multiplies after resetting."""
        return self.generation in _BEFORE_RESET

    @property
    def resets_after(self) -> tuple[bool, ...]:
        """The defaults of a GRU's `reset_after`; both where versions differ."""
        if self.is_late:
            return (True,)
        return (False,) if self.is_before_reset_after else (True, False)


ANY = Era()
