"""A model's state out of its report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rnnscope.report.compute import Names
from rnnscope.report.inbound import Standing, standing
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.weight_report import written
from rnnscope.states.plain_settings import plain_settings
from rnnscope.states.sources import Origins
from rnnscope.states.state import LayerState, ModelState, WeightState
from rnnscope.states.toml_text import whole
from rnnscope.untrusted.limits import spend, working

AS_PRINTED = "weights_as_printed"


def state_of(report: Report, source: str) -> ModelState:
    """Return what of a model is kept and compared; `source` is how the model was named.

    Raises:
        TooMuchWorkError: it has so many layers that it takes too long.

    """
    with working():
        layers = tuple(_layers(standing(report), Origins(), is_typed=report.printed is None))
        return ModelState(source=whole(source), layers=layers, inputs=dict(_sizes(report)))


def _sizes(report: Report) -> Iterator[tuple[str, int | None]]:
    """Yield the sizes that flow into a model, each with its name; the batch is none."""
    for shape in report.inputs:
        symbols = (size.single for size in shape[1:])
        yield from ((whole(each.qualified), each.value) for each in symbols if each)


def _layers(rows: Iterator[Standing], origins: Origins, *, is_typed: bool) -> Iterator[LayerState]:
    """Yield each layer before those inside it; of one that another counts, those are told there."""
    for each in rows:
        spend()
        if each.row.shared_with:
            yield _shared(each)
        else:
            yield _layer(each, origins, is_typed=is_typed)
            yield from _layers(each.inside, origins, is_typed=is_typed)


def _shared(standing: Standing) -> LayerState:
    row = standing.row
    return LayerState(
        path=whole(row.path),
        class_name=whole(row.class_name),
        shared_with=whole(row.shared_with or ""),
        settings=plain_settings(row),
        inputs=_inputs(standing),
        output=_output(row),
        macs=_macs(row),
    )


def _layer(standing: Standing, origins: Origins, *, is_typed: bool) -> LayerState:
    row, names = standing.row, Names()
    weights = (*_weights(row, is_typed=is_typed), *_as_printed(row))
    own = names.of(row.own)
    sources = origins.of(own)
    is_told = bool(own.symbols) or row.basis.is_explained
    return LayerState(
        path=whole(row.path),
        class_name=whole(row.class_name),
        formula=whole(written(own)) if own.terms and is_told else "",
        sizes={whole(size.name): size.value or 0 for size in own.symbols},
        sources=sources.names,
        set_sizes=sources.sizes,
        params=_counted(weights) if row.is_known else None,
        weights=weights,
        settings=plain_settings(row),
        inputs=_inputs(standing),
        output=_output(row),
        macs=_macs(row),
    )


def _counted(weights: Iterable[WeightState]) -> int:
    return sum(weight.params for weight in weights if not weight.shared_with)


def _weights(row: LayerReport, *, is_typed: bool) -> Iterator[WeightState]:
    """Yield a layer's weights; a printed summary does not tell of which type they are."""
    for weight in row.weights:
        yield WeightState(
            whole(weight.name),
            weight.shape,
            whole(weight.dtype) if is_typed else "",
            weight.trainable,
            whole(weight.shared_with or ""),
        )


def _as_printed(row: LayerReport) -> Iterator[WeightState]:
    """Yield, as one, the weights of which a printed summary tells no more than their number."""
    if row.number:
        told = {0: True, row.number: False}
        trainable = None if row.untrained is None else told.get(row.untrained)
        yield WeightState(AS_PRINTED, (row.number,), "", trainable)


def _inputs(standing: Standing) -> tuple[str, ...] | None:
    if standing.calls is None:
        return None
    return tuple(whole(taken.path) for call in standing.calls for taken in call)


def _output(row: LayerReport) -> str | None:
    return row.output_text if row.outputs else None


def _macs(row: LayerReport) -> int | None:
    return row.own_work.macs.value if row.own_work is not None else None
