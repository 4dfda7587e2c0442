"""How many tensors a layer takes in one call, by its class."""

from __future__ import annotations

from rnnscope.keras_facts.renamed import RENAMED

_SEVERAL = {
    *("Add", "AdditiveAttention", "Attention", "Average", "Bidirectional", "Concatenate"),
    *("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "CuDNNGRU", "CuDNNLSTM", "Dot", "GRU"),
    *("GroupQueryAttention", "LSTM", "Maximum", "Merge", "Minimum", "MultiHeadAttention"),
    *("Multiply", "RNN", "SimpleRNN", "Subtract", "Lambda", "TFOpLambda", "SlicingOpLambda"),
    *("Functional", "Model", "Sequential"),
}

# What may take several tensors in one call; every other layer of Keras's has a call for each.
SEVERAL = _SEVERAL | {name for name, today in RENAMED.items() if today in _SEVERAL}

# What takes several tensors; as an operation of Keras 3, `x - 1`, it may take one.
MERGING = {
    *("Add", "Average", "Concatenate", "Dot", "Maximum", "Merge", "Minimum", "Multiply"),
    "Subtract",
}

# What Keras 3 makes masks by, and draws as rows; each goes into a layer behind what it is of.
MASKS = {"Any", "NotEqual"}
