"""Builds a copy of a layer with sizes that remember where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rnnscope.derivation import refuse_impossible
from rnnscope.errors import UnknownFormulaError, said
from rnnscope.layers import Layer, SymbolicShape, Weight
from rnnscope.model.parts import Store, Tensor
from rnnscope.report.report import LayerReport
from rnnscope.tracing._replay import Replay
from rnnscope.tracing._rows import Rows, output_shapes
from rnnscope.tracing._settings import Arguments, Names, arguments
from rnnscope.tracing.scope import tracing

_ERRORS = (Exception, SystemExit)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is traced: a class with its settings, and the live layer, where there is one.

    A live layer that writes no config is made anew from its attributes.
    """

    cls: Any
    config: Mapping[str, Any] | None
    classes: Mapping[str, Any] = field(default_factory=dict)
    live: Any = None

    @property
    def shapes(self) -> Mapping[str, Any]:
        """The shapes a live layer was built with, by the names its `build` has for them."""
        return getattr(self.live, "_build_shapes_dict", None) or {}


def trace(layer: Layer, subject: Subject, store: Store | None) -> LayerReport:
    """Explain a layer by its class's own code.

    Raises:
        UnknownFormulaError: the code does not run that far; the message says why.

    """
    names = Names(layer)
    with tracing() as log:
        built = _made(names, subject)
        outputs, reason = _joined_outputs(built), ""
        if outputs is None:
            outputs, reason = _called(built, _arguments(names, built, subject))
        _refuse_unbuilt(built, outputs, reason)
        _refuse_unfollowed(layer, built, outputs)
        tensors = _paired(built, subject.live)
        rows = Rows(layer, log, names.numbers, store, tensors, subject.live is not None)
        row = rows.report(built)
        shapes = output_shapes(layer, outputs)
    _refuse_impossible(row, shapes or ())
    return replace(
        row,
        class_name=layer.class_name,
        inputs=layer.inputs,
        outputs=shapes,
        sentence=row.sentence or _sentence(subject.cls),
        layer=layer,
    )


def _made(names: Names, subject: Subject) -> Any:
    import keras

    try:
        with keras.saving.CustomObjectScope(dict(subject.classes)):
            if subject.config is None:
                return Replay(names).layer(subject.live, names.layer.path)
            return subject.cls.from_config(names.settings(subject.config))
    except _ERRORS as error:
        raise _failed("making it from its settings", error) from None


def _arguments(names: Names, built: Any, subject: Subject) -> Arguments:
    try:
        shapes = subject.shapes or names.layer.config.build_shapes
        return arguments(names, built.call, shapes)
    except _ERRORS as error:
        raise _failed("finding what it is called on", error) from None


def _joined_outputs(built: Any) -> Any:
    """Return what a Functional model puts out, which is built as it is made; None of others."""
    is_joined = hasattr(built, "_nodes") and hasattr(built, "operations")
    return list(built.outputs) if is_joined and built.built else None


def _called(built: Any, given: Arguments) -> tuple[Any, str]:
    """Call a layer on symbolic tensors, which builds it; where that fails, build it only."""
    import keras

    if not given.args and not given.kwargs:
        raise UnknownFormulaError("the shape of its input is not known")
    try:
        return keras.tree.flatten(built(*given.args, **given.kwargs)), ""
    except _ERRORS as error:
        reason = str(_failed("calling it", error))
    if not built.built:
        try:
            built.build(**given.shapes) if len(given.shapes) > 1 else built.build(_shapes(given))
        except _ERRORS as error:
            raise _failed("building it", error) from None
    return None, reason


def _shapes(given: Arguments) -> Any:
    import keras

    first = next(iter((*given.args, *given.kwargs.values())))
    return keras.tree.map_structure(lambda tensor: tuple(tensor.shape), first)


def _refuse_unbuilt(built: Any, outputs: Any, reason: str) -> None:
    """Refuse a layer whose call broke off before the layers inside were built."""
    if outputs is None and any(
        not inner.built for inner in built._flatten_layers() if not _is_default(inner)
    ):
        raise UnknownFormulaError(reason)


def _refuse_unfollowed(layer: Layer, built: Any, outputs: Any) -> None:
    """Refuse a live layer with unbuilt ones inside, unless its call was seen to leave them so."""
    import keras

    cls, base = type(built), keras.layers.Layer
    says_shapes = any(
        getattr(cls, name) is not getattr(base, name)
        for name in ("compute_output_spec", "compute_output_shape")
    )
    if layer.config.unbuilt and (says_shapes or outputs is None):
        raise UnknownFormulaError("")


def _is_default(layer: Any) -> bool:
    """Tell whether a layer has nothing to build."""
    return bool(getattr(layer.build, "_is_default", False)) and not layer._layers


def _paired(built: Any, live: Any) -> dict[int, Tensor]:
    """Put each weight of a live layer beside that of its copy."""
    if live is None:
        return {}
    ours, theirs = built.weights, live.weights
    if [tuple(v.shape) for v in ours] != [tuple(v.shape) for v in theirs]:
        raise UnknownFormulaError("its own code, run once more, makes other weights than it has")
    return {id(v): Tensor.of(w) for v, w in zip(ours, theirs, strict=True)}


def _refuse_impossible(row: LayerReport, outputs: tuple[SymbolicShape, ...]) -> None:
    weights = [Weight(name=w.name, shape=w.symbolic_shape) for w in row.all_weights]
    refuse_impossible(weights, outputs)


def _sentence(cls: Any) -> str:
    """Return the first paragraph of a class's docstring."""
    doc = vars(cls).get("__doc__") or ""
    return " ".join(str(doc).strip().split("\n\n")[0].split())[:300]


def _failed(doing: str, error: BaseException) -> UnknownFormulaError:
    return UnknownFormulaError(f"{doing} raised {said(error)}")
