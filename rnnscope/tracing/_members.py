"""What a layer holds in its attributes: layers and weights, and what to call them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rnnscope.model.parts import groups_in_container, snake_case

# Where Keras lists layers that may be under a better name elsewhere.
_LISTS = ("layers[", "_operations_by_depth[")


def labels(built: Any) -> dict[int, str]:
    """Return what a layer calls those inside, by their ids: the attribute that holds them.

    A model has them in a list only: there a layer goes by its name, if it was given one.
    """
    by_id: dict[int, str] = {}
    for child, label, _ in members(built):
        if by_id.get(id(child), _LISTS[0]).startswith(_LISTS):
            by_id[id(child)] = label
    for number, child in enumerate(getattr(built, "layers", ())):
        if by_id.get(id(child), "").startswith(_LISTS):
            by_id[id(child)] = f"layers[{number}]" if _is_automatic(child) else child.name
    return by_id


def _is_automatic(layer: Any) -> bool:
    """Tell whether a layer has the name that Keras makes of its class."""
    return bool(re.fullmatch(rf"{snake_case(type(layer).__name__)}(_\d+)?", layer.name))


def attributes(built: Any) -> dict[int, str]:
    """Return the attributes in which a layer has variables, by their ids."""
    import keras

    by_id: dict[int, str] = {}
    for name, held in vars(built).items():
        if isinstance(held, keras.Variable):
            by_id.setdefault(id(held), name)
        elif isinstance(held, list | tuple | dict) and not name.startswith("_"):
            keyed = held.items() if isinstance(held, dict) else enumerate(held)
            for key, item in keyed:
                by_id.setdefault(id(item), f"{name}[{key}]")
    return by_id


def members(built: Any) -> Iterator[tuple[Any, str, str]]:
    """Yield the layers held by a layer's attributes, with their labels and groups in files.

    In the order in which Keras saves them; it is Keras that is asked for them.
    """
    from keras.src.saving.saving_lib import _walk_saveable

    for attribute, held in _walk_saveable(built):
        if isinstance(held, list | tuple | dict):
            yield from _items(held, attribute, attribute, 0)
        elif hasattr(held, "_trainable_variables"):
            yield held, attribute, attribute


def _items(held: Any, label: str, group: str, depth: int) -> Iterator[tuple[Any, str, str]]:
    keyed = list(held.items()) if isinstance(held, dict) else list(enumerate(held))
    layers = [(key, item) for key, item in keyed if hasattr(item, "_trainable_variables")]
    names = groups_in_container(type(item).__name__ for _, item in layers)
    for (key, item), name in zip(layers, names, strict=True):
        yield item, f"{label}[{key}]", f"{group}/{name}"
    nested = [(key, item) for key, item in keyed if isinstance(item, list | tuple | dict)]
    for i, (key, item) in enumerate(nested):
        if depth < 20:
            inner = f"{group}/container" + (f"_{i}" if i else "")
            yield from _items(item, f"{label}[{key}]", inner, depth + 1)


def groups(built: Any, group: str, met: set[int]) -> Iterator[tuple[int, str]]:
    """Yield where a file keeps each layer inside: under the path by which it is met first."""
    met.add(id(built))
    for child, _, step in members(built):
        if id(child) not in met:
            path = f"{group}/{step}" if group else step
            yield id(child), path
            yield from groups(child, path, met)
