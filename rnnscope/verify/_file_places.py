"""What a file's places say: Keras loads by group, number and order, and by no name.

Sources: keras/src/saving/saving_lib.py, _load_state, and
keras/src/legacy/saving/legacy_h5_format.py, load_weights_from_hdf5_group.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from rnnscope.derivation import Loaded, loading_order, variables
from rnnscope.matching import pairs
from rnnscope.model.parts import FileStore, LayerConfig, Store, Tensor
from rnnscope.report.report import LayerReport
from rnnscope.report.witness import Difference
from rnnscope.wording import cut

NAME = "stored"
_SHOWN = 3
_KINDS = "/vars/"
_PLACE = "in its place, by which Keras loads"
_KERAS_2 = ":0"  # at the end of a weight's name


def misplaced(
    store: Store | None, layers: Sequence[LayerConfig], prefix: str
) -> Iterator[Difference]:
    """Find layers that Keras gives the weights of another."""
    if isinstance(store, FileStore):
        for name, other in store.misplaced(layers):
            path = f"{prefix}.{name}" if prefix else name
            yield Difference(path, _PLACE, name, other, NAME)


def swapped_inside(layer: LayerReport) -> Iterator[Difference]:
    """Find the parts of a layer whose groups tell each other's names."""
    named = list(_names_told(layer))
    twice = {name for name, times in Counter(name for name, _ in set(named)).items() if times > 1}
    unlike = {name: other for name, other in named if other not in ("", name) and name not in twice}
    if unlike.keys() == set(unlike.values()):
        for name, other in unlike.items():
            yield Difference(layer.path, _PLACE, name, other, NAME)
    for child in layer.children:
        if not child.is_model and not child.shared_with:
            yield from swapped_inside(child)


def swapped_across(layers: Iterable[LayerReport], known: Collection[str]) -> Iterator[Difference]:
    """Find layers of Keras's own, of whatever models inside, whose groups tell each other's names.

    `known` are those of which it is told already.
    """
    unlike = [
        (row.path, row.layer.config.name, row.store.name)
        for top in layers
        for row in top.walk()
        if row.layer and row.layer.config.is_builtin and isinstance(row.store, FileStore)
        if row.layer.config.name  # which a formula does not know of what it says is inside
        if row.store.name not in ("", row.layer.config.name) and row.path not in known
    ]
    if Counter(name for _, name, _ in unlike) == Counter(other for _, _, other in unlike):
        for path, name, other in unlike:
            yield Difference(path, _PLACE, name, other, NAME)


def _names_told(layer: LayerReport) -> Iterator[tuple[str, str]]:
    """Yield the name of each part of a layer, and the one that its group in the file tells."""
    if isinstance(layer.store, FileStore):
        for weight, tensor in pairs(layer.weights, layer.store):
            if "/" in weight.name and tensor and tensor.owner:
                yield weight.name.rpartition("/")[0], tensor.owner
    for child in layer.children:
        name = child.layer.config.name if child.layer else ""
        if name and isinstance(child.store, FileStore):
            yield name, child.store.name


def faults(store: Store | None, known: Collection[str]) -> Iterator[Difference]:
    """Find what a file promises and does not have, but for layers of which that is known."""
    for fault in store.faults() if isinstance(store, FileStore) else ():
        if fault.layer not in known:
            said = Difference(fault.layer, cut(fault.subject), fault.derived, fault.found, NAME)
            yield replace(said, implied_by=fault.implied_by)


def out_of_order(layer: LayerReport) -> Iterator[Difference]:
    """Find the weights of a layer that Keras takes for another, by the order of its list."""
    listed = [t.path for t in layer.store.loaded()] if isinstance(layer.store, FileStore) else []
    for path, times in Counter(listed).items():
        if times > 1:
            yield Difference(layer.path, path, "one entry in weight_names", f"{times}", NAME)
    if len(set(listed)) == len(listed):
        yield from _out_of_place(layer, listed)


def _out_of_place(layer: LayerReport, listed: list[str]) -> Iterator[Difference]:
    placed = [loaded for loaded in loading_order(layer) if loaded.tensor]
    if any(inside.logical_own is not None for inside in layer.walk()):
        return  # quantize() and LoRA leave another order than their settings make
    is_keras_2 = any(path.endswith(_KERAS_2) for path in listed)
    if sorted(map(_path, placed)) != sorted(listed) or (is_keras_2 and listed == _as_built(layer)):
        return  # as some versions before Keras 3 wrote them, and load them
    for number, loaded in enumerate(placed):
        if _path(loaded) != listed[number]:
            place = listed.index(_path(loaded))
            places = f"place {number + 1} in weight_names", f"it in place {place + 1}"
            yield Difference(loaded.path, loaded.weight.name, *places, NAME)


def _path(loaded: Loaded) -> str:
    return loaded.tensor.path if loaded.tensor else ""


def _as_built(layer: LayerReport) -> list[str]:
    return [_path(loaded) for loaded in variables(layer) if loaded.tensor]


def is_passed_over(tensor: Tensor, groups: Collection[str]) -> bool:
    """Tell whether Keras never looks at a tensor: no layer has its group, so far as is known."""
    group, kind, _ = f"/{tensor.path}".rpartition(_KINDS)
    return tensor.owner == "" and bool(kind) and group.lstrip("/") not in groups


def groups_of(layer: LayerReport, placed: Sequence[Tensor]) -> set[str]:
    """Return the groups in which a layer, and those inside it, have variables."""
    stores = (inside.store for inside in layer.walk())
    groups = {store.path for store in stores if isinstance(store, FileStore)}
    return groups | {f"/{t.path}".rpartition(_KINDS)[0].lstrip("/") for t in placed}


def note(paths: Sequence[str]) -> tuple[str, ...]:
    """Say what a file has that Keras does not load, if it has any."""
    if not paths:
        return ()
    shown = ", ".join(map(cut, paths[:_SHOWN]))
    more = f" and {len(paths) - _SHOWN:,} more" if len(paths) > _SHOWN else ""
    return (f"In the file, but of no layer, so that Keras does not load it: {shown}{more}.",)
