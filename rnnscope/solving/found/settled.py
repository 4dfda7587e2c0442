"""A model with the settings that were found, as far as they were."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace
from typing import Any

from rnnscope.model.parts import LayerConfig, ModelConfig, Shape
from rnnscope.readers.printed.joined.arity import MASKS
from rnnscope.report.row_verdict import Assumed
from rnnscope.solving.asked.problem import Candidate
from rnnscope.solving.deciding.decision import Decision
from rnnscope.solving.formulas.drafts import KERAS
from rnnscope.solving.found._calls import calls_of, fed, masked
from rnnscope.solving.found._examples import example
from rnnscope.solving.rows.flow import ENTRY, Row, Source
from rnnscope.solving.rows.rows import path_of

_ANY = (None, 1)


def settled(
    config: ModelConfig, rows: Mapping[str, Row], known: Mapping[Source, Shape], prefix: str = ""
) -> ModelConfig:
    """Return a model whose layers have the settings that were found for their rows.

    `known` are the shapes of what no row puts out, as far as they are printed or given.
    """
    masks = frozenset(layer.name for layer in config.layers if layer.class_name in MASKS)
    layers = tuple(
        masked(_layer(layer, rows, known, path_of(prefix, layer.name)), masks)
        for layer in config.layers
    )
    if not config.is_sequential:
        layers = tuple(map(fed, layers, (rows[path_of(prefix, each.name)] for each in layers)))
    if config.is_sequential:
        first = rows[path_of(prefix, config.layers[0].name)] if config.layers else None
        shape = _entry(first, known) if first else None
        example = _example(first, shape) if first and not first.is_fed else None
        return replace(config, layers=layers, build_shape=shape, example=example)
    return replace(config, layers=layers)


def uncounted(config: ModelConfig, paths: Container[str], prefix: str = "") -> ModelConfig:
    """Return a model in which layers with some paths have no settings, but the printed number."""
    return replace(
        config,
        layers=tuple(
            _uncounted(layer, paths, path_of(prefix, layer.name)) for layer in config.layers
        ),
    )


def _uncounted(layer: LayerConfig, paths: Container[str], path: str) -> LayerConfig:
    if layer.model is not None:
        return replace(layer, model=uncounted(layer.model, paths, path))
    return replace(layer, module="", settings={}, is_untold=True) if path in paths else layer


def is_taken(decision: Decision) -> bool:
    """Tell whether a row's settings are taken for those of the layer that stands there.

    Not where other things must flow in than those that are printed, or where a layer's
    weights are not all its own.
    """
    chosen = decision.chosen
    return chosen is not None and Assumed.INPUT not in decision.taken and not chosen.hidden


def _is_supposed(row: Row, layer: LayerConfig) -> bool:
    """Tell whether one of several shapes was taken for what another row puts out."""
    is_inside = bool(layer.calls) or not all(name.startswith(ENTRY) for name, _ in row.sources)
    return is_inside and Assumed.INPUT_SHAPE in row.decision.assumed


def is_shape_told(row: Row) -> bool:
    """Tell whether a row's shape is printed, or is one and the same by all that may be there."""
    chosen = row.decision.chosen
    if row.printed.shapes or chosen is None:
        return True
    outputs = {way.outputs for way in chosen.ways}
    return len(outputs) == 1 and not any(None in shape[1:] for shape in next(iter(outputs)))


def _entry(first: Row, known: Mapping[Source, Shape]) -> Shape | None:
    """Return what flows into the first layer of a chain."""
    shape = known.get(first.sources[0]) if first.sources else None
    if shape is not None:
        return _in_batches(shape, first)
    chosen = first.decision.chosen
    is_known = chosen is not None and is_taken(first.decision) and chosen.inputs
    return _in_batches(chosen.inputs[0], first) if chosen is not None and is_known else None


def _in_batches(shape: Shape, row: Row) -> Shape:
    """Return a shape with the batch size of what is printed of its layer: it leaves that alone."""
    printed = row.printed.shapes[0].sizes if row.printed.shapes else ()
    return (printed[0], *shape[1:]) if printed and shape else shape


def _example(first: Row, shape: Shape | None) -> Shape:
    """Return an input that a chain may be built with; any for a layer that a stand-in is for."""
    chosen, printed = first.decision.chosen, first.printed.shapes
    if shape is None or chosen is None or not printed:
        return _ANY
    return example(chosen.config, shape, printed[0], chosen.options)


def _layer(
    layer: LayerConfig, rows: Mapping[str, Row], known: Mapping[Source, Shape], path: str
) -> LayerConfig:
    """Return a layer with the settings that were found for its row, if these are its own."""
    row = rows[path]
    layer = replace(layer, printed=row.printed)
    if layer.model is not None:
        return replace(layer, model=settled(layer.model, rows, known, path))
    chosen = row.decision.chosen
    if chosen is None or not is_taken(row.decision) or _is_supposed(row, layer):
        shape = row.printed.shapes[0].sizes if row.printed.shapes else ()
        settings = {"batch_shape": list(shape)} if row.kind.name == "InputLayer" else {}
        kind = row.kind.name or layer.class_name
        return replace(layer, class_name=kind, module="", settings=settings, is_untold=True)
    return replace(
        layer,
        class_name=chosen.config.class_name,
        module=KERAS,
        settings={**_input(chosen), **chosen.config.settings},
        build_shapes={"input_shape": chosen.inputs[0]} if len(chosen.inputs) == 1 else {},
        calls=calls_of(layer, chosen, row.sources),
        untold=tuple(sorted(chosen.untold)),
    )


def _input(chosen: Candidate) -> dict[str, Any]:
    is_input = chosen.config.class_name == "InputLayer" and chosen.inputs
    return {"batch_shape": list(chosen.inputs[0])} if is_input else {}
