"""The library's front door: `explain`."""

from __future__ import annotations

import os
from pathlib import Path

from rnnscope.derivation import explain_model
from rnnscope.errors import BadConfigError, UnreadableModelError
from rnnscope.model import Model
from rnnscope.readers import read
from rnnscope.report import Report
from rnnscope.verify import stored
from rnnscope.verify import summary as keras_summary
from rnnscope.witness import Witness


def explain(
    source: object,
    *,
    summary: bool | None = None,
    load: bool = False,
    timeout: float = keras_summary.TIMEOUT,
) -> Report:
    """Explain a model: every layer's count as a formula, checked by what else can be asked.

    `source` is the path of a model file, or a live Keras model.  With
    `summary`, Keras's own `model.summary()` is asked as well: a live model
    itself, which is the default there; for a file a model that is rebuilt from
    its settings in a child process, which takes as long as importing
    TensorFlow, and `timeout` seconds at most.  `load` says that the file can
    be trusted: Keras then loads the file itself.

    Raises:
        UnreadableModelError: the source is no model, or is broken.
        NotBuiltError: a live model has no weights yet.

    """
    wanted = load or (summary if summary is not None else not _is_path(source))
    if not _is_path(source):
        return _live(source, wanted=wanted)
    if not wanted:
        model, report = explained(source)
        return report.with_witness(_not_asked())
    with keras_summary.KerasProcess(timeout) as keras:
        model, report = explained(source)
        return with_summary(report, model, keras, load=load)


def explained(source: object) -> tuple[Model, Report]:
    """Read and explain a model, with the stored tensors as the only witness so far.

    Raises:
        UnreadableModelError: as `explain` does; also where its layers are joined as none can be.
        NotBuiltError: a live model has no weights yet.

    """
    model = read(source)
    try:
        report = explain_model(model)
    except BadConfigError as error:
        where = model.source or f"the model {model.config.name!r}"
        raise UnreadableModelError(where, str(error)) from None
    return model, report.with_witness(stored.witness(report, model))


def with_summary(
    report: Report,
    model: Model,
    keras: keras_summary.KerasProcess,
    *,
    load: bool = False,
) -> Report:
    """Add what Keras says of a file's model: rebuilt from its settings, or loaded."""
    if load and model.source is not None:
        return report.with_witness(keras.loaded(report, Path(model.source)))
    return report.with_witness(keras.rebuilt(report, model))


def _live(source: object, *, wanted: bool) -> Report:
    model, report = explained(source)
    return report.with_witness(keras_summary.live(report, model) if wanted else _not_asked())


def _not_asked() -> Witness:
    return keras_summary.silent("not asked")


def _is_path(source: object) -> bool:
    return isinstance(source, str | os.PathLike)
