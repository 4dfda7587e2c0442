"""What a witness says: that it agrees with the derivation, or differs, or why it is silent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Verdict: TypeAlias = Literal["agrees", "differs", "silent"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two witnesses do not say the same of a layer or one of its weights."""

    layer: str
    subject: str
    derived: str
    found: str
    witness: str

    @property
    def text(self) -> str:
        """The finding in a line: `gru: bias: derived (2, 96), stored (96,)`."""
        subject = f"{self.subject}: " if self.subject else ""
        layer = f"{self.layer}: " if self.layer else ""
        return f"{layer}{subject}derived {self.derived}, {self.witness} {self.found}"


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

    def verdict(self, path: str) -> Verdict:
        """Return what it says of one layer, with the layers inside it."""
        inside = (d.layer == path or d.layer.startswith(f"{path}.") for d in self.differences)
        if any(inside):
            return "differs"
        return "agrees" if path in self.covered else "silent"
