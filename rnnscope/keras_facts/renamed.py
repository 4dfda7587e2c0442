"""Names that classes had for a while in TensorFlow 1.13 to 2.0, of what has another name today.

TensorFlow's `tensorflow/python/keras/layers`: `UnifiedLSTM` was exported as
`tf.keras.layers.LSTM` in the alpha of 2.0, then called `LSTMV2`, and at last `LSTM`.
"""

from __future__ import annotations

RENAMED = {
    "UnifiedLSTM": "LSTM",
    "LSTMV1": "LSTM",
    "LSTMV2": "LSTM",
    "UnifiedGRU": "GRU",
    "GRUV1": "GRU",
    "GRUV2": "GRU",
    "LayerNormalizationV1": "LayerNormalization",
}
