"""What a layer's settings say of its state: how it is quantized, and whether LoRA is on.

Sources: keras/src/dtype_policies/dtype_policy.py, keras/src/quantizers/quantization_config.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rnnscope.errors import UnknownFormulaError
from rnnscope.layers.layer import Layer
from rnnscope.layers.policy_map import policies, policy_at
from rnnscope.model.parts import LayerConfig

POLICIES = {
    "int8": "QuantizedDTypePolicy",
    "float8": "QuantizedFloat8DTypePolicy",
    "int4": "Int4DTypePolicy",
    "gptq": "GPTQDTypePolicy",
    "awq": "AWQDTypePolicy",
}
_MODE = re.compile(r"(int8|float8|int4)|(int4)/(-?\d+)|(gptq|awq)/(\d+)/(-?\d+)")
_NAME = re.compile(r"(.+)_from_(\w+)")
_SIZES = {
    "Int4QuantizationConfig": "block_size",
    "GPTQConfig": "group_size",
    "AWQConfig": "group_size",
}


@dataclass(frozen=True, slots=True)
class Quantization:
    """How a kernel is kept: `size` is that of a block or group of its rows, None for all."""

    mode: str
    source: str = "float32"
    size: int | None = None
    bits: int = 8
    history: int = 1024

    @property
    def policy(self) -> dict[str, Any]:
        """The policy as Keras writes it; plain values only."""
        sizes = {
            "int4": f"/{self.size or -1}",
            "gptq": f"/{self.bits}/{self.size or -1}",
            "awq": f"/{self.bits}/{self.size or -1}",
        }
        config: dict[str, Any] = {
            "mode": self.mode + sizes.get(self.mode, ""),
            "source_name": self.source,
        }
        if self.mode == "float8":
            config["amax_history_length"] = self.history
        return {
            "module": "keras",
            "class_name": POLICIES[self.mode],
            "config": config,
            "registered_name": None,
        }


def quantization(config: LayerConfig, path: str = "") -> Quantization | None:
    """Return how a layer's policy has its kernel kept; None for plain numbers.

    `path` is the layer's in Keras, which a `DTypePolicyMap` is asked for; a map that has
    the same for all layers needs none.

    Raises:
        UnknownFormulaError: the policy is of no kind that is known.

    """
    policy = config.settings.get("dtype")
    if not path and len(list(policies(policy))) > 1 and _has_quantized(config):
        raise _unknown("DTypePolicyMap")
    return _quantization(config, policy_at(policy, path or config.name))


def _quantization(config: LayerConfig, policy: object) -> Quantization | None:
    if isinstance(policy, str):
        match = _NAME.fullmatch(policy)
        return _read(config, match[1], {"source_name": match[2]}) if match else None
    if not isinstance(policy, Mapping) or policy.get("class_name") == "DTypePolicy":
        return None
    details = policy.get("config")
    mode = details.get("mode") if isinstance(details, Mapping) else None
    if not isinstance(details, Mapping) or not isinstance(mode, str):
        raise _unknown(policy.get("class_name"))
    return _read(config, mode, details)


def _read(config: LayerConfig, text: str, details: Mapping[str, Any]) -> Quantization:
    match = _MODE.fullmatch(text)
    if match is None:
        raise _unknown(text)
    plain, blocked, block, grouped, bits, group = match.groups()
    size = int(block or group or -1)
    by_policy = Quantization(
        mode=plain or blocked or grouped,
        source=str(details.get("source_name")),
        size=size if size > 0 else None,
        bits=int(bits or 8),
        history=int(details.get("amax_history_length", 1024)),
    )
    return _overruled(by_policy, config.settings.get("quantization_config"))


def _overruled(by_policy: Quantization, entry: object) -> Quantization:
    """Let a layer's own `quantization_config` overrule its policy, as it does in Keras."""
    match entry:
        case {"class_name": str(name), "config": {**config}} if name in _SIZES:
            size = config.get(_SIZES[name])
            bits = config.get("weight_bits")
            kept = size if isinstance(size, int) and size > 0 else None
            return replace(
                by_policy, size=kept, bits=bits if isinstance(bits, int) else by_policy.bits
            )
        case _:
            return by_policy


def _unknown(policy: object) -> UnknownFormulaError:
    return UnknownFormulaError(f"no formula is known for its dtype policy {policy}")


def is_adapted(layer: Layer) -> bool:
    """Tell whether a layer is quantized or has LoRA on, or its policies have some quantized."""
    return bool(layer.config.settings.get("lora_rank")) or _has_quantized(layer.config)


def _has_quantized(config: LayerConfig) -> bool:
    inside = policies(config.settings.get("dtype"))
    return any(_quantization(config, policy) is not None for policy in inside)


def plain(layer: Layer) -> Layer:
    """Return the layer as it would be without quantization and LoRA."""
    settings = {k: v for k, v in layer.config.settings.items() if k not in ("lora_rank", "dtype")}
    return replace(layer, config=replace(layer.config, settings=settings))
