"""Who is asked for the summary of a file's model, and who is asked again.

The light Keras first, which is there in a third of a second.  TensorFlow's
Keras is asked in its place for layers that are known to need it; after it
where the light one raised; and before anything that the light one finds is
called a difference.  What the user's own code has a part in never sees the
light one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnnscope.errors import UnknownFormulaError
from rnnscope.keras_facts.tensorflow_only import TENSORFLOW_ONLY
from rnnscope.keras_facts.versions import is_before_keras_3
from rnnscope.model.parts import Model
from rnnscope.report.report import Report
from rnnscope.report.witness import Witness
from rnnscope.untrusted.limits import current
from rnnscope.verify import TIMEOUT
from rnnscope.verify.keras_process import (
    Deadline,
    KerasProcess,
    LightKeras,
    TensorFlowKeras,
    UsersKeras,
    is_installed,
)
from rnnscope.verify.summary import compared, silent
from rnnscope.wording import SENTENCE, cut, shown

if TYPE_CHECKING:
    from rnnscope.report.freezing import Freezing
    from rnnscope.verify._rebuild import Rebuilt

_DIFFERED = "asked again, since on NumPy it differed"


class Keras:
    """Asks Keras for summaries; a process imports it while others work.

    Use it as a context manager: what was started for the user's own code ends
    with the block.  `timeout` is in seconds, for all that one question takes.
    """

    def __init__(self, timeout: float = TIMEOUT, *, users_code: bool = False) -> None:
        self._timeout = timeout
        self._kind: type[KerasProcess] = UsersKeras if users_code else LightKeras
        self._silence = _missing(self._kind)

    def __enter__(self) -> Keras:
        if not self._silence:
            self._kind.prepare()
        return self

    def __exit__(self, *_: object) -> None:
        UsersKeras.end_all()

    def rebuilt(self, report: Report, model: Model) -> Witness:
        """Ask for the summary of the model built anew from its settings."""
        from rnnscope.tracing import users_classes
        from rnnscope.verify._rebuild import rebuild

        if self._silence:
            return silent(self._silence)
        if report.total is None:
            unknown = next(row for row in report.layers if row.params is None)
            return silent(f"the count of {shown(unknown.path)} ({unknown.class_name}) is not known")
        left_out = no_tensorflow if not is_installed("tensorflow") else None
        try:
            ours = rebuild(model.config, report.layers, users_classes(model.imports), left_out)
        except UnknownFormulaError as error:
            return silent(str(error))
        return self._asked(report, request_of(model, ours, report.freezing), ours)

    def loaded(self, report: Report, path: Path, imports: Sequence[str] = ()) -> Witness:
        """Ask for the summary of the file itself, which Keras loads."""
        if self._silence:
            return silent(self._silence)
        request = {"load": str(path.absolute()), "imports": imports}
        answer = self._answer(UsersKeras, request, Deadline.of(self._timeout))
        if "error" in answer:
            return silent(f"Keras cannot load the file: {answer['error']}")
        return compared(report, answer, None)

    def _asked(self, report: Report, request: Mapping[str, Any], ours: Rebuilt) -> Witness:
        """Ask the light Keras where it may be asked, and TensorFlow's where that does not do."""
        deadline = Deadline.of(self._timeout)
        if self._kind is UsersKeras:
            return compared(report, self._answer(UsersKeras, request, deadline), ours)
        because = next(needs_of(request["config"]), "")
        if because:
            witness = silent(f"{because}, which is not installed")
        else:
            answer = self._answer(LightKeras, request, deadline)
            witness = compared(report, answer, ours)
            because = _doubt(answer, witness)
        if not because:
            return witness
        if not is_installed("tensorflow"):
            return witness if witness.spoke else silent(f"{witness.reason}; {_hint('tensorflow')}")
        answer = self._answer(TensorFlowKeras, request, deadline)
        return replace(compared(report, answer, ours), because=because)

    def _answer(
        self, kind: type[KerasProcess], request: Mapping[str, Any], deadline: Deadline
    ) -> Mapping[str, Any]:
        return kind.ask(request, deadline)


def request_of(model: Model, ours: Rebuilt, freezing: Freezing | None = None) -> Mapping[str, Any]:
    """Return what a process is asked for the summary of a model built anew.

    `freezing` says which of its layers are to be frozen when it is built.
    """
    frozen = freezing.frozen if freezing else frozenset()
    return {
        "config": ours.config,
        "frozen": [place for place, path in ours.names.items() if path in frozen],
        "imports": model.imports,
        "before_keras_3": is_before_keras_3(model.keras_version),
        "memory_bytes": current().summary_memory_bytes,
    }


def _doubt(answer: Mapping[str, Any], witness: Witness) -> str:
    """Say why TensorFlow's Keras is to be asked; empty where it need not, or there is no time."""
    if "late" in answer:
        return ""
    if "error" in answer:
        return f"its NumPy backend did not build it: {cut(answer['error'], SENTENCE)}"
    return _DIFFERED if witness.differences else ""


def needs_of(entry: object) -> Iterator[str]:
    """Yield what in a config of ours only TensorFlow's Keras can make, in words."""
    if isinstance(entry, list | tuple):
        for item in entry:
            yield from needs_of(item)
    elif isinstance(entry, dict):
        yield from _need(entry)
        for item in entry.values():
            yield from needs_of(item)


def _need(entry: Mapping[str, Any]) -> Iterator[str]:
    class_name, settings = entry.get("class_name"), entry.get("config")
    if entry.get("module") == "keras.layers" and class_name in TENSORFLOW_ONLY:
        for name in TENSORFLOW_ONLY[class_name]:
            if not name:
                yield f"{class_name} needs TensorFlow"
            elif isinstance(settings, Mapping) and settings.get(name):
                yield f"{class_name} with {name}={settings[name]} needs TensorFlow"


def no_tensorflow(entry: Mapping[str, Any]) -> bool:
    """Tell whether a layer cannot be made without TensorFlow."""
    return any(needs_of(entry))


def _missing(kind: type[KerasProcess]) -> str:
    """Say what is not installed that Keras needs to speak; empty where all is."""
    needed = ("tensorflow", "keras") if kind is UsersKeras else ("keras",)
    missing = next((name for name in needed if not is_installed(name)), None)
    return f"{missing} is not installed; {_hint(missing)}" if missing else ""


def _hint(package: str) -> str:
    return f"pip install {package} lets Keras speak"
