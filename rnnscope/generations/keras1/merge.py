"""Keras 1's Merge: a layer with a mode, and the start of a Sequential model that has branches.

Where Merge is the first layer of a Sequential model, its config holds the
models that it joins.  Keras 1 keeps, counts and lists their layers as the
outer model's own, and so the model is written here: one graph of all of them.
Source: keras/models.py (Sequential.flattened_layers) and
keras/engine/topology.py (Merge) of keras 1.2.2.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from rnnscope.generations.entries import MAX_DEPTH, Entry, Settings, is_entry
from rnnscope.generations.keras1.unsaid import declared

History: TypeAlias = list[Any]

_CLASSES = {
    "sum": "Add",
    "mul": "Multiply",
    "ave": "Average",
    "max": "Maximum",
    "concat": "Concatenate",
    "dot": "Dot",
    "cos": "Dot",
}


class _NoGraphError(Exception):
    """The branches are not written as Keras 1 writes them."""


def merging(entry: Entry) -> Entry:
    """Return a Merge layer as the class that joins in its mode; a function becomes a Lambda."""
    settings = entry["config"]
    mode = settings.get("mode", "sum")
    kept = {key: settings[key] for key in ("name", "trainable") if key in settings}
    if not isinstance(mode, str) or settings.get("mode_type", "raw") != "raw":
        return {**entry, "class_name": "Lambda", "config": {**kept, **_shape(settings)}}
    if mode == "concat":
        kept["axis"] = settings.get("concat_axis", -1)
    if mode in ("dot", "cos"):
        kept |= {"axes": _axes(settings.get("dot_axes", -1)), "normalize": mode == "cos"}
    return {**entry, "class_name": _CLASSES.get(mode, "Merge"), "config": kept}


def _shape(settings: Settings) -> Settings:
    """Return the output shape of a function, where it is no function itself."""
    is_raw = settings.get("output_shape_type", "raw") == "raw"
    shape = settings.get("output_shape")
    return {"output_shape": shape} if is_raw and isinstance(shape, list) else {}


def _axes(value: Any) -> Any:
    """Write the axes of a product; up to Keras 1.0.2 each was a list of one."""
    if not isinstance(value, list):
        return value
    return [each[0] if isinstance(each, list) and len(each) == 1 else each for each in value]


def as_graph(entry: Entry) -> Entry:
    """Write a Sequential model that begins with Merge as a Functional model; others stay."""
    if entry["class_name"] != "Sequential" or not _branches(entry["config"]):
        return entry
    graph = _Graph()
    try:
        end = graph.sequential(entry["config"], 0)
    except _NoGraphError:
        return entry
    settings = {
        "name": entry.get("name", "sequential"),
        "layers": list(graph.layers.values()),
        "input_layers": graph.inputs,
        "output_layers": [end],
    }
    return {**entry, "class_name": "Model", "config": settings}


def _branches(layers: Any) -> list[Any]:
    """Return the models that a Merge joins at the start of a list of layers."""
    first = layers[0] if isinstance(layers, list) and layers else None
    if not is_entry(first) or first["class_name"] != "Merge" or isinstance(first["config"], list):
        return []
    branches = first["config"].get("layers")
    return branches if isinstance(branches, list) else []


@dataclass(slots=True)
class _Graph:
    """The layers of all branches so far, by name, each with its calls."""

    layers: dict[str, Entry] = field(default_factory=dict)
    inputs: list[History] = field(default_factory=list)
    made: Counter[str] = field(default_factory=Counter)

    def sequential(self, layers: list[Any], depth: int) -> History:
        """Add the layers of a Sequential model; return where its output is."""
        if depth > MAX_DEPTH or not layers or not all(map(is_entry, layers)):
            raise _NoGraphError
        first, *rest = layers
        branches = _branches(layers)
        if branches:
            takes = [self.branch(branch, depth + 1) for branch in branches]
            settings = {key: v for key, v in first["config"].items() if key != "layers"}
            first = {**first, "config": settings}
        else:
            takes = [self.input(first)]
        end = self.add(first, takes)
        for layer in rest:
            end = self.add(layer, [end])
        return end

    def branch(self, entry: Any, depth: int) -> History:
        """Add the layers of a model that a Merge joins, or one layer."""
        if not is_entry(entry):
            raise _NoGraphError
        settings = entry["config"]
        if isinstance(settings, list):
            return self.sequential(settings, depth)
        return self.model(settings) if "layers" in settings else self.sequential([entry], depth)

    def model(self, settings: Settings) -> History:
        """Add the layers of a Functional model, joined as they are; return its first output."""
        match settings:
            case {"layers": [*layers], "input_layers": [*inputs], "output_layers": [[*end], *_]}:
                pass
            case _:
                raise _NoGraphError
        for layer in layers:
            if not is_entry(layer) or _name(layer) in self.layers:
                raise _NoGraphError
            calls = layer.get("inbound_nodes")
            calls = list(calls) if isinstance(calls, list) else []
            self.layers[_name(layer)] = {**layer, "inbound_nodes": calls}
        self.inputs += inputs
        return end

    def input(self, layer: Entry) -> History:
        """Add what a branch begins with: an input of the shape that its first layer tells."""
        shape = declared(layer)
        if shape is None:
            raise _NoGraphError
        kind = layer["class_name"].lower()
        self.made[kind] += 1
        settings = {"name": f"{kind}_input_{self.made[kind]}", "batch_input_shape": shape}
        end = self.add({"class_name": "InputLayer", "config": settings}, [])
        self.inputs.append(end)
        return end

    def add(self, layer: Entry, takes: list[History]) -> History:
        """Add a layer, or a call of one that is there: a name is one layer.

        A model's calls count from 1, since Keras 1 counts its making as call 0.
        """
        name = _name(layer)
        entry = self.layers.setdefault(name, {**layer, "name": name, "inbound_nodes": []})
        if takes:
            entry["inbound_nodes"].append(takes)
        is_model = isinstance(layer["config"], list) or "layers" in layer["config"]
        return [name, max(0, len(entry["inbound_nodes"]) - (not is_model)), 0]


def _name(entry: Entry) -> str:
    settings = entry["config"]
    name = entry.get("name") or (settings.get("name") if isinstance(settings, dict) else None)
    if not isinstance(name, str):
        raise _NoGraphError
    return name
