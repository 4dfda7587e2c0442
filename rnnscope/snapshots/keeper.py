"""Holds the models of one test against their snapshots, or writes these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from rnnscope.api import explain
from rnnscope.changes.comparing import changes
from rnnscope.errors import BadLockError, SnapshotError, UnwritableError
from rnnscope.pages.changes_page import change_lines
from rnnscope.report.report import Report
from rnnscope.snapshots.snapshot import Snapshot
from rnnscope.states import ModelState, lock_text
from rnnscope.states.fresh_names import with_fresh_names
from rnnscope.states.of_report import state_of

WRITTEN, RENEWED, USED = "written", "renewed", "used"
_LOCK = "`rnnscope lock`"
_TWO = "a test with several models gives each a name, as in params_snapshot(model, 'small')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """What one test does with its models.

    `module` is the file of the test, `here` where its run was started, and `command` what
    renews its snapshots.  `done` is told a word and a file each time.
    """

    module: Path
    test: str
    here: Path
    command: str
    is_renewing: bool
    may_write: bool
    done: Callable[[str, Path], None]
    _met: set[Path] = field(default_factory=set)

    def hold(self, model: object, name: str | None = None) -> Report:
        """Hold a model against its snapshot, or write that; return the model's report.

        Raises:
            SnapshotError: the model is another than it was, or there is nothing to compare it with.
            UnwritableError: no file can be put there.
            UnreadableModelError: it is no model, or is broken.
            NotBuiltError: a live model has no weights yet.

        """
        snapshot = Snapshot.of(self.module, self.test, name)
        report = model if isinstance(model, Report) else explain(model, summary=False)
        if report.differences:
            said = "; ".join(f"{d.parties} disagree: {d.text}" for d in report.differences)
            raise SnapshotError(f"the model's counts are not certain: {said}")
        is_first = snapshot.path not in self._met
        self._met.add(snapshot.path)
        self.done(USED, snapshot.path)
        self._hold(snapshot, with_fresh_names(state_of(report, snapshot.test)), is_first=is_first)
        return report

    def _hold(self, snapshot: Snapshot, state: ModelState, *, is_first: bool) -> None:
        text = lock_text.written([state])
        is_there = snapshot.path.exists()
        if is_first and self.is_renewing:
            if not snapshot.holds(text):
                snapshot.write(text)
                self.done(RENEWED if is_there else WRITTEN, snapshot.path)
        elif is_there:
            self._compare(snapshot, state, self.command if is_first else "")
        elif self.may_write:
            self._begin(snapshot, text)
        else:
            raise SnapshotError(
                f"there is no snapshot {self._near(snapshot)} to hold the model against, and "
                f"where CI is set none is written; write it, and commit it: {self.command}"
            )

    def _begin(self, snapshot: Snapshot, text: str) -> None:
        try:
            snapshot.write(text)
        except UnwritableError as error:
            raise SnapshotError(
                f"there is no snapshot {self._near(snapshot)} to hold the model against, and "
                f"none can be written: {error.reason}"
            ) from None
        self.done(WRITTEN, snapshot.path)

    def _compare(self, snapshot: Snapshot, state: ModelState, command: str) -> None:
        place = self._near(snapshot)
        try:
            old = snapshot.kept()
        except BadLockError as error:
            raise SnapshotError(f"cannot read {place}: {self._remedied(error.problem)}") from None
        changed = changes(old, lock_text.kept(state))
        if changed:
            lines = change_lines(replace(changed, uncompared=()))  # it is a lock on both sides
            remedy = f"if it is meant, renew it: {command}" if command else _TWO
            lines.append(f"that changed since {place} was written; {remedy}")
            raise SnapshotError("\n".join(lines))

    def _remedied(self, problem: str) -> str:
        """Name what writes a snapshot, which another command does than writes a lock."""
        anew = f"`{self.command}`"
        if _LOCK in problem:
            return problem.replace(_LOCK, anew)
        return f"{problem}; write it anew with {anew}"

    def _near(self, snapshot: Snapshot) -> str:
        return near(snapshot.path, self.here)


def near(path: Path, here: Path) -> str:
    """Write a path as it is from a folder, where it is below that."""
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
