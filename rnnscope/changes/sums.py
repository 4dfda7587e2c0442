"""The sums of a model that are compared: params, those that are trained, bytes, multiply-adds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rnnscope.report.weight_report import item_bytes
from rnnscope.states import ModelState, WeightState


@dataclass(frozen=True, slots=True)
class Sums:
    """What a model has in all, None where that of a layer is not known."""

    params: int | None
    trainable: int | None
    bytes: int | None
    macs: int | None

    @classmethod
    def of(cls, model: ModelState) -> Sums:
        """Add up a model's layers; a weight that several have is counted once."""
        weights, params = list(_weights(model)), model.total
        is_whole = params == sum(weight.params for weight in weights)
        is_told = is_whole and all(weight.trainable is not None for weight in weights)
        is_typed = is_whole and all(weight.dtype for weight in weights)
        trained = sum(weight.params for weight in weights if weight.trainable)
        size = sum(weight.params * item_bytes(weight.dtype) for weight in weights)
        return cls(params, trained if is_told else None, size if is_typed else None, _macs(model))


def _weights(model: ModelState) -> Iterator[WeightState]:
    for layer in model.layers:
        if not layer.shared_with:
            yield from (weight for weight in layer.weights if not weight.shared_with)


def _macs(model: ModelState) -> int | None:
    macs = [layer.macs for layer in model.layers]
    return None if None in macs else sum(each or 0 for each in macs)
