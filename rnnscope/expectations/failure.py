"""One expectation that does not hold, as finished data."""

from __future__ import annotations

from dataclasses import dataclass

from rnnscope.wording import Word


class Subject(Word):
    """What was expected of a model; a word that is equal to its text, `"max-params"`."""

    TOTAL = "total"
    LAYER = "layer"
    TRAINABLE = "trainable"
    NON_TRAINABLE = "non-trainable"
    MAX_PARAMS = "max-params"
    MAX_BYTES = "max-bytes"
    MAX_MACS = "max-macs"
    FROZEN = "frozen"
    REQUIRED = "require"  # a witness that could not speak
    AGREEMENT = "agreement"  # witnesses differ
    LOCKED = "locked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A layer of the model whose total was expected to be another: its count, and why."""

    path: str
    found: str
    formula: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One expectation that does not hold.

    `path` is the layer that it was of, empty for the model.  `expected` and `found` are as they
    are written: `at most 50,000`, `frozen`, a formula.  `formula` is where the found number comes
    from: `units*units + ... = 128*128 + ... = 20,096`.  `causes` are sentences on the difference,
    several where several would give it.  `follows` says of what it is only a consequence:
    `because gru.units is 64`; empty where it stands for itself.

    `sentence` says it all in one line: `gru has 1,008 params, expected 984`.  `difference` is how
    far off it is: `24 more than expected`.  `origins` say where sizes in the formula come from
    that other layers decide.  `parts` are the layers that a model's count is made of.
    """

    subject: Subject
    path: str = ""
    expected: str = ""
    found: str = ""
    formula: str = ""
    causes: tuple[str, ...] = ()
    follows: str = ""
    sentence: str = ""
    difference: str = ""
    origins: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
