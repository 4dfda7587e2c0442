"""Weights alone in HDF5: of Keras 1 and 2, with a list for each layer, or of Keras 3, in a tree.

No config says what the layers are; they are named after the groups.
"""

from __future__ import annotations

from rnnscope.model.parts import Model
from rnnscope.readers.hdf5.headers import Headers
from rnnscope.readers.source import Confidence, Opened
from rnnscope.readers.stores.tree import TreeStore
from rnnscope.readers.weights.alone import lists_alone, tree_alone
from rnnscope.readers.weights.listed import read_lists

FORMAT = "hdf5 weights"


def sniff(opened: Opened[Headers]) -> Confidence:
    """Tell whether a file has weights as Keras names them."""
    headers = opened.content
    is_listed = headers.names("", "layer_names") is not None
    is_mine = is_listed or bool(TreeStore.of(headers).tensors())
    return Confidence.SIGNATURE if is_mine else Confidence.NONE


def read(opened: Opened[Headers]) -> Model:
    """Read the layers that have weights.

    Raises:
        UnreadableModelError: there is no list of the layers.

    """
    name, headers = opened.source.name, opened.content
    version = headers.text("", "keras_version")
    if headers.names("", "layer_names") is None:
        return tree_alone(name, FORMAT, headers, version)
    return lists_alone(name, FORMAT, read_lists(name, headers, "").store(), version)
