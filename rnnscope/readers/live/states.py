"""What the config of a live layer says only together with the layer itself.

Sources: keras/src/dtype_policies/dtype_policy_map.py, keras/src/layers/core/dense.py.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from typing import Any

_CALIBRATED = ("gptq", "awq")


def serialized(layer: Any) -> Any:
    """Return a layer's config, and with it what is to be seen in the layer alone.

    A `DTypePolicyMap` is asked for paths that begin with the model which the
    layer was built in: here they begin with the layer.  A layer that waits for
    its calibration, and has its kernel twice so long, has `calibrated` false.
    """
    saving, policy_map = _keras().saving, _keras().dtype_policies.DTypePolicyMap
    held = [inner for inner in getattr(layer, "_flatten_layers", list)() if inner.built]
    before = (getattr(layer, "path", None) or "").removesuffix(layer.name)
    policies = {
        inner.path.removeprefix(before): inner._dtype_policy[inner.path]
        for inner in held
        if before and inner.path and isinstance(inner._dtype_policy, policy_map)
    }
    waiting = {inner.name for inner in held if _has_two_kernels(inner)}
    entry = saving.serialize_keras_object(layer)
    return _completed(entry, saving.serialize_keras_object(policies), waiting)


def is_adapted_inside(layer: Any) -> bool:
    """Tell whether a layer that is not a model holds one that is quantized or has LoRA.

    One that has the very policy of the layer is what the layer's settings tell.
    """
    held = getattr(layer, "_flatten_layers", lambda **_: ())(include_self=False)
    return any(
        getattr(inner, "lora_enabled", False)
        or _has_two_kernels(inner)
        or (
            getattr(inner, "quantization_mode", None)
            and inner.dtype_policy is not layer.dtype_policy
        )
        for inner in held
    )


def unbuilt(layer: Any) -> tuple[str, ...]:
    """Return the names of the layers inside that may get weights when called; "" is the layer.

    The layers of a model speak for themselves.
    """
    if isinstance(layer, _keras().Model):
        return ()
    held: Sequence[Any] = getattr(layer, "_flatten_layers", list)()
    return tuple("" if inner is layer else inner.name for inner in held if may_get_weights(inner))


def may_get_weights(layer: Any) -> bool:
    """Tell whether a layer has no weights, and is not known to stay so."""
    if layer.built or layer.weights:
        return False
    return not getattr(layer.build, "_is_default", False) or bool(layer._layers)


def _keras() -> Any:
    return sys.modules["keras"]


def _has_two_kernels(layer: Any) -> bool:
    if getattr(layer, "quantization_mode", None) not in _CALIBRATED:
        return False
    own = [*layer._trainable_variables, *layer._non_trainable_variables]
    return [variable.name for variable in own].count("kernel") > 1


def _completed(entry: Any, policies: Mapping[str, Any], waiting: Collection[str]) -> Any:
    if isinstance(entry, list | tuple):
        return [_completed(item, policies, waiting) for item in entry]
    if not isinstance(entry, dict):
        return entry
    config = entry.get("config")
    if policies and entry.get("class_name") == "DTypePolicyMap":
        return {**entry, "config": {**entry["config"], "policy_map": policies}}
    if isinstance(config, dict) and config.get("name") in waiting:
        entry = {**entry, "config": {**config, "calibrated": False}}
    return {key: _completed(item, policies, waiting) for key, item in entry.items()}
