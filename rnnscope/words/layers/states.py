"""What holds of a layer of any class: frozen, shared, adapted, not yet built."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.algebra.expr import Expr, symbol
from rnnscope.layers import Layer
from rnnscope.layers.roles import Role
from rnnscope.report.report import LayerReport, WeightReport
from rnnscope.report.trial import changed, tried
from rnnscope.report.unbuilt import waits
from rnnscope.wording import counted, listed
from rnnscope.words.layers.registry import Sentences
from rnnscope.words.layers.subject import times

# As the equations of rnnscope/layers/keras/rnn.py write them.
_LETTERS = {
    "input": "i",
    "forget": "f",
    "cell": "g",
    "output": "o",
    "update": "z",
    "reset": "r",
    "candidate": "g",
}
_RANKS = (3, 4, 5, 2)
_TRIED = (1, 2, 5)  # features, from which it is seen how a count grows with them


def adapted(row: LayerReport) -> Sentences:
    """Say what LoRA and quantization make of a layer's weights."""
    lora = [weight for weight in row.weights if weight.role == Role.LORA]
    whole = [weight for weight in row.weights if weight.role == Role.QUANTIZED]
    beside = [weight for weight in row.weights if weight.role == Role.OF_QUANTIZATION]
    if lora:
        parts = " + ".join(times(*weight.shape) for weight in lora)
        yield (
            f"LoRA: the weight it adapts is frozen, and {_named(lora)} are trained in its place:"
            f" {parts} = {_sum(lora)}."
        )
    if whole:
        yield (
            f"Quantized: {_named(whole)} holds {_sum(whole)} whole numbers ({whole[0].dtype}),"
            " which are not trained."
        )
    if beside:
        yield f"{_sum(beside)} more are kept to read them: {_named(beside)}."
    logical = row.logical
    if logical is not None and logical != row.params and not row.shared_with:
        yield f"Without that the layer has {counted(logical, 'weight')}."


def _named(weights: list[WeightReport]) -> str:
    return listed((weight.name for weight in weights), most=6)


def _sum(weights: list[WeightReport]) -> str:
    return f"{sum(weight.params for weight in weights):,}"


def left_open(row: LayerReport) -> Sentences:
    """Say what None is in the shape that comes in."""
    shape = row.inputs[0] if row.inputs else ()
    names = [_axis_name(i, size) for i, size in enumerate(shape) if size.value is None]
    if row.told and not row.told.is_fed:
        return  # it may have sizes that nobody printed
    if names and row.layer and not row.is_model and row.basis.is_by_formula:
        text = f"({', '.join(str(size.value) for size in shape)})"
        if names[1:]:
            yield (
                f"None in {text} stands for sizes that are left open until data comes:"
                f" {listed(names)}. No weight depends on them."
            )
        else:
            yield (
                f"None in {text} is {names[0]}, which is left open until data comes; no weight"
                " depends on it."
            )


def _axis_name(axis: int, size: Expr) -> str:
    if axis == 0:
        return "the batch size"
    single = size.single
    is_steps = single is not None and single.name == "timesteps"
    return "the number of steps" if is_steps else f"axis {axis}"


def frozen(row: LayerReport) -> Sentences:
    """Say what `trainable=False` does to the count."""
    settings = row.layer.config.settings if row.layer else {}
    weights = list(row.all_weights)
    is_frozen = weights and all(weight.trainable is False for weight in weights)
    if settings.get("trainable") is False and is_frozen and row.class_name != "BatchNormalization":
        yield (
            "trainable=False: training changes none of its"
            f" {counted(row.layer_params or 0, 'weight')}. They are counted as non-trainable; the"
            " total is the same."
        )


def slices(row: LayerReport) -> Sentences:
    """Say where each gate is in the weights, if they hold several."""
    gated = [weight for weight in row.weights if weight.gates]
    if not gated:
        return
    gates, size = gated[0].gates, gated[0].shape[-1] // len(gated[0].gates)
    if all(weight.gates == gates and weight.shape[-1] == size * len(gates) for weight in gated):
        named = map(_lettered, gates)
        places = (f"{gate} [{i * size}:{(i + 1) * size}]" for i, gate in enumerate(named))
        yield (
            f"{_named(gated)} hold the gates side by side along their last axis:"
            f" {', '.join(places)}."
        )


def _lettered(gate: str) -> str:
    """Write a gate with the letter that it has in the equations: `cell (g)`."""
    letter = _LETTERS.get(gate)
    return f"{gate} ({letter})" if letter else gate


def unbuilt(row: LayerReport) -> Sentences:
    """Say what a layer lacks that has no weights yet, and how it gets them."""
    layer = row.layer
    if layer is None or layer.inputs or not waits(row):
        return
    if row.told:
        yield (
            "The layer was not built when the summary was printed. If it is to have weights, Keras"
            " makes them when the shape of the input is known: print the summary again after"
            " model.build(input_shape), or after one call of the model on data."
        )
        return
    yield (
        "Keras makes the weights when the shape of the input is known, and nothing says it here."
        " Begin the model with keras.Input(shape=...), or call model.build(input_shape), or call"
        " the model on data once."
    )
    yield from _as_features_go(layer)


def _as_features_go(layer: Layer) -> Iterator[str]:
    """Say what the count will be, where it grows evenly with the features of the input."""
    for rank in _RANKS:
        counts = [_count(layer, rank, features) for features in _TRIED]
        one, two, five = counts
        if one is None or two is None or five is None:
            continue
        each = two - one
        rest = one - each
        if each > 0 and five == rest + 5 * each:
            more = f" + {rest:,}" if rest else ""
            yield f"With n features it will have {each:,}·n{more} weights."
        return


def _count(layer: Layer, rank: int, features: int) -> int | None:
    between = [symbol(f"axis_{i}", 64) for i in range(1, rank - 1)]
    shape = (symbol("batch", None), *between, symbol("features", features))
    found = tried(changed(layer, {}).fed(shape))
    return found.params if found else None
