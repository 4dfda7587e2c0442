"""How a layer's count is known."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from rnnscope.wording import Word


class Basis(Word):
    """How a layer's count is known; a word that is equal to its text, `basis == "derived"`."""

    DERIVED = "derived"  # by a formula
    TRACED = "traced"  # by the layer's own code
    STORED = "stored"  # by the tensors alone that a file or a live model has
    PRINTED = "printed"  # by the number alone that a printed summary has
    NONE = "none"  # it has no weights
    UNKNOWN = "unknown"  # not at all

    @property
    def is_explained(self) -> bool:
        """True where something says what the weights are, before any tensor is looked at."""
        match self:
            case Basis.DERIVED | Basis.TRACED | Basis.NONE:
                return True
            case Basis.STORED | Basis.PRINTED | Basis.UNKNOWN:
                return False
            case _:
                assert_never(self)

    @property
    def is_by_formula(self) -> bool:
        """True where formulas alone say what the weights are, if there are any."""
        match self:
            case Basis.DERIVED | Basis.NONE:
                return True
            case Basis.TRACED | Basis.STORED | Basis.PRINTED | Basis.UNKNOWN:
                return False
            case _:
                assert_never(self)


# The weakest of a layer's parts decides: what nobody knows, what only the file says, ...
_WEAKEST = (Basis.UNKNOWN, Basis.PRINTED, Basis.STORED, Basis.TRACED, Basis.DERIVED)


def weakest(bases: Iterable[Basis]) -> Basis:
    """Return the basis of a whole whose parts have these; `none` where none has weights."""
    found = set(bases)
    return next((basis for basis in _WEAKEST if basis in found), Basis.NONE)
