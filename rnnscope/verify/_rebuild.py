"""A config of our own for a model that somebody else described.

Keras is given nothing of a file but this: layers of classes that have a
formula here, with settings that are plain values.  Initializers, regularizers
and constraints are left out, since they have no say in counts; functions are
known by name or made linear.  Every other layer is a stand-in with the weights
and outputs that the report has for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rnnscope.derivation import declared_shape
from rnnscope.errors import UnknownFormulaError
from rnnscope.layers import formula_of, quantization
from rnnscope.model import Call, LayerConfig, ModelConfig, TensorRef
from rnnscope.report import LayerReport
from rnnscope.tracing import entry as entry_of

ACTIVATIONS = frozenset(
    """
    celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish hard_tanh
    leaky_relu linear log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink
    softmax softplus softsign sparse_plus sparse_sigmoid sparsemax squareplus swish tanh
    tanh_shrink threshold
    """.split()  # noqa: SIM905
)
DTYPES = frozenset(
    """
    bool string int8 int16 int32 int64 uint8 uint16 uint32 float16 float32 float64 bfloat16
    mixed_float16 mixed_bfloat16
    """.split()  # noqa: SIM905
)
STAND_IN = "StandIn"

_LEFT_OUT = re.compile(
    r".*_(initializer|regularizer|constraint)|name|dtype|seed|quantization_config"
)
_PLAIN_TEXT = re.compile(r"[\w .,>\-]{0,100}")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_.\-]{1,100}")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The config, and which layers in it are the real class and which a stand-in.

    `names` gives the report's path for each name path in the config.
    """

    config: dict[str, Any]
    names: Mapping[tuple[str, ...], str]
    stand_ins: frozenset[str]


def rebuild(
    model: ModelConfig, layers: Sequence[LayerReport], classes: Mapping[str, Any] | None = None
) -> Rebuilt:
    """Write the config of a model whose layers have been explained.

    `classes` are the user's own, which may be made as Keras's are.

    Raises:
        UnknownFormulaError: a layer can't even have a stand-in; the message says which and why.

    """
    writer = _Writer(classes or {})
    config = writer.model(model, layers, "", ())
    return Rebuilt(config, writer.names, frozenset(writer.stand_ins))


@dataclass(slots=True)
class _Writer:
    classes: Mapping[str, Any] = field(default_factory=dict)
    names: dict[tuple[str, ...], str] = field(default_factory=dict)
    stand_ins: set[str] = field(default_factory=set)

    def model(
        self,
        model: ModelConfig,
        reports: Sequence[LayerReport],
        prefix: str,
        place: tuple[str, ...],
    ) -> dict[str, Any]:
        """Write a model; `place` is where it stands, by the names that are written."""
        if not model.is_sequential and not model.inputs:
            raise UnknownFormulaError("its config does not say how its layers are joined")
        by_path = {report.path: report for report in reports}
        renamed = _harmless_names([layer.name for layer in model.layers])
        entries = []
        for layer, name in zip(model.layers, renamed, strict=True):
            path = f"{prefix}.{layer.name}" if prefix else layer.name
            self.names[*place, name] = path
            entries.append(self._entry(layer, by_path.get(path), name, (*place, name)))
        name = _harmless_names([model.name])[0]
        if model.is_sequential:
            return _serialized("keras", "Sequential", _sequential(model, name, entries))
        by_old = dict(zip((layer.name for layer in model.layers), renamed, strict=True))
        for entry, layer in zip(entries, model.layers, strict=True):
            plain = entry["class_name"] != STAND_IN
            entry["inbound_nodes"] = [_node(call, by_old, plain=plain) for call in layer.calls]
        ends = {
            "input_layers": [_history(ref, by_old) for ref in model.inputs],
            "output_layers": [_end(ref, model, by_old) for ref in model.outputs],
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
        elif layer.model is not None and report is not None:
            entry = self.model(layer.model, report.children, report.path, place)
            entry["config"]["name"] = name
        elif _is_safe(layer) and (report is None or report.basis in ("derived", "none")):
            entry = _known(layer, name)
        else:
            entry = self._users(layer, report, name) or self._stand_in(layer, report, name)
        if layer.shared_id is not None:
            entry["shared_object_id"] = layer.shared_id
        return {**entry, "name": name, "inbound_nodes": []}

    def _users(
        self, layer: LayerConfig, report: LayerReport | None, name: str
    ) -> dict[str, Any] | None:
        """Write a layer of a class that the user imported, or one that wraps such a layer."""
        if not self.classes or report is None or report.basis not in ("derived", "traced", "none"):
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
                f"the count of {layer.name!r} ({layer.class_name}) is not known"
            )
        self.stand_ins.update(inside.path for inside in report.walk())
        settings = {
            "name": name,
            "shapes": [list(weight.shape) for weight in report.all_weights],
            # What is not known is taken by no layer that is not a stand-in too.
            "outputs": [[size.value for size in shape] for shape in report.outputs or ((),)],
        }
        entry = _serialized("rnnscope", STAND_IN, settings)
        return {**entry, "module": None, "registered_name": f"rnnscope>{STAND_IN}"}


def _is_safe(layer: LayerConfig) -> bool:
    """Tell whether a layer and all it wraps are on our own list, called on plain values."""
    formula = formula_of(layer)
    if not all(_is_plain_argument((*call.args, *call.kwargs.values())) for call in layer.calls):
        return False  # a constant tensor, which the config keeps as data
    inside = (value for value in _wrapped(layer.config.values()))
    return (
        formula is not None
        and formula.is_ours
        and formula.rebuildable
        and all(
            _is_safe(each) or (each.model is not None and _is_safe_model(each.model))
            for each in inside
        )
    )


def _is_safe_model(model: ModelConfig) -> bool:
    return all(
        layer.class_name == "InputLayer"
        or (_is_safe_model(layer.model) if layer.model else _is_safe(layer))
        for layer in model.layers
    )


def _wrapped(values: Any) -> Iterator[LayerConfig]:
    for value in values:
        if isinstance(value, LayerConfig):
            yield value
        elif isinstance(value, tuple):
            yield from _wrapped(value)


def _harmless_names(names: Sequence[str]) -> list[str]:
    """Keep names that are plain; give the others, and repeats, a number."""
    used: set[str] = set()
    kept = []
    for i, name in enumerate(names):
        new = name if _PLAIN_NAME.fullmatch(name) and name not in used else f"renamed_{i}"
        while new in used:
            new = f"{new}_"
        used.add(new)
        kept.append(new)
    return kept


def _serialized(module: str, class_name: str, settings: dict[str, Any]) -> dict[str, Any]:
    return {
        "module": module,
        "class_name": class_name,
        "config": settings,
        "registered_name": None,
    }


def _sequential(model: ModelConfig, name: str, entries: list[dict[str, Any]]) -> dict[str, Any]:
    settings: dict[str, Any] = {"name": name, "layers": entries}
    if model.build_shape is not None:
        settings["build_input_shape"] = list(model.build_shape)
    return settings


def _input(layer: LayerConfig, name: str) -> dict[str, Any]:
    settings = {"batch_shape": list(declared_shape(layer)), "name": name, **_dtype(layer)}
    return _serialized("keras.layers", "InputLayer", settings)


def _known(layer: LayerConfig, name: str) -> dict[str, Any]:
    """Write a layer of a class on our list, or an operation with a formula."""
    settings = {"name": name, **_settings(layer)}
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


def _settings(layer: LayerConfig) -> dict[str, Any]:
    settings = {
        key: _plain(key, value)
        for key, value in layer.config.items()
        if not _LEFT_OUT.fullmatch(key) and _is_plain(value)
    }
    return settings if layer.is_operation else {**settings, **_dtype(layer)}


def _dtype(layer: LayerConfig) -> dict[str, Any]:
    """Write the dtype; a quantized policy as we understand it, and not as it stands."""
    policy = quantization(layer)
    if policy is not None:
        return {"dtype": policy.policy} if policy.source in DTYPES else {}
    dtype = layer.config.get("dtype")
    if isinstance(dtype, Mapping):
        inside = dtype.get("config")
        dtype = inside.get("name") if isinstance(inside, Mapping) else None
    return {"dtype": dtype} if isinstance(dtype, str) and dtype in DTYPES else {}


def _is_plain(value: object) -> bool:
    if isinstance(value, LayerConfig):
        return True
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    if isinstance(value, str):
        return _PLAIN_TEXT.fullmatch(value) is not None
    return value is None or isinstance(value, bool | int | float)


def _plain(key: str, value: Any) -> Any:
    if key.endswith("activation"):
        return value if isinstance(value, str) and value in ACTIVATIONS else "linear"
    if isinstance(value, LayerConfig):
        return _wrapped_entry(value)
    if isinstance(value, list | tuple):
        return [_plain("", item) for item in value]
    return value


def _wrapped_entry(layer: LayerConfig) -> dict[str, Any]:
    name = _harmless_names([layer.name])[0]
    if layer.model is None:
        return _known(layer, name)
    writer = _Writer()
    return writer.model(layer.model, [], "", ())


def _node(call: Call, names: Mapping[str, str], *, plain: bool) -> dict[str, Any]:
    """Write a call; a stand-in takes the tensors only, and no plain values."""
    if not plain:
        return {"args": [_argument(ref, names) for ref in call.refs], "kwargs": {}}
    return {
        "args": [_argument(value, names) for value in call.args],
        "kwargs": {key: _argument(value, names) for key, value in call.kwargs.items()},
    }


def _argument(value: object, names: Mapping[str, str]) -> Any:
    """Write a tensor as Keras does; of other values only plain ones."""
    if isinstance(value, TensorRef):
        config = {
            "shape": list(value.shape) if value.shape is not None else None,
            "dtype": "float32",
            "keras_history": _history(value, names),
        }
        return {"class_name": "__keras_tensor__", "config": config}
    if isinstance(value, list | tuple):
        return [_argument(item, names) for item in value]
    return value if _is_plain(value) or _is_range(value) else None


def _is_plain_argument(value: object) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_is_plain_argument, value))
    return isinstance(value, TensorRef) or _is_plain(value) or _is_range(value)


def _is_range(value: object) -> bool:
    """Tell whether a value is a range or an ellipsis, as `x[..., 1:]` has them, and no more."""
    match value:
        case {"class_name": "__ellipsis__", "config": {}, **rest}:
            return not rest
        case {"class_name": "__slice__", "config": {**ends}, **rest}:
            plain = all(type(end) in (int, type(None)) for end in ends.values())
            return not rest and plain and ends.keys() <= {"start", "stop", "step"}
        case _:
            return False


def _end(ref: TensorRef, model: ModelConfig, names: Mapping[str, str]) -> list[Any]:
    """Write an output of the model; a Functional model counts its calls from 1 there."""
    name, call, index = _history(ref, names)
    inside = next((layer.model for layer in model.layers if layer.name == ref.layer), None)
    return [name, call + (inside is not None and not inside.is_sequential), index]


def _history(ref: TensorRef, names: Mapping[str, str]) -> list[Any]:
    return [names[ref.layer], ref.call, ref.index]
