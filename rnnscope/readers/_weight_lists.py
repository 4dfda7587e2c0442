"""The lists of weights in an HDF5 file of Keras 1 to 3, by the layer they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rnnscope.errors import UnreadableModelError
from rnnscope.model import Tensor
from rnnscope.readers._hdf5 import Headers
from rnnscope.readers._lists import ListStore


def read_lists(path: Path, headers: Headers, group: str) -> dict[str, ListStore]:
    """Return the list of each layer below a group, the root being `""`, in the file's order.

    Raises:
        UnreadableModelError: a layer or a weight that is listed is not there.

    """
    names = headers.names(group, "layer_names")
    if names is None:
        raise UnreadableModelError(path, f"/{group} has no layer_names, so no list of its layers")
    if len(set(names)) < len(names):
        raise UnreadableModelError(path, f"/{group} lists two layers of one name")
    return {name: ListStore(tuple(_weights(path, headers, f"{group}/{name}"))) for name in names}


def _weights(path: Path, headers: Headers, group: str) -> Iterator[tuple[str, Tensor]]:
    group = group.lstrip("/")
    for name in headers.names(group, "weight_names") or ():
        tensor = headers.tensors.get(f"{group}/{name}")
        if tensor is None:
            raise UnreadableModelError(path, f"{group} lists a weight {name!r} that is not there")
        yield name, tensor
