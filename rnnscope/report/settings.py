"""Which of a layer's constructor arguments have a say in its count, and what each would change.

Found out, not listed: the layer's formula is run again with each setting
changed, and the weights are compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rnnscope.algebra.expr import product, total
from rnnscope.keras_facts.constructors import ARGUMENTS
from rnnscope.keras_facts.glossary import EFFECTS, effect
from rnnscope.layers import Layer, formula_of
from rnnscope.model.parts import LayerConfig
from rnnscope.report.other_values import others, telling, with_followers
from rnnscope.report.report import LayerReport
from rnnscope.report.trial import Shapes, Trial, are_same, changed, own_shapes, tried
from rnnscope.untrusted.limits import spend
from rnnscope.wording import shown

_OF_ANY_LAYER = ("dtype", "trainable")
_QUANTIZED = "int8_from_float32"
# Arguments that are in no table: what weights start from, and what training does to them.
UNTOLD = ("_initializer", "_regularizer", "_constraint")


@dataclass(frozen=True, slots=True)
class SettingReport:
    """A constructor argument, its value, and what it means for the count.

    `other` is another value that it could have, and `would_give` the layer's
    count with that; or, where the count stays, `would_put_out` the shape that it
    would put out.  All are empty where no other value is known to change anything.
    """

    name: str
    value: str
    counts: bool
    text: str
    other: str = ""
    would_give: int | None = None
    would_put_out: str = ""


def setting_reports(report: LayerReport) -> tuple[SettingReport, ...]:
    """Return every plain argument of a layer that a formula covers; those that count first."""
    layer = report.layer
    now = tried(layer) if layer is not None and _is_told_of(report) else None
    if layer is None or now is None or now.params != report.layer_params:
        return arguments(report)
    if layer.config.untold:  # what comes out with another value depends on those
        return tuple(
            _with_another(layer, said, now) if said.counts else said for said in arguments(report)
        )
    return tuple(_with_another(layer, said, now) for said in arguments(report))


def arguments(report: LayerReport) -> tuple[SettingReport, ...]:
    """Return those arguments, without what another value would give, which takes as long again."""
    layer = report.layer
    if layer is None or not _is_told_of(report):
        return ()
    names = {symbol.name for symbol in report.own.symbols}
    before = own_shapes(layer)
    said = []
    for key, value in layer.config.settings.items():
        if _is_told(key, value):
            counts = key in names or _changes(layer, key, value, before)
            said.append(
                SettingReport(key, shown(value), counts, _effect(layer, key, counts=counts))
            )
    said += _untold(layer)
    return tuple(sorted(said, key=lambda setting: not setting.counts))


def _untold(layer: Layer) -> Iterator[SettingReport]:
    """Yield the arguments that a printed summary does not tell, and that have Keras's default."""
    defaults = ARGUMENTS.get(layer.class_name, {})
    for key in layer.config.untold:
        if key not in layer.config.settings and key in defaults:
            text = _effect(layer, key, counts=False)
            yield SettingReport(key, shown(defaults[key]), counts=False, text=text)


def quantized(report: LayerReport) -> SettingReport | None:
    """Return what a layer counts with a dtype that quantizes it; None where that changes nothing.

    Of all dtypes those alone have weights of their own, such as the scale of a kernel.
    """
    layer = report.layer
    now = tried(layer) if layer is not None and _is_told_of(report) else None
    then = tried(changed(layer, {"dtype": _QUANTIZED})) if layer is not None and now else None
    if now is None or then is None or then.params in (None, now.params):
        return None
    other = shown(_QUANTIZED)
    return SettingReport(
        "dtype", shown("float32"), counts=True, text="", other=other, would_give=then.params
    )


def _is_told_of(report: LayerReport) -> bool:
    return report.basis.is_by_formula and not report.is_model


def switched(report: LayerReport) -> Iterator[tuple[str, bool | None, bool, int]]:
    """Yield the settings of a layer that can be on or off, and what each would change.

    Each is its name, its value, the other one, and how many parameters the layer's own weights
    would be more, which is below 0 where they would be fewer; those that change none are left out.
    """
    layer = report.layer
    before = _own_count(layer) if layer is not None and _is_told_of(report) else None
    if layer is None or before is None:
        return
    for key in sorted(layer.asked):
        value = layer.config.settings.get(key)
        for other in (choice for choice in (True, False) if isinstance(value, bool | None)):
            spend()
            count = _own_count(changed(layer, {key: other})) if other is not value else None
            if count is not None and count != before:
                yield key, value, other, count - before


def _own_count(layer: Layer) -> int | None:
    shapes = own_shapes(layer)
    return None if shapes is None else total(product(shape) for shape in shapes).value


def _is_told(key: str, value: object) -> bool:
    if key == "name" or key.endswith(UNTOLD) or isinstance(value, LayerConfig | dict):
        return False
    return not (isinstance(value, tuple) and any(isinstance(item, LayerConfig) for item in value))


def _with_another(layer: Layer, said: SettingReport, now: Trial) -> SettingReport:
    """Add to an argument what the layer would count, or put out, with another value."""
    for other in telling(layer, said.name, layer.config.settings[said.name]):
        then = tried(changed(layer, with_followers(layer, said.name, other)))
        if then is None or then.params is None:
            continue
        if said.counts and then.params != now.params:
            return replace(said, other=shown(other), would_give=then.params)
        is_other = then.params == now.params and then.output_text != now.output_text
        if not said.counts and is_other:
            return replace(said, other=shown(other), would_put_out=then.output_text)
    return said


def _effect(layer: Layer, key: str, *, counts: bool) -> str:
    """Say what an argument does; somebody's own class may take one of the same name for another."""
    formula = formula_of(layer.config)
    is_known = formula is None or formula.is_ours or key in _OF_ANY_LAYER
    return effect(layer.class_name, key, counts=counts) if is_known else ""


def _changes(layer: Layer, key: str, value: object, before: Shapes | None) -> bool:
    """Tell whether another value of a setting would give other weights.

    Where every other value is refused, a setting that is not known to be
    without effect decides them as well; so does one that the formula asks for
    and whose values cannot be tried, such as an equation.
    """
    if key in layer.asked and key in EFFECTS and not _effect(layer, key, counts=False):
        return True
    is_tried = is_fitting = False
    for other in others(value):
        spend()
        is_tried, shapes = True, own_shapes(changed(layer, {key: other}))
        if shapes is not None and (before is None or not are_same(shapes, before)):
            return True
        is_fitting = is_fitting or shapes is not None
    return is_tried and not is_fitting and not _effect(layer, key, counts=False)
