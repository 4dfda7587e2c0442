"""Settings of Keras 2 that Keras 3 has no word for, and that say nothing of weights or shapes.

What changes a weight or a shape is left in, so that Keras 3 refuses it and is
not asked about another layer.  Which settings the last releases have is in
KERAS_2_ONLY; those of the keras 2.0 to 2.3 releases, and of TensorFlow up to
2.11, are written here by hand from get_config() of each layer.
"""

from __future__ import annotations

from typing import Any

from rnnscope.generations.entries import Settings
from rnnscope.keras_facts.settings import KERAS_2_ONLY

_EVERYWHERE = frozenset({"batch_input_shape", "input_dtype", "dynamic"})
_RNN = frozenset({"implementation", "num_constants", "input_dim", "input_length"})
_CELL = frozenset({"implementation"})
_OF_CLASS = {
    **dict.fromkeys(("RNN", "LSTM", "GRU", "SimpleRNN", "Bidirectional"), _RNN),
    **dict.fromkeys(("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"), _RNN | {"groups"}),
    **dict.fromkeys(("LSTMCell", "GRUCell", "SimpleRNNCell"), _CELL),
    **dict.fromkeys(("Attention", "AdditiveAttention"), frozenset({"causal"})),
    **dict.fromkeys(
        ("SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"), frozenset({"trainable"})
    ),
    "Embedding": frozenset({"input_length"}),
    "BatchNormalization": frozenset(
        {"fused", "renorm_clipping", "renorm_momentum", "virtual_batch_size", "adjustment", "mode"}
    ),
}
# Left out where they have this value, which is what Keras 3 does.
_ORDINARY = {"time_major": False, "ragged": False, "filters": None}
# Of those that Keras 2 alone has in some classes: left out there, or where they have this value.
_NO_SAY = frozenset({"noise_shape"})
_ORDINARY_THERE = {"groups": 1}


def known(class_name: str, settings: Settings) -> Settings:
    """Return the settings of a layer without those that Keras 3 has no word for."""
    settings = {**settings, **_policy(settings.get("dtype"))}
    only = KERAS_2_ONLY.get(class_name, frozenset())
    unknown = _EVERYWHERE | _OF_CLASS.get(class_name, frozenset()) | (only & _NO_SAY)
    return {
        key: value
        for key, value in settings.items()
        if key not in unknown and not _is_ordinary(key, value, only)
    }


def _policy(dtype: Any) -> Settings:
    """Write a dtype policy by its name; those of TensorFlow 2.0 that are inferred are none."""
    match dtype:
        case {"class_name": "Policy" | "PolicyV1", "config": {"name": str(name)}} | str(name):
            return {"dtype": "float32" if name.startswith(("infer", "_infer")) else name}
        case _:
            return {}


def _is_ordinary(key: str, value: Any, only: frozenset[str]) -> bool:
    if key in _ORDINARY_THERE:
        return key in only and bool(value == _ORDINARY_THERE[key])
    return key in _ORDINARY and value is _ORDINARY[key]
