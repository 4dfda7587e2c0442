"""Models that are named as `package.module:thing`, each made in a process of its own."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from rnnscope.arguments import LONGEST
from rnnscope.checking.relocated import Relocated
from rnnscope.errors import UnreadableModelError
from rnnscope.processes.answering import AnsweringProcess
from rnnscope.processes.child_process import CANNOT_START, how_it_ended, why_none
from rnnscope.states import ModelState
from rnnscope.states.state_data import of_data
from rnnscope.untrusted.limits import current


@dataclass(frozen=True, slots=True)
class Made:
    """A model's state, and the file of the module that it is named by; "" where that has none.

    `differences` says where its variables are others than its config implies.
    """

    state: ModelState
    file: str
    differences: tuple[str, ...] = ()


class _TargetProcess(AnsweringProcess):
    """A process that makes one model, and is gone."""

    program = "rnnscope.checking.target_program"
    is_heard = True
    environment: ClassVar = {}

    def ask(self, request: dict[str, object]) -> dict[str, Any]:
        """Return the answer, or why there is none."""
        line, _ = self.exchange(json.dumps(request).encode(), LONGEST)
        try:
            answer = json.loads(line)
        except ValueError:
            self.has_ended(line)
            answer = {"error": f"the process that makes it gave no answer: {self._how()}"}
        self.end()
        return dict(answer)

    def _how(self) -> str:
        return how_it_ended(self.child)


@dataclass(slots=True)
class _Making:
    """The processes that make models for one caller, from several threads."""

    processes: list[_TargetProcess] = field(default_factory=list)
    is_stopped: bool = False

    def add(self, process: _TargetProcess) -> None:
        self.processes.append(process)
        if self.is_stopped:  # meanwhile
            process.child.kill()

    def stop(self) -> None:
        self.is_stopped = True
        for process in [*self.processes]:
            process.child.kill()


_MAKING: ContextVar[_Making | None] = ContextVar("making", default=None)


@contextlib.contextmanager
def ended_with_the_caller() -> Iterator[None]:
    """End what makes models, in this context and copies of it, where the block fails.

    Somebody's code may never end, and threads that wait for it could not be waited for.
    """
    making = _Making()
    token = _MAKING.set(making)
    try:
        yield
    except BaseException:
        making.stop()
        raise
    finally:
        _MAKING.reset(token)


def made(
    target: str,
    *,
    light: bool = False,
    imports: Sequence[str] = (),
    home: Path | None = None,
    code: Relocated | None = None,
) -> Made:
    """Make a model by the user's own code, and return what it is.

    `home` is the directory that modules are found in, and that the code runs in: by default the
    current one.  `imports` are as in `explain`; `code` has that of another time.

    Raises:
        UnreadableModelError: it is not there, or makes no model.

    """
    request = {
        "target": target,
        "light": light,
        "imports": list(imports),
        "limits": current().as_data(),
        "home": str(home) if home else None,
        "now": code and code.now,
        "then": code and code.then,
    }
    try:
        with _TargetProcess.lent() as process:
            if (making := _MAKING.get()) is not None:
                making.add(process)
            answer = process.ask(request)
    except CANNOT_START as error:
        answer = {"error": f"no process can be started for it: {why_none(error)}"}
    if "error" in answer:
        raise UnreadableModelError(target, answer["error"])
    return Made(of_data(answer["state"]), answer["file"], tuple(answer["differences"]))
