"""A report with what is known of which weights of a printed summary are trained."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rnnscope.layers import Layer
from rnnscope.model.printed import PrintedSummary
from rnnscope.model.printed_sums import is_consistent
from rnnscope.report.freezing import Freezing, Frozen
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.row_verdict import Assumed, RowVerdict, Told
from rnnscope.solving.deciding.adapted import CLASSES as QUANTIZED
from rnnscope.solving.deciding.adapted import WAYS
from rnnscope.solving.found._frozen import freezing_of


def with_freezing(report: Report) -> Report:
    """Return the report of a printed summary with its frozen layers, as far as they are told."""
    if report.printed is None:
        return report
    freezing = freezing_of(report)
    layers = _layers(report.layers, freezing)
    if freezing.found is Frozen.WRONG and _may_be_adapted(report.printed):
        layers = map(_unsure, layers)
    return replace(
        report,
        layers=tuple(layers),
        freezing=freezing,
        optimizer=report.printed.optimizer or 0,
    )


def _may_be_adapted(printed: PrintedSummary) -> bool:
    """Tell whether a layer may be quantized, or have a LoRA, by totals that tell something."""
    return printed.is_adaptable and is_consistent(printed)


def _unsure(layer: LayerReport) -> LayerReport:
    """Return a layer as one that may be adapted: its weights are then others, and not all trained.

    That is so where layers as they were found cannot have the totals of what is trained.
    """
    children = tuple(map(_unsure, layer.children))
    told = layer.told
    is_found = told is not None and told.told.is_of_one and told.fits
    if told is not None and is_found and layer.class_name in QUANTIZED:
        told = told if WAYS.intersection(told.assumed) else _taken_plain(told)
    return replace(layer, children=children, told=told)


def _taken_plain(told: RowVerdict) -> RowVerdict:
    return replace(told, told=Told.ASSUMED, assumed=(*told.assumed, Assumed.PLAIN))


def _layers(layers: Iterable[LayerReport], freezing: Freezing) -> Iterable[LayerReport]:
    return (_layer(layer, freezing) for layer in layers)


def _layer(layer: LayerReport, freezing: Freezing) -> LayerReport:
    """Return a layer with how many of its weights are not trained, as far as that is told."""
    path = layer.shared_with or layer.path
    is_frozen = path in freezing.frozen
    untrained = layer.number if is_frozen else freezing.untrained(path)
    if layer.number:
        layer = replace(layer, untrained=untrained)
    if layer.is_model and layer.children:
        return replace(layer, children=tuple(_layers(layer.children, freezing)))
    if is_frozen:
        return _marked(layer, trainable=False)
    return _marked(layer, trainable=None) if untrained != 0 else layer


def _marked(layer: LayerReport, *, trainable: bool | None) -> LayerReport:
    """Return a layer with what is said of all its weights; one that is never trained stays so."""
    weights = tuple(
        replace(weight, trainable=trainable) if weight.trainable else weight
        for weight in layer.weights
    )
    children = tuple(_marked(child, trainable=trainable) for child in layer.children)
    own = layer.layer
    if own is not None and trainable is False:
        own = _frozen(own)
    return replace(layer, weights=weights, children=children, layer=own)


def _frozen(layer: Layer) -> Layer:
    settings = {**layer.config.settings, "trainable": False}
    return replace(layer, config=replace(layer.config, settings=settings))
