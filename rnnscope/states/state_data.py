"""States as plain data, with all their fields, for one process to send to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rnnscope.states.state import LayerState, ModelState, WeightState


def as_data(model: ModelState) -> dict[str, Any]:
    """Return a model's state in values that JSON has."""
    return asdict(model)


def of_data(data: Mapping[str, Any]) -> ModelState:
    """Return the state that `as_data` was given, also after its way through JSON."""
    return ModelState(**{**data, "layers": tuple(map(_layer, data["layers"]))})


def _layer(data: Mapping[str, Any]) -> LayerState:
    weights = (WeightState(**{**each, "shape": tuple(each["shape"])}) for each in data["weights"])
    inputs = data["inputs"]
    changed = {
        "weights": tuple(weights),
        "sources": {size: tuple(names) for size, names in data["sources"].items()},
        "inputs": None if inputs is None else tuple(inputs),
    }
    return LayerState(**{**data, **changed})
