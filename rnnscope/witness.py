"""What a witness says: that it agrees with the derivation, or differs, or why it is silent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Verdict: TypeAlias = Literal["agrees", "differs", "silent"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two witnesses do not say the same of a layer or one of its weights.

    `reason` is why, where it is known; it stays a difference.
    """

    layer: str
    subject: str
    derived: str
    found: str
    witness: str
    reason: str = ""

    @property
    def text(self) -> str:
        """The finding in a line: `gru: bias: derived (2, 96), stored (96,)`."""
        subject = f"{self.subject}: " if self.subject else ""
        layer = f"{self.layer}: " if self.layer else ""
        reason = f" ({self.reason})" if self.reason else ""
        return f"{layer}{subject}derived {self.derived}, {self.witness} {self.found}{reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """What one witness said: the layers it spoke of, and where it differs from the derivation.

    `text` holds its own words, where it has any: Keras's table.
    """

    name: str
    spoke: bool
    reason: str = ""
    covered: frozenset[str] = frozenset()
    differences: tuple[Difference, ...] = ()
    text: str = ""

    @property
    def agrees(self) -> bool:
        """True where it spoke and found no difference; a silent witness never agrees."""
        return self.spoke and not self.differences

    def verdict(self, path: str, *inside: str) -> Verdict:
        """Return what it says of a layer, and of the layers inside it, by their paths."""
        if any(difference.layer in (path, *inside) for difference in self.differences):
            return "differs"
        return "agrees" if path in self.covered else "silent"
