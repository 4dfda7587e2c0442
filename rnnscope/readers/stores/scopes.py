"""Whose weight it is, by its name: `bidirectional/forward_lstm/lstm_cell/kernel:0`.

Keras names a weight after the layers it was made in, the outermost first, and
a model that is another's layer may be among them or not.  Keras 1 wrote
`convolution2d_1_W`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rnnscope.model.parts import LayerConfig


@dataclass(frozen=True, slots=True)
class Owners:
    """The layers of a model by their names, and by the names of the layers inside them."""

    direct: Mapping[str, int]
    inside: Mapping[str, Sequence[tuple[int, LayerConfig]]]
    count: int

    @classmethod
    def of(cls, layers: Sequence[LayerConfig]) -> Owners:
        """Collect the names of layers."""
        inside: dict[str, list[tuple[int, LayerConfig]]] = defaultdict(list)
        for i, layer in enumerate(layers):
            for inner in (layer, *_inner_layers(layer)):
                inside[inner.name].append((i, inner))
        return cls({layer.name: i for i, layer in enumerate(layers)}, inside, len(layers))

    def of_name(self, name: str) -> int | None:
        """Return the layer that a weight is of: the one that its outermost scope tells."""
        for scope in _scopes(name):
            if scope in self.direct:
                return self.direct[scope]
            if scope in self.inside:
                return self.inside[scope][0][0]
        return None

    def shares(self, names: Sequence[str]) -> list[list[int]]:
        """Return which weights each layer has, by their numbers."""
        names = self._without_model(names)
        shares: list[list[int]] = [[] for _ in range(self.count)]
        owners = [self.of_name(name) for name in names]
        for i, owner in enumerate(owners):
            if owner is not None:
                shares[owner].append(i)
        met = [{scope for i in share for scope in _scopes(names[i])} for share in shares]
        for i, owner in enumerate(owners):
            for scope in _scopes(names[i]) if owner is not None else ():
                for other in self._sharing(scope, owner):
                    if scope not in met[other]:
                        shares[other].append(i)
        return [sorted(dict.fromkeys(share)) for share in shares]

    def _without_model(self, names: Sequence[str]) -> Sequence[str]:
        """Drop the scope of the model itself, where one of its layers has the same name."""
        parts = [name.split("/", 2) for name in names]
        is_told = all(len(part) > 2 and part[1] in self.direct for part in parts)
        outer = {part[0] for part in parts}
        if not is_told or len(outer) > 1 or len({part[1] for part in parts}) < 2:
            return names
        return [name.partition("/")[2] for name in names] if outer <= self.direct.keys() else names

    def _sharing(self, scope: str, owner: int | None) -> Iterator[int]:
        """Yield the layers in which the same layer is as in the owner: it is listed once."""
        same = [layer for i, layer in self.inside.get(scope, ()) if i == owner]
        for i, layer in self.inside.get(scope, ()) if same else ():
            if i != owner and any(_is_one(layer, other) for other in same):
                yield i


def _is_one(layer: LayerConfig, other: LayerConfig) -> bool:
    return (layer.class_name, layer.settings) == (other.class_name, other.settings)


def _scopes(name: str) -> Iterator[str]:
    """Yield what may be a layer's name: the scopes, outermost first, several joined, or a start."""
    *parts, last = name.split("/")
    for start in range(len(parts)):
        for end in range(len(parts), start, -1):
            yield "/".join(parts[start:end])
    while "_" in last:
        last = last.rpartition("_")[0]
        yield last


def _inner_layers(layer: LayerConfig) -> Iterator[LayerConfig]:
    """Yield the layers inside a layer, at any depth."""
    inside = layer.model.layers if layer.model else ()
    wrapped = (value for value in layer.settings.values() if isinstance(value, LayerConfig))
    for inner in (*inside, *wrapped):
        yield inner
        yield from _inner_layers(inner)
