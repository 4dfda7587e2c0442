"""Holds the models of one test against their snapshots, or writes these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from rnnscope.api import explain
from rnnscope.changes.comparing import changes
from rnnscope.errors import BadLockError, LaterLockError, SnapshotError, UnwritableError
from rnnscope.pages.compared.changes_page import change_lines
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
            UnwritableError: a snapshot cannot be renewed.
            UnreadableModelError: it is no model, or is broken.
            NotBuiltError: a live model has no weights yet.
            BadArgumentError: the name is no text.

        """
        snapshot = Snapshot.of(self.module, self.test, name)
        report = model if isinstance(model, Report) else explain(model, summary=False)
        if report.differences:
            said = "; ".join(f"{d.parties} disagree: {d.text}" for d in report.differences)
            raise SnapshotError(f"the model's counts are not certain: {said}")
        self.done(USED, snapshot.path)
        state = with_fresh_names(state_of(report, snapshot.test))
        if snapshot.path.exists():
            self._meet(snapshot, state)
        else:
            self._begin(snapshot, state)
        self._met.add(snapshot.path)
        return report

    def _begin(self, snapshot: Snapshot, state: ModelState) -> None:
        """Write the first snapshot of a model, where that may be."""
        nothing = f"there is no snapshot {self._near(snapshot)} to hold the model against, and"
        if not (self.may_write or self.is_renewing):
            raise SnapshotError(
                f"{nothing} where CI is set none is written; write it, and commit it: "
                f"{self.command}"
            )
        try:
            snapshot.write(lock_text.written([state]))
        except UnwritableError as error:
            raise SnapshotError(f"{nothing} none can be written: {error.reason}") from None
        self.done(WRITTEN, snapshot.path)

    def _meet(self, snapshot: Snapshot, state: ModelState) -> None:
        """Compare a model with its snapshot, or renew that.

        It is renewed once in a test: what the test holds against it then has to be the same.
        """
        is_first = snapshot.path not in self._met
        try:
            old = snapshot.kept()
        except BadLockError as error:
            if not self.is_renewing or isinstance(error, LaterLockError):
                raise SnapshotError(self._unread(snapshot, error)) from None
            old = None
        if is_first and self.is_renewing:
            self._renew(snapshot, state)
        elif old is not None:
            self._compare(snapshot, old, state, self.command if is_first else "")

    def _renew(self, snapshot: Snapshot, state: ModelState) -> None:
        text = lock_text.written([state])
        if not snapshot.holds(text):
            snapshot.write(text)
            self.done(RENEWED, snapshot.path)

    def _compare(self, snapshot: Snapshot, old: ModelState, new: ModelState, command: str) -> None:
        changed = changes(old, lock_text.kept(new))
        if changed:
            lines = change_lines(replace(changed, uncompared=()))  # it is a lock on both sides
            remedy = f"if it is meant, renew it: {command}" if command else _TWO
            lines.append(f"that changed since {self._near(snapshot)} was written; {remedy}")
            raise SnapshotError("\n".join(lines))

    def _unread(self, snapshot: Snapshot, error: BadLockError) -> str:
        """Say why a snapshot cannot be read; another command than a lock's writes it anew."""
        said = f"cannot read {self._near(snapshot)}: {error.problem}"
        anew = f"`{self.command}`"
        if _LOCK in said:
            return said.replace(_LOCK, anew)
        return said if isinstance(error, LaterLockError) else f"{said}; write it anew with {anew}"

    def _near(self, snapshot: Snapshot) -> str:
        return near(snapshot.path, self.here)


def near(path: Path, here: Path) -> str:
    """Write a path as it is from a folder, where it is below that."""
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
