"""Names that Keras makes for layers which nobody named: the same, whatever was made before.

`dense_3` is the fourth Dense that a process has made: the same model has other names where
another was built before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from rnnscope.keras_facts.class_names import PYTHON_NAMES
from rnnscope.model.parts import snake_case
from rnnscope.states.state import LayerState, ModelState, WeightState

_NUMBER = re.compile(r"(?:_([1-9][0-9]{0,8}))?", re.ASCII)


def with_fresh_names(model: ModelState) -> ModelState:
    """Return a model in which the first layer of each class that nobody named has no number.

    All of one class move by as much, so that no two get one name; a name that somebody gave,
    but that Keras may have made, moves with them.
    """
    moves = {stem: number for stem, number in _first(model).items() if number}
    if not moves:
        return model
    paths = _moved(model, moves)
    inputs = model.inputs and {_size(name, paths): size for name, size in model.inputs.items()}
    layers = tuple(_renamed(each, paths) for each in model.layers)
    return replace(model, layers=layers, inputs=inputs)


def _first(model: ModelState) -> dict[str, int]:
    """Return the least number of each stem."""
    first: dict[str, int] = {}
    for layer, name in _named(model):
        if made := _made(layer, name):
            stem, number = made
            first[stem] = min(number, first.get(stem, number))
    return first


def _named(model: ModelState) -> Iterator[tuple[LayerState, str]]:
    """Yield each layer with the last of the names in its path."""
    for layer in model.layers:
        yield layer, layer.path.rpartition(".")[2]


def _made(layer: LayerState, name: str) -> tuple[str, int] | None:
    """Return the stem and the number of a name that Keras has made, or may have."""
    stem = snake_case(PYTHON_NAMES.get(layer.class_name, layer.class_name))
    number = _NUMBER.fullmatch(name, len(stem)) if name.startswith(stem) else None
    return (stem, int(number[1] or 0)) if number else None


def _moved(model: ModelState, moves: Mapping[str, int]) -> dict[str, str]:
    """Return the new path of each layer by its old one."""
    paths: dict[str, str] = {}
    for layer, name in _named(model):
        around = layer.path.rpartition(".")[0]
        made = _made(layer, name)
        if made and made[0] in moves:
            number = made[1] - moves[made[0]]
            name = f"{made[0]}_{number}" if number else made[0]
        paths[layer.path] = f"{paths.get(around, around)}.{name}" if around else name
    return paths


def _renamed(layer: LayerState, paths: Mapping[str, str]) -> LayerState:
    sources = {
        size: tuple(_size(name, paths) for name in names) for size, names in layer.sources.items()
    }
    return replace(
        layer,
        path=paths[layer.path],
        sources=sources,
        set_sizes={_size(name, paths): size for name, size in layer.set_sizes.items()},
        weights=tuple(_shared(weight, paths) for weight in layer.weights),
        shared_with=paths.get(layer.shared_with, layer.shared_with),
        inputs=layer.inputs and tuple(paths.get(path, path) for path in layer.inputs),
    )


def _shared(weight: WeightState, paths: Mapping[str, str]) -> WeightState:
    return replace(weight, shared_with=paths.get(weight.shared_with, weight.shared_with))


def _size(name: str, paths: Mapping[str, str]) -> str:
    """Return the name of a size with the new path of its layer."""
    path, dot, size = name.rpartition(".")
    return f"{paths.get(path, path)}{dot}{size}"
