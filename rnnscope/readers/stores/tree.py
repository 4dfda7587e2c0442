"""The tree of groups in a Keras 3 weights file, as a `Store`.

Groups are named after attributes and classes, not after the layers; see
keras/src/saving/saving_lib.py, _save_state.  Variables stand under
`<group>/vars/<number>`; since Keras 3.6 a `vars` group tells the layer's name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, TypeVar

from rnnscope.model.parts import Family, Fault, Kept, LayerConfig, Tensor
from rnnscope.readers.hdf5.headers import Headers
from rnnscope.readers.stores.group_numbers import TWICE, numberings

_TABLES = frozenset({"idf_weights"})  # which a TextVectorization keeps, and does not count
_T = TypeVar("_T")

_CONTAINERS = ("layers", TWICE)
# The parts of a layer that stand beside each other, in the order in which it has them.
_RANKS = {
    **dict.fromkeys(("forward_layer", "query_dense", "gate_dense"), 0),
    "key_dense": 1,
    "backward_layer": 1,
    "value_dense": 2,
    "output_dense": 3,
}
_MAX_DIGITS, _MAX_DEPTH = 9, 60  # of a number, and of groups in each other
_TRAINING = frozenset({"optimizer", "metrics", "vars", "_metrics", "_loss_tracker"})


@dataclass(slots=True)
class TreeStore:
    """One group: its own variables by number, the groups below it, and the name it tells."""

    family: ClassVar = Family.TREE

    path: str = ""
    name: str = ""
    variables: dict[int, Tensor] = field(default_factory=dict)
    groups: dict[str, TreeStore] = field(default_factory=dict)
    loose: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, headers: Headers) -> TreeStore:
        """Arrange the datasets of a file; what is no variable of a layer is left out.

        A variable that its layer saved under a name has a negative number.
        """
        root = cls()
        for path, attributes in _slashed(headers.attributes):
            *groups, kind = path.split("/")
            if kind == "vars":
                own_name = attributes.get("name")
                root._at(groups).name = own_name if isinstance(own_name, str) else ""
        for path, tensor in _slashed(headers.tensors):
            group, _, name = path.rpartition("/")
            *groups, kind = group.split("/")
            if kind == "vars" and name not in _TABLES:
                root._at(groups)._take(name, tensor)
            elif kind != "vars" and path.partition("/")[0] not in _TRAINING - {"vars"}:
                root.loose.append(path)
        return root

    def _take(self, name: str, tensor: Tensor) -> None:
        is_number = name.isascii() and name.isdecimal() and len(name) <= _MAX_DIGITS
        number = int(name) if is_number else -1 - len(self.variables)
        self.variables[number] = replace(tensor, owner=self.name)

    def _at(self, groups: Sequence[str]) -> TreeStore:
        node = self
        for group in groups:
            path = f"{node.path}/{group}" if node.path else group
            node = node.groups.setdefault(group, TreeStore(path))
        return node

    def tensors(self) -> Sequence[Tensor]:
        """Return every variable below here, in the order of the groups."""
        return tuple(self._walk())

    def _walk(self) -> Iterator[Tensor]:
        yield from (self.variables[number] for number in sorted(self.variables))
        for group in self.groups.values():
            yield from group._walk()

    def kept(self, groups: Collection[str]) -> Iterable[Kept]:
        """Return the variables in these groups, with their numbers; -1 for those under a name."""
        for group in groups:
            for number, tensor in self._find(group).variables.items():
                yield Kept(tensor, group, index=max(number, -1))

    def below(self, attribute: str) -> TreeStore:
        """Return the group of an attribute; an empty one where there is none."""
        return self._find(attribute)

    def of_optimizer(self) -> Sequence[Tensor]:
        """Return the variables of the optimizer, each once.

        One that has another inside lists that one's among its own, and files
        hold those below it again.
        """
        optimizer = self.below("optimizer")
        own = optimizer.variables
        return [own[number] for number in sorted(own)] if own else optimizer.tensors()

    def _find(self, path: str) -> TreeStore:
        """Return the group at a path of attributes; before Keras 3 some were private."""
        node = self
        for part in path.split("/") if path else ():
            groups = node.groups
            node = groups.get(part) or groups.get(f"_{part}") or TreeStore(f"{node.path}/{part}")
        return node

    def unclaimed(self, layers: Sequence[LayerConfig]) -> Sequence[Tensor]:
        """Return the variables outside the groups of the layers, those of training left out."""
        claimed = {id(group) for group in self.split(layers)}
        loose = [self.variables[number] for number in sorted(self.variables)]
        for name, group in self.groups.items():
            inside = group.groups.values() if name in _CONTAINERS else (group,)
            if name not in _TRAINING:
                loose += (
                    t for group in inside if id(group) not in claimed for t in group.tensors()
                )
        return loose

    def members(self) -> Iterator[tuple[str, TreeStore]]:
        """Yield the groups that hold layers, for a model whose config does not list them."""
        for name, group in self.groups.items():
            if name in _CONTAINERS:
                yield from ((f"{name}/{inner}", member) for inner, member in group.groups.items())
            elif name not in _TRAINING:
                yield name, group

    def named_members(self) -> Sequence[tuple[str, str, TreeStore]]:
        """Return a name, the path and the group of each layer, for a tree without a config.

        The names are those that the groups tell, where all in a container do.
        """
        members = sorted(self.members(), key=lambda member: _numbered(member[0]))
        own_names = [group.name for path, group in members if "/" in path]
        is_told = all(own_names) and len(set(own_names)) == len(own_names)
        names = [
            group.name if is_told and "/" in path else path.rpartition("/")[2]
            for path, group in members
        ]
        if len(set(names)) < len(names):
            names = [path for path, _ in members]
        return [(name, path, group) for name, (path, group) in zip(names, members, strict=True)]

    def in_order(self) -> Iterator[Tensor]:
        """Yield every variable below here, those of a layer's parts in the order it has them."""
        yield from (self.variables[number] for number in sorted(self.variables))
        for name in sorted(self.groups, key=lambda name: (_RANKS.get(name.lstrip("_"), 9), name)):
            yield from self.groups[name].in_order()

    def split(self, layers: Sequence[LayerConfig]) -> Sequence[TreeStore | None]:
        """Return the group of each layer: counted by class, and set right by the name it tells."""
        container = next((self.groups[c] for c in _CONTAINERS if c in self.groups), TreeStore())
        by_name: Mapping[str, TreeStore] = {g.name: g for g in container.groups.values() if g.name}
        counted = container.counted(layers)
        swapped = container._swapped(layers, counted)
        groups: list[TreeStore | None] = []
        for layer in layers:
            group = container.groups.get(counted.get(id(layer)) or "")
            if layer.name in swapped or _is_unlike(group, layer):
                group = by_name.get(layer.name, group)
            if group is None and not layer.module:
                group = self._find(layer.name)
            if layer.reading is not None:
                group = self._find(layer.reading.group)
            groups.append(None if layer.is_operation else group or TreeStore())
        return groups

    def misplaced(self, layers: Sequence[LayerConfig]) -> Sequence[tuple[str, str]]:
        """Return the layers whose group is told to be that of another of them."""
        container = next((self.groups[c] for c in _CONTAINERS if c in self.groups), TreeStore())
        return list(container._swapped(layers, container.counted(layers)).items())

    def _swapped(
        self, layers: Sequence[LayerConfig], counted: Mapping[int, str | None]
    ) -> Mapping[str, str]:
        """Return the layers of Keras's own whose groups tell each other's names."""
        pairs = {
            layer.name: self.groups[name].name
            for layer in layers
            if layer.is_builtin
            and (name := counted.get(id(layer)) or "") in self.groups
            and self.groups[name].tensors()
        }
        unlike = {name: other for name, other in pairs.items() if other and other != name}
        return unlike if unlike.keys() == set(unlike.values()) else {}

    def loaded(self) -> Sequence[Tensor]:
        """Return nothing: each variable has a place of its own."""
        return ()

    def faults(self) -> Sequence[Fault]:
        """Return nothing: a tree of groups promises nothing that may be missing."""
        return ()

    def passed_over(self) -> Sequence[str]:
        """Return the datasets that stand where no layer has its variables."""
        return self.loose

    def counted(self, layers: Sequence[LayerConfig]) -> Mapping[int, str | None]:
        """Return the group of each layer, counted as leaves the fewest weights without one."""
        kept = [layer for layer in layers if not layer.is_operation]
        name = self.path.rpartition("/")[2]
        best = min(numberings(kept, name, self.groups), key=lambda names: self._fit(kept, names))
        return {id(layer): group for layer, group in zip(kept, best, strict=True)}

    def _fit(self, layers: Sequence[LayerConfig], names: Sequence[str | None]) -> int:
        """Return by how much the groups are not those of the layers that are written here."""
        own = {n for layer, n in zip(layers, names, strict=True) if not layer.is_repeated}
        written = {name for name, group in self.groups.items() if group.tensors()}
        return len(written - own)


def _is_unlike(group: TreeStore | None, layer: LayerConfig) -> bool:
    """Tell whether the name a group tells is to be trusted more than counting.

    Keras goes by counting alone, which is exact for the classes of its own.
    """
    is_other = group is None or (bool(group.name) and group.name != layer.name)
    return is_other and not layer.is_builtin


def _numbered(path: str) -> tuple[str, int]:
    """Return a key that sorts `dense_2` before `dense_10`."""
    stem, _, number = path.rpartition("_")
    return (stem, int(number)) if number.isascii() and number.isdecimal() else (path, 0)


def _slashed(items: Mapping[str, _T]) -> Iterator[tuple[str, _T]]:
    """Write paths with slashes; Keras on Windows wrote some with backslashes."""
    for path, item in items.items():
        yield path.replace("\\", "/") if path.count("\\") <= _MAX_DEPTH else path, item
