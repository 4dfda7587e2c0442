"""The processes in which Keras is asked, seen from outside.

There are three: the light one, whose Keras computes nothing (see `light_keras`); one with
TensorFlow, which is asked where the light one cannot tell; and one for the
user's own classes and for files that the user vouches for, which ends after its one answer.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, ClassVar, Self

from rnnscope.processes.answering import AnsweringProcess
from rnnscope.processes.child_process import CANNOT_START, how_it_ended, why_none

_QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0", "CUDA_VISIBLE_DEVICES": ""}
# What the user has set for Keras, in the environment and in keras.json, is for the user's models.
_UNSET = {
    "KERAS_HOME": os.devnull,
    **dict.fromkeys(("KERAS_MAX_EPOCHS", "KERAS_MAX_STEPS_PER_EPOCH", "KERAS_NNX_ENABLED")),
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when Keras has to have answered, whichever process is asked."""

    seconds: float
    until: float

    @classmethod
    def of(cls, seconds: float) -> Deadline:
        """Return the deadline of a question that is asked now."""
        return cls(seconds, time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """The seconds that are left; 0 where none are."""
        return max(0.0, self.until - time.monotonic())


class KerasProcess(AnsweringProcess):
    """A process that imports Keras while others work, and then answers."""

    program = "rnnscope.verify._summary_child"
    is_kept: ClassVar[bool] = True

    @classmethod
    def ask(cls, request: Mapping[str, object], deadline: Deadline) -> Mapping[str, Any]:
        """Ask a process that nobody else asks; where there is no answer, the reason is in `error`.

        The answer is what `_observation.observe` returns, with `keras`, its version,
        and `backend`.  It has `late` where the time was over.
        """
        try:
            with cls.lent() as process:
                answer = process._answer(json.dumps(request).encode(), deadline)
                if not cls.is_kept:
                    process.end()
                return answer
        except CANNOT_START as error:
            return {"error": f"no process can be started for Keras: {why_none(error)}"}

    def _answer(self, request: bytes, deadline: Deadline) -> Mapping[str, Any]:
        line, is_late = self.exchange(request, deadline.left)
        answer = _understood(line)
        if answer is not None:
            return answer
        self.has_ended(line)
        if is_late:
            from rnnscope.untrusted.remedies import longer

            late = f"Keras did not answer in {deadline.seconds:g} s{longer()}"
            return {"error": late, "late": True}
        return {"error": f"Keras's process gave no answer: {how_it_ended(self.child)}"}


class LightKeras(KerasProcess):
    """Keras without a library that computes; it is given nothing of the user's."""

    environment: ClassVar = {"KERAS_BACKEND": "numpy", **_UNSET}


class TensorFlowKeras(KerasProcess):
    """Keras on TensorFlow, for what the light one cannot tell."""

    environment: ClassVar = {"KERAS_BACKEND": "tensorflow", **_QUIET, **_UNSET}


class UsersKeras(KerasProcess):
    """Keras on TensorFlow as the user has set it: gives one answer, and is gone."""

    environment: ClassVar = {"KERAS_BACKEND": "tensorflow", **_QUIET}
    is_kept = False


class SummaryProcess:
    """Has the process that is asked for summaries there for a block, and ended with it.

    `with rnnscope.SummaryProcess():` starts it at once, beside what is done in
    the block; every `explain` and `assert_params` there finds it warm.  Without
    such a block the first of them starts it, and it ends with the program.
    """

    def __enter__(self) -> Self:
        """Start the process, and return without waiting for it."""
        if is_installed("keras"):
            LightKeras.prepare()
        return self

    def __exit__(self, *_: object) -> None:
        """End every process of Keras's that waits."""
        for kind in (LightKeras, TensorFlowKeras, UsersKeras):
            kind.end_all()


def is_installed(name: str) -> bool:
    """Tell whether a package is there to be imported, without importing it."""
    return find_spec(name) is not None


def _understood(line: bytes) -> Mapping[str, Any] | None:
    """Return an answer; None where it is none, or the process ended before it was whole."""
    try:
        answer = json.loads(line) if line.endswith(b"\n") else None
    except (ValueError, RecursionError):
        return None
    is_answer = isinstance(answer, dict) and not {"error", "rows"}.isdisjoint(answer)
    return answer if is_answer else None
