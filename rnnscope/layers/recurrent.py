"""What the wrappers of recurrent layers need: which have states, and one made anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rnnscope.layers.layer import Layer
from rnnscope.layers.registry import formula_of
from rnnscope.model.parts import LayerConfig

SEQUENCE_LAYERS = frozenset(
    (
        *("SimpleRNN", "LSTM", "GRU", "RNN", "CuDNNLSTM", "CuDNNGRU"),
        *("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"),
    )
)
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
