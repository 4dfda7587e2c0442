"""What a witness says: that it agrees with the derivation, or differs, or why it is silent."""

from __future__ import annotations

from dataclasses import dataclass, field

from rnnscope.wording import Word


class Verdict(Word):
    """What a witness says of a layer; a word that is equal to its text, `"agrees"`."""

    AGREES = "agrees"
    DIFFERS = "differs"
    SILENT = "silent"  # it could not be heard, or has nothing to say of the layer


@dataclass(frozen=True, slots=True)
class Difference:
    """Two witnesses do not say the same of a layer or one of its weights.

    `reason` is why, where it is known; it stays a difference.  `implied_by` says
    what `derived` follows from, and `holder` what holds the weights that the
    stored witness speaks of: a file, or a live model.
    """

    layer: str
    subject: str
    derived: str
    found: str
    witness: str
    reason: str = ""
    implied_by: str = "config"
    holder: str = "file"

    @property
    def parties(self) -> str:
        """Who does not say the same: `config and stored weights`."""
        return f"{self.implied_by} and {_PARTIES.get(self.witness, self.witness)}"

    @property
    def text(self) -> str:
        """The finding in a line: `gru: bias: config implies (2, 96), file holds (96,)`."""
        subject = f"{self.subject}: " if self.subject else ""
        layer = f"{self.layer}: " if self.layer else ""
        reason = f" ({self.reason})" if self.reason else ""
        says = {
            "stored": f"{self.holder} holds",
            "summary": "summary() shows",
            "printed": "the text has",
        }
        found = f"{says.get(self.witness, self.witness)} {self.found}"
        return f"{layer}{subject}{self.implied_by} implies {self.derived}, {found}{reason}"


_PARTIES = {"stored": "stored weights", "summary": "summary()", "printed": "printed summary"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """What one witness said: the layers it spoke of, and where it differs from the derivation.

    `text` holds its own words, where it has any: Keras's table.  `keras` is the
    version of Keras that spoke, `backend` the one it was on, and `because` why
    that was not the light one.
    """

    name: str
    spoke: bool
    reason: str = ""
    covered: frozenset[str] = frozenset()
    differences: tuple[Difference, ...] = ()
    text: str = ""
    keras: str = ""
    backend: str = ""
    because: str = ""
    differing: frozenset[str] = field(default=frozenset(), init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Note the layers that it differs in: they are asked for in every row."""
        layers = frozenset(difference.layer for difference in self.differences)
        object.__setattr__(self, "differing", layers)

    @property
    def agrees(self) -> bool:
        """True where it spoke and found no difference; a silent witness never agrees."""
        return self.spoke and not self.differences

    def verdict(self, path: str, *inside: str) -> Verdict:
        """Return what it says of a layer, and of the layers inside it, by their paths."""
        if not self.differing.isdisjoint((path, *inside)):
            return Verdict.DIFFERS
        return Verdict.AGREES if path in self.covered else Verdict.SILENT
