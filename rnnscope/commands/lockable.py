"""What of a model a lock has, or why it is not locked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from rnnscope.api import explained
from rnnscope.commands.kept import refuse_inputs
from rnnscope.errors import RnnscopeError
from rnnscope.states import ModelState
from rnnscope.states.lock_file import source_of
from rnnscope.states.of_report import state_of
from rnnscope.wording import cut

if TYPE_CHECKING:
    from rnnscope.checking.models import Named

DIFFERS, UNREADABLE = 1, 2
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Refusal:
    """A model that is not locked: why, and the exit code."""

    sentence: str
    code: int


def lockable(model: Named, lock: Path, imports: tuple[str, ...]) -> ModelState | Refusal:
    """Return what a lock has of a model: derived, and not contradicted by what is stored."""
    if model.problem:
        return Refusal(model.problem, UNREADABLE)
    if model.name == "-":
        return Refusal(
            "a lock needs a model that has a name: save what comes to a file", UNREADABLE
        )
    try:
        if model.is_target:
            state, differences = _target(model, imports)
        else:
            read, report = explained(model.name, imports)
            refuse_inputs(lock, model.name, read)
            state = state_of(report, source_of(model.name, lock))
            differences = tuple(each.text for each in report.differences)
    except RnnscopeError as error:
        return Refusal(str(error), UNREADABLE)
    return Refusal(_contradicted(model.name, differences), DIFFERS) if differences else state


def _target(model: Named, imports: tuple[str, ...]) -> tuple[ModelState, tuple[str, ...]]:
    from rnnscope.checking.target_process import made

    found = made(model.name, imports=imports, home=model.home)
    return replace(found.state, source=model.name), found.differences


def _contradicted(name: str, differences: Sequence[str]) -> str:
    """Say that nobody can stand behind the counts of a model."""
    some = "; ".join(map(cut, differences[:_SHOWN]))
    more = f"; and {len(differences) - _SHOWN:,} more" if len(differences) > _SHOWN else ""
    return (
        f"{cut(name)} is not locked, since it contradicts itself: {some}{more}. "
        f"`rnnscope explain {cut(name)}` says more"
    )
