"""What became of one model that was checked, as finished data."""

from __future__ import annotations

from dataclasses import dataclass

from rnnscope.expectations.failure import Failure

HELD, FAILED, NOT_DONE = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One model, judged: its counts, what was expected of it, and what does not hold.

    `model` is as it was named: a path, or `package.module:thing`.  `error` says why it could not
    be judged; all else is then empty.  `macs` are those at the sizes that were given, None where
    nobody asked.  `witnesses` are those of the report, each with `agrees`, `differs` or
    `not heard: ` and the reason.  `expected` are what was asked of it, in words (`total 21,386`,
    `at most 50,000 params`), whether it holds or not.  `notes` are what else has to be known of
    it, as the report says it: that it holds Python code, or tensors that Keras passes over.
    `idle_at` are names in `at` by which it leaves no axis open.
    """

    model: str
    total: int | None = None
    trainable: int | None = None
    non_trainable: int | None = None
    bytes: int | None = None
    macs: int | None = None
    witnesses: tuple[tuple[str, str], ...] = ()
    verified: bool = False
    expected: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    idle_at: tuple[str, ...] = ()
    error: str = ""
    seconds: float = 0.0

    @property
    def code(self) -> int:
        """The exit code for this model alone."""
        if self.error:
            return NOT_DONE
        return FAILED if self.failures else HELD
