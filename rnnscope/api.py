"""The library's front door: `explain`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnnscope.arguments import (
    assumed,
    generation,
    input_shapes,
    module_names,
    path_or_none,
    seconds,
    witness_names,
)
from rnnscope.derivation import by_order, explain_model
from rnnscope.errors import BadArgumentError, BadConfigError, UnreadableModelError
from rnnscope.model.parts import Model
from rnnscope.processes import user_code
from rnnscope.readers import imported, read, with_weights
from rnnscope.readers.given import Given, Kind
from rnnscope.report.report import Report
from rnnscope.report.witness import Witness
from rnnscope.untrusted.limits import Limits, applied, working
from rnnscope.verify import TIMEOUT, stored
from rnnscope.verify import summary as keras_summary
from rnnscope.wording import listed, shown

if TYPE_CHECKING:
    from types import ModuleType

    from rnnscope.solving import Known
    from rnnscope.tracing import Tracer
    from rnnscope.verify.asking import Keras

_TEXT = "the text"
_SAVE = "save it to a file first"


def explain(  # noqa: PLR0913  # by keyword, all but the first
    source: object,
    *,
    summary: bool = True,
    load: bool = False,
    timeout: float = TIMEOUT,
    imports: Sequence[str] = (),
    weights: str | os.PathLike[str] | None = None,
    limits: Limits | Mapping[str, float] | None = None,
    require: str | Iterable[str] = (),
) -> Report:
    """Explain a model: every layer's count as a formula, checked by what else can be asked.

    `source` is the path of a model file, `-` for one that comes on standard
    input, a live Keras model, or the place of one in Python:
    `package.module:thing`, a model or what makes one.  Unless `summary` is
    False, Keras's own `model.summary()` is asked as well: a live model itself;
    for a file a model that is rebuilt from its settings in a process beside,
    which takes a third of a second to start, answers the next file at once, and
    has `timeout` seconds.  `load` says that the file can be trusted: Keras,
    with TensorFlow, then loads the file itself.  `imports` names modules of
    yours: layers of a file whose classes they define are explained by those.
    `weights` is a file with the weights of a model that is only a config; one
    beside it that is named for it, as `model.h5` is for `model.json`, is found.
    `limits` are those on what a file may cost to read, or some of them by name:
    `limits={"seconds": 60}`; see `rnnscope.untrusted.limits.Limits`.
    `require` names witnesses, "stored" or "summary", without which there is no
    report; a summary that is required is asked.

    Raises:
        BadArgumentError: an argument is none that anything can be done with.
        BadLimitError: there is no limit of a name, or a value is no number above 0.
        ImportFailedError: a module named in `imports` is not there, or fails.
        UnreadableModelError: the source is no model, or is broken.
        NotBuiltError: a live model has no weights yet.
        UnheardWitnessError: a witness that is required could not speak; its `report` is there.

    """
    required = witness_names(require, summary=summary)
    imports, weights = module_names(imports), path_or_none("weights", weights)
    timeout = seconds(timeout)
    given = Given.of(source)
    wanted = load or summary
    with applied(limits):
        _, report = heard(given, imports, weights, timeout if wanted else None, load=load)
    for error in report.unheard(required):
        raise error
    return report


def explain_summary(  # noqa: PLR0913  # by keyword, all but the first two
    text: str,
    input_shape: Sequence[int | None] | Mapping[str, Sequence[int | None]] | None = None,
    *,
    assume: Mapping[str, Any] | None = None,
    keras: int | None = None,
    table: int = 1,
    summary: bool = True,
    timeout: float = TIMEOUT,
    limits: Limits | Mapping[str, float] | None = None,
) -> Report:
    """Explain what `summary()` printed, where there is no model: by settings that give its numbers.

    Each layer's `told` says how much its row tells.  `input_shape` is the shape of what
    flows into the first layer, without the batch, which few texts have: `(28, 28)`, with
    None for a size that is left open, or several by the names of the inputs.  `assume`
    settles what the numbers leave open: `{"conv1.kernel_size": 3}`.  `keras` is the
    generation that printed the text, 0 to 3, where it does not tell itself, and `table`
    which of several in it is meant, from 1 on.  `summary`, `timeout` and `limits` are
    those of `explain`: Keras is asked what it prints of the model that was found.

    Raises:
        BadArgumentError: an argument is none, or is of nothing that is printed.
        BadLimitError: there is no limit of a name, or a value is no number above 0.
        UnreadableModelError: there is no summary of Keras in the text.

    """
    from rnnscope.solving import Known

    if not isinstance(text, str):
        raise BadArgumentError("text", "what summary() printed, as a text", text)
    if type(table) is not int:
        raise BadArgumentError("table", "the number of a summary in the text, from 1 on", table)
    known = Known(input_shapes(input_shape), assumed(assume), generation(keras), table)
    timeout = seconds(timeout)
    with applied(limits):
        if not summary:
            return _of_text(text, known)[1].with_witness(_not_asked())
        from rnnscope.verify.asking import Keras

        with Keras(timeout) as asked:
            model, report = _of_text(text, known)
            return with_summary(report, model, asked)


def _of_text(text: str, known: Known) -> tuple[Model, Report]:
    from rnnscope.readers.printed.summary_file import model_in

    with working():
        model = replace(model_in(text, _TEXT), source=None)
        return _of_printed(model, known)


def heard(
    given: Given,
    imports: Sequence[str] = (),
    weights: str | None = None,
    timeout: float | None = TIMEOUT,
    *,
    load: bool = False,
) -> tuple[Model, Report]:
    """Read and explain a model, and ask Keras unless there is no timeout for it.

    Raises:
        UnreadableModelError: as `explain` does; so are the others.

    """
    if given.is_live or timeout is None:
        model, report = explained(given, imports, weights)
        if timeout is None:
            return model, report.with_witness(_not_asked())
        return model, with_summary(report, model)
    from rnnscope.verify.asking import Keras

    with Keras(timeout, users_code=load or bool(imports)) as keras:
        model, report = explained(given, imports, weights)
        return model, with_summary(report, model, keras, load=load)


def _tracer(modules: Sequence[ModuleType]) -> Tracer:
    """Return what follows layers' own code: there is none to follow in a file alone."""
    from rnnscope.tracing import Tracer, classes_of

    return Tracer(classes_of(modules) if modules else {})


def explained(
    source: object,
    imports: Sequence[str] = (),
    weights: str | os.PathLike[str] | None = None,
    *,
    is_alone: bool = False,
    known: Known | None = None,
) -> tuple[Model, Report]:
    """Read and explain a model, with the stored tensors as the only witness so far.

    `is_alone` says that a file of weights beside a config is not its own.  `known` is what
    somebody knows of a model of which there is a printed summary alone.

    Raises:
        UnreadableModelError: as `explain` does; also where its layers are joined as none can be.
        NotBuiltError: a live model has no weights yet.
        ImportFailedError: a module named in `imports` is not there, or fails.

    """
    given = Given.of(source)
    with working(), _user_code(given.kind is Kind.TARGET or imports):
        modules = imported(imports) if imports else []
        model = read(given)
        if model.printed is not None or known:
            return _of_printed(model, known)
        if not is_alone:
            model = with_weights(model, Path(weights) if weights is not None else None)
        model = replace(model, imports=tuple(imports))
        tracer = _tracer(modules) if modules or model.live else None
        try:
            report = explain_model(model, tracer)
            ordered = by_order(model, report)
            if ordered is not model:
                model, report = ordered, explain_model(ordered, tracer)
        except (BadConfigError, RecursionError) as error:
            where = model.source or f"the model {shown(model.config.name)}"
            raise UnreadableModelError(where, _reason(error)) from None
        return model, stored.heard(report, model)


def _of_printed(model: Model, known: Known | None) -> tuple[Model, Report]:
    """Explain a printed summary by the settings that give its numbers."""
    from rnnscope.solving import NOTHING, explained_summary

    if model.printed is None:
        expected = "a printed summary, of which alone more can be known than is there"
        raise BadArgumentError("model", expected, model.format)
    try:
        model, report = explained_summary(model, known or NOTHING)
    except (BadConfigError, RecursionError) as error:
        raise UnreadableModelError(model.source or "the summary", _reason(error)) from None
    number = (known or NOTHING).table
    return model, replace(report, notes=(*report.notes, *_of_others(model, number)))


def _of_others(model: Model, number: int) -> Iterable[str]:
    """Say which of several summaries in a text is explained."""
    if len(model.tables) > 1 and model.printed is not None:
        count, lines = len(model.tables), [f"{table.line:,}" for table in model.tables]
        where = f"lines {listed(lines)}" if len({*lines}) > 1 else f"line {lines[0]}"
        which = f"the one on line {model.printed.line:,}"
        if lines.count(lines[number - 1]) > 1:
            which = f"number {number:,} of them"
        other = number % count + 1
        yield (
            f"There are {count:,} summaries in the text, on {where}; this is {which}: --table "
            f"{other} (in Python table={other}) explains the {'next' if other > 1 else 'first'}."
        )


def _user_code(named: object) -> AbstractContextManager[None]:
    """Let the user's code run, which may be anywhere, if any was named; only then."""
    return user_code.running() if named else nullcontext()


def _reason(error: Exception) -> str:
    return "it is nested too deep" if isinstance(error, RecursionError) else str(error)


def with_summary(
    report: Report,
    model: Model,
    keras: Keras | None = None,
    *,
    load: bool = False,
) -> Report:
    """Add what Keras says: of a live model, or of a file's, rebuilt from its settings or loaded."""
    if keras is None:
        with working(), _user_code(model.source is not None or model.imports):
            return report.with_witness(keras_summary.live(report, model))
    if load and model.is_stream:
        return report.with_witness(
            keras_summary.silent(f"Keras cannot load {model.source}: {_SAVE}")
        )
    with working():
        if load and model.source is not None:
            return report.with_witness(keras.loaded(report, Path(model.source), model.imports))
        return report.with_witness(keras.rebuilt(report, model))


def _not_asked() -> Witness:
    return keras_summary.silent(keras_summary.NOT_ASKED)
