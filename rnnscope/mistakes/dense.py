"""What goes wrong with Dense layers."""

from __future__ import annotations

from rnnscope.algebra.expr import product
from rnnscope.mistakes.registry import Thoughts, mistake
from rnnscope.mistakes.seen import Seen
from rnnscope.mistakes.thought import Thought


@mistake("Dense")
def positions(layer: Seen) -> Thoughts:
    """A sequence or an image is taken as one long vector, or each place has its own weights."""
    places = layer.positions(layer.input) if len(layer.input) > 2 else None
    if places is None:
        return
    features, number = layer.sizes["input_dim"], int(places)
    why = f"Dense sees the last axis only, {int(features):,} features; all {number:,} positions"
    why += " share its weights."
    yield Thought(
        words="all positions are read at once, as behind a Flatten",
        why=why,
        rank=1.8,
        sizes={"input_dim": places * features},
    )
    yield Thought(
        words="each position has weights of its own",
        why=why,
        rank=2.5,
        times=places,
    )
    yield Thought(
        words="the positions are taken for the features",
        why=why,
        rank=3,
        sizes={"input_dim": places},
    )


@mistake("Dense")
def what_comes_before(layer: Seen) -> Thoughts:
    """What a Flatten, a pooling or a recurrent layer does before it is forgotten."""
    before = layer.before
    if before is None or not before.inputs or len(layer.input) != 2:
        return
    shape = before.inputs[0]
    if len(shape) < 3 or any(size.value is None for size in shape[1:]):
        return
    whole, features = product(shape[1:]), layer.number("input_dim")
    if before.class_name in ("Flatten", "Reshape"):
        why = f"{before.class_name} puts all {features:,} numbers before it."
        yield Thought(
            words="only the channels are counted, without their positions",
            why=why,
            rank=2,
            sizes={"input_dim": shape[-1]},
            is_general=False,
        )
        yield Thought(
            words="only the positions are counted, without their channels",
            why=why,
            rank=3,
            sizes={"input_dim": product(shape[1:-1])},
            is_general=False,
        )
        for size in shape[1:-1]:
            yield Thought(
                words=f"one axis of {int(size):,} is counted for the whole input",
                why=why,
                rank=4.5,
                sizes={"input_dim": size},
                is_general=False,
            )
    elif before.class_name.startswith("Global"):
        yield Thought(
            words="all positions are counted, as behind a Flatten",
            why=f"{before.class_name} leaves one number for each channel: {features:,}.",
            rank=2,
            sizes={"input_dim": whole},
            is_general=False,
        )
    elif len(shape) == 3:
        yield Thought(
            words="the outputs of all timesteps are counted, as with return_sequences=True",
            why=f"{before.path} hands on its last step only, {features:,} numbers.",
            rank=2,
            sizes={"input_dim": shape[1] * layer.sizes["input_dim"]},
            is_general=False,
        )


@mistake("Dense")
def units_alone(layer: Seen) -> Thoughts:
    """Connections are not multiplied, or not counted."""
    units, features = layer.sizes["units"], layer.sizes["input_dim"]
    why = f"Each of the {int(units):,} units has a weight for each of {int(features):,} inputs."
    yield Thought(
        words="one weight is counted for each unit",
        why=why,
        rank=5,
        weights={"kernel": 0},
    )
    yield Thought(
        words="inputs and units are added, not multiplied",
        why=why,
        rank=5.5,
        weights={"kernel": features + units},
    )
