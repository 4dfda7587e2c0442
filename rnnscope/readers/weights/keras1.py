"""The arrays of Keras 1 in HDF5, written as Keras 2 has them; only shapes are looked at.

Keras 1 keeps an LSTM's gates in arrays of their own, and the axes of a kernel
in another order.  Arrays that are not of the expected shapes stay as they
are, so that a difference is found.
Source: keras/engine/saving.py of keras 2.2.5, preprocess_weights_for_loading,
and the layers of keras 1.2.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from rnnscope.keras_facts.versions import Generation
from rnnscope.model.parts import LayerConfig, ModelConfig, Tensor
from rnnscope.readers.stores.lists import ListStore

Listed: TypeAlias = tuple[tuple[str, Tensor], ...]
Change: TypeAlias = Callable[[LayerConfig, Listed], Listed]

_DIRECTIONS = ("forward_", "backward_")
_CARRY_LAST = ("_W", "_W_carry", "_b", "_b_carry")
_GATES = {"GRU": 3, "LSTM": 4, "ConvLSTM2D": 4}


def is_keras_1(keras_version: str | None) -> bool:
    """Tell whether a file is of Keras 1, which did not always say its version."""
    return keras_version is None or Generation.of(keras_version) is Generation.KERAS_1


def as_keras_2(model: ModelConfig, lists: Mapping[str, ListStore]) -> dict[str, ListStore]:
    """Return the list of each layer of a model, with its arrays as Keras 2 has them."""
    lists = _named(model, lists)
    layers = {layer.name: layer for layer in model.layers}
    return {
        name: replace(store, listed=_of_layer(layers[name], store.listed))
        if name in layers
        else store
        for name, store in lists.items()
    }


def _named(model: ModelConfig, lists: Mapping[str, ListStore]) -> dict[str, ListStore]:
    """Give models inside, whose names the config does not have, those of the file, in order."""
    names = {layer.name for layer in model.layers}
    missing = [layer.name for layer in model.layers if layer.model and layer.name not in lists]
    others = [name for name in lists if name not in names]
    renamed = dict(zip(others, missing, strict=True)) if len(others) == len(missing) else {}
    return {renamed.get(name, name): store for name, store in lists.items()}


def _of_layer(layer: LayerConfig, listed: Listed) -> Listed:
    if layer.model is not None:
        return tuple(_of_model(layer.model, listed))
    wrapped = layer.settings.get("layer")
    if isinstance(wrapped, LayerConfig):
        half = len(listed) // 2 if layer.class_name == "Bidirectional" else len(listed)
        return _of_layer(wrapped, listed[:half]) + _of_layer(wrapped, listed[half:])
    change = _CHANGES.get(layer.class_name)
    return change(layer, listed) if change else listed


def _of_model(model: ModelConfig, listed: Listed) -> Iterator[tuple[str, Tensor]]:
    """Yield the weights of a model inside, whose layers are told by the names of the weights."""
    listed = tuple((_owned(name, model), tensor) for name, tensor in listed)
    claimed: set[str] = set()
    for layer, store in zip(model.layers, ListStore(listed).split(model.layers), strict=True):
        if store is not None:
            claimed.update(tensor.path for tensor in store.tensors())
            yield from _of_layer(layer, store.listed)
    yield from (weight for weight in listed if weight[1].path not in claimed)


def _owned(name: str, model: ModelConfig) -> str:
    """Return a weight's name as its layer's; Bidirectional put a direction before it."""
    direction = next((prefix for prefix in _DIRECTIONS if name.startswith(prefix)), "")
    if not direction or not _is_unclaimed(name, model):
        return name
    return name.removeprefix(direction)


def _is_unclaimed(name: str, model: ModelConfig) -> bool:
    nothing = Tensor(name, (), "")
    return bool(ListStore(((name, nothing),)).unclaimed(model.layers))


def _gates(layer: LayerConfig, listed: Listed) -> Listed:
    """Join an LSTM's 12 arrays or a GRU's 9: for each gate a W, a U and a b."""
    gates = _GATES[layer.class_name]
    if layer.class_name == "ConvLSTM2D":
        listed = tuple(_turned(layer, weight, (2, 3, 1, 0)) for weight in listed)
    kinds = [listed[kind::3] for kind in range(3)]
    if len(listed) != 3 * gates or not all(map(_is_alike, kinds)):
        return listed
    return tuple(map(_joined, kinds))


def _is_alike(listed: Listed) -> bool:
    return len({(tensor.shape, tensor.dtype) for _, tensor in listed}) == 1


def _joined(listed: Listed) -> tuple[str, Tensor]:
    """Join arrays along the last axis; the path names them all."""
    (name, first), *_ = listed
    folder = first.path.rpartition("/")[0]
    names = ", ".join(tensor.path.rpartition("/")[2] for _, tensor in listed)
    shape = (*first.shape[:-1], len(listed) * first.shape[-1]) if first.shape else ()
    return name, replace(first, path=f"{folder}/{{{names}}}", shape=shape)


def _kernel_1d(layer: LayerConfig, listed: Listed) -> Listed:
    """Take the axis of one out of a kernel (length, 1, channels, filters).

    Up to Keras 1.1 it was (filters, channels, length, 1).
    """
    if not listed:
        return listed
    (name, tensor), *rest = listed
    sizes, filters = layer.settings.get("kernel_size"), layer.settings.get("filters")
    length = sizes[0] if isinstance(sizes, list) and sizes else sizes
    match tensor.shape:
        case (first, 1, channels, last) if (first, last) == (length, filters):
            shape: tuple[int, ...] = (first, channels, last)
        case (first, channels, last, 1) if (last, first) == (length, filters):
            shape = (last, channels, first)
        case other:
            shape = other
    return ((name, replace(tensor, shape=shape)), *rest)


def _kernel(*order: int) -> Change:
    """Turn the kernels of a layer that has its channels first."""
    return lambda layer, listed: tuple(_turned(layer, weight, order) for weight in listed)


def _turned(
    layer: LayerConfig, weight: tuple[str, Tensor], order: Sequence[int]
) -> tuple[str, Tensor]:
    """Put the axes of an array in another order, where the channels are first in its layer."""
    is_first = layer.settings.get("data_format") == "channels_first"
    return _reordered(weight, order) if is_first else weight


def _reordered(weight: tuple[str, Tensor], order: Sequence[int]) -> tuple[str, Tensor]:
    """Put the axes of an array in another order; one of other axes stays as it is."""
    name, tensor = weight
    if len(tensor.shape) != len(order):
        return weight
    return name, replace(tensor, shape=tuple(tensor.shape[axis] for axis in order))


def _transposed_kernel(layer: LayerConfig, listed: Listed) -> Listed:
    """Turn a kernel of Deconvolution2D: (rows, columns, channels, filters), or filters first."""
    is_first = layer.settings.get("data_format") == "channels_first"
    order = (2, 3, 0, 1) if is_first else (0, 1, 3, 2)
    return tuple(_reordered(weight, order) for weight in listed)


def _carry_last(_layer: LayerConfig, listed: Listed) -> Listed:
    """Order the weights of Highway as Keras 1.2 does; before it, b came after W."""
    ends = [next((i for i, end in enumerate(_CARRY_LAST) if _end(n) == end), -1) for n, _ in listed]
    if -1 in ends:
        return listed
    return tuple(weight for _, weight in sorted(zip(ends, listed, strict=True), key=lambda x: x[0]))


def _end(name: str) -> str:
    """Return what follows the layer in a weight's name: `_W_carry` of `highway_1_W_carry:0`."""
    plain = name.partition(":")[0]
    return next((end for end in reversed(_CARRY_LAST) if plain.endswith(end)), "")


_CHANGES: Mapping[str, Change] = {
    "LSTM": _gates,
    "GRU": _gates,
    "ConvLSTM2D": _gates,
    "Conv1D": _kernel_1d,
    "Conv2D": _kernel(2, 3, 1, 0),
    "Conv3D": _kernel(2, 3, 4, 1, 0),
    "SeparableConv2D": _kernel(2, 3, 1, 0),
    "Conv2DTranspose": _transposed_kernel,
    "Highway": _carry_last,
}
