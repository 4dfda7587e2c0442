"""The weights of each layer in a list, as Keras 1 and 2 keep them in HDF5.

A layer's list is in the order of its `weights`: those that can be trained,
then the others.  Keras loads it by that order.  The names say the same where
they are Keras's own, and more: which cell, direction or inner layer a weight
is of.  Source: keras/src/legacy/saving/legacy_h5_format.py.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from rnnscope.model.parts import Family, Fault, Kept, LayerConfig, Tensor
from rnnscope.model.tensors import last_name
from rnnscope.readers.stores.scopes import Owners

_SIDES = {"forward_layer": "forward_", "backward_layer": "backward_"}

Listed = tuple[tuple[str, Tensor], ...]


@dataclass(frozen=True, slots=True)
class ListStore:
    """The weights of one layer: the name that Keras gave each, and its tensor.

    `is_order` is true where Keras loads them by their order; TensorFlow.js goes by the names.
    """

    family: ClassVar = Family.LIST

    listed: Listed = ()
    path: str = ""
    is_order: bool = False

    @property
    def name(self) -> str:
        """Nothing: the names of the weights tell what there is to tell."""
        return ""

    def told_of(self, layers: Collection[str]) -> str:
        """Return which of some layers the names of all weights are in, if it is one."""
        scopes = [set(name.split("/")[:-1]) for name, _ in self.listed]
        owners = set(layers).intersection(*scopes) if scopes else set()
        return owners.pop() if len(owners) == 1 else ""

    def loaded(self) -> Sequence[Tensor]:
        """Return every weight in the order of the list, by which Keras loads."""
        return self.tensors() if self.is_order else ()

    def called(self, names: Sequence[str]) -> ListStore:
        """Return the list with other names for its weights, if they are as many."""
        if len(names) != len(self.listed):
            return self
        tensors = zip(names, self.tensors(), strict=True)
        return ListStore(tuple(tensors), self.path, self.is_order)

    def misplaced(self, layers: Sequence[LayerConfig]) -> Sequence[tuple[str, str]]:  # noqa: ARG002
        """Return nothing: the weights of the layers inside stand in one list."""
        return ()

    def faults(self) -> Sequence[Fault]:
        """Return nothing: those of a list are told by the whole file."""
        return ()

    def passed_over(self) -> Sequence[str]:
        """Return nothing: what is not listed is told by the whole file."""
        return ()

    def tensors(self) -> Sequence[Tensor]:
        """Return every weight, in order."""
        return tuple(tensor for _, tensor in self.listed)

    def kept(self, groups: Collection[str]) -> Iterable[Kept]:  # noqa: ARG002  # it has none
        """Return every weight, with its own name, the scopes before it, its number in the list."""
        for number, (name, tensor) in enumerate(self.listed):
            yield Kept(tensor, name.rpartition("/")[0], last_name(name), number)

    def below(self, attribute: str) -> ListStore:
        """Return what belongs to a layer inside: a direction, a cell, or all there is."""
        if attribute in _SIDES:
            return self._side(attribute)
        if attribute.startswith("cells"):
            cell = attribute.removeprefix("cells[").removesuffix("]")
            return self._cell(int(cell)) if cell.isdecimal() else self._named_cell(cell)
        return self._under(attribute)

    def _under(self, attribute: str) -> ListStore:
        """Return the weights whose names begin with an attribute; all, where none does."""
        start = f"{attribute}/"
        begun = ((name, tensor) for name, tensor in self.listed if name.startswith(start))
        below = tuple((name.removeprefix(start), tensor) for name, tensor in begun)
        return ListStore(below) if below else self

    def _side(self, attribute: str) -> ListStore:
        """Return the weights of one direction; where the names do not tell it, the half."""
        directions = [_side_of(name) for name, _ in self.listed]
        if len(set(directions)) > 1:  # where one is told, the rest is the other's
            known = next(filter(None, directions))
            is_known = attribute == known
            sides = zip(directions, self.listed, strict=True)
            return ListStore(tuple(weight for side, weight in sides if (side == known) is is_known))
        half = len(self.listed) // 2
        is_first = attribute == next(iter(_SIDES))
        return ListStore(self.listed[:half] if is_first else self.listed[half:])

    def _cell(self, number: int) -> ListStore:
        """Return the weights of one cell of a stack, by its scope or where names begin again."""
        scopes: dict[str, list[tuple[str, Tensor]]] = {}
        for name, tensor in self.listed:
            scopes.setdefault(name.rpartition("/")[0], []).append((name, tensor))
        cells = list(scopes.values()) if len(scopes) > 1 else list(_rounds(self.listed))
        return ListStore(tuple(cells[number])) if number < len(cells) else ListStore()

    def _named_cell(self, cell: str) -> ListStore:
        """Return the weights of a cell by its name: one that is frozen stands behind the others."""
        owners = [name.rpartition("/")[0] for name, _ in self.listed]
        scopes = {scope for scope in owners if f"/{scope}".endswith(f"/{cell}")}
        if len(scopes) != 1:
            return ListStore()
        return ListStore(tuple(e for s, e in zip(owners, self.listed, strict=True) if s in scopes))

    def split(self, layers: Sequence[LayerConfig]) -> Sequence[ListStore | None]:
        """Return the weights of each layer of a nested model, told by the scopes in their names."""
        owned = Owners.of(layers).shares([name for name, _ in self.listed])
        return [ListStore(tuple(self.listed[i] for i in share)) for share in owned]

    def unclaimed(self, layers: Sequence[LayerConfig]) -> Sequence[Tensor]:
        """Return the weights that no layer of a nested model is named in."""
        owners = Owners.of(layers)
        return [tensor for name, tensor in self.listed if owners.of_name(name) is None]


@dataclass(frozen=True, slots=True)
class ListsStore:
    """The weights of a model: a list for each layer by name, and one of the model's own.

    `amiss` is what the lists promise and the file does not have, `unlisted` what it has beside.
    """

    family: ClassVar = Family.LIST

    lists: Mapping[str, ListStore]
    own: ListStore = field(default_factory=ListStore)
    amiss: tuple[Fault, ...] = ()
    unlisted: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """The group of the whole model."""
        return ""

    @property
    def name(self) -> str:
        """Nothing: the model's own name is in no list."""
        return ""

    def loaded(self) -> Sequence[Tensor]:
        """Return nothing: the layers' own lists tell the order."""
        return ()

    def owners_in_order(self) -> Sequence[str]:
        """Return the layers whose lists have weights; nothing where names say what is whose."""
        is_order = all(store.is_order for store in self.lists.values() if store.listed)
        return [name for name, store in self.lists.items() if store.listed] if is_order else []

    def renamed(self, names: Sequence[str], inside: Mapping[str, Sequence[str]]) -> ListsStore:
        """Return the lists with weights under other names, in their order."""
        stores = (self.lists[name] for name in self.owners_in_order())
        lists = dict(zip(names, stores, strict=True))
        within = {name: lists[name].called(inside[name]) for name in inside}
        return replace(self, lists={**lists, **within})

    def misplaced(self, layers: Sequence[LayerConfig]) -> Sequence[tuple[str, str]]:
        """Return the layers in whose place among those with weights another one is listed."""
        listed = [name for name, store in self.lists.items() if store.listed]
        names = [layer.name for layer in layers if layer.name in set(listed)]
        is_order = all(self.lists[name].is_order for name in listed)
        if len(names) != len(listed) or not is_order:
            return ()
        moved = [pair for pair in zip(names, listed, strict=True) if pair[0] != pair[1]]
        return moved or self._swapped(names)

    def _swapped(self, names: Sequence[str]) -> Sequence[tuple[str, str]]:
        """Return the layers whose lists have weights with each other's names."""
        pairs = ((name, self.lists[name].told_of(names)) for name in names)
        unlike = {name: other for name, other in pairs if other not in ("", name)}
        return list(unlike.items()) if unlike.keys() == set(unlike.values()) else ()

    def faults(self) -> Sequence[Fault]:
        """Return what is listed and not there, or listed twice."""
        return self.amiss

    def passed_over(self) -> Sequence[str]:
        """Return the datasets that no list names."""
        return self.unlisted

    def tensors(self) -> Sequence[Tensor]:
        """Return every weight, layer by layer."""
        stores = (*self.lists.values(), self.own)
        return tuple(tensor for store in stores for tensor in store.tensors())

    def kept(self, groups: Collection[str]) -> Iterable[Kept]:
        """Return the weights that the model owns itself."""
        return self.own.kept(groups)

    def below(self, attribute: str) -> ListStore:
        """Return what a layer of this name has."""
        return self.lists.get(attribute, ListStore())

    def split(self, layers: Sequence[LayerConfig]) -> Sequence[ListStore | None]:
        """Return the list of each layer."""
        return [self.below(layer.name) for layer in layers]

    def unclaimed(self, layers: Sequence[LayerConfig]) -> Sequence[Tensor]:
        """Return the weights of layers that are not among these, and the model's own."""
        names = {layer.name for layer in layers}
        others = (store for name, store in self.lists.items() if name not in names)
        return [tensor for store in (*others, self.own) for tensor in store.tensors()]


def _side_of(name: str) -> str | None:
    """Return the direction that a weight's name tells: Keras calls its layer `forward_lstm`."""
    for part in name.split("/"):
        for side, start in _SIDES.items():
            if part.startswith(start):
                return side
    return None


def _rounds(listed: Listed) -> Iterator[list[tuple[str, Tensor]]]:
    """Yield the weights up to where a name comes again: `kernel`, `bias`, `kernel_1`, `bias_1`."""
    done: list[tuple[str, Tensor]] = []
    for name, tensor in listed:
        if any(last_name(name) == last_name(other) for other, _ in done):
            yield done
            done = []
        done.append((name, tensor))
    yield done
