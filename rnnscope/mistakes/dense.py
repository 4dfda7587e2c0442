"""What goes wrong with Dense layers."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.algebra.expr import Expr, product
from rnnscope.layers import SymbolicShape
from rnnscope.layers.recurrent import TAKING_STATES
from rnnscope.mistakes.registry import Thoughts, mistake
from rnnscope.mistakes.seen import Seen, be, called
from rnnscope.mistakes.thought import Thought
from rnnscope.report.report import LayerReport
from rnnscope.wording import all_of, begun, counted, each_of, sized

_MOST = 100  # layers, of which somebody may take the wrong one's output


@mistake("Dense")
def positions(layer: Seen) -> Thoughts:
    """A sequence or an image is taken as one long vector, or each place has its own weights."""
    places = layer.positions(layer.input)
    if places is None:
        return
    features, number = layer.sizes["input_dim"], int(places)
    why = f"Dense sees the last axis only, {counted(int(features), 'feature')}; all"
    why += f" {number:,} positions share its weights."
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
        yield from _as_in_colour(layer, shape[-1])
        yield from _flattened(layer, before, shape)
    elif before.class_name.startswith("Global"):
        yield Thought(
            words="all positions are counted, as behind a Flatten",
            why=f"{before.class_name} leaves one number for each channel: {features:,}.",
            rank=2,
            sizes={"input_dim": whole},
            is_general=False,
        )
    elif len(shape) == 3 and before.class_name in TAKING_STATES:
        yield Thought(
            words="the outputs of all timesteps are counted, as with return_sequences=True",
            why=f"{before.path} hands on its last step only, {counted(features, 'number')}.",
            rank=2,
            sizes={"input_dim": shape[1] * layer.sizes["input_dim"]},
            is_general=False,
        )


def _flattened(layer: Seen, before: LayerReport, shape: SymbolicShape) -> Thoughts:
    """Yield other sizes that are taken for what a Flatten puts in one row."""
    places = called(shape[1:-1])
    verb = be(places)
    why = f"{before.class_name} puts {all_of(layer.number('input_dim'), 'number')} before it."
    axes = [
        (f"one axis of {int(size):,} is counted for the whole input", 4.5, size)
        for size in shape[1:-1]
    ]
    for words, rank, size in (
        (f"only the last axis is counted, without {places}", 2.0, shape[-1]),
        (f"only {places} {verb} counted, without the last axis", 3.0, product(shape[1:-1])),
        *axes,
        *_other_maps(layer, shape),
    ):
        yield Thought(words=words, why=why, rank=rank, sizes={"input_dim": size}, is_general=False)


def _other_maps(layer: Seen, shape: SymbolicShape) -> Iterator[tuple[str, float, Expr]]:
    """Yield what layers further ahead put out, such as an image before it is pooled."""
    rows = layer.others(_MOST)
    made = [(f"that {row.path} puts out", size) for row in rows for size in row.outputs or ()]
    first = [("the input of the model", shape) for shape in layer.report.inputs[:1]]
    for name, output in (*first, *made):
        if len(output) == len(shape) and all(size.value is not None for size in output[1:]):
            yield f"all {name} is counted", 3.5, product(output[1:])
            at = "·".join(sized(size.value) for size in output[1:-1])
            places = product((*output[1:-1], shape[-1]))
            yield f"{at} positions are counted, those of all {name}", 4, places


def _as_in_colour(layer: Seen, channels: Expr) -> Thoughts:
    if int(channels) == 1:
        yield Thought(
            words="three channels are counted, as of an image in colour",
            why="What it reads has one channel.",
            rank=3.5,
            sizes={"input_dim": 3 * layer.sizes["input_dim"]},
            is_general=False,
        )


@mistake("Dense")
def behind_two_directions(layer: Seen) -> Thoughts:
    """Behind a Bidirectional all is counted twice."""
    before = layer.before
    is_behind = before is not None and before.class_name == "Bidirectional"
    if is_behind and "bias" in layer.weights:
        units = layer.sizes["units"]
        yield Thought(
            words="it has two biases for each unit, one for each direction",
            why=f"It reads both directions, and has one bias for {each_of(int(units), 'unit')}.",
            rank=2,
            weights={"bias": 2 * units},
            is_general=False,
        )


@mistake("Dense")
def as_recurrent(layer: Seen) -> Thoughts:
    """It is counted as a recurrent layer of that many units."""
    units, kernel = layer.sizes["units"], layer.weights["kernel"].count
    bias = {"bias": 4 * units} if "bias" in layer.weights else {}
    why = "A Dense has no gates, and no state that it would read."
    yield Thought(
        words="it is counted like an LSTM, with 4 gates and weights from state to state",
        why=why,
        rank=4.5,
        weights={"kernel": 4 * kernel, **bias},
        more=4 * units * units,
    )
    if bias:
        yield Thought(
            words="it is counted like an LSTM without a bias",
            why=why,
            rank=5,
            weights={"kernel": 4 * kernel, "bias": 0},
            more=4 * units * units,
        )
    yield Thought(
        words="it is counted like a SimpleRNN, with weights from state to state",
        why=why,
        rank=4.5,
        more=units * units,
    )


@mistake("Dense")
def units_alone(layer: Seen) -> Thoughts:
    """Connections are not multiplied, or not counted."""
    units, features = layer.sizes["units"], layer.sizes["input_dim"]
    who = begun(each_of(int(units), "unit"))
    why = f"{who} has a weight for {each_of(int(features), 'input')}."
    yield Thought(
        words="one weight is counted for each unit",
        why=why,
        rank=5,
        weights={"kernel": 0},
    )
    yield Thought(
        words="one unit is counted",
        why=why,
        rank=4,
        sizes={"units": 1},
    )
    yield Thought(
        words="inputs and units are added, not multiplied",
        why=why,
        rank=5.5,
        weights={"kernel": features + units},
    )
