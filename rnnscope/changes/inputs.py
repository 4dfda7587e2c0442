"""What flows into a model, compared: a Sequential has no layer that says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rnnscope.changes.change import Kind
from rnnscope.changes.pairing import Pairing
from rnnscope.changes.told import Draft, Key, Told
from rnnscope.states import ModelState
from rnnscope.wording import sized


@dataclass(slots=True)
class Inputs:
    """The sizes that flow in on both sides; `keys` are the changes of those that are others."""

    old: ModelState
    new: ModelState
    keys: dict[tuple[str, str], Key] = field(default_factory=dict)
    last: dict[Key, bool] = field(default_factory=dict)
    _now: dict[str, str] = field(default_factory=dict)
    _sizes: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, pairing: Pairing, old: ModelState, new: ModelState, told: Told) -> Inputs:
        """Compare input by input: a layer with what it was, others in their order."""
        inputs = cls(old, new)
        if old.inputs is None or new.inputs is None:
            return inputs
        was, now = _by_owner(old.inputs), _by_owner(new.inputs)
        inputs._pair(pairing, list(was), list(now))
        for owner, sizes in was.items():
            other = inputs._now.get(owner)
            if other is None:
                continue
            for name, renamed in zip(sizes, now[other], strict=False):
                inputs._sizes[owner, name] = (other, renamed)
            if [*sizes.values()] != [*now[other].values()]:
                inputs._tell((owner, other), sizes, now[other], told)
        return inputs

    @property
    def is_known(self) -> bool:
        """Tell whether both sides say what flows in."""
        return self.old.inputs is not None and self.new.inputs is not None

    def _pair(self, pairing: Pairing, was: list[str], now: list[str]) -> None:
        for path in was:
            node = pairing.old.by_path.get(path)
            partner = pairing.new_of.get(node) if node else None
            if partner is not None and partner.path in now:
                self._now[path] = partner.path
        left = [path for path in was if path not in self._now]
        free = [path for path in now if path not in self._now.values()]
        if len(left) == len(free):
            self._now |= dict(zip(left, free, strict=True))

    def _tell(
        self,
        owners: tuple[str, str],
        was: Mapping[str, int | None],
        now: Mapping[str, int | None],
        told: Told,
    ) -> None:
        before, owner = owners
        if len(was) == len(now):
            sizes = zip(now, was.values(), now.values(), strict=True)
            texts = {name: (sized(a), sized(b)) for name, a, b in sizes if a != b}
        else:
            texts = {"shape": (_shape(was), _shape(now))}
        for name, (one, other) in texts.items():
            key = ("input", owner, name)
            draft = Draft(
                kind=Kind.CHANGED,
                nodes=[],
                path=owner,
                before=before if before != owner and name == "shape" else "",
                subject=name,
                old=one,
                new=other,
                place=-1,
            )
            told.tell(key, draft)
            self.last[key] = name in ("shape", [*now][-1])
            for size in [name] if name in now else [*now]:
                self.keys[owner, size] = key

    @property
    def paths(self) -> set[str]:
        """What flows in on both sides, by its names before and now: layers, or none of a model."""
        return {*self._now, *self._now.values()}

    def now(self, path: str, name: str) -> tuple[str, str]:
        """Return what a size that flows in is called now; its axis may be called otherwise too."""
        return self._sizes.get((path, name), (path, name))


def _by_owner(inputs: Mapping[str, int | None]) -> dict[str, dict[str, int | None]]:
    owners: dict[str, dict[str, int | None]] = {}
    for text, size in inputs.items():
        owner, _, name = text.rpartition(".")
        owners.setdefault(owner, {})[name] = size
    return owners


def _shape(sizes: Mapping[str, int | None]) -> str:
    return f"(None, {', '.join(str(size) for size in sizes.values())})"
