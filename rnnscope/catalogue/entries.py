"""What is known of a layer class without any model: its formula, worked out on sizes of one's own.

A layer's formula asks for settings and input sizes as it goes; here it is
given those that the user sets, and round numbers for the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rnnscope.algebra.expr import Expr, symbol
from rnnscope.algebra.sources import axis_source
from rnnscope.derivation import explain_layer
from rnnscope.errors import BadConfigError, UnknownLayerNameError
from rnnscope.keras_facts.arguments import is_effectless
from rnnscope.keras_facts.class_names import PYTHON_NAMES
from rnnscope.layers import ALIASES, Formula, Layer, SymbolicShape, all_formulas
from rnnscope.layers.spatial import axis_names
from rnnscope.model.parts import LayerConfig
from rnnscope.report.report import LayerReport, Report

_SIZE = 8  # of an input axis or a setting that nobody has set
_EXTENT = 3  # of a kernel or a window
_RANKS = (3, 4, 5, 6, 2)
_HINT = "explain a model that has such a layer: what is known of it there is shown"

_CONFIG_NAMES = {python: name for name, python in PYTHON_NAMES.items()}
_BORDERS = (("ZeroPadding", "padding"), ("Cropping", "cropping"))
_WORDS = {"true": True, "false": False, "none": None, "null": None}
_CELL = LayerConfig(class_name="LSTMCell", name="lstm_cell", module="keras.layers")
_DENSE = LayerConfig(class_name="Dense", name="dense", module="keras.layers")
_SAMPLES: Mapping[str, Any] = {
    "Bidirectional": {"layer": LayerConfig(class_name="LSTM", name="lstm", module="keras.layers")},
    **{name: {"layer": _DENSE} for name in ("TimeDistributed", "SpectralNormalization", "Wrapper")},
    "RNN": {"cell": _CELL},
    "StackedRNNCells": {"cells": (_CELL, _CELL)},
    "EinsumDense": {"equation": "abc,cd->abd", "output_shape": [None, 16], "bias_axes": "d"},
    "GroupNormalization": {"groups": -1},
    "Reshape": {"target_shape": [-1]},
    "Permute": {"dims": [2, 1]},
    "Dot": {"axes": -1},
    **{f"{name}1D": {key: [1, 1]} for name, key in _BORDERS},
    **{f"{name}2D": {key: [[1, 1]] * 2} for name, key in _BORDERS},
    **{f"{name}3D": {key: [[1, 1]] * 3} for name, key in _BORDERS},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Probe(Layer):
    """A layer that has whatever its formula asks for."""

    given: Mapping[str, Any] = field(default_factory=dict)
    used: set[str] = field(default_factory=set, compare=False)

    def setting(self, key: str, default: Any = None) -> Any:
        """Return what the settings have, or what was given, or Keras's default."""
        self.used.add(key)
        return Layer.setting(self, key, self.given.get(key, default))

    def dim(self, key: str, *, least: int = 1) -> Expr:
        """Return a setting as a symbol; a round number where nobody set it."""
        value = self.setting(key)
        return self.named_size(key, _SIZE if value is None else value, f"config[{key!r}]", least)

    def sizes(
        self, key: str, names: tuple[str, ...], default: int | None = None, *, least: int = 1
    ) -> SymbolicShape:
        """Return a setting's sizes; each may also be given by its own name."""
        self.used.update(names)
        given = self.setting(key, default) is not None
        sizes = Layer.sizes(self, key, names, default if given else _EXTENT, least=least)
        return tuple(
            self.named_size(name, self.given[name], "sizes", least) if name in self.given else size
            for name, size in zip(names, sizes, strict=True)
        )

    def features(self, name: str, axis: int = -1, of: SymbolicShape | None = None) -> Expr:
        """Return an input size as a symbol, with the value given for its name."""
        self.used.add(name)
        size = self.named_size(name, self.given.get(name, self.axis(axis, of).value), "input")
        rank = len(self.input if of is None else of)
        source = axis_source(axis % rank, rank, "the input")
        return size.substitute(lambda s: replace(s, source=source).expr)


def known_layers() -> Iterator[tuple[str, Formula]]:
    """Yield every class that has a formula, in the order of their names."""
    yield from sorted(all_formulas().items(), key=lambda item: item[0].lower())


def aliases_of(class_name: str) -> tuple[str, ...]:
    """Return the other names that keras.layers has for a class."""
    return tuple(sorted(alias for alias, name in ALIASES.items() if name == class_name))


def class_named(name: str) -> str:
    """Return the name that configs have for a class, of any name that it has in `keras.layers`.

    Raises:
        UnknownLayerNameError: no formula is known for a class of that name.

    """
    formulas = all_formulas()
    name = name if name in formulas else {**ALIASES, **_CONFIG_NAMES}.get(name, name)
    if name not in formulas:
        raise UnknownLayerNameError(name, [*formulas, *ALIASES])
    return name


def entry(class_name: str, given: Mapping[str, Any] | None = None) -> Report:
    """Work out a layer class on sizes of one's own, as the report of a model of that one layer.

    `given` holds settings and sizes of the input by their names in the
    formula: `{"units": 64, "input_dim": 28}`.  A second name of a class, such
    as `AvgPool2D`, stands for its first.  Of a class whose weights only its
    payload knows, such as `TFSMLayer`, the report says why it has no count.

    Raises:
        UnknownLayerNameError: no formula is known for that class.
        BadConfigError: a name given is no argument of the class and no size of its input,
            or does not fit it.

    """
    alias, class_name = class_name, class_named(class_name)
    given = {key: _plain(value) for key, value in (given or {}).items()}
    used: set[str] = set()
    layer = _worked_out(class_name, given, used)
    unknown = [n for n in given if n not in used and not is_effectless(class_name, n)]
    if unknown:
        names = ", ".join(sorted(used)) or "nothing"
        raise BadConfigError(class_name, f"it does not ask for {unknown[0]!r}; it asks for {names}")
    if alias != class_name:
        layer = replace(layer, notes=(f"{alias} is another name of {class_name}", *layer.notes))
    return Report(
        name=class_name,
        class_name=class_name,
        source=None,
        format="catalogue",
        keras_version=None,
        layers=(replace(layer, inputs=()),),
    )


def _plain(value: Any) -> Any:
    """Return what a word stands for that other languages write in small letters."""
    return _WORDS.get(value, value) if isinstance(value, str) else value


def _worked_out(class_name: str, given: Mapping[str, Any], used: set[str]) -> LayerReport:
    """Run the formula on inputs of some number of axes that fits it."""
    first, *more = [_explained(class_name, given, used, rank) for rank in _RANKS]
    report = next((report for report in (first, *more) if report.is_known), None)
    if report is not None:
        return report
    if given and _worked_out(class_name, {}, set()).is_known:
        raise BadConfigError(class_name, first.notes[0] if first.notes else "not known")
    known = all_formulas()[class_name]
    notes = (*first.notes, _HINT)
    return replace(first, sentence=known.sentence, source=known.source, notes=notes)


def _explained(class_name: str, given: Mapping[str, Any], used: set[str], rank: int) -> LayerReport:
    name = class_name.lower()
    shape = tuple(symbol(n, _SIZE if i else None) for i, n in enumerate(axis_names(rank)))
    sample = _SAMPLES.get(class_name, {})
    settings = {k: v for k, v in given.items() if k in sample or is_effectless(class_name, k)}
    config = LayerConfig(
        class_name=class_name, name=name, module="keras.layers", settings={**sample, **settings}
    )
    return explain_layer(
        _Probe(config=config, path=name, inputs=(shape, shape), given=given, used=used)
    )
