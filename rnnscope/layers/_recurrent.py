"""Which of Keras's layers have states, as the wrappers of recurrent layers need them."""

from __future__ import annotations

from rnnscope.layers._parts import Layer
from rnnscope.layers._registry import formula_of
from rnnscope.model import LayerConfig

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
    found = formula_of(wrapped)
    if wrapped.model is not None or (found is not None and found.is_ours and not found.mark):
        what = "cell" if classes is CELLS else "layer"
        layer.refuse(key, f"expected a recurrent {what}, found {wrapped.class_name}")
