"""Random pairs of models, from configs: what is set otherwise between them is known."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from rnnscope.derivation import explain_model
from rnnscope.model.config import model_from_config
from rnnscope.model.parts import Model
from rnnscope.states import ModelState
from rnnscope.states.of_report import state_of
from tests.files import entry, sequential

CHOICES: dict[str, dict[str, tuple[Any, ...]]] = {
    "Conv1D": {
        "filters": (4, 6, 8),
        "kernel_size": ([1], [2], [3]),
        "strides": ([1], [2]),
        "padding": ("same", "causal"),
        "use_bias": (True, False),
        "activation": ("linear", "relu"),
    },
    "SimpleRNN": {"units": (3, 5, 8), "use_bias": (True, False)},
    "GRU": {"units": (3, 5, 8), "reset_after": (True, False)},
    "LSTM": {"units": (3, 5, 8), "use_bias": (True, False)},
    "Bidirectional": {"units": (3, 5), "merge_mode": ("concat", "sum")},
    "Dense": {"units": (2, 4, 7), "use_bias": (True, False), "activation": ("linear", "relu")},
    "BatchNormalization": {"scale": (True, False), "center": (True, False)},
    "Dropout": {"rate": (0.1, 0.5)},
}


@dataclass(frozen=True)
class Made:
    """A layer: its class, its name, and what of it is set."""

    kind: str
    name: str
    settings: dict[str, Any] = field(default_factory=dict)

    def config(self) -> dict[str, Any]:
        settings = dict(self.settings)
        if self.kind in ("SimpleRNN", "GRU", "LSTM"):
            settings["return_sequences"] = True
        if self.kind == "Bidirectional":
            inside = {"units": settings.pop("units"), "return_sequences": True}
            settings["layer"] = entry("LSTM", "lstm", **inside)
        return entry(self.kind, self.name, **settings)


Edit = tuple[str, str, str]
"""What was done, to which layer, and to which of its settings."""


def made(random: Random, name: str, kind: str | None = None) -> Made:
    kind = kind or random.choice(list(CHOICES))
    return Made(kind, name, {key: random.choice(each) for key, each in CHOICES[kind].items()})


def model(random: Random) -> list[Made]:
    body = [made(random, f"body_{i}") for i in range(random.randrange(1, 5))]
    last = [Made("Flatten", "flat"), made(random, "head", "Dense"), made(random, "out", "Dense")]
    return [*body, *last]


def edits(random: Random, layers: list[Made]) -> dict[Edit, Any]:
    """Choose what is done to a model; what each needs besides is its value."""
    chosen: dict[Edit, Any] = {}
    for _ in range(random.randrange(4)):
        layer = random.choice(layers)
        what = random.choice(("set", "set", "set", "set", "added", "removed", "replaced"))
        if what == "set" and layer.settings:
            name = random.choice(list(layer.settings))
            chosen[what, layer.name, name] = random.choice(CHOICES[layer.kind][name])
        elif layer.name.startswith("body") and layer.name not in {path for _, path, _ in chosen}:
            chosen[what, layer.name, ""] = made(random, f"new_{len(chosen)}")
    return chosen


def edited(layers: list[Made], chosen: dict[Edit, Any]) -> list[Made]:
    """Return the layers with all that was chosen done to them."""
    return [each for layer in layers for each in _edited(layer, chosen)]


def _edited(layer: Made, chosen: dict[Edit, Any]) -> Iterator[Made]:
    whole = {what: value for (what, path, _), value in chosen.items() if path == layer.name}
    settings = {
        name: value
        for (what, path, name), value in chosen.items()
        if what == "set" and path == layer.name
    }
    if "added" in whole:
        yield whole["added"]
    if "replaced" in whole:
        yield whole["replaced"]
    elif "removed" not in whole:
        yield replace(layer, settings={**layer.settings, **settings})


def state(layers: list[Made]) -> ModelState:
    config = sequential(*(copy.deepcopy(each.config()) for each in layers), shape=(None, 12, 6))
    read = Model(config=model_from_config(config), source="model", format="json", store=None)
    return state_of(explain_model(read), "model")
