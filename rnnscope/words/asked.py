"""What is asked most of a layer of its class, in a line: the layer's own page says more.

Of each class the first layer is spoken of; the unusual classes come first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rnnscope.layers import formula_of
from rnnscope.report.report import Report
from rnnscope.wording import all_of, counted, cut, each_of, possessive
from rnnscope.words.layers.subject import Subject, UnsaidError, times

_MOST = 6  # sentences


def asked(report: Report) -> Iterator[str]:
    """Yield what is asked most of the layers of a model, the unusual ones first."""
    firsts: dict[str, Subject] = {}
    for subject in _subjects(report):
        firsts.setdefault(subject.name, subject)
    said = (line for names, function in _SAID for line in _lines(firsts, names, function))
    yield from list(dict.fromkeys(said))[:_MOST]


def _subjects(report: Report) -> Iterator[Subject]:
    for row in report.walk():
        layer = row.layer
        formula = formula_of(layer.config) if layer else None
        if layer is None or formula is None or not formula.is_ours or row.is_model:
            continue
        if row.basis.is_by_formula and row.layer_params and row.logical_own is None:
            yield Subject(report, row, layer, row.class_name)


def _lines(
    firsts: dict[str, Subject], names: tuple[str, ...], function: Callable[[Subject], str]
) -> Iterator[str]:
    first = next((firsts[name] for name in firsts if name in names), None)
    try:
        line = function(first) if first is not None else ""
    except UnsaidError:
        return
    if line:
        yield line


def _whose(it: Subject) -> str:
    return possessive(it.row.path)


def _name(it: Subject) -> str:
    return cut(it.row.path)


def _each(it: Subject, number: int, one: str) -> str:
    """Begin a sentence on each unit of a layer: `Each of lstm's 64 units`."""
    if number == 1:
        return f"{_whose(it)} one {one}"
    return f"Each of {_whose(it)} {counted(number, one)}"


def _kernel(it: Subject) -> tuple[int, ...]:
    kernel = it.weight("kernel")
    if kernel is None:
        raise UnsaidError
    return kernel.shape


def _heads(it: Subject) -> str:
    heads, size = it.size("num_heads"), it.size("key_dim")
    if heads == 1:
        return f"{_name(it)} has 1 head of key_dim = {size:,}."
    return f"{_name(it)} has {heads:,} heads of key_dim = {size:,}: {heads * size:,} wide together."


def _biases(it: Subject) -> str:
    bias, units = it.weight("bias"), it.size("units")
    if bias is None or len(bias.shape) != 2:
        return ""
    return (
        f"{_name(it)} keeps two biases for each unit and gate (reset_after=True), "
        f"{times(3, units)} more than with one."
    )


def _directions(it: Subject) -> str:
    if len(it.row.children) != 2:  # of a printed row nothing may be known
        return ""
    ahead, back = it.row.children
    if ahead.params is None or ahead.params != back.params:
        return ""
    return (
        f"{_name(it)} is two {cut(ahead.class_name)} layers of {ahead.params:,}, one for each "
        "direction."
    )


def _gates(it: Subject) -> str:
    gates = _kernel(it)[-1] // it.size("units")
    alone = it.would_have({}, "SimpleRNN")
    if it.params != gates * alone:
        return ""
    return f"{_name(it)} has {gates} gates, each with as many weights as a SimpleRNN: {alone:,}."


def _width(it: Subject) -> str:
    units = it.size("units")
    steps = it.input[1] if len(it.input) == 3 else None
    not_steps = "the length of sequences" if steps in (None, 1) else f"the {steps:,} timesteps"
    return f"units = {units:,} is {_whose(it)} width: it has nothing to do with {not_steps}."


def _state(it: Subject) -> str:
    units = it.size("units")
    gates = _kernel(it)[-1] // units
    count = times(*([gates] if gates > 1 else []), units, units)
    each = " in each gate" if gates > 1 else ""
    reads = f"reads {all_of(units, 'output')} of the last step{each}"
    return f"{_each(it, units, 'unit')} {reads}: {count}."


def _rows(it: Subject) -> str:
    rows, size = it.size("input_dim"), it.size("output_dim")
    each = "the one index" if rows == 1 else f"each of {rows:,} indices"
    return f"{_name(it)} has a row of {counted(size, 'number')} for {each}."


def _steps(it: Subject) -> str:
    (inside,) = it.row.children
    kind = cut(inside.class_name)
    return (
        f"{_name(it)} uses one {kind}, with the same {counted(it.params, 'weight')} at each step."
    )


def _last_axis(it: Subject) -> str:
    if len(it.input) < 3:
        return ""
    steps = it.row.inputs[0][1].single
    is_steps = len(it.input) == 3 and steps is not None and steps.name == "timesteps"
    places = "at every step" if is_steps else "at all places along the others"
    return (
        f"{_name(it)} works along the last axis: the same {counted(it.params, 'weight')} {places}."
    )


def _units(it: Subject) -> str:
    units, features = it.size("units"), it.size("input_dim")
    bias = it.weight("bias")
    count = times(*((units, features) if units > 1 else (features,)))
    weights = f"{count} weight{'s' if units * features > 1 else ''}"
    biases = f", and {counted(units, 'bias', 'biases')}" if bias else ""
    return (
        f"{_each(it, units, 'unit')} reads {all_of(features, 'number')} that "
        f"{'comes' if features == 1 else 'come'} in: {weights}{biases}."
    )


def _handed_on(it: Subject) -> str:
    if it.row.children or len(it.input) != 3:
        return ""
    steps = it.input[1]
    of_all = "all steps" if steps is None else f"the {counted(steps, 'step')}"
    if it.setting("return_sequences", False):
        return f"{_name(it)} puts out {of_all}, {it.output}: return_sequences=True."
    return f"{_name(it)} puts out only the last of {of_all}, {it.output}: return_sequences=False."


def _stateful(it: Subject) -> str:
    if it.setting("stateful", False) is not True:
        return ""
    return f"{_name(it)} keeps its state from batch to batch (stateful=True): a state is no weight."


def _separable(it: Subject) -> str:
    window, mixing = it.weight("depthwise_kernel"), it.weight("pointwise_kernel")
    if window is None or mixing is None:
        raise UnsaidError
    bias = f" + {mixing.shape[-1]:,}" if it.weight("bias") else ""
    parts = f"{times(*window.shape)} + {times(*mixing.shape[-2:])}{bias}"
    return f"{_name(it)} has a window for each channel by itself, then mixes them: {parts}."


def _filters(it: Subject) -> str:
    *window, channels, filters = _kernel(it)
    if int(it.setting("groups", 1) or 1) > 1:
        return ""
    bias = " + 1" if it.weight("bias") else ""
    return (
        f"{_each(it, filters, 'filter')} spans {all_of(channels, 'channel')}: "
        f"{times(*window, channels)}{bias} weights."
    )


def _features(it: Subject) -> str:
    weights = list(it.row.weights)
    size = weights[0].params
    trained = sum(weight.trainable is True for weight in weights)
    to_train = f", {trained} of them to be trained" if trained else ""
    return f"{_name(it)} has {len(weights)} numbers for {each_of(size, 'feature')}{to_train}."


_SAID: tuple[tuple[tuple[str, ...], Callable[[Subject], str]], ...] = (
    (("MultiHeadAttention",), _heads),
    (("SimpleRNN", "LSTM", "GRU"), _width),
    (("SimpleRNN",), _state),
    (("GRU",), _biases),
    (("Bidirectional",), _directions),
    (("LSTM",), _gates),
    (("TimeDistributed",), _steps),
    (("LSTM", "GRU", "SimpleRNN"), _stateful),
    (("Embedding",), _rows),
    (("SeparableConv1D", "SeparableConv2D"), _separable),
    (("Conv1D", "Conv2D", "Conv3D"), _filters),
    (("BatchNormalization",), _features),
    (("LSTM", "GRU"), _state),
    (("Dense",), _last_axis),
    (("LSTM", "GRU", "SimpleRNN"), _handed_on),
    (("Dense",), _units),
)
