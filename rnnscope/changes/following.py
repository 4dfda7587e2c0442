"""Which counts follow from what was set: each layer's difference, with all of its causes."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from rnnscope.changes.change import Kind
from rnnscope.changes.facts import Facts
from rnnscope.changes.inputs import Inputs
from rnnscope.changes.nodes import Node
from rnnscope.changes.sources import Reading, Size, Sources
from rnnscope.changes.told import Draft, Key
from rnnscope.changes.upstream import Upstream


@dataclass(slots=True)
class Following:
    """Counts the differences of layers to what caused them."""

    facts: Facts
    inputs: Inputs
    reading: Reading
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
        own_sizes = self.facts.sizes.get(new, {})
        for name, size in was.sizes.items():
            if name in own_sizes:
                causes.add(own_sizes[name])
            elif now.sizes.get(name, size) != size:
                causes |= self._derived(old, new, name)
        is_untied = bool(was.shared_with) != bool(now.shared_with)
        if was.formula != now.formula or _names(old) != _names(new) or is_untied:
            causes |= set(self.facts.counting.get(new, ())) or self._weights(old, new)
        return causes

    def _weights(self, old: Node, new: Node) -> set[Key]:
        """Tell of weights that are others; none are where a formula alone is written otherwise."""
        is_same = old.counted == new.counted and _shapes(old) == _shapes(new)
        return set() if is_same else {self.facts.weights(old, new)}

    def _derived(self, old: Node, new: Node, name: str) -> set[Key]:
        """Return what changed a size that other layers decide."""
        was, now = old.state.sizes[name], new.state.sizes[name]
        sources = self.reading.sources(old, new, name)
        causes = self._by_sources(sources, old, new, name)
        if causes is None and old.state.inputs is not None and new.state.inputs is not None:
            keys = (self._key(size) for size in sources.changed)
            causes = {key for key in keys if key is not None}
            causes |= self.upstream.causes(new, was, now)
        return causes or {self._as_its_own(new, name, was, now)}

    def _as_its_own(self, new: Node, name: str, was: int, now: int) -> Key:
        """Tell of a size that others decide, where nobody knows which of them changed it."""
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
        return self.facts.told.tell(("size", new, name, was, now), draft)

    def _by_sources(self, sources: Sources, old: Node, new: Node, name: str) -> set[Key] | None:
        """Return the sizes that were set and changed a size; None where there may be others.

        That is held by numbers: the size is the product, or the sum, of what was set, as it was.
        """
        sizes = old.state.sizes[name], new.state.sizes[name]
        if sources.was.keys() != sources.now.keys():
            return self._by_another(sources, old, new, sizes)
        if not _is_product_or_sum(sources, sizes):
            return None
        return {self._told(size, *values) for size, values in sources.changed.items()} or None

    def _by_another(
        self, sources: Sources, old: Node, new: Node, sizes: tuple[int, int]
    ) -> set[Key] | None:
        """Return layers that came or have gone, where another passes a size on now."""
        passed = [*sources.was.values()], [*sources.now.values()]
        if not sources.is_whole or passed != ([sizes[0]], [sizes[1]]):
            return None
        (one, _), (other, _) = *sources.was, *sources.now
        around = [each for each in (new, one, other) if isinstance(each, Node)]
        keys = {
            known[each]
            for known in (self.upstream.elsewhere, self.upstream.added)
            for each in around
            if each in known
        }
        if (key := self._key(next(iter(sources.now)))) is not None:
            keys.add(key)
        if one in self.upstream.removed:
            gone = self.upstream.gone_before(old, sizes[1])
            if gone is None:
                return None
            keys |= {self.upstream.removed[node] for node in gone}
        return keys or None

    def _told(self, size: Size, was: int, now: int) -> Key:
        """Return the change of a size that was set; one that nothing else tells of is told."""
        key = self._key(size)
        if key is not None:
            return key
        layer, name = size
        path = layer.path if isinstance(layer, Node) else layer
        draft = Draft(
            kind=Kind.CHANGED,
            nodes=[],
            path=path,
            subject=name,
            old=f"{was:,}",
            new=f"{now:,}",
            place=layer.place if isinstance(layer, Node) else -1,
        )
        key = ("source", path, name)
        if key not in self.facts.told.drafts:
            self.facts.told.tell(key, draft)
        return key

    def _key(self, size: Size) -> Key | None:
        layer, name = size
        if isinstance(layer, str):
            return self.inputs.keys.get((layer, name))
        found = (
            self.facts.sizes.get(layer, {}).get(name),
            self.inputs.keys.get((layer.path, name)),
            self.upstream.added.get(layer),
            self.upstream.removed.get(layer),
        )
        return next((key for key in found if key is not None), None)


def _is_product_or_sum(sources: Sources, sizes: tuple[int, int]) -> bool:
    """Tell whether a size grew as the product of its sources did, or as their sum.

    Where not all are known, that of the product alone says that no other changed.
    """
    values = [(sources.was[size], sources.now[size]) for size in sources.was]
    known = [(was, now) for was, now in values if was is not None and now is not None]
    was, now = sizes
    olds, news = [one for one, _ in known], [other for _, other in known]
    is_all = sources.is_whole and len(known) == len(values)
    is_sum = is_all and now - was == sum(news) - sum(olds)
    return bool(known) and (was * prod(news) == now * prod(olds) or is_sum)


def _names(node: Node) -> list[str]:
    return sorted(weight.name for weight in node.state.weights)


def _shapes(node: Node) -> list[tuple[str, tuple[int, ...]]]:
    return sorted((weight.name, weight.shape) for weight in node.state.weights)
