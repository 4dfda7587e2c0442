"""Memory in parts, each by itself: weights, gradients, optimizer, layer outputs.

They are what a model and its training keep for certain.  `NOT_COUNTED` says what comes on
top, which depends on the framework and the machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rnnscope.algebra.expr import Expr, product, total
from rnnscope.report.compute import Names, is_per_sample
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.optimizer_report import OPTIMIZERS, OptimizerReport, kept_by
from rnnscope.report.weight_report import WeightReport

NOT_COUNTED = (
    "Training takes more: what layers keep inside, such as the steps of a recurrent layer or the "
    "scores of an attention, and what the framework needs for itself."
)


@dataclass(frozen=True, slots=True)
class Outputs:
    """How many numbers layers put out for one sample, and the layers of which it is not known."""

    known: Expr
    left_out: tuple[LayerReport, ...] = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """What a model keeps: bytes by dtype, and numbers for one sample.

    `gradients` is one number for each trainable weight, None where nobody says which are,
    or where some are overwritten by their gradients: how much is kept for these is not known.
    `trainer` is the optimizer that the model was compiled with.
    """

    weights: Mapping[str, int]
    gradients: Mapping[str, int] | None
    outputs: Outputs
    trainer: OptimizerReport | None = None

    @property
    def weight_bytes(self) -> int:
        """The bytes of all known weights."""
        return sum(self.weights.values())

    @property
    def gradient_bytes(self) -> int | None:
        """The bytes of one gradient."""
        return None if self.gradients is None else sum(self.gradients.values())

    def optimizer_bytes(self, slots: int) -> int | None:
        """Return the bytes of so many variables for each trainable weight, of its dtype."""
        return None if self.gradient_bytes is None else slots * self.gradient_bytes

    @property
    def optimizers(self) -> dict[str, int | None]:
        """The bytes that each of Keras's optimizers keeps for the weights, by class.

        They are as Keras makes them without arguments, but for a momentum where it is named.
        A few numbers of the optimizer's own come on top.
        """
        slots = {name: kept_by(name, {}, 0).slots for name in OPTIMIZERS}
        slots["SGD with momentum"] = kept_by("SGD", {"momentum": 0.9}, 0).slots
        return {name: self.optimizer_bytes(number or 0) for name, number in slots.items()}


def memory_of(layers: Iterable[LayerReport], trainer: OptimizerReport | None = None) -> Memory:
    """Return what layers keep, those inside them too."""
    layers = list(layers)
    weights = [weight for layer in layers for weight in layer.counted_weights]
    is_told = all(w.trainable is not None and not w.is_overwritten for w in weights)
    return Memory(
        weights=_bytes(weights),
        gradients=_bytes(w for w in weights if w.trainable) if is_told else None,
        outputs=outputs_of(layers),
        trainer=trainer,
    )


def _bytes(weights: Iterable[WeightReport]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for weight in weights:
        sums[weight.dtype] += weight.bytes
    return dict(sums)


def outputs_of(layers: Iterable[LayerReport]) -> Outputs:
    """Add up what layers put out; a model inside is the sum of its own, the inputs are left out."""
    known: list[Expr] = []
    left_out: list[LayerReport] = []
    for layer in _putting_out(layers):
        size = output_size(layer)
        if size is None:
            left_out.append(layer)
        else:
            known.append(size)
    return Outputs(total(known), tuple(left_out))


def _putting_out(layers: Iterable[LayerReport]) -> Iterator[LayerReport]:
    waiting = list(layers)[::-1]
    while waiting:
        layer = waiting.pop()
        if layer.is_model:
            waiting += layer.children[::-1]
        elif layer.class_name != "InputLayer" and not layer.is_own:
            yield layer


def output_size(layer: LayerReport) -> Expr | None:
    """Return how many numbers a layer puts out for one sample, in all its calls.

    None where that is not known, or a product of sums is beyond limits.
    """
    names, sizes = Names(), list[Expr]()
    for call in layer.calls or (layer,):
        if not call.outputs or not all(map(is_per_sample, call.outputs)):
            return None
        shapes = ((*call.times, *shape[1:]) for shape in call.outputs)
        try:
            sizes += [product(map(names.of, shape)) for shape in shapes]
        except OverflowError:
            return None
    return total(sizes)
