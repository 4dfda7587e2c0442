"""Weights of which only the names are known, as a `Store`.

Keras names a variable after the layers that it is in, `lstm/lstm_cell/kernel`;
exports keep the names and nothing else of the layers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rnnscope.model.parts import Family, Kept, LayerConfig, Tensor


@dataclass(frozen=True, slots=True)
class NamedStore:
    """Weights of which only the names are known: those of a layer begin alike."""

    family: ClassVar = Family.UNTOLD

    weights: tuple[Tensor, ...]

    def groups(self) -> dict[str, NamedStore]:
        """Return the weights by what their names begin with, up to the layer's own name."""
        paths = [tensor.path.split("/") for tensor in self.weights]
        shared = {path[0] for path in paths}
        depth = 2 if len(shared) == 1 and all(len(path) > 2 for path in paths) else 1
        groups: dict[str, list[Tensor]] = {}
        for tensor, path in zip(self.weights, paths, strict=True):
            groups.setdefault("/".join(path[: min(depth, len(path) - 1)]), []).append(tensor)
        return {name: NamedStore(tuple(tensors)) for name, tensors in groups.items() if name}

    def tensors(self) -> Sequence[Tensor]:
        """Return every weight."""
        return self.weights

    def kept(self, groups: Collection[str]) -> Iterable[Kept]:  # noqa: ARG002  # none is told
        """Return every weight; which is which is not told."""
        return map(Kept, self.weights)

    def below(self, attribute: str) -> NamedStore:
        """Return the weights whose names go on with an attribute's."""
        return self.groups().get(attribute, NamedStore(()))

    def split(self, layers: Sequence[LayerConfig]) -> Sequence[NamedStore | None]:
        """Return the weights of each layer."""
        groups = self.groups()
        return [groups.get(layer.name) for layer in layers]

    def unclaimed(self, layers: Sequence[LayerConfig]) -> Sequence[Tensor]:
        """Return the weights whose names do not say whose they are."""
        named = {id(t) for store in self.split(layers) if store for t in store.weights}
        return tuple(tensor for tensor in self.weights if id(tensor) not in named)
