"""What goes wrong with any layer: its bias, and the options that decide its weights."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.algebra.expr import total
from rnnscope.derivation import explain_layer
from rnnscope.errors import MISFIT, RnnscopeError
from rnnscope.mistakes.registry import ANY, Thoughts, mistake
from rnnscope.mistakes.seen import Seen
from rnnscope.mistakes.thought import Thought
from rnnscope.report.report import LayerReport
from rnnscope.report.trial import changed
from rnnscope.wording import counted

_REFUSED = {"rms_scaling"}  # which Keras does not take any more


@mistake(ANY)
def bias(layer: Seen) -> Thoughts:
    """What is added is forgotten."""
    names = [name for name in layer.weights if name.split("/")[-1] == "bias"]
    if not names or len(names) == len(layer.weights):
        return
    number = sum(layer.weights[name].params for name in names)
    one = "bias" if len(names) == 1 else "biases"
    is_default = layer.layer.class_name != "EinsumDense"
    how = "use_bias is True unless it is switched off" if is_default else "bias_axes asks for it"
    why = f"It adds {counted(number, 'bias', 'biases')}: {how}."
    yield Thought(
        words=f"the {one} {'is' if one == 'bias' else 'are'} left out",
        why=why,
        rank=1,
        weights=dict.fromkeys(names, 0),
        key="bias",
    )
    if len(names) == 1 and "gates" not in layer.sizes:
        yield Thought(
            words="one bias is counted for the whole layer",
            why=f"It has one for each output: {number:,}.",
            rank=3.8,
            weights={names[0]: 1},
        )


@mistake(ANY)
def options(layer: Seen) -> Thoughts:
    """An option, on or off, is taken to be the other way."""
    if not layer.is_keras:
        return
    for key, other, report in _flipped(layer.layer):
        own = {weight.name: weight.count for weight in report.weights}
        missing = [name for name in layer.weights if name not in own]
        added = [count for name, count in own.items() if name not in layer.weights]
        kept = {name: count for name, count in own.items() if name in layer.weights}
        yield Thought(
            words=f"{key} is taken to be {other}",
            why=f"{key} is {not other} here.",
            rank=3,
            key=f"option {key}",
            weights={**kept, **dict.fromkeys(missing, 0)},
            more=total(added),
            is_alone=True,
        )


def _flipped(report: LayerReport) -> Iterator[tuple[str, bool, LayerReport]]:
    """Yield the layer with each option the other way, that its formula asks for."""
    layer = report.layer
    if layer is None or report.children:
        return
    for key in sorted(layer.asked - _REFUSED):
        value = layer.config.settings.get(key)
        if isinstance(value, bool):
            try:
                yield key, not value, explain_layer(changed(layer, {key: not value}))
            except (*MISFIT, RnnscopeError):
                continue
