"""What recurrent layers hand on and keep, and which sizes of their input may be open."""

from __future__ import annotations

from rnnscope.layers.recurrent import given_states
from rnnscope.model.calls import tensor_refs
from rnnscope.wording import counted, each_of, listed
from rnnscope.words.layers.recurrent import LAYERS, LSTM
from rnnscope.words.layers.registry import Sentences, words
from rnnscope.words.layers.subject import Subject, shape_text, worked_out

_WITH_STEPS = (*LAYERS, "RNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")


@words(*_WITH_STEPS)
def handed_on(it: Subject) -> Sentences:
    """Say what is handed on, and what another choice would hand on; what a state keeps."""
    steps = it.input[1]
    asked = bool(it.setting("return_sequences", False))
    other = shape_text(it.trial({"return_sequences": not asked}).outputs)
    every, last = "all steps are", "only the last step is"
    if steps is not None and steps > 1:
        every, last = f"all {steps:,} steps are", f"only the last of the {steps:,} steps is"
    now, then = (every, last) if asked else (last, every)
    yield (
        f"return_sequences={asked}: {now} put out, {it.output}. With {not asked} {then} put out,"
        f" {other}; the count is the same."
    )
    states = [shape_text((shape,)) for shape in (it.row.outputs or ())[1:]]
    if states:
        kinds = {1: "state comes", 2: "states h and c come"}.get(len(states), "states come")
        yield (
            f"return_state=True: the last {kinds} after it as well, {' and '.join(states)}. They"
            " have no weights."
        )


@words(*LAYERS)
def kept(it: Subject) -> Sentences:
    """Say what a stateful layer keeps from batch to batch."""
    batch, units = it.input[0], it.size("units")
    if it.setting("stateful", False) and batch is not None:
        states = 2 if it.name in LSTM else 1
        yield (
            "stateful=True: the next batch starts where this one ended. What is kept is the state"
            f" of {each_of(batch, 'example')}, {worked_out(*[2][: states - 1], batch, units)}"
            f" numbers{' (h and c)' if states == 2 else ''}; they are no weights, and are not in"
            " the count."
        )


@words(*LAYERS)
def begun(it: Subject) -> Sentences:
    """Say whose states a layer starts from, and that their width is its own."""
    units, given = it.size("units"), given_states(it.layer)
    calls = it.layer.config.calls
    if not given or len(calls) != 1 or any(state[-1].value != units for state in given):
        return
    refs = list(tensor_refs(calls[0].kwargs.get("initial_state")))
    if len(refs) == len(given):
        it_is = "states h and c come" if refs[1:] else "state comes"
        yield (
            f"Its first {it_is} from {listed(ref.layer for ref in refs)} (initial_state). That"
            f" takes no weights, but has to be as wide as its units: {units:,}."
        )


@words(*LAYERS)
def open_sizes(it: Subject) -> Sentences:
    """Say which axes of the input may be left open, and which may not."""
    features = counted(it.size("input_dim"), "feature")
    verb = "has" if it.size("input_dim") == 1 else "have"
    if it.setting("unroll", False):
        yield f"unroll=True needs the number of steps to be known, {it.input[1]}."
    elif it.input[1] is not None:
        yield (
            f"The {counted(it.input[1], 'step')} may be left open, as None. The {features} may not:"
            " the kernel has a row for each."
        )
    else:
        yield f"The {features} {verb} to be known: the kernel has a row for each."
    if it.setting("stateful", False):
        yield "stateful=True needs the batch size to be known: each example has its own state."
