"""Weights of another session, whose layers had other names: Keras loads them by their order.

Source: keras/src/legacy/saving/legacy_h5_format.py, load_weights_from_hdf5_group;
Keras 1 and 2 do the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rnnscope.model.parts import FileStore, Model
from rnnscope.report.report import LayerReport, Report


def by_order(model: Model, report: Report) -> Model:
    """Return a model with the lists of its file under the names that the layers have now.

    It is the same where the names tell what is whose, and where there are more
    or fewer lists with weights than layers: Keras refuses those.
    """
    store = model.store
    listed = store.owners_in_order() if isinstance(store, FileStore) else ()
    if not isinstance(store, FileStore) or not listed:
        return model
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
            is_owner or row.basis in ("stored", "unknown")
            for row, is_owner in zip(rows, known, strict=True)
        ]
    return [row for row, is_owner in zip(rows, known, strict=True) if is_owner]


def _is_told(layer: LayerReport) -> bool:
    """Tell whether each layer of a model used as a layer has found as many tensors as weights."""
    for row in layer.children if layer.is_model else ():
        if row.is_model and not _is_told(row):
            return False
        tensors = row.store.tensors() if row.store else ()
        if not (row.is_model or row.shared_with) and len(tensors) != len(list(row.all_weights)):
            return False
    return True


def _names(layer: LayerReport) -> Sequence[str]:
    """Return what the weights of a layer are called, in the order of its list."""
    weights = [
        *_own(layer),
        *(pair for child in layer.children for pair in _named(child)),
    ]
    weights.sort(key=lambda pair: pair[1] is False)  # what can be trained comes first
    return [name for name, _ in weights]


def _named(row: LayerReport) -> Iterator[tuple[str, bool | None]]:
    """Yield the weights of a layer inside, after its attribute and its own name."""
    if row.shared_with:
        return
    own = row.layer.config.name if row.layer else row.name
    scope = row.name if own == row.name else f"{row.name}/{own}"
    yield from ((f"{scope}/{name}", trained) for name, trained in _own(row))
    for child in row.children:
        yield from ((f"{scope}/{name}", trained) for name, trained in _named(child))


def _own(row: LayerReport) -> Iterator[tuple[str, bool | None]]:
    yield from ((each.name, each.trainable) for each in row.weights if not each.shared_with)
