"""Which of a layer's constructor arguments have a say in its count, and which have none.

Found out, not listed: the layer's formula is run again with each setting
changed, and the weights are compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from rnnscope.errors import MISFIT, RnnscopeError
from rnnscope.glossary import EFFECTLESS, EFFECTS, meaning
from rnnscope.layers import Child, Layer, Output, Weight, formula_of
from rnnscope.model import LayerConfig
from rnnscope.report import LayerReport

_UNTOLD = ("_initializer", "_regularizer", "_constraint")


@dataclass(frozen=True, slots=True)
class SettingReport:
    """A constructor argument, its value, and what it means for the count."""

    name: str
    value: str
    counts: bool
    text: str


def setting_reports(report: LayerReport) -> tuple[SettingReport, ...]:
    """Return every plain argument of a layer that a formula covers; those that count first."""
    layer = report.layer
    if layer is None or report.basis not in ("derived", "none") or report.is_model:
        return ()
    names = {symbol.name for symbol in report.own.symbols}
    found = [
        _setting(layer, key, value, counts=key in names or _changes(layer, key, value))
        for key, value in layer.config.config.items()
        if _is_told(key, value)
    ]
    return tuple(sorted(found, key=lambda setting: not setting.counts))


def _is_told(key: str, value: object) -> bool:
    if key == "name" or key.endswith(_UNTOLD) or isinstance(value, LayerConfig | dict):
        return False
    return not (isinstance(value, tuple) and any(isinstance(item, LayerConfig) for item in value))


def _setting(layer: Layer, key: str, value: Any, *, counts: bool) -> SettingReport:
    text = meaning(layer.class_name, key) if counts else EFFECTLESS.get(key, "")
    text = text or (EFFECTS.get(key, "") if counts else "")
    return SettingReport(key, repr(value), counts, text)


def _changes(layer: Layer, key: str, value: object) -> bool:
    """Tell whether another value of a setting would give other weights."""
    before = _shapes(layer)
    changed = (_shapes(_with(layer, key, other)) for other in _others(value))
    return any(shapes is not None and shapes != before for shapes in changed)


def _others(value: Any) -> Iterator[object]:
    match value:
        case bool():
            yield not value
        case int():
            yield value + 1
            yield value - 1
        case [*items] if all(type(item) is int for item in items):
            yield [item + 1 for item in items]
            yield [1]
        case None:
            yield from (1, [1])
        case "channels_last":
            yield "channels_first"
        case "channels_first":
            yield "channels_last"
        case _:
            pass


def _with(layer: Layer, key: str, value: object) -> Layer:
    config = replace(layer.config, config={**layer.config.config, key: value})
    return replace(layer, config=config)


def _shapes(layer: Layer) -> list[tuple[int, ...]] | None:
    """Return the shapes of a layer's own weights, or None where the settings do not fit."""
    formula = formula_of(layer.config)
    if formula is None:
        return None
    try:
        return list(_own_shapes(formula.function(layer)))
    except (*MISFIT, RnnscopeError):
        return None


def _own_shapes(parts: Iterator[Any]) -> Iterator[tuple[int, ...]]:
    for part in parts:
        if isinstance(part, Weight):
            yield tuple(map(int, part.shape))
        elif isinstance(part, Child | Output):
            return
