"""TensorFlow functions in a Keras 2 graph, written as the operations of Keras 3 they are.

`TFOpLambda` and `SlicingOpLambda` hold a function of TensorFlow 2.4 to 2.15,
`TensorFlowOpLayer` a node of a TensorFlow graph before.
Source: tf_keras/src/layers/core/tf_op_layer.py.
"""

from __future__ import annotations

from rnnscope.generations._entries import Entry


def normalized(entry: Entry) -> Entry:
    """Return an operation as Keras 3 writes it; what is none comes back as it is."""
    return entry
