"""Keras as a witness, asked in the process of the tests where that is all the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rnnscope.verify import _summary_child
from rnnscope.verify.summary import KerasProcess


class SameProcess(KerasProcess):
    """Keras itself, asked the same question and answering the same, without a child process."""

    def __init__(self) -> None:
        self._child, self._silence = None, ""

    def _ask(self, request: Mapping[str, object]) -> Mapping[str, Any]:
        asked = json.loads(json.dumps(request))
        try:
            answer: Mapping[str, Any] = _summary_child._answer(asked)
        except (TypeError, ValueError) as error:
            return {"error": _summary_child._cause(error)}
        return json.loads(json.dumps(answer))  # type: ignore[no-any-return]
