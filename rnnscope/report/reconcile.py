"""Why the rows and totals of `summary()` need not add up, where they do not.

Facts of keras/src/utils/summary_utils.py and of how Keras tracks weights: a
row counts a layer's weights however many rows have them, a total counts each
variable once; what a model owns itself has no row; `trainable=False` given to
a layer's constructor does not reach the layers inside it; a row shows what the
layer's count_params() says, which a class may override.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rnnscope.keras_facts.versions import is_before_keras_3
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.optimizer_report import OptimizerReport
from rnnscope.report.unbuilt import is_unbuilt
from rnnscope.untrusted.limits import current
from rnnscope.wording import joined

if TYPE_CHECKING:
    from rnnscope.report.report import Report

_LOADED = "After fit(), or when this file is loaded compiled"


def reconciliation(report: Report) -> tuple[str, ...]:
    """Say in sentences where summary() shows other numbers than this report, and why."""
    return (
        *_counted_twice(report),
        *_without_a_row(report),
        *_frozen_outside(report),
        *_counted_otherwise(report),
        *_optimizer(report),
    )


def _counted_twice(report: Report) -> Iterator[str]:
    repeats = [layer for layer in report.layers if layer.counted_at]
    rows = [layer.layer_params for layer in report.layers if not layer.is_own]
    if not repeats or report.total is None or None in rows:
        return
    most = current().cell_characters
    places = [f"{layer.path} ({joined(layer.counted_at, ', ', most)})" for layer in repeats]
    names = joined(places, ", ", most)
    own = sum(layer.params or 0 for layer in report.layers if layer.is_own)
    yield (
        f"The rows of summary() add up to {sum(filter(None, rows)):,}, its weights to "
        f"{report.total - own:,}: it shows weights again that another row has. Here each counts "
        f"once, where it is met first: {names}."
    )


def _without_a_row(report: Report) -> Iterator[str]:
    for layer in report.layers:
        if layer.is_own and layer.params:
            yield (
                f"{layer.params:,} weights are the model's own: summary() counts them in its "
                "totals and has no row for them."
            )


def _frozen_outside(report: Report) -> Iterator[str]:
    for layer in report.layers:
        if _is_frozen(layer) and layer.trainable:
            yield (
                f"{layer.path} is not trainable, but {layer.trainable:,} weights of the layers "
                "inside it are: summary(show_trainable=True) says N of the row, and its totals "
                "count them as trainable."
            )


def _is_frozen(layer: LayerReport) -> bool:
    return layer.layer is not None and layer.layer.config.settings.get("trainable") is False


def _counted_otherwise(report: Report) -> Iterator[str]:
    for difference in report.differences:
        if difference.reason and difference.witness != "printed":
            yield (
                f"{difference.layer} has {difference.derived} weights, and summary() shows "
                f"{difference.found} in its row: {difference.reason}. Its totals count the weights."
            )


def _optimizer(report: Report) -> Iterator[str]:
    """Say what the optimizer adds to the Total of summary(), and when, as far as that is known."""
    trainer, stored = report.trainer, report.optimizer
    is_old = is_before_keras_3(report.keras_version)
    kept = f"{stored:,} variables are the optimizer's, kept for training on and not the model's."
    if report.total is None:
        said = [kept] if stored else []
    elif is_old or report.format == "live":
        said = [kept, _old_or_live(report, is_old=is_old)] if stored else []
    elif trainer is None or is_unbuilt(report):  # of weights not made yet nobody knows how many
        said = [kept] if stored else []
    elif trainer.built is None:
        said = [kept] if stored else []
        said += [
            f"What {trainer.name} adds to the Total of summary() once it is built is not known."
        ]
    else:
        said = list(_built(report, trainer, trainer.built, report.total))
    if said:
        yield " ".join(said)


def _old_or_live(report: Report, *, is_old: bool) -> str:
    if is_old:
        return "The summary() of Keras before 3 never counts them."
    return f"summary() adds them to its Total: {(report.total or 0) + report.optimizer:,}."


def _built(report: Report, trainer: OptimizerReport, built: int, total: int) -> Iterator[str]:
    """Say what a built optimizer adds; from HDF5, Keras 3 builds it for no weights at all."""
    stored, keeps = report.optimizer, "will keep"
    if stored == built:
        stored, keeps = 0, "keeps"
    there = f" ({stored:,} of all these are in the file)" if 0 < stored < built else ""
    kept = trainer.kept(report.trainable)
    yield f"{trainer.name} {keeps} {kept}{there}; training needs them, predict() does not."
    after = "After fit()" if report.format == "hdf5" else _LOADED
    yield f"{after}, summary() adds them to its Total: {total + built:,}."
    if report.format == "hdf5":
        yield f"When Keras 3 loads this file compiled, it adds {trainer.own:,}."
