"""A model's state out of its report."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.report.compute import Names
from rnnscope.report.inbound import Standing, standing
from rnnscope.report.report import LayerReport, Report, WeightReport
from rnnscope.report.weight_report import written
from rnnscope.states.plain_settings import plain_settings
from rnnscope.states.sources import Origins
from rnnscope.states.state import LayerState, ModelState, WeightState
from rnnscope.states.toml_text import whole
from rnnscope.untrusted.limits import spend, working


def state_of(report: Report, source: str) -> ModelState:
    """Return what of a model is kept and compared; `source` is how the model was named.

    Raises:
        TooMuchWorkError: it has so many layers that it takes too long.

    """
    with working():
        layers = tuple(_layers(standing(report), Origins()))
        return ModelState(source=whole(source), layers=layers, inputs=dict(_sizes(report)))


def _sizes(report: Report) -> Iterator[tuple[str, int | None]]:
    """Yield the sizes that flow into a model, each with its name; the batch is none."""
    for shape in report.inputs:
        symbols = (size.single for size in shape[1:])
        yield from ((whole(each.qualified), each.value) for each in symbols if each)


def _layers(rows: Iterator[Standing], origins: Origins) -> Iterator[LayerState]:
    """Yield each layer before those inside it; of one that another counts, those are told there."""
    for each in rows:
        spend()
        if each.row.shared_with:
            yield _shared(each)
        else:
            yield _layer(each, origins)
            yield from _layers(each.inside, origins)


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


def _layer(standing: Standing, origins: Origins) -> LayerState:
    row, names = standing.row, Names()
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
        params=_own_params(row) if row.is_known else None,
        weights=tuple(map(_weight, row.weights)),
        settings=plain_settings(row),
        inputs=_inputs(standing),
        output=_output(row),
        macs=_macs(row),
    )


def _own_params(row: LayerReport) -> int:
    return sum(weight.params for weight in row.weights if not weight.shared_with)


def _weight(weight: WeightReport) -> WeightState:
    return WeightState(
        whole(weight.name),
        weight.shape,
        whole(weight.dtype),
        weight.trainable,
        whole(weight.shared_with or ""),
    )


def _inputs(standing: Standing) -> tuple[str, ...] | None:
    if standing.calls is None:
        return None
    return tuple(whole(taken.path) for call in standing.calls for taken in call)


def _output(row: LayerReport) -> str | None:
    return row.output_text if row.outputs else None


def _macs(row: LayerReport) -> int | None:
    return row.own_work.macs.value if row.own_work is not None else None
