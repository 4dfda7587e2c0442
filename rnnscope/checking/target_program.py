"""Makes a model that is named as `package.module:thing`, and tells its state; a program of its own.

The user's code runs here, and no other model was made before: Keras counts the names of layers on.
One request a line on standard input, one answer a line on standard output, both JSON.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import ExitStack
from typing import Any

from rnnscope.checking.relocated import Relocated
from rnnscope.errors import RnnscopeError, UnreadableModelError, said
from rnnscope.untrusted.limits import Limits, applied
from rnnscope.wording import shown

_NOW = "which is as it is now: a model would be compared with itself"
_ELSEWHERE = "which is not of the repository: it is the same at each revision"


def main() -> None:
    """Answer each request."""
    requests = os.fdopen(os.dup(0), encoding="utf-8")
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # the user's code may read, and print
    os.dup2(2, 1)
    for line in requests:
        answers.write(json.dumps(answered(json.loads(line)), default=shown) + "\n")
        answers.flush()


def answered(request: dict[str, Any]) -> dict[str, Any]:
    """Return a model's state and the file of its module, or why there is none."""
    try:
        with applied(Limits(**request["limits"])), ExitStack() as stack:
            if request["light"]:
                from rnnscope.verify.light_keras import building_light

                stack.enter_context(building_light())
            if request["home"] is not None:
                os.chdir(request["home"])
            return _made(request) if request["now"] is None else _as_it_was(request)
    except UnreadableModelError as error:
        return {"error": error.reason}
    except RnnscopeError as error:
        return {"error": str(error)}
    except BaseException as error:  # noqa: BLE001  # of the user's code, which may raise anything
        return {"error": f"making it raised {said(error)}"}


def _as_it_was(request: dict[str, Any]) -> dict[str, Any]:
    """Make a model by the code of a revision, and by no other of its repository."""
    code = Relocated(request["now"], request["then"])
    with code.importing():
        made = _made(request)
    for name, file in code.strays():
        return {"error": f"{name} was imported from {file}, {_NOW}"}
    if not code.had(made["file"]):
        module = request["target"].partition(":")[0]
        where = made["file"] or "no file"
        return {"error": f"{module} was imported from {where}, {_ELSEWHERE}"}
    return made


def _made(request: dict[str, Any]) -> dict[str, Any]:
    from rnnscope.api import explained
    from rnnscope.states.of_report import state_of
    from rnnscope.states.state_data import as_data

    target = request["target"]
    _, report = explained(target, request["imports"])
    file = getattr(sys.modules.get(target.partition(":")[0]), "__file__", None)
    return {
        "state": as_data(state_of(report, target)),
        "file": os.path.realpath(file) if file else "",
        "differences": [each.text for each in report.differences],
    }
