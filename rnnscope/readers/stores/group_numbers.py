"""Which group of a weights file is which layer's, where groups are numbered by class.

Keras has counted in three ways.  A layer that stands in the file already, since
it is in two models, is written once.  Sources, _save_container_state in each:

* Keras 3 counts every layer: `dense`, `dense_1`, `dense_2`.
* 2.14 and later 2.x leave those out that stand in the file already.
* 2.12 and 2.13 write the layers from a list that holds each with weights twice
  (`layer_with_weights-0`, `layer-0`), and count on at the second time:
  `dense`, `dense_2`, `dense_4`.  A layer without weights counts once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from rnnscope.model.parts import LayerConfig, ModelConfig, groups_in_container

Numbering: TypeAlias = Sequence[str | None]

TWICE = "_layer_checkpoint_dependencies"  # what 2.12 to 2.14 call the list


def numberings(
    layers: Sequence[LayerConfig], container: str, groups: Collection[str]
) -> Iterator[Numbering]:
    """Yield the group of each layer as each generation counts; None where it writes none."""
    yield groups_in_container(layer.class_name for layer in layers)
    if any(layer.is_repeated for layer in layers):
        yield _without_repeated(layers)
    if container == TWICE:
        yield list(_by_two(layers, groups))


def _without_repeated(layers: Sequence[LayerConfig]) -> Numbering:
    names = iter(groups_in_container(layer.class_name for layer in layers if not layer.is_repeated))
    return [None if layer.is_repeated else next(names) for layer in layers]


def _by_two(layers: Sequence[LayerConfig], groups: Collection[str]) -> Iterator[str]:
    """Yield the groups of a list that holds layers with weights twice.

    A group without weights is in the file too, so what is there tells which came twice.
    """
    following: Counter[str] = Counter()
    for layer in layers:
        (stem,) = groups_in_container([layer.class_name])
        number = following[stem]
        yield f"{stem}_{number}" if number else stem
        following[stem] += 1 if f"{stem}_{number + 1}" in groups else 2


def with_repeated(model: ModelConfig) -> ModelConfig:
    """Mark the layers that stand in a model for the second time, in the order files have."""
    return _marked(model, set())


def _marked(model: ModelConfig, met: set[int]) -> ModelConfig:
    layers: list[LayerConfig] = []
    for layer in model.layers:
        is_repeated = layer.shared_id is not None and layer.shared_id in met
        if layer.shared_id is not None:
            met.add(layer.shared_id)
        inside = _marked(layer.model, met) if layer.model else None
        layers.append(replace(layer, model=inside, is_repeated=is_repeated))
    return replace(model, layers=tuple(layers))
