"""What is trained otherwise, and in which dtypes: changes that move no count of weights."""

from __future__ import annotations

from rnnscope.changes.change import Kind
from rnnscope.changes.facts import Facts, quantization_of, trained_weights
from rnnscope.changes.nodes import Node
from rnnscope.changes.pairing import Pairing
from rnnscope.changes.told import Draft
from rnnscope.states import WeightState

FROZEN, TRAINED = "frozen", "trained"


def compare_training(pairing: Pairing, facts: Facts) -> None:
    """Tell of each layer whether its weights are still trained, and in which dtype they are.

    What follows from a quantization or from LoRA, which freeze a kernel, is not told again.
    """
    for old, new in pairing.pairs:
        both = list(trained_weights(old, new))
        is_other = quantization_of(old) != quantization_of(new)
        is_adapted = ("lora_rank" in old.state.sizes) != ("lora_rank" in new.state.sizes)
        if not is_other:
            _dtype(facts, old, new, both)
        if not is_other and not is_adapted:
            _trained(facts, new, both)


def _dtype(facts: Facts, old: Node, new: Node, both: list[tuple[WeightState, WeightState]]) -> None:
    """Tell of the policy where both sides have one, of the weights' dtype where that is others."""
    was, now = _policy(old), _policy(new)
    if was and now and was != now:
        facts.tell(new, "dtype", was, now)
        return
    changed = {(one.dtype, other.dtype) for one, other in both if one.dtype and other.dtype}
    for before, after in sorted(pair for pair in changed if pair[0] != pair[1]):
        facts.tell(new, "dtype", before, after)


def _policy(node: Node) -> str:
    settings = node.state.settings
    dtype = settings.get("dtype") if settings is not None else None
    return dtype if isinstance(dtype, str) else ""


def _trained(facts: Facts, new: Node, both: list[tuple[WeightState, WeightState]]) -> None:
    for before, words in ((True, (TRAINED, FROZEN)), (False, (FROZEN, TRAINED))):
        changed = [
            other
            for one, other in both
            if one.trainable is before and other.trainable is not before
        ]
        changed = [weight for weight in changed if weight.trainable is not None]
        if not changed:
            continue
        same = [one for one, _ in both if one.trainable is before]
        names = () if len(same) == len(changed) else tuple(weight.name for weight in changed)
        draft = Draft(
            kind=Kind.CHANGED,
            nodes=[new],
            subject="trainable",
            old=words[0],
            new=words[1],
            note=", ".join(names),
            place=new.place,
        )
        facts.told.tell(("trainable", words, names), draft)
