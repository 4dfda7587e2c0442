"""A config of our own for a model that somebody else described.

Keras is given nothing of a file but this: layers of classes that have a
formula here, with settings that are plain values.  Initializers, regularizers
and constraints are left out, since they have no say in counts; functions are
known by name or made linear.  Every other layer is a stand-in with the weights
and outputs that the report has for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rnnscope.derivation import declared_shape
from rnnscope.errors import UnknownFormulaError
from rnnscope.layers import formula_of
from rnnscope.model.parts import LayerConfig, ModelConfig, Shape
from rnnscope.report.report import LayerReport
from rnnscope.tracing import entry as entry_of
from rnnscope.untrusted.limits import current
from rnnscope.verify._plain_calls import (
    UNJOINED,
    end,
    gives_tensors,
    history,
    is_plain_argument,
    nested_node,
    node,
    takes_array,
)
from rnnscope.verify._plain_settings import harmless_names, plain_dtype, plain_settings
from rnnscope.wording import shown

STAND_IN = "StandIn"
# Operations that take places in a list, and no array.
_PICKING = ("GetItem", "Take")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The config, and which layers in it are the real class and which a stand-in.

    `names` gives the report's path for each name path in the config.
    """

    config: dict[str, Any]
    names: Mapping[tuple[str, ...], str]
    stand_ins: frozenset[str]


def rebuild(
    model: ModelConfig,
    layers: Sequence[LayerReport],
    classes: Mapping[str, Any] | None = None,
    left_out: Callable[[Mapping[str, Any]], bool] | None = None,
) -> Rebuilt:
    """Write the config of a model whose layers have been explained.

    `classes` are the user's own, which may be made as Keras's are.  `left_out`
    tells of an entry that the Keras to be asked cannot make; a layer without
    weights has a stand-in then.

    Raises:
        UnknownFormulaError: a layer can't even have a stand-in; the message says which and why.

    """
    writer = _Writer(classes or {}, left_out or _nothing)
    config = writer.model(model, layers, "", ())
    return Rebuilt(config, writer.names, frozenset(writer.stand_ins))


def _has_uncalled_inputs(model: ModelConfig) -> bool:
    """Tell whether a model begins with a layer that is called on nothing, and is no input."""
    uncalled = {
        layer.name for layer in model.layers if layer.class_name != "InputLayer" and not layer.calls
    }
    return any(ref.layer in uncalled for ref in model.inputs)


def _nothing(_: Mapping[str, Any]) -> bool:
    return False


@dataclass(slots=True)
class _Writer:
    classes: Mapping[str, Any] = field(default_factory=dict)
    left_out: Callable[[Mapping[str, Any]], bool] = _nothing
    names: dict[tuple[str, ...], str] = field(default_factory=dict)
    stand_ins: set[str] = field(default_factory=set)
    taken: dict[str, list[Shape]] = field(default_factory=dict)

    def model(
        self,
        model: ModelConfig,
        reports: Sequence[LayerReport],
        prefix: str,
        place: tuple[str, ...],
    ) -> dict[str, Any]:
        """Write a model; `place` is where it stands, by the names that are written."""
        if not model.is_sequential and not model.inputs:
            raise UnknownFormulaError("no config says how its layers are joined")
        if not model.is_sequential and _has_uncalled_inputs(model):
            raise UnknownFormulaError(UNJOINED)
        by_path = {report.path: report for report in reports}
        self._note_outputs(model, prefix)
        renamed = harmless_names([layer.name for layer in model.layers])
        entries = []
        for layer, name in zip(model.layers, renamed, strict=True):
            path = f"{prefix}.{layer.name}" if prefix else layer.name
            self.names[*place, name] = path
            entries.append(self._entry(layer, by_path.get(path), name, (*place, name)))
        name = harmless_names([model.name])[0]
        if model.is_sequential:
            return _serialized("keras", "Sequential", _sequential(model, name, entries))
        by_old = dict(zip((layer.name for layer in model.layers), renamed, strict=True))
        for entry, layer in zip(entries, model.layers, strict=True):
            entry["inbound_nodes"] = _nodes(layer, by_old, plain=entry["class_name"] != STAND_IN)
        outputs = [end(ref, model, by_old) for ref in model.outputs]
        ends = {
            "input_layers": [history(ref, by_old) for ref in model.inputs],
            "output_layers": outputs[0] if len(outputs) == 1 else outputs,
        }
        settings = {"name": name, "layers": entries, **ends, "trainable": model.trainable}
        return _serialized("keras.src.models.functional", "Functional", settings)

    def _entry(
        self,
        layer: LayerConfig,
        report: LayerReport | None,
        name: str,
        place: tuple[str, ...],
    ) -> dict[str, Any]:
        if layer.class_name == "InputLayer":
            entry = _input(layer, name)
        elif report is not None and not report.inputs:
            entry = self._stand_in(layer, report, name)  # its shapes are not known to Keras either
        elif layer.model is not None and report is not None and _is_whole(layer, report):
            entry = self.model(layer.model, report.children, report.path, place)
            entry["config"]["name"] = name
        elif _is_safe(layer) and (report is None or report.basis.is_by_formula):
            entry = _known(layer, name)
            if report is not None and not [*report.all_weights] and self.left_out(entry):
                entry = self._stand_in(layer, report, name)
        else:
            entry = self._users(layer, report, name) or self._stand_in(layer, report, name)
        if layer.shared_id is not None:
            entry["shared_object_id"] = layer.shared_id
        return {**entry, "name": name, "inbound_nodes": []}

    def _note_outputs(self, model: ModelConfig, prefix: str) -> None:
        """Note which outputs of each layer are taken, by its path, with the shapes on record."""
        calls = (call for layer in model.layers for call in layer.calls)
        most = current().outputs
        for ref in (*(ref for call in calls for ref in call.refs), *model.outputs):
            path = f"{prefix}.{ref.layer}" if prefix else ref.layer
            shapes = self.taken.setdefault(path, [()])
            shapes += [()] * (min(ref.index + 1, most) - len(shapes))
            if ref.index < len(shapes):
                shapes[ref.index] = shapes[ref.index] or ref.shape or ()

    def _users(
        self, layer: LayerConfig, report: LayerReport | None, name: str
    ) -> dict[str, Any] | None:
        """Write a layer of a class that the user imported, or one that wraps such a layer."""
        if not self.classes or report is None or not report.basis.is_explained:
            return None
        try:
            users = entry_of(layer, self.classes)
        except UnknownFormulaError:
            return None
        return {**users, "config": {**users["config"], "name": name}}

    def _stand_in(
        self, layer: LayerConfig, report: LayerReport | None, name: str
    ) -> dict[str, Any]:
        if report is None or not report.is_known:
            raise UnknownFormulaError(
                f"the count of {shown(layer.name)} ({layer.class_name}) is not known"
            )
        self.stand_ins.update(inside.path for inside in report.walk())
        outputs = [[size.value for size in shape] for shape in report.outputs or ()]
        # Of what is on no record either nothing is known by those that take it: they stand in too.
        outputs += map(list, self.taken.get(report.path, [()])[len(outputs) :])
        settings = {
            "name": name,
            "weights": _stand_in_weights(report),
            "outputs": outputs,
        }
        entry = _serialized("rnnscope", STAND_IN, settings)
        return {**entry, "module": None, "registered_name": f"rnnscope>{STAND_IN}"}


def _stand_in_weights(report: LayerReport) -> list[list[Any]]:
    """Return the shapes of a layer's weights, and which are trained.

    Where only their number is known they are one.
    """
    if any(row.number for row in report.walk()):
        fixed = report.non_trainable or 0
        counts = (((report.layer_params or 0) - fixed, True), (fixed, False))
        return [[[number], is_trained] for number, is_trained in counts if number]
    return [[weight.shape, weight.trainable is not False] for weight in report.all_weights]


def _nodes(layer: LayerConfig, names: Mapping[str, str], *, plain: bool) -> list[dict[str, Any]]:
    inside = layer.model
    if inside is not None and inside.inputs and plain:
        return [nested_node(call, inside, names) for call in layer.calls]
    return [node(call, names, plain=plain) for call in layer.calls]


def _is_whole(layer: LayerConfig, report: LayerReport) -> bool:
    """Tell whether a model used as a layer is all in its layers, and joined by tensors alone."""
    return layer.model is not None and not report.number and _is_joined(layer, layer.model)


def _is_joined(layer: LayerConfig, inside: ModelConfig) -> bool:
    """Tell whether a model used as a layer takes tensors that flow, and nothing beside them."""
    return not inside.inputs or all(gives_tensors(call, inside) for call in layer.calls)


def _is_safe(layer: LayerConfig) -> bool:
    """Tell whether a layer and all it wraps are on our own list, called on plain values."""
    formula = formula_of(layer)
    is_joining = layer.is_operation and layer.class_name not in _PICKING
    if is_joining and any(map(takes_array, layer.calls)):
        return False
    if not all(is_plain_argument((*call.args, *call.kwargs.values())) for call in layer.calls):
        return False  # a constant tensor, which the config keeps as data
    return (
        formula is not None
        and formula.is_ours
        and formula.rebuildable
        and all(
            _is_safe(inner) or (inner.model is not None and _is_safe_model(inner.model))
            for inner in layer.wrapped
        )
    )


def _is_safe_model(model: ModelConfig) -> bool:
    return all(
        layer.class_name == "InputLayer"
        or (_is_safe_model(layer.model) if layer.model else _is_safe(layer))
        for layer in model.layers
    )


def _serialized(module: str, class_name: str, settings: dict[str, Any]) -> dict[str, Any]:
    return {
        "module": module,
        "class_name": class_name,
        "config": settings,
        "registered_name": None,
    }


def _sequential(model: ModelConfig, name: str, entries: list[dict[str, Any]]) -> dict[str, Any]:
    settings: dict[str, Any] = {"name": name, "layers": entries}
    shape = model.example or model.build_shape
    if shape is not None:
        settings["build_input_shape"] = list(shape)
    return settings


def _input(layer: LayerConfig, name: str) -> dict[str, Any]:
    settings = {"batch_shape": list(declared_shape(layer)), "name": name, **plain_dtype(layer)}
    return _serialized("keras.layers", "InputLayer", settings)


def _known(layer: LayerConfig, name: str) -> dict[str, Any]:
    """Write a layer of a class on our list, or an operation with a formula."""
    settings = {"name": name, **plain_settings(layer, _wrapped_entry)}
    module = layer.module if layer.is_operation else _module(layer)
    entry = _serialized(module, layer.class_name, settings)
    return {**entry, "registered_name": layer.class_name} if layer.is_operation else entry


def _module(layer: LayerConfig) -> str:
    """Return where Keras finds a class of ours: what keras.applications has is not exported."""
    formula = formula_of(layer)
    folder, _, file = formula.source.rpartition("/") if formula else ("", "", "")
    if folder != "keras/src/applications":
        return "keras.layers"
    return f"keras.src.applications.{file.removesuffix('.py')}"


def _wrapped_entry(layer: LayerConfig) -> dict[str, Any]:
    name = harmless_names([layer.name])[0]
    if layer.model is None:
        return _known(layer, name)
    writer = _Writer()
    return writer.model(layer.model, [], "", ())
