"""A model with the settings that were found, as far as they were."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rnnscope.layers.recurrent import SEQUENCE_LAYERS
from rnnscope.model.calls import tensors
from rnnscope.model.parts import Call, Constant, LayerConfig, ModelConfig, Shape, TensorRef
from rnnscope.solving.asked.arguments import ATTENTIONS
from rnnscope.solving.asked.problem import Candidate
from rnnscope.solving.deciding.decision import ENTERED, Decision
from rnnscope.solving.formulas.drafts import KERAS
from rnnscope.solving.found._examples import example
from rnnscope.solving.rows.flow import ENTRY, Row, Source
from rnnscope.solving.rows.rows import path_of

_ANY = (None, 1)
MASKS = ("NotEqual", "Any")  # as Keras 3 draws them: of mask_zero=True, and of a Masking layer


def settled(
    config: ModelConfig, rows: Mapping[str, Row], known: Mapping[Source, Shape], prefix: str = ""
) -> ModelConfig:
    """Return a model whose layers have the settings that were found for their rows.

    `known` are the shapes of what no row puts out, as far as they are printed or given.
    """
    masks = frozenset(layer.name for layer in config.layers if layer.class_name in MASKS)
    layers = tuple(
        _masked(_layer(layer, rows, known, path_of(prefix, layer.name)), masks)
        for layer in config.layers
    )
    if not config.is_sequential:
        layers = tuple(map(_fed, layers, (rows[path_of(prefix, each.name)] for each in layers)))
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
    return chosen is not None and "input" not in decision.taken and not chosen.hidden


def _is_supposed(row: Row, layer: LayerConfig) -> bool:
    """Tell whether one of several shapes was taken for what another row puts out."""
    is_inside = bool(layer.calls) or not all(name.startswith(ENTRY) for name, _ in row.sources)
    return is_inside and ENTERED in row.decision.assumed


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
        calls=tuple(_calls(layer, chosen, row.sources)),
        untold=tuple(sorted(chosen.untold)),
    )


def _input(chosen: Candidate) -> dict[str, Any]:
    is_input = chosen.config.class_name == "InputLayer" and chosen.inputs
    return {"batch_shape": list(chosen.inputs[0])} if is_input else {}


def _calls(layer: LayerConfig, chosen: Candidate, sources: Sequence[Source]) -> tuple[Call, ...]:
    """Return the calls of a layer, with the shapes that nothing but its own row tells."""
    options = dict(chosen.options)
    if layer.calls:
        first, *others = layer.calls
        first = _with_lost(first, chosen.inputs, sources)
        args = _with_shapes(first.args, iter(chosen.inputs))
        first = replace(first, args=args, kwargs={**first.kwargs, **options})
        return tuple(_as_called(call, chosen.config.class_name) for call in (first, *others))
    return (Call((), options),) if options else ()


def _with_lost(call: Call, shapes: Sequence[Shape], sources: Sequence[Source]) -> Call:
    """Return a call with a stand-in for each tensor of which it is not told what puts it out."""
    refs = list(call.refs)
    if not len(refs) < len(sources) == len(shapes):
        return call
    is_lost = [name.startswith(ENTRY) for name, _ in sources]
    left = iter(refs if is_lost.count(False) == len(refs) else ())
    stand_ins = (Constant(shape, what="input") for shape in shapes)  # type: ignore[arg-type]
    args = [
        stand_in if lost else next(left, stand_in)
        for lost, stand_in in zip(is_lost, stand_ins, strict=True)
    ]
    return replace(call, args=(args,))


def _fed(layer: LayerConfig, row: Row) -> LayerConfig:
    """Return a layer of which no text tells what flows in, with what was found of that."""
    chosen = row.decision.chosen
    if layer.calls or layer.is_untold or chosen is None or layer.class_name == "InputLayer":
        return layer
    constants = [
        Constant(shape, what="input")  # type: ignore[arg-type]  # sizes may be open
        for shape in chosen.inputs
    ]
    first = constants[0] if len(constants) == 1 else constants
    return replace(layer, calls=(Call((first,), dict(chosen.options)),))


def _as_called(call: Call, class_name: str) -> Call:
    """Return a call as its class takes it: an attention each tensor, a recurrent layer states."""
    refs = list(tensors(call.args))
    if len(refs) < 2 or [*call.args] not in (refs, [refs]):
        return call
    if class_name in ATTENTIONS:
        return replace(call, args=tuple(refs))
    if class_name in SEQUENCE_LAYERS or class_name == "Bidirectional":
        first, *states = refs
        return replace(call, args=(first,), kwargs={**call.kwargs, "initial_state": states})
    return call


def _masked(layer: LayerConfig, masks: frozenset[str]) -> LayerConfig:
    """Return a layer that takes masks as such, where they would stand among its states."""
    return replace(layer, calls=tuple(_with_mask(call, masks) for call in layer.calls))


def _with_mask(call: Call, masks: frozenset[str]) -> Call:
    states = call.kwargs.get("initial_state") or ()
    found = [ref for ref in states if isinstance(ref, TensorRef) and ref.layer in masks]
    if not found:
        return call
    others = [state for state in states if state not in found]
    kwargs = {key: value for key, value in call.kwargs.items() if key != "initial_state"}
    given = {"initial_state": others} if others else {}
    return replace(call, kwargs={**kwargs, **given, "mask": found[0]})


def _with_shapes(value: Any, shapes: Any) -> Any:
    if isinstance(value, TensorRef):
        shape = next(shapes, None)
        return replace(value, shape=shape) if any(shape or ()) else value
    if isinstance(value, Constant):
        next(shapes, None)
    if isinstance(value, list | tuple):
        return type(value)(_with_shapes(each, shapes) for each in value)
    return value
