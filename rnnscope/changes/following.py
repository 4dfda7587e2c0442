"""Which counts follow from what was set: each layer's difference, with all of its causes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import TypeAlias

from rnnscope.changes.change import Kind
from rnnscope.changes.facts import Facts
from rnnscope.changes.inputs import Inputs
from rnnscope.changes.nodes import Node, Tree
from rnnscope.changes.pairing import Pairing
from rnnscope.changes.places import Places
from rnnscope.changes.told import Draft, Key
from rnnscope.changes.upstream import Upstream
from rnnscope.states import ModelState

Size: TypeAlias = tuple["Node | str", str]
"""A size that somebody set: its layer in the new model, or a name, and what it is called."""

_MORE = "..."  # the last of a size's sources, where there are more


@dataclass(slots=True)
class Following:
    """Counts the differences of layers to what caused them."""

    pairing: Pairing
    places: Places
    facts: Facts
    inputs: Inputs
    upstream: Upstream

    def count(self, old: Node, new: Node) -> None:
        """Count the difference of one layer, told as its own where nothing is known to cause it."""
        was, now = old.counted, new.counted
        causes = self._causes(old, new)
        if was is None or now is None:
            if was != now:
                self.facts.weights(old, new)
        elif was != now:
            causes = causes or {self.facts.weights(old, new)}
            self.facts.told.move(causes, new.path, now - was)
        elif not causes and _shapes(old) != _shapes(new):
            self.facts.weights(old, new)

    def _causes(self, old: Node, new: Node) -> set[Key]:
        """Return what changed the weights of a layer."""
        was, now = old.state, new.state
        causes: set[Key] = set()
        set_sizes = self.facts.sizes.get(new, {})
        for name, size in was.sizes.items():
            if name in set_sizes:
                causes.add(set_sizes[name])
            elif now.sizes.get(name, size) != size:
                causes |= self._derived(old, new, name)
        is_untied = bool(was.shared_with) != bool(now.shared_with)
        if was.formula != now.formula or _names(old) != _names(new) or is_untied:
            own = set(self.facts.counting.get(new, ()))
            causes |= own or {self.facts.weights(old, new)}
        return causes

    def _derived(self, old: Node, new: Node, name: str) -> set[Key]:
        """Return what changed a size that other layers decide."""
        was, now = old.state.sizes[name], new.state.sizes[name]
        causes = self._by_sources(old, new, name)
        if causes is None and old.state.inputs is not None and new.state.inputs is not None:
            causes = self._differing(old, new, name) | self.upstream.causes(new, was, now)
        if not causes:
            sources = new.state.sources.get(name, ())
            draft = Draft(
                kind=Kind.CHANGED,
                nodes=[new],
                subject=name,
                old=f"{was:,}",
                new=f"{now:,}",
                note=f"from {', '.join(sources)}" if sources else "",
                place=new.place,
            )
            causes = {self.facts.told.tell(("size", new, name, was, now), draft)}
        return causes

    def _by_sources(self, old: Node, new: Node, name: str) -> set[Key] | None:
        """Return the sizes that were set and changed a size; None where there may be others.

        That is held by numbers: the size is the product, or the sum, of what was set, as it was.
        """
        tree, model = self.pairing.old, self.inputs.old
        before = _sources(old, name)
        after = _sources(new, name)
        is_part = _MORE in (*before, *after)
        before, after = (
            tuple(text for text in texts if text != _MORE) for texts in (before, after)
        )
        if not before or not after:
            return None
        was = {self._size(tree, text): _value(tree, model, text) for text in before}
        now = {
            self._size(self.pairing.new, text): _value(self.pairing.new, self.inputs.new, text)
            for text in after
        }
        sizes = old.state.sizes[name], new.state.sizes[name]
        if was.keys() != now.keys():
            return None if is_part else self._by_another(old, new, was, now, sizes)
        changed = {size for size in was if was[size] != now[size]}
        values = [(was[size], now[size]) for size in was]
        keys = {self._key(size) for size in changed}
        is_all = _is_product_or_sum(values, sizes, is_part=is_part) and None not in keys
        return {key for key in keys if key is not None} if is_all and keys else None

    def _by_another(
        self,
        old: Node,
        new: Node,
        was: Mapping[Size, int | None],
        now: Mapping[Size, int | None],
        sizes: tuple[int, int],
    ) -> set[Key] | None:
        """Return layers that came or have gone, where another passes a size on now."""
        if ([*was.values()], [*now.values()]) != ([sizes[0]], [sizes[1]]):
            return None
        (one, _), (other, _) = *was, *now
        around = [each for each in (new, one, other) if isinstance(each, Node)]
        keys = {
            known[each]
            for known in (self.upstream.elsewhere, self.upstream.added)
            for each in around
            if each in known
        }
        if one in self.upstream.removed:
            gone = self.upstream.gone_before(old, sizes[1])
            if gone is None:
                return None
            keys |= {self.upstream.removed[node] for node in gone}
        return keys or None

    def _differing(self, old: Node, new: Node, name: str) -> set[Key]:
        """Return the changes of those sizes that are named as sources and were set otherwise."""
        was = {self._size(self.pairing.old, text): text for text in _sources(old, name)}
        now = {self._size(self.pairing.new, text): text for text in _sources(new, name)}
        keys: set[Key] = set()
        for size in was.keys() & now.keys():
            before = _value(self.pairing.old, self.inputs.old, was[size])
            after = _value(self.pairing.new, self.inputs.new, now[size])
            key = self._key(size) if before != after else None
            keys |= {key} if key is not None else set()
        return keys

    def _size(self, tree: Tree, text: str) -> Size:
        path, _, name = text.rpartition(".")
        node = tree.by_path.get(path)
        is_known = self.inputs.old.inputs is not None and self.inputs.new.inputs is not None
        if node is not None and not (is_known and node.state.class_name == "InputLayer"):
            return (self.places.now(node), name)
        return self.inputs.now(path, name) if tree is self.pairing.old else (path, name)

    def _key(self, size: Size) -> Key | None:
        layer, name = size
        if isinstance(layer, Node) and name in self.facts.sizes.get(layer, {}):
            return self.facts.sizes[layer][name]
        path = layer.path if isinstance(layer, Node) else layer
        return self.inputs.keys.get((path, name)) or self._whole(layer)

    def _whole(self, layer: Node | str) -> Key | None:
        """Return the change of a layer that only one side has."""
        if isinstance(layer, str):
            return None
        return self.upstream.added.get(layer) or self.upstream.removed.get(layer)


def _sources(node: Node, name: str) -> tuple[str, ...]:
    return node.state.sources.get(name, ())


def _value(tree: Tree, model: ModelState, text: str) -> int | None:
    """Return the value of a size that is named as a source; None where it is not told."""
    path, _, name = text.rpartition(".")
    node = tree.by_path.get(path)
    value = node.state.sizes.get(name) if node is not None else None
    return value if value is not None else (model.inputs or {}).get(text)


def _is_product_or_sum(
    values: list[tuple[int | None, int | None]], sizes: tuple[int, int], *, is_part: bool
) -> bool:
    """Tell whether a size grew as the product of its sources did, or as their sum.

    Where not all are known, that of the product alone says that no other changed.
    """
    known = [(was, now) for was, now in values if was is not None and now is not None]
    was, now = sizes
    olds, news = [one for one, _ in known], [other for _, other in known]
    is_all = not is_part and len(known) == len(values)
    is_sum = is_all and now - was == sum(news) - sum(olds)
    return bool(known) and (was * prod(news) == now * prod(olds) or is_sum)


def _names(node: Node) -> list[str]:
    return sorted(weight.name for weight in node.state.weights)


def _shapes(node: Node) -> list[tuple[str, tuple[int, ...]]]:
    return sorted((weight.name, weight.shape) for weight in node.state.weights)
