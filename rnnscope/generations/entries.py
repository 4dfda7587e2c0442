"""What the rules for old configs share: finding the layers in a config, and the rules themselves.

A config is JSON from anybody: what has another form than expected is left as
it stands, for `rnnscope.model.config` to complain of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeGuard

Settings: TypeAlias = dict[str, Any]
Entry: TypeAlias = dict[str, Any]
WRAPPED = frozenset({"layer", "backward_layer", "forward_layer", "cell", "cells"})
Rule: TypeAlias = Callable[[Entry], Entry]

MODELS = frozenset({"Sequential", "Functional", "Model", "Graph"})
MAX_DEPTH = 100


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one generation, by the class they are for."""

    of_class: dict[str, list[Rule]] = field(default_factory=dict)

    def rule(self, *class_names: str) -> Callable[[Rule], Rule]:
        """Register a function for the entries of the classes named.

        It is given a copy of `{"class_name": ..., "config": {...}, ...}`, whose
        `config` is a copy too, and returns it as the next generation writes it.
        """

        def register(function: Rule) -> Rule:
            for class_name in class_names:
                self.of_class.setdefault(class_name, []).append(function)
            return function

        return register

    def applied(self, entry: Entry) -> Entry:
        """Return an entry with each rule for its class applied, in the order of the module."""
        result = {**entry, "config": dict(entry["config"])}
        for function in self.of_class.get(entry["class_name"], ()):
            result = function(result)
        return result


def is_entry(value: object) -> TypeGuard[Entry]:
    """Tell whether a value is a serialized layer: a class and its settings."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("class_name"), str)
        and isinstance(value.get("config"), dict | list)
    )


def inner(settings: Settings, change: Callable[[Entry], Entry], keys: frozenset[str]) -> Settings:
    """Return settings in which every layer under one of the keys is changed."""
    return {k: _inner(v, change) if k in keys else v for k, v in settings.items()}


def _inner(value: Any, change: Callable[[Entry], Entry]) -> Any:
    if is_entry(value):
        return change(value)
    return [_inner(item, change) for item in value] if isinstance(value, list) else value


def named(entry: Entry, own: frozenset[str]) -> Entry:
    """Say which module a class is from: `own` are those that Keras had itself.

    A registered class of somebody else's is written `package>Name`.
    """
    package, _, name = entry["class_name"].rpartition(">")
    if package:
        return {**entry, "class_name": name, "module": None, "registered_name": f"{package}>{name}"}
    if entry.get("module") and not str(entry["module"]).startswith("keras."):
        return entry
    if name in own:
        return {**entry, "module": "keras.layers", "registered_name": None}
    return {**entry, "module": None, "registered_name": entry.get("registered_name") or name}


def renamed(settings: Settings, names: Mapping[str, str]) -> Settings:
    """Return settings under their new names; one that has its new name already stays."""
    return {names.get(k, k) if names.get(k) not in settings else k: v for k, v in settings.items()}
