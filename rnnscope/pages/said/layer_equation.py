"""What one layer of a model computes: its class's equation, with its own settings and sizes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from rnnscope.equations.facts import Facts
from rnnscope.equations.parser import NoEquationError, parsed
from rnnscope.equations.resolving import resolved
from rnnscope.equations.structure import Equation, Note
from rnnscope.keras_facts.constructors import ARGUMENTS
from rnnscope.layers import ALIASES, Layer, formula_of
from rnnscope.layers.recurrent import TAKING_STATES, given_states
from rnnscope.layers.roles import Role
from rnnscope.layers.spatial import is_channels_first
from rnnscope.model.parts import LayerConfig
from rnnscope.pages.texts import visible
from rnnscope.report.report import LayerReport, Report
from rnnscope.untrusted.limits import spend
from rnnscope.wording import SENTENCE, cut

_INSTEAD = {"strides": "pool_size", "lora_alpha": "lora_rank"}  # what Keras takes for None
_FUNCTIONS = ("activation", "recurrent_activation")
_OF_IMAGES = ("Conv", "Depthwise", "Separable", "MaxPooling", "AveragePooling", "Locally", "STFT")


def equation_of(
    report: Report, layer: LayerReport, around: Sequence[LayerReport] | None = None
) -> Equation:
    """Return the equation of a layer; an empty one where none is known to hold.

    `around` are the layers that it is inside, which are looked for where they are not at hand.

    A quantized layer rounds as it computes, which its class's equation does not say.
    One that a user wrote is not looked into, and stands as it is.
    """
    spend()
    known = formula_of(layer.layer.config) if layer.layer else None
    if layer.layer is None or known is None or not known.is_ours:
        return _as_it_stands(layer)
    if any(weight.role == Role.OF_QUANTIZATION for weight in layer.weights):
        return Equation()
    weights = {weight.name: weight.shape for weight in layer.weights}
    class_name = ALIASES.get(layer.class_name, layer.class_name)
    settings = _settings(layer, layer.layer, class_name)
    if report.printed is not None:
        names = layer.told.untold if layer.told else ()
        settings |= _untold(layer.layer, settings) | dict.fromkeys(names, ...)
    settings["initial_state"] = _is_given(report, layer, around)
    try:
        equation = _parsed(layer.equation)
    except NoEquationError:
        return _as_it_stands(layer)
    return resolved(equation, Facts(class_name, settings, weights))


@cache
def _parsed(lines: tuple[str, ...]) -> Equation:
    """Read the equation of a class of Keras's: there are as many as classes."""
    return parsed(lines)


def _as_it_stands(layer: LayerReport) -> Equation:
    return Equation(notes=tuple(Note(visible(cut(line, SENTENCE))) for line in layer.equation))


def _settings(row: LayerReport, layer: Layer, class_name: str) -> dict[str, Any]:
    """Return the settings of a layer, Keras's defaults, and what its inputs say."""
    settings = _arguments(row, layer, class_name)
    for key in _FUNCTIONS:
        if isinstance(settings.get(key), dict):  # as Keras writes a function that is not its own
            settings[key] = ...
    wrapped = settings.get("layer")
    if isinstance(wrapped, LayerConfig):
        settings["return_sequences"] = wrapped.settings.get("return_sequences", False)
    for key in ("reverse", "use_causal_mask"):
        settings[key] = layer.options.get(key) is True
    settings["key_given"] = "key" in layer.named or len(row.inputs) > 2  # query, value, key
    settings |= _attended(row, settings.get("attention_axes"))
    sizes = list(_sizes(row, layer, class_name))
    if sizes and None not in sizes:
        settings["size"] = sizes
    return settings


def _untold(layer: Layer, settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the functions and numbers that a printed summary does not tell, by their names."""
    return {
        key: ...
        for key, value in settings.items()
        if key not in layer.config.settings
        and (key in _FUNCTIONS or (isinstance(value, float) and value))
    }


def _arguments(row: LayerReport, layer: Layer, class_name: str) -> dict[str, Any]:
    """Return what a layer is made with: its settings, or else Keras's default, or else its size."""
    quiet = replace(layer, asked=set())  # what a formula asks for tells which arguments count
    defaults = ARGUMENTS.get(class_name, {}).items()
    settings = {key: quiet.setting(key, value) for key, value in defaults}
    settings |= layer.config.settings
    for symbol in row.symbols:
        if settings.get(symbol.name) is ...:
            settings[symbol.name] = symbol.value
    for key, instead in _INSTEAD.items():
        if settings.get(key) is None and instead in settings:
            settings[key] = settings[instead]
    return settings


def _attended(row: LayerReport, axes: object) -> Mapping[str, Any]:
    """Say of an attention over images whether it is over all of their axes, or some."""
    steps = set(range(1, len(row.inputs[0]) - 1)) if row.inputs else set()
    listed = axes if isinstance(axes, list | tuple) else [axes]
    some = {axis for axis in listed if isinstance(axis, int)} or steps
    return {"flattened": len(steps) > 1 and some == steps, "attention_axes": some < steps}


def _sizes(row: LayerReport, layer: Layer, class_name: str) -> Iterator[int | None]:
    """Yield the sizes of the axes along which a window moves; None for one that is open."""
    if class_name.startswith(_OF_IMAGES) and row.inputs:
        shape = row.inputs[0][2 if class_name.startswith("ConvLSTM") else 1 :]
        yield from (size.value for size in (shape[1:] if is_channels_first(layer) else shape[:-1]))


def _is_given(report: Report, layer: LayerReport, around: Sequence[LayerReport] | None) -> bool:
    """Tell whether a recurrent layer begins with other states than zeros.

    A layer inside a `Bidirectional` is given the states that this one is given.
    """
    if around is None:
        around = [row for row in report.walk() if layer.path.startswith(f"{row.path}.")]
    return any(map(_is_begun, (layer, *around)))


def _is_begun(row: LayerReport) -> bool:
    layer = row.layer
    if layer is None or row.class_name not in TAKING_STATES:
        return False
    is_given = bool(row.inputs and given_states(layer))
    return is_given or bool(layer.config.settings.get("stateful"))
