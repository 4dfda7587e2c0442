"""The process that judges models, seen from outside; whatever becomes of it is an outcome."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import ClassVar

from rnnscope.checking.many import plain
from rnnscope.checking.tasks import Task
from rnnscope.expectations.outcome import Outcome
from rnnscope.processes.answering import AnsweringProcess
from rnnscope.processes.child_process import how_it_ended

_GRACE = 5.0  # seconds longer than Keras may take, in which it can be said that it took too long
_LONGEST = 64 * 2**20  # bytes of an outcome


class CheckingProcess(AnsweringProcess):
    """A process that judges one model after the other."""

    program = "rnnscope.checking.many.worker"
    environment: ClassVar = {}

    def judged(self, task: Task) -> Outcome:
        """Have a model judged; after anything but an outcome of it the process has ended."""
        begun = time.monotonic()
        seconds = task.asking.timeout + _GRACE
        line, is_late = self.exchange(json.dumps(task.written()).encode(), seconds, _LONGEST)
        outcome = _understood(line)
        if outcome is None or outcome.model != task.name:
            outcome = Outcome(model=task.name, error=self._why_none(task, line, is_late=is_late))
        return replace(outcome, seconds=time.monotonic() - begun)

    def stop(self) -> None:
        """End it under the hands of whoever waits for its answer."""
        self.child.kill()

    def _why_none(self, task: Task, line: bytes, *, is_late: bool) -> str:
        has_ended = self.has_ended(line)
        if is_late:
            seconds = f"{task.asking.timeout:g} s"
            return f"it could not be judged in {seconds}; --timeout gives it longer"
        if not has_ended:
            return "the process that judged it gave no answer that makes sense"
        return f"the process that judged it gave no answer: {how_it_ended(self.child)}"


class TargetProcess(CheckingProcess):
    """A process for one target, whose code may print."""

    is_heard = True


def _understood(line: bytes) -> Outcome | None:
    try:
        return plain.read(json.loads(line)) if line.endswith(b"\n") else None
    except (ValueError, RecursionError):
        return None
