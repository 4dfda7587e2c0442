"""What somebody set otherwise in layers that both models have: sizes, settings, weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rnnscope.changes.change import Kind
from rnnscope.changes.nodes import Node
from rnnscope.changes.pairing import Pairing
from rnnscope.changes.settings import is_told, may_count, may_shape, setting_of, size_text
from rnnscope.changes.told import Draft, Key, Told, text_of
from rnnscope.states import WeightState
from rnnscope.untrusted.limits import spend
from rnnscope.wording import counted, listed

_LORA = "lora_rank"


@dataclass(slots=True)
class Facts:
    """What changed of each layer, by the keys under which it is told.

    Layers are those of the new model.  `sizes` are by their names, `counting` may have changed
    the layer's own weights by other than sizes, `shaping` what it puts out.
    """

    told: Told
    sizes: dict[Node, dict[str, Key]] = field(default_factory=dict)
    counting: dict[Node, list[Key]] = field(default_factory=dict)
    shaping: dict[Node, list[Key]] = field(default_factory=dict)

    @classmethod
    def of(cls, pairing: Pairing, told: Told) -> Facts:
        """Compare each layer with what it was."""
        facts = cls(told)
        for old, new in pairing.pairs:
            if not (old.state.shared_with and new.state.shared_with):
                facts._compare(old, new)
        return facts

    def _compare(self, old: Node, new: Node) -> None:
        spend(1 + len(old.state.sizes) + len(old.state.weights))
        self._class(old, new)
        self._quantized(old, new)
        self._lora(old, new)
        self._sizes(old, new)
        self._settings(old, new)
        self._shared(old, new)

    def tell(self, new: Node, subject: str, was: str, now: str, note: str = "") -> Key:
        """Tell of a layer that something of it has changed; the same of several layers once."""
        key = (subject, was, now)
        draft = Draft(
            kind=Kind.CHANGED,
            nodes=[new],
            subject=subject,
            old=was,
            new=now,
            note=note,
            place=new.place,
        )
        return self.told.tell(key, draft)

    def counts(self, new: Node, key: Key) -> None:
        """Remember that a change may have moved the count of the layer's own weights."""
        self.counting.setdefault(new, []).append(key)

    def shapes(self, new: Node, key: Key) -> None:
        """Remember that a change may have changed the shape of what a layer puts out."""
        self.shaping.setdefault(new, []).append(key)

    def _class(self, old: Node, new: Node) -> None:
        was, now = old.state.class_name, new.state.class_name
        if was != now:
            self.tell(new, "class", was, now)

    def _sizes(self, old: Node, new: Node) -> None:
        """Tell of sizes that were set, those of one setting together."""
        changed: dict[str, list[str]] = {}
        for name, size in old.own_sizes.items():
            if new.own_sizes.get(name, size) != size:
                changed.setdefault(setting_of(name), []).append(name)
        if "key_dim" in changed and changed.get("value_dim") and _are_one(old, new):
            changed["key_dim"] += changed.pop("value_dim")
        for setting, names in changed.items():
            if not _is_derived(new, setting, names):
                self._size(old, new, setting, names)

    def _size(self, old: Node, new: Node, setting: str, names: list[str]) -> None:
        was, now = (size_text(node.own_sizes, setting, names[0]) for node in (old, new))
        around = new.parent if _is_twin(new) else None
        key = ("size", around or new, setting, was, now)
        note = "value_dim with it" if "value_dim" in names and setting == "key_dim" else ""
        draft = Draft(
            kind=Kind.CHANGED,
            nodes=[new],
            subject=setting,
            old=was,
            new=now,
            note=note,
            place=new.place,
        )
        self.told.tell(key, draft)
        self.sizes.setdefault(new, {}).update(dict.fromkeys(names, key))
        self.shapes(new, key)

    def _settings(self, old: Node, new: Node) -> None:
        was, now = old.state.settings, new.state.settings
        if was is None or now is None or old.kind != new.kind:
            return
        known = {setting_of(size) for node in (old, new) for size in node.state.sizes}
        for name in was:
            is_open = name in now and name not in known and name != _LORA
            if is_open and is_told(name) and was[name] != now[name]:
                self._setting(old, new, name)

    def _setting(self, old: Node, new: Node, name: str) -> None:
        was, now = old.state.settings or {}, new.state.settings or {}
        shaping = may_shape(name) and old.state.output != new.state.output
        note = f"output {old.state.output} -> {new.state.output}" if shaping else ""
        key = self.tell(new, name, text_of(was[name]), text_of(now[name]), note)
        if may_count(new, name):
            self.counts(new, key)
        if may_shape(name):
            self.shapes(new, key)

    def _quantized(self, old: Node, new: Node) -> None:
        was, now = quantization_of(old), quantization_of(new)
        if was != now and was is not None and now is not None:
            self.counts(new, self.tell(new, "quantization", was or "none", now or "none"))

    def _lora(self, old: Node, new: Node) -> None:
        was, now = (node.state.sizes.get(_LORA) for node in (old, new))
        if (was is None) != (now is None):
            key = self.tell(new, _LORA, text_of(was), text_of(now))
            self.counts(new, key)

    def _shared(self, old: Node, new: Node) -> None:
        was, now = old.state.shared_with, new.state.shared_with
        if bool(was) != bool(now):
            self.counts(new, self.tell(new, "shared_with", was or "none", now or "none"))

    def weights(self, old: Node, new: Node) -> Key:
        """Tell which weights of a layer are others, where nothing that was set says why."""
        was, now = ({weight.name: weight for weight in node.state.weights} for node in (old, new))
        gone = [_weight_text(was[name]) for name in was if name not in now]
        come = [_weight_text(now[name]) for name in now if name not in was]
        for name in was.keys() & now.keys() if not gone and not come else ():
            if was[name].shape != now[name].shape:
                gone.append(_weight_text(was[name]))
                come.append(_weight_text(now[name]))
        if not gone and not come:
            return self.tell(new, "params", *(_params_text(node) for node in (old, new)))
        return self.tell(new, "weights", listed(gone) or "none", listed(come) or "none")


def quantization_of(node: Node) -> str | None:
    """Return the dtype that a layer's weights are quantized to, empty where they are not.

    None where it has no weights.  A quantized weight has its scale beside it.
    """
    weights = {weight.name: weight for weight in node.state.weights}
    if not weights:
        return None
    for name, weight in weights.items():
        if f"{name}_scale" in weights and not weight.dtype.startswith(("float3", "float6")):
            return weight.dtype
    return ""


def _are_one(old: Node, new: Node) -> bool:
    """Tell whether an attention has one size for keys and values, before and after."""
    sizes = (old.own_sizes, new.own_sizes)
    return all(each["key_dim"] == each["value_dim"] for each in sizes)


def _is_derived(node: Node, setting: str, names: list[str]) -> bool:
    """Tell whether a size that names no source is known to be no setting of the layer."""
    settings = node.state.settings
    return settings is not None and not any(name in settings for name in (setting, *names))


def _is_twin(node: Node) -> bool:
    """Tell whether it is one of the two directions that Keras makes of one layer."""
    parent = node.parent
    return parent is not None and parent.kind == "Bidirectional" and len(parent.children) == 2


def _weight_text(weight: WeightState) -> str:
    return f"{weight.name} {weight.shape}"


def _params_text(node: Node) -> str:
    params = node.state.params
    return "?" if params is None else f"{params:,}"


def trained_weights(old: Node, new: Node) -> Iterator[tuple[WeightState, WeightState]]:
    """Yield the weights that a layer has before and after, by their names."""
    now = {weight.name: weight for weight in new.state.weights}
    for weight in old.state.weights:
        if weight.name in now:
            yield weight, now[weight.name]


def params_text(weights: list[WeightState]) -> str:
    """Write how many params some weights have."""
    return counted(sum(weight.params for weight in weights), "param")
