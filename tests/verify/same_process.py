"""Keras as a witness, asked in the process of the tests where that is all the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from keras.src.backend.common import global_state

from rnnscope.errors import said
from rnnscope.verify import _summary_child
from rnnscope.verify.asking import Keras
from rnnscope.verify.keras_process import Deadline, KerasProcess, LightKeras

_SPEAKER = ("keras", "backend")


class SameProcess(Keras):
    """Keras itself, asked the same question and answering the same, without a child process.

    What the light Keras would be asked it is asked as well, and has to say the same.
    """

    def _answer(
        self, kind: type[KerasProcess], request: Mapping[str, Any], deadline: Deadline
    ) -> Mapping[str, Any]:
        answer = asked_here(request)
        if kind is LightKeras:
            light = LightKeras.ask(request, deadline)
            if "error" in light:
                assert "error" in answer or _computes(request), light["error"]
                return answer
            assert words(light) == words(answer), request
            return light
        return answer


def _computes(request: Mapping[str, Any]) -> bool:
    """Tell whether Keras computes something to make a model: a table of int4 that has LoRA."""
    text = json.dumps(request)
    return "int4" in text and '"lora_rank": ' in text


def asked_here(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the answer of this process's Keras."""
    asked = json.loads(json.dumps(request))
    names = global_state.get_global_attribute("object_name_uids")
    global_state.set_global_attribute("object_name_uids", None)  # as in a new process
    try:
        answer: Mapping[str, Any] = _summary_child._answer(asked)
    except (TypeError, ValueError) as error:
        return {"error": said(error)}
    finally:
        global_state.set_global_attribute("object_name_uids", names)
    return json.loads(json.dumps(answer))  # type: ignore[no-any-return]


def words(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what was said, without who said it."""
    return {key: value for key, value in answer.items() if key not in _SPEAKER}
