"""A change to a model by which what was expected of it would hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from rnnscope.wording import cut, listed, sized


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Another model than the one that was found, and which expectations would hold of it.

    `sizes` are those that would be others, as they are and as they would be, and `members` all
    that go with them.  Or it is a `layer` that would be another: then `words` say which, and
    `because` of what is there the rest is a consequence, unless it `is_open`: of a layer that is
    not there nothing shows that it should be.  It `is_lopsided` where one side of a square alone
    would be another.  `solves` are the places of what would
    hold.  `apart` say of some of them that only one of several sizes moves them.
    """

    sizes: tuple[tuple[str, int | None, int], ...] = ()
    members: tuple[str, ...] = ()
    layer: str = ""
    words: str = ""
    because: str = ""
    is_of_input: bool = False
    is_lopsided: bool = False
    is_open: bool = False
    solves: frozenset[int] = frozenset()
    apart: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of_sizes(
        cls,
        sizes: Sequence[tuple[str, int | None, int]],
        members: Sequence[str],
        *,
        is_of_input: bool,
        is_lopsided: bool,
        solves: frozenset[int],
        moved: Mapping[int, Sequence[str]],
    ) -> Change:
        """Return a change of some sizes alone; `moved` has what each number depends on of them."""
        along = with_it(members, {name for name, _, _ in sizes})
        parts = [f"{cut(name)} = {new:,} (it is {sized(now)}{along})" for name, now, new in sizes]
        return cls(
            sizes=tuple(sizes),
            members=tuple(members),
            words=f"with {' and '.join(parts)}",
            because=_because(sizes, [name for name, _, _ in sizes]),
            is_of_input=is_of_input,
            is_lopsided=is_lopsided,
            solves=solves,
            apart={place: _because(sizes, names) for place, names in moved.items() if names},
        )

    def because_of(self, place: int) -> str:
        """Say of what a number is a consequence that this change solves."""
        return self.apart.get(place, self.because)

    @property
    def rank(self) -> tuple[int, bool, bool, bool, bool, float]:
        """Sort by how much would hold, then by what is likelier, and how near the sizes are."""
        far = sum(abs(log(new / (now or 1))) for _, now, new in self.sizes)
        return (
            -len(self.solves),
            self.is_of_input,
            self.is_lopsided,
            self.is_open,
            bool(self.layer),
            far,
        )

    @property
    def owners(self) -> set[str]:
        """The layers that would be others, and those that they stand in."""
        names = [
            name.rpartition(".")[0] for name in (*(n for n, _, _ in self.sizes), *self.members)
        ]
        found = {self.layer}
        for name in names:
            while name:
                found.add(name)
                name = name.rpartition(".")[0]
        return found - {""}


def with_it(members: Iterable[str], names: Collection[str]) -> str:
    """Say which sizes have to move along: `; q.units goes with it`; nothing where none has to."""
    others = [name for name in members if name not in names]
    return f"; {listed(others, 2)} {'goes' if len(others) == 1 else 'go'} with it" if others else ""


def _because(sizes: Sequence[tuple[str, int | None, int]], names: Collection[str]) -> str:
    told = (f"{cut(name)} is {sized(now)}" for name, now, _ in sizes if name in names)
    return f"because {' and '.join(told)}"


def best(changes: Iterable[Change]) -> list[Change]:
    """Return those changes than which no other solves more of the same, the likeliest first."""
    ranked = sorted(changes, key=lambda change: change.rank)
    kept: list[Change] = []
    for change in ranked:
        if not any(change.solves < other.solves for other in kept):
            kept.append(change)
    return kept


def only(changes: Collection[Change]) -> list[Change]:
    """Return those changes that are the only ones for all that they solve."""
    return [
        change
        for change in changes
        if not any(other is not change and other.solves & change.solves for other in changes)
    ]
