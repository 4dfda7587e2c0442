"""Models that are named as `package.module:thing`, each made in a process of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
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
            answer = process.ask(request)
    except CANNOT_START as error:
        answer = {"error": f"no process can be started for it: {why_none(error)}"}
    if "error" in answer:
        raise UnreadableModelError(target, answer["error"])
    return Made(of_data(answer["state"]), answer["file"], tuple(answer["differences"]))
