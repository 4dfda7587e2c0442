"""Which layer of a model is which of another: by order, then by name, then by structure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from rnnscope.changes.alignment import Pairs, aligned
from rnnscope.changes.nodes import Node, Tree

Key: TypeAlias = "Callable[[Node], object | None]"


@dataclass(slots=True)
class Pairing:
    """Two models, and which layers of them are one; `replaced` are of two classes at one place.

    `replacing` are the new ones of these.
    """

    old: Tree
    new: Tree
    new_of: dict[Node, Node] = field(default_factory=dict)
    old_of: dict[Node, Node] = field(default_factory=dict)
    replaced: dict[Node, Node] = field(default_factory=dict)
    replacing: set[Node] = field(default_factory=set)

    def add(self, old: Node, new: Node) -> None:
        """Pair two layers."""
        self.new_of[old] = new
        self.old_of[new] = old

    def is_within_same(self, old: Node, new: Node) -> bool:
        """Tell whether two layers stand in the same layer, or in none."""
        if old.parent is None or new.parent is None:
            return old.parent is new.parent
        return self.new_of.get(old.parent) is new.parent

    @property
    def pairs(self) -> Iterator[tuple[Node, Node]]:
        """The pairs, in the order of the new model."""
        return ((self.old_of[new], new) for new in self.new.nodes if new in self.old_of)

    @property
    def removed(self) -> Iterator[Node]:
        """The layers that the new model has no more."""
        return (node for node in self.old.nodes if node not in self.new_of)

    @property
    def added(self) -> Iterator[Node]:
        """The layers that the old model had not."""
        return (node for node in self.new.nodes if node not in self.old_of)


def paired(old: Tree, new: Tree) -> Pairing:
    """Pair the layers of two models, those around others first."""
    pairing = Pairing(old, new)
    _pair_inside(pairing, [(old.tops, new.tops)])
    _pair_across(pairing)
    for olds, news in _families(pairing):
        for one, other in _replaced(pairing, olds, news):
            pairing.replaced[one] = other
            pairing.replacing.add(other)
    return pairing


def _pair_inside(pairing: Pairing, families: list[tuple[Sequence[Node], Sequence[Node]]]) -> None:
    """Pair layers that stand in the same, then those inside them."""
    while families:
        olds, news = families.pop()
        pairs = aligned(olds, news)
        seen = {node for pair in pairs for node in pair}
        pairs += _out_of_order(
            [node for node in olds if node not in seen], [node for node in news if node not in seen]
        )
        for old, new in pairs:
            pairing.add(old, new)
            if old.children and new.children:
                families.append((old.children, new.children))


def _out_of_order(olds: list[Node], news: list[Node]) -> Pairs:
    """Pair what is left of two lists, whatever its order, by what is the surest."""
    pairs: Pairs = []
    for key in (_by_own_name, _by_name_and_structure, _by_weights, _by_structure_alone):
        found = list(_matched(olds, news, key))
        pairs += found
        seen = {node for pair in found for node in pair}
        olds = [node for node in olds if node not in seen]
        news = [node for node in news if node not in seen]
    return pairs


def _by_own_name(node: Node) -> object | None:
    return (node.kind, node.name) if node.is_named else None


def _by_name_and_structure(node: Node) -> object | None:
    return (node.name, node.structure)


def _by_structure(node: Node) -> object | None:
    return node.structure if node.has_weights else None


def _by_structure_alone(node: Node) -> object | None:
    """Return the structure of a layer that nobody named: who moves one keeps its name."""
    return None if node.is_named else _by_structure(node)


def _by_weights(node: Node) -> object | None:
    """Return the name and the weights of a layer, whose class may be called otherwise now."""
    weights = tuple((weight.name, weight.shape) for weight in node.state.weights)
    return (node.name, weights) if weights else None


def _matched(olds: Iterable[Node], news: Iterable[Node], key: Key) -> Pairs:
    """Pair by a key that as many layers have on both sides, in their order."""
    by_key: dict[object, tuple[list[Node], list[Node]]] = {}
    for side, nodes in enumerate((olds, news)):
        for node in nodes:
            if (found := key(node)) is not None:
                by_key.setdefault(found, ([], []))[side].append(node)
    fitting = (pair for pair in by_key.values() if len(pair[0]) == len(pair[1]))
    return [pair for one, other in fitting for pair in zip(one, other, strict=True)]


def _pair_across(pairing: Pairing) -> None:
    """Pair what was put into another layer, or taken out of it: the outermost first."""
    olds, news = list(pairing.removed), list(pairing.added)
    for key in (_by_name_and_structure, _by_structure):
        for old, new in _matched(olds, news, key):
            is_free = old not in pairing.new_of and new not in pairing.old_of
            is_known = old.has_weights or old.name == new.name
            if is_free and is_known and not _is_beside(pairing, old, new):
                pairing.add(old, new)
                _pair_inside(pairing, [(old.children, new.children)])
        olds = [node for node in olds if node not in pairing.new_of]
        news = [node for node in news if node not in pairing.old_of]


def _is_beside(pairing: Pairing, old: Node, new: Node) -> bool:
    """Tell whether two layers stand in the same, under names that somebody gave them."""
    return pairing.is_within_same(old, new) and (old.is_named or new.is_named)


def _families(pairing: Pairing) -> Iterator[tuple[Sequence[Node], Sequence[Node]]]:
    """Yield the layers that stand in the same, on both sides; those of replaced ones too."""
    yield pairing.old.tops, pairing.new.tops
    for old, new in pairing.pairs:
        if old.children and new.children:
            yield old.children, new.children


def _replaced(
    pairing: Pairing, olds: Sequence[Node], news: Sequence[Node]
) -> Iterator[tuple[Node, Node]]:
    """Yield layers that stand between the same, of which one has gone and one is new.

    Of several it is those of one name, or the two that have weights.
    """
    gone = _runs(olds, lambda node: pairing.new_of.get(node))
    come = _runs(news, lambda node: node if node in pairing.old_of else None)
    for place in gone.keys() & come.keys():
        one, other = gone[place], come[place]
        by_name = {node.name: node for node in other}
        same = [(node, by_name[node.name]) for node in one if node.name in by_name]
        yield from same or _only(one, other)


def _only(olds: list[Node], news: list[Node]) -> Pairs:
    """Pair two layers that are alone, or are the only ones of them that have weights."""
    owners = (
        [node for node in olds if node.has_weights],
        [node for node in news if node.has_weights],
    )
    for one, other in (owners, (olds, news)):
        if len(one) == len(other) == 1 and one[0].has_weights == other[0].has_weights:
            return [(one[0], other[0])]
    return []


def _runs(
    nodes: Sequence[Node], paired_with: Callable[[Node], Node | None]
) -> dict[tuple[Node | None, Node | None], list[Node]]:
    """Return the layers that are paired with none, by the new ones before and after them."""
    runs: dict[tuple[Node | None, Node | None], list[Node]] = {}
    before: Node | None = None
    run: list[Node] = []
    for node in [*nodes, None]:
        partner = paired_with(node) if node else None
        if node and partner is None:
            run.append(node)
            continue
        if run:
            runs[before, partner] = run
        before, run = partner, []
    return runs
