"""The lists of weights in an HDF5 file of Keras 1 to 3, by the layer they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rnnscope.errors import UnreadableModelError
from rnnscope.model.parts import Fault
from rnnscope.readers.hdf5.headers import Headers
from rnnscope.readers.stores.lists import ListsStore, ListStore

OWN = "top_level_model_weights"
_TRAINING = "optimizer_weights/"


@dataclass(frozen=True, slots=True)
class WeightLists:
    """The list of each layer, in the file's order; what is amiss in them, and what is in none."""

    lists: Mapping[str, ListStore]
    amiss: tuple[Fault, ...]
    unlisted: tuple[str, ...]

    def store(self, lists: Mapping[str, ListStore] | None = None) -> ListsStore:
        """Return the weights of the model, in these lists or in those given."""
        kept = dict(self.lists if lists is None else lists)
        own = kept.pop(OWN, ListStore())
        return ListsStore(kept, own, self.amiss, self.unlisted)


def read_lists(name: str, headers: Headers, group: str) -> WeightLists:
    """Return the list of each layer below a group, the root being `""`.

    Raises:
        UnreadableModelError: there is no list of the layers.

    """
    names = headers.names(group, "layer_names")
    if names is None:
        raise UnreadableModelError(name, f"/{group} has no layer_names, so no list of its layers")
    own = [OWN] if headers.names(_below(group, OWN), "weight_names") else []
    lists = {name: _list(headers, _below(group, name)) for name in (*names, *own)}
    listed = {tensor.path for owned in lists.values() for tensor in owned.tensors()}
    others = (path for path in headers.tensors if not path.startswith(_TRAINING))
    return WeightLists(
        lists,
        amiss=tuple(_amiss(headers, group, names)),
        unlisted=tuple(path for path in others if path not in listed),
    )


def _below(group: str, name: str) -> str:
    return f"{group}/{name}".lstrip("/")


def _list(headers: Headers, group: str) -> ListStore:
    names = headers.names(group, "weight_names") or ()
    pairs = ((name, headers.tensors.get(f"{group}/{name}")) for name in names)
    listed = tuple((name, tensor) for name, tensor in pairs if tensor is not None)
    return ListStore(listed, group, is_order=True)


def _amiss(headers: Headers, group: str, names: list[str]) -> Iterator[Fault]:
    """Yield what Keras stops at: a layer or a weight that is not there, a layer listed twice."""
    met: set[str] = set()
    for name in names:
        inside = _below(group, name)
        weights = headers.names(inside, "weight_names")
        if weights is None and inside not in headers.attributes:
            yield Fault(name, "its group", "one", "none", "layer_names")
        if weights and name in met:
            yield Fault(name, "its entries in layer_names", "one", "two", "config")
        for weight in weights or () if name not in met else ():
            if f"{inside}/{weight}" not in headers.tensors:
                yield Fault(name, weight, "one", "none", "weight_names")
        met.add(name)
