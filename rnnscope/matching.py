"""The weights of a layer, each paired with the tensor that a source has for it.

A store says what it has, and of which family of sources it is; which tensor is
which weight is decided here alone, by one function for each family.  Keras
itself loads by place and never by name: a name counts only where the family
has no place, or where it is told for each weight.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from rnnscope.model.parts import Family, Kept, Place, Store, Tensor


class Rule(StrEnum):
    """What a tensor was found by, or looked for."""

    PATH = "path"
    NAME = "name"
    ORDER = "order"
    SHAPE = "shape"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Match:
    """The tensor that is a weight, None where there is none; by which rule, and why by that."""

    tensor: Tensor | None
    rule: Rule
    why: str


NO_STORE = "nothing is stored for its layer"
UNTOLD = "the source does not tell which weight is which"
NUMBERED = "a file of Keras 3 has each variable under a number in its group"
SAVED_AS = "its group has as many that were saved under a name as the layer has weights without one"
NOT_AS_MANY = "its group has not as many that were saved under a name as weights without a number"
ALL_NAMED = "each weight has a name of its own, and one in the list has it"
BY_LIST = "the names do not tell the weights apart, and Keras loads a list in its order"
HELD_AS = "an attribute of its object has its name"
NOT_HELD = "no attribute of its object has its name, so it is the next one without a weight"
CALLED = "a variable of its layer has its name"
NOT_CALLED = "no variable has its name, so it is the next one of its shape"
BUILT_IN_ORDER = "each stands beside the variable that it was built as"
SAME_NAMES = "Keras lists weights of the same names"
OTHER_NAMES = "Keras lists weights of other names"


def matches(places: Sequence[Place], store: Store | None) -> Sequence[Match]:
    """Return for each weight of a layer which tensor of its store it is."""
    if store is None:
        return [Match(None, Rule.NONE, NO_STORE)] * len(places)
    groups = dict.fromkeys(place.group for place in places)
    return matched(places, store.kept(groups), store.family)


def matched(places: Sequence[Place], kept: Iterable[Kept], family: Family) -> Sequence[Match]:
    """Return for each weight which of the tensors it is, by the rules of their family."""
    return list(_RULES[family](places, list(kept)))


class _Weight(Protocol):
    @property
    def place(self) -> Place: ...


_W = TypeVar("_W", bound=_Weight)


def pairs(weights: Sequence[_W], store: Store | None) -> Sequence[tuple[_W, Tensor | None]]:
    """Return each weight of a layer with its tensor; None where there is none."""
    chosen = matches([weight.place for weight in weights], store)
    return [(weight, match.tensor) for weight, match in zip(weights, chosen, strict=True)]


def _tree(places: Sequence[Place], kept: Sequence[Kept]) -> Iterator[Match]:
    """Find a weight by its group and number; those saved under names are in order, if as many."""
    numbered = {(each.group, each.index): each.tensor for each in kept if each.index >= 0}
    mixed = {group for group, _ in numbered}
    named: dict[str, list[Tensor]] = defaultdict(list)
    for each in kept:
        if each.index < 0:
            named[each.group].append(each.tensor)
    wanted = Counter(place.group for place in places if place.index < 0)
    waiting = {
        group: iter(tensors)
        for group, tensors in named.items()
        if len(tensors) == wanted[group] and group not in mixed
    }
    for place in places:
        if place.index >= 0:
            yield Match(numbered.get((place.group, place.index)), Rule.PATH, NUMBERED)
        elif place.group in waiting:
            yield Match(next(waiting[place.group]), Rule.ORDER, SAVED_AS)
        else:
            yield Match(None, Rule.NONE, NOT_AS_MANY)


def _list(places: Sequence[Place], kept: Sequence[Kept]) -> Iterator[Match]:
    """Find weights by name, where each has one and a tensor of its own; or else by order.

    The order is that of Keras's `weights`: first those that can be trained.  A
    weight that files do not keep may be missing among the names, and has no
    place in the order.
    """
    named = _by_ends(kept, {place.name.count("/") for place in places})
    counts = Counter({name: len(tensors) for name, tensors in named.items()})
    is_told = len({place.name for place in places}) == len(places) and all(
        counts[place.name] == 1 or (place.index < 0 and not counts[place.name]) for place in places
    )
    if is_told:
        first = {name: tensors[0] for name, tensors in named.items()}
        yield from (Match(first.get(place.name), Rule.NAME, ALL_NAMED) for place in places)
        return
    listed = [i for i, place in enumerate(places) if place.index >= 0]
    listed.sort(key=lambda i: not places[i].can_train)
    tensors = dict(zip(listed, (each.tensor for each in kept), strict=False))
    yield from (Match(tensors.get(i), Rule.ORDER, BY_LIST) for i in range(len(places)))


def _by_ends(kept: Sequence[Kept], depths: Iterable[int]) -> Mapping[str, list[Tensor]]:
    """Return tensors by their names, and by as many scopes before them as weights' names have.

    Attention has a kernel for its query, `query/kernel`, and one for its key.
    """
    by_name: dict[str, list[Tensor]] = defaultdict(list)
    for depth in depths:
        for each in kept:
            scopes = each.group.split("/")[-depth:] if depth else []
            by_name["/".join([*scopes, each.name])].append(each.tensor)
    return by_name


def _graph(places: Sequence[Place], kept: Sequence[Kept]) -> Iterator[Match]:
    """Find a weight by the attribute that holds it; others are the next without a weight."""
    named = {(each.group, each.name): each.tensor for each in kept if each.index < 0}
    called = [named.get((place.group, _end(place.name))) for place in places]
    taken = {_variable(tensor) for tensor in called if tensor}
    left: dict[str, list[Tensor]] = defaultdict(list)
    for each in kept:
        if each.index >= 0 and _variable(each.tensor) not in taken:
            left[each.group].append(each.tensor)
    following = {group: iter(tensors) for group, tensors in left.items()}
    for place, tensor in zip(places, called, strict=True):
        if tensor or place.index < 0:
            yield Match(tensor, Rule.NAME, HELD_AS)
        else:
            yield Match(next(following.get(place.group, _NOTHING), None), Rule.ORDER, NOT_HELD)


def _live(places: Sequence[Place], kept: Sequence[Kept]) -> Iterator[Match]:
    """Find a weight by name, in the layer under its group or in all; others by their shape.

    Each variable is one weight only.  Those that are left are taken in Keras's
    order, first for what can be trained.
    """
    own = [each for each in kept if each.index >= 0]
    free = {_variable(each.tensor): each.tensor for each in own}
    own = own[: len(places)]
    held: dict[str, list[Kept]] = defaultdict(list)
    for each in kept:
        if each.index < 0:
            held[each.group].append(each)
    chosen: dict[int, Match] = {}
    for i, place in enumerate(places):
        called = (each for each in (*held[place.group], *own) if _is_called(each, place.name))
        tensor = _taken(called, free)
        if tensor:
            chosen[i] = Match(tensor, Rule.NAME, CALLED)
    open_places = [i for i in range(len(places)) if i not in chosen]
    for i in sorted(open_places, key=lambda i: not places[i].can_train):
        shaped = (each for each in own if each.tensor.shape == places[i].shape)
        chosen[i] = Match(_taken(shaped, free), Rule.SHAPE, NOT_CALLED)
    yield from (chosen[i] for i in range(len(places)))


def _taken(kept: Iterable[Kept], free: dict[int | str, Tensor]) -> Tensor | None:
    """Return the first that is free, which it then is no more."""
    tensors = (free.pop(_variable(each.tensor), None) for each in kept)
    return next(filter(None, tensors), None)


def _built(places: Sequence[Place], kept: Sequence[Kept]) -> Iterator[Match]:
    """Find weights by their order alone: each was put beside its weight before."""
    tensors = (each.tensor for each in kept)
    return (Match(next(tensors, None), Rule.ORDER, BUILT_IN_ORDER) for _ in places)


def _summary(places: Sequence[Place], kept: Sequence[Kept]) -> Iterator[Match]:
    """Find weights by name, those of one name in their order; all by order where names differ."""
    names = [_end(place.name) for place in places]
    is_named = sorted(names) == sorted(each.name for each in kept)
    named: dict[str, list[Tensor]] = defaultdict(list)
    for each in kept:
        named[each.name if is_named else ""].append(each.tensor)
    following = {name: iter(tensors) for name, tensors in named.items()}
    rule, why = (Rule.NAME, SAME_NAMES) if is_named else (Rule.ORDER, OTHER_NAMES)
    for name in names:
        waiting = following.get(name if is_named else "", _NOTHING)
        yield Match(next(waiting, None), rule, why)


def _untold(places: Sequence[Place], kept: Sequence[Kept]) -> Iterator[Match]:  # noqa: ARG001
    """Find nothing."""
    return (Match(None, Rule.NONE, UNTOLD) for _ in places)


_NOTHING: Iterator[Tensor] = iter(())
_RULES: Mapping[Family, Callable[[Sequence[Place], Sequence[Kept]], Iterator[Match]]] = {
    Family.TREE: _tree,
    Family.LIST: _list,
    Family.GRAPH: _graph,
    Family.LIVE: _live,
    Family.BUILT: _built,
    Family.SUMMARY: _summary,
    Family.UNTOLD: _untold,
}


def _end(name: str) -> str:
    """Return a weight's name without the parts of the layer that it is in."""
    return name.rpartition("/")[2]


def _is_called(each: Kept, name: str) -> bool:
    return each.name == name or f"/{each.tensor.path}".endswith(f"/{name}")


def _variable(tensor: Tensor) -> int | str:
    """Return what is the same for two tensors that are one variable."""
    return tensor.path if tensor.identity is None else tensor.identity
