"""The calls of a layer whose settings were found: on what it is called, and under which names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from rnnscope.layers.recurrent import TAKING_STATES
from rnnscope.model.calls import tensors
from rnnscope.model.parts import Call, Constant, LayerConfig, Shape, TensorRef
from rnnscope.solving.asked.arguments import ATTENTIONS
from rnnscope.solving.asked.problem import Candidate
from rnnscope.solving.rows.flow import ENTRY, Row, Source


def calls_of(layer: LayerConfig, chosen: Candidate, sources: Sequence[Source]) -> tuple[Call, ...]:
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
    stand_ins = map(_stand_in, shapes)
    args = [
        stand_in if lost else next(left, stand_in)
        for lost, stand_in in zip(is_lost, stand_ins, strict=True)
    ]
    return replace(call, args=(args,))


def fed(layer: LayerConfig, row: Row) -> LayerConfig:
    """Return a layer of which no text tells what flows in, with what was found of that."""
    chosen = row.decision.chosen
    if layer.calls or layer.is_untold or chosen is None or layer.class_name == "InputLayer":
        return layer
    constants = [*map(_stand_in, chosen.inputs)]
    first = constants[0] if len(constants) == 1 else constants
    return replace(layer, calls=(Call((first,), dict(chosen.options)),))


def _stand_in(shape: Shape) -> Constant:
    """Return what stands for a tensor of which nothing tells what puts it out."""
    return Constant(shape, what="input")  # type: ignore[arg-type]  # sizes may be open


def _as_called(call: Call, class_name: str) -> Call:
    """Return a call as its class takes it: an attention each tensor, a recurrent layer states."""
    refs = list(tensors(call.args))
    if len(refs) < 2 or [*call.args] not in (refs, [refs]):
        return call
    if class_name in ATTENTIONS:
        return replace(call, args=tuple(refs))
    if class_name in TAKING_STATES:
        first, *states = refs
        return replace(call, args=(first,), kwargs={**call.kwargs, "initial_state": states})
    return call


def masked(layer: LayerConfig, masks: frozenset[str]) -> LayerConfig:
    """Return a layer that takes masks as such, where they would stand among its states."""
    return replace(layer, calls=tuple(_with_mask(call, masks) for call in layer.calls))


def _with_mask(call: Call, masks: frozenset[str]) -> Call:
    """Return a call with the first mask among its states under the name that it has there."""
    states = call.kwargs.get("initial_state") or ()
    found = [ref for ref in states if isinstance(ref, TensorRef) and ref.layer in masks]
    if not found:
        return call
    others = [state for state in states if state not in found]
    kwargs = {key: value for key, value in call.kwargs.items() if key != "initial_state"}
    given = {"initial_state": others} if others else {}
    return replace(call, kwargs={**kwargs, **given, "mask": found[0]})


def _with_shapes(value: Any, shapes: Iterator[Shape]) -> Any:
    """Return an argument whose tensors have the next of some shapes, as far as these are told."""
    if isinstance(value, TensorRef):
        shape = next(shapes, None)
        return replace(value, shape=shape) if any(shape or ()) else value
    if isinstance(value, Constant):
        next(shapes, None)
    if isinstance(value, list | tuple):
        return type(value)(_with_shapes(each, shapes) for each in value)
    return value
