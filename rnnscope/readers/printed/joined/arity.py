"""How many tensors a layer takes in one call, by its class."""

from __future__ import annotations

from rnnscope.keras_facts.class_names import KERAS_3
from rnnscope.keras_facts.merging import ELEMENTWISE
from rnnscope.keras_facts.renamed import RENAMED
from rnnscope.model.printed import MODELS, PrintedRow

# What takes several tensors; as an operation of Keras 3, `x - 1`, it may take one.
MERGING = {*ELEMENTWISE, "Concatenate", "Dot", "Merge"}

_SEVERAL = {
    *(*MERGING, "AdditiveAttention", "Attention", "Bidirectional", "ConvLSTM1D", "ConvLSTM2D"),
    *("ConvLSTM3D", "CuDNNGRU", "CuDNNLSTM", "GRU", "GroupQueryAttention", "LSTM"),
    *("MultiHeadAttention", "RNN", "SimpleRNN", "Lambda", "TFOpLambda", "SlicingOpLambda"),
    *MODELS,
}

# What may take several tensors in one call; every other layer of Keras's has a call for each.
SEVERAL = _SEVERAL | {name for name, today in RENAMED.items() if today in _SEVERAL}

# What Keras 3 makes masks by, and draws as rows: of a Masking layer, and of mask_zero=True.  Each
# goes into a layer behind what it is of.
MASKS = {"Any", "NotEqual"}


def takes_one(row: PrintedRow) -> bool:
    """Tell whether each tensor that a row takes is that of a call of its own."""
    return row.class_name in KERAS_3 - SEVERAL and not row.is_class_cut
