"""What recurrent layers have in common: their steps and states, and what wraps them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rnnscope.algebra.expr import Expr
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import Output, SymbolicShape
from rnnscope.layers.registry import formula_of
from rnnscope.model.parts import LayerConfig

SEQUENCE_LAYERS = frozenset(
    (
        *("SimpleRNN", "LSTM", "GRU", "RNN", "CuDNNLSTM", "CuDNNGRU"),
        *("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"),
    )
)
TAKING_STATES = SEQUENCE_LAYERS | {"Bidirectional"}  # behind what they take, in a call
CELLS = SEQUENCE_LAYERS | {"SimpleRNNCell", "LSTMCell", "GRUCell", "StackedRNNCells"}


def require_class(layer: Layer, key: str, wrapped: object, classes: frozenset[str]) -> None:
    """Refuse one of Keras's layers that has no states; somebody's own class may have them.

    Raises:
        BadConfigError: the layer under the setting `key` is a model, or of another class.

    """
    if not isinstance(wrapped, LayerConfig) or wrapped.class_name in classes:
        return
    known = formula_of(wrapped)
    if wrapped.model is not None or (known is not None and known.is_ours and not known.mark):
        what = "cell" if classes is CELLS else "layer"
        layer.refuse(key, f"expected a recurrent {what}, found {wrapped.class_name}")


def direction(layer: Layer, key: str, name: str) -> Layer:
    """Return one direction: Keras makes both anew, so nothing in it is a layer met before."""
    wrapped = layer.child(key, layer.input, name=name)
    return replace(wrapped, config=_anew(wrapped.config))


def _anew(value: Any) -> Any:
    """Return a layer without the numbers that tell it, and those it wraps, from others."""
    if isinstance(value, LayerConfig):
        inside = {key: _anew(inner) for key, inner in value.settings.items()}
        return replace(value, shared_id=None, settings=inside)
    return tuple(map(_anew, value)) if isinstance(value, tuple) else value


def timesteps_of(layer: Layer) -> Expr:
    """Return how many steps there are, as the layer's own symbol."""
    return layer.new("timesteps", layer.axis(1))


def handed_on(layer: Layer, output: SymbolicShape, *states: SymbolicShape) -> Output:
    """Return what a recurrent layer hands on: the last step or all, then its states if asked.

    States that are kept between batches are as many as the examples; a loop
    that is unrolled has as many steps as there are when it is built.
    """
    for given, state in zip(given_states(layer), states, strict=False):
        note_state(layer, given, state)
    if layer.flag("stateful", default=False):
        layer.need(layer.batch, known=True)
    if layer.flag("unroll", default=False):
        layer.need(layer.axis(1), known=True)
    if layer.flag("return_sequences", default=False):
        output = (output[0], layer.axis(1), *output[1:])
    return Output((output, *states) if layer.flag("return_state", default=False) else (output,))


def given_states(layer: Layer) -> tuple[SymbolicShape, ...]:
    """Return the shapes of the states that a layer is called with."""
    named = (key for key in layer.named if key.partition("[")[0] == "initial_state")
    return tuple(layer.named[key] for key in named) or layer.inputs[1:]


def note_state(layer: Layer, given: SymbolicShape, state: SymbolicShape) -> None:
    """Note that a state that is given has the sizes of the layer's own."""
    if len(given) != len(state):
        return
    for one, own in zip(given[1:], state[1:], strict=True):
        is_set = all(
            symbol.owner.startswith(layer.path) and symbol.origin is None for symbol in own.symbols
        )
        if is_set and own.value is not None and own.value == one.value:
            layer.need(one, least=own, most=own)
        else:
            layer.need(one, like=own)
