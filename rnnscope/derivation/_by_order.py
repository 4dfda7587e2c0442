"""Weights of another session, whose layers had other names: Keras loads them by their order.

Source: keras/src/legacy/saving/legacy_h5_format.py, load_weights_from_hdf5_group;
Keras 1 and 2 do the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rnnscope.matching import pairs
from rnnscope.model.parts import FileStore, ListedStore, Model, Tensor
from rnnscope.report.report import LayerReport, Report, WeightReport

# What a wrapper holds of the layer inside, before what is its own: its build() keeps it by name.
_HELD = {"SpectralNormalization": ("kernel", "embeddings")}


def by_order(model: Model, report: Report) -> Model:
    """Return a model with the lists of its file under the names that the layers have now.

    It is the same where the names tell what is whose, and where there are more
    or fewer lists with weights than layers: Keras refuses those.
    """
    store = model.store
    if not isinstance(store, ListedStore):
        return model
    listed = store.owners_in_order()
    owners = _owners([row for row in report.layers if not row.is_own], listed)
    if len(owners) != len(listed):
        return model
    names = [row.name for row in owners]
    is_told = set(names) == set(listed)  # in another order they are a finding
    inside = {row.name: _names(row) for row in owners if not (is_told and _is_told(row))}
    if is_told and not inside:
        return model
    return replace(model, store=store.renamed(listed if is_told else names, inside))


def _owners(rows: Sequence[LayerReport], listed: Sequence[str]) -> Sequence[LayerReport]:
    """Return the layers with weights; those of which nothing is known are, where as many lack."""
    known = [bool(row.layer_params) or row.name in listed for row in rows]
    if sum(known) < len(listed):
        known = [
            is_owner or not row.basis.is_explained
            for row, is_owner in zip(rows, known, strict=True)
        ]
    return [row for row, is_owner in zip(rows, known, strict=True) if is_owner]


def _is_told(layer: LayerReport) -> bool:
    """Tell whether names have found the layer's weights, or order would find no more of them."""
    if not isinstance(layer.store, FileStore) or layer.shared_with:
        return True
    wanted = loading_order(layer)
    shapes = [loaded.weight.shape for loaded in wanted]
    tensors = [loaded.tensor for loaded in wanted if loaded.tensor]
    if [tensor.shape for tensor in tensors] == shapes:
        return len({tensor.path for tensor in tensors}) == len(tensors)
    return [tensor.shape for tensor in layer.store.loaded()] != shapes


def _names(layer: LayerReport) -> Sequence[str]:
    """Return what the weights of a layer are called, in the order of its list."""
    return [loaded.name for loaded in loading_order(layer)]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A weight with the tensor that names tell, and the path of the layer that has it.

    `name` is its own after the attributes and names of the layers that it is in.
    """

    path: str
    weight: WeightReport
    tensor: Tensor | None
    name: str
    is_trained: bool


def loading_order(layer: LayerReport) -> Sequence[Loaded]:
    """Return a layer's weights in the order of a list: what is trained, then the others."""
    return sorted(variables(layer), key=lambda loaded: not loaded.is_trained)


def variables(row: LayerReport, scope: str = "", *, is_frozen: bool = False) -> Iterator[Loaded]:
    """Yield the variables of a layer as Keras does; a layer inside may be frozen with it."""
    is_frozen = is_frozen or _is_frozen(row)
    inside = [loaded for child in row.children for loaded in _inside(child, scope, is_frozen)]
    is_builtin = row.layer is not None and row.layer.config.is_builtin
    names = _HELD.get(row.class_name, ()) if is_builtin else ()
    held = [loaded for loaded in inside if loaded.weight.name in names]
    yield from held
    for weight, tensor in pairs(row.weights, row.store):
        if not weight.shared_with:
            is_trained = not is_frozen and weight.trainable is not False
            yield Loaded(row.path, weight, tensor, f"{scope}{weight.name}", is_trained)
    yield from (loaded for loaded in inside if loaded not in held)


def _inside(child: LayerReport, scope: str, is_frozen: bool) -> Iterator[Loaded]:
    if child.shared_with:
        return
    own = (child.layer and child.layer.config.name) or child.name
    attribute = child.name if own == child.name else f"{child.name}/{own}"
    yield from variables(child, f"{scope}{attribute}/", is_frozen=is_frozen)


def _is_frozen(row: LayerReport) -> bool:
    """Tell whether a layer is frozen as a whole: all it has is then in one part of the list.

    Keras makes a Sequential anew without what its config says of that.
    """
    if row.layer is None:
        return False
    model = row.layer.config.model
    if model is not None:
        return not (model.is_sequential or model.trainable)
    return row.layer.config.settings.get("trainable") is False
