"""Which of a layer's constructor arguments have a say in its count, and which have none.

Found out, not listed: the layer's formula is run again with each setting
changed, and the weights are compared.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from rnnscope.algebra.expr import as_expr, product, total
from rnnscope.errors import MISFIT, RnnscopeError, UnknownFormulaError
from rnnscope.keras_facts.glossary import EFFECTS, effect
from rnnscope.layers import Layer, Output, SymbolicShape, Weight, formula_of
from rnnscope.model.parts import LayerConfig
from rnnscope.report.report import LayerReport
from rnnscope.wording import shown

_OF_ANY_LAYER = ("dtype", "trainable")
_Shapes: TypeAlias = tuple[SymbolicShape, ...]
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
    if layer is None or not report.basis.is_by_formula or report.is_model:
        return ()
    names = {symbol.name for symbol in report.own.symbols}
    settings = [
        _setting(layer, key, value, counts=key in names or _changes(layer, key, value))
        for key, value in layer.config.settings.items()
        if _is_told(key, value)
    ]
    return tuple(sorted(settings, key=lambda setting: not setting.counts))


def adding(report: LayerReport, params: int) -> Iterator[str]:
    """Yield the settings, on or off, by which a layer would have so many parameters more."""
    layer = report.layer
    if layer is None or not report.basis.is_by_formula or report.is_model:
        return
    before = _count(_shapes(layer) or [])
    for key in sorted(layer.asked):
        value = layer.config.settings.get(key)
        for other in (choice for choice in (True, False) if isinstance(value, bool | None)):
            shapes = _shapes(_with(layer, key, other)) if other is not value else None
            if shapes is not None and before is not None and _count(shapes) == params + before:
                yield f"{key}={other}"


def _count(shapes: list[SymbolicShape]) -> int | None:
    return total(product(shape) for shape in shapes).value


def _is_told(key: str, value: object) -> bool:
    if key == "name" or key.endswith(_UNTOLD) or isinstance(value, LayerConfig | dict):
        return False
    return not (isinstance(value, tuple) and any(isinstance(item, LayerConfig) for item in value))


def _setting(layer: Layer, key: str, value: Any, *, counts: bool) -> SettingReport:
    text = _effect(layer, key, counts=counts)
    return SettingReport(key, shown(value), counts, text)


def _effect(layer: Layer, key: str, *, counts: bool) -> str:
    """Say what an argument does; somebody's own class may take one of the same name for another."""
    formula = formula_of(layer.config)
    is_known = formula is None or formula.is_ours or key in _OF_ANY_LAYER
    return effect(layer.class_name, key, counts=counts) if is_known else ""


def _changes(layer: Layer, key: str, value: object) -> bool:
    """Tell whether another value of a setting would give other weights.

    Where every other value is refused, a setting that is not known to be
    without effect decides them as well; so does one that the formula asks for
    and whose values cannot be tried, such as an equation.
    """
    if key in layer.asked and key in EFFECTS and not _effect(layer, key, counts=False):
        return True
    before = _shapes(layer)
    others = [shapes for other in _others(value) for shapes in [_shapes(_with(layer, key, other))]]
    fitting = [shapes for shapes in others if shapes is not None]
    if others and not fitting:
        return not _effect(layer, key, counts=False)
    return any(shapes != before for shapes in fitting)


def _others(value: Any) -> Iterator[object]:
    match value:
        case bool():
            yield not value
        case int():
            yield from (n for n in (value + 1, value - 1, 2 * value, 1, 2, 3, 5, 7) if n != value)
        case [*items] if all(type(item) is int for item in items):
            yield [item + 1 for item in items]
            yield [1]
        case None:
            yield from (1, [1])
        case str():
            yield from _other_words(value)
        case _:
            pass


def _other_words(value: str) -> Iterator[str]:
    formats = ("channels_first", "channels_last")
    if value in formats:
        yield formats[1 - formats.index(value)]
    if "_from_" in value:  # a quantized policy
        yield "float32"


def _with(layer: Layer, key: str, value: object) -> Layer:
    config = replace(layer.config, settings={**layer.config.settings, key: value})
    return replace(layer, config=config)


def _shapes(layer: Layer) -> list[SymbolicShape] | None:
    """Return the shapes of the weights that a layer's settings decide, or None where they misfit.

    Symbolic, since another axis counts even where both are of one size.
    """
    try:
        return list(_decided(layer))
    except (*MISFIT, RnnscopeError):
        return None


def _decided(layer: Layer, *, whole: bool = False) -> Generator[SymbolicShape, None, _Shapes]:
    """Yield the shapes of a layer's own weights and of the layers it makes; return its outputs.

    A layer that stands in its settings has settings of its own, and is left out
    but where all is asked for.  Our formulas are not followed behind such a one.
    """
    formula = formula_of(layer.config)
    if formula is None:
        raise UnknownFormulaError("no formula is known for its class")
    outputs: _Shapes = ()
    parts, reply = formula.parts(layer), None
    with suppress(StopIteration):
        while True:
            part = parts.send(reply)  # type: ignore[arg-type]  # None starts a generator
            reply = None
            if isinstance(part, Weight):
                yield tuple(as_expr(size).expanded() for size in part.shape)
            elif isinstance(part, Output):
                outputs = part.shapes
            elif formula.is_ours and not (part.made or whole):
                break
            else:
                reply = yield from _inside(part.layer, counts=part.made or whole)
    return outputs


def _inside(layer: Layer, *, counts: bool) -> Generator[SymbolicShape, None, _Shapes]:
    """Yield all that is in a layer, if it counts, and return what it puts out."""
    parts = _decided(layer, whole=True)
    if counts:
        return (yield from parts)
    while True:
        try:
            next(parts)
        except StopIteration as end:
            outputs: _Shapes = end.value
            return outputs
