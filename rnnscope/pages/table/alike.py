"""When two layers are the same but for their names: by a number, equal for those that are.

Compared are the classes, all settings, weights, shapes, what is said of them, how they
are joined to the layers around, and all of that of the layers inside.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rnnscope.model.parts import Constant, LayerConfig, ModelConfig, TensorRef
from rnnscope.pages.said.cells import is_bare
from rnnscope.pages.said.verdicts import exceptions
from rnnscope.pages.table.folding import Block, blocks
from rnnscope.report.report import LayerReport, Report
from rnnscope.report.witness import Verdict
from rnnscope.untrusted.limits import spend

_NOWHERE: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Alike:
    """Numbers for the layers of a report."""

    report: Report
    _numbers: dict[Hashable, int] = field(default_factory=dict)
    _known: dict[int, tuple[Sequence[LayerReport], list[int]]] = field(default_factory=dict)

    def numbers(self, layers: Sequence[LayerReport]) -> list[int]:
        """Return a number for each of some layers that stand in a row.

        They are found once: those inside others are asked for on every level around them.
        """
        if id(layers) not in self._known:
            places = {layer.name: place for place, layer in enumerate(layers)}
            numbers = [self._number(layer, place, places) for place, layer in enumerate(layers)]
            self._known[id(layers)] = layers, numbers
        return self._known[id(layers)][1]

    def blocks(self, layers: Sequence[LayerReport]) -> Iterator[Block]:
        """Yield some layers that stand in a row, in blocks of equal ones."""
        has_weights = [not is_bare(layer) for layer in layers]
        return blocks(self.numbers(layers), [layer.name for layer in layers], has_weights)

    def _number(self, layer: LayerReport, place: int, places: Mapping[str, int]) -> int:
        spend()
        key = (
            *self._key(layer),
            tuple(_joined(layer, place, places)),
            tuple(self.numbers(layer.children)),
        )
        return self._numbers.setdefault(key, len(self._numbers))

    def _key(self, layer: LayerReport) -> tuple[Hashable, ...]:
        if self._is_alone(layer):
            return (layer.path,)
        weights = (
            (each.name, *map(str, each.symbolic_shape), each.shape, each.dtype, each.trainable)
            for each in layer.weights
        )
        return (
            layer.class_name,
            layer.basis,
            _frozen(layer.layer.config) if layer.layer else None,
            tuple(weights),
            layer.params,
            str(layer.input_shape),
            layer.shape_text,
            layer.notes,
            tuple(exceptions(self.report, layer)),
        )

    def _is_alone(self, layer: LayerReport) -> bool:
        """Tell whether a layer is like no other: shared, unknown, or found to differ."""
        differs = (layer.verdict(each) is Verdict.DIFFERS for each in self.report.witnesses)
        return bool(layer.shared_with or layer.counted_at or layer.params is None or any(differs))


def _joined(layer: LayerReport, place: int, places: Mapping[str, int]) -> Iterator[Hashable]:
    """Yield what the layer is called on: how far before it the layers stand that it takes from."""
    for call in layer.layer.config.calls if layer.layer else ():
        yield _frozen((call.args, call.kwargs), place, places)


def _frozen(value: Any, place: int = 0, places: Mapping[str, int] = _NOWHERE) -> Hashable:
    """Return a value of a config as one that can be compared, without names of layers."""
    spend()
    match value:
        case TensorRef():
            before = place - places[value.layer] if value.layer in places else value.layer
            return (before, value.call, value.index)
        case LayerConfig():
            settings = {key: each for key, each in value.settings.items() if key != "name"}
            inside = value.model and _ends(value.model)
            return (value.class_name, value.registered_name, inside, _frozen(settings))
        case Mapping():
            return tuple((str(key), _frozen(each, place, places)) for key, each in value.items())
        case tuple() | list():
            return tuple(_frozen(each, place, places) for each in value)
        case Constant():
            return (value.shape, value.dtype)
        case _:
            is_plain = value is None or isinstance(value, bool | int | float | str)
            return (type(value).__name__, value if is_plain else repr(value))


def _ends(model: ModelConfig) -> Hashable:
    """Return what a model inside is, beside its layers: where it takes from, and puts out."""
    places = {layer.name: place for place, layer in enumerate(model.layers)}
    ends = _frozen((model.inputs, model.outputs), 0, places)
    return (model.class_name, model.trainable, ends)
