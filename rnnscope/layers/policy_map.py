"""Which policy of a `DTypePolicyMap` is meant for a layer.

Source: keras/src/dtype_policies/dtype_policy_map.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rnnscope.errors import UnknownFormulaError
from rnnscope.wording import shown

_CLASS = "DTypePolicyMap"
# A key is a path, or a pattern of which this much is understood: names, and `.*` for anything.
_KEY = re.compile(r"(?:[\w/ -]|\.\*)*")


def policy_at(policy: object, path: str) -> object:
    """Return the policy of a layer: its own, or what a map has for its path in Keras.

    A policy that leaves the dtype of its numbers to the map's default is given it.

    Raises:
        UnknownFormulaError: the keys of the map do not tell.

    """
    details = _details(policy)
    if details is None:
        return policy
    entries = details.get("policy_map")
    default = details.get("default_policy") or "float32"
    if not isinstance(entries, Mapping) or _details(default) is not None:
        raise UnknownFormulaError(f"no formula is known for its dtype policy {_CLASS}")
    if path in entries:
        return _with_source(entries[path], default)
    keys = [key for key in entries if _matches(key, path)]
    if len(keys) > 1:
        raise UnknownFormulaError(f"several keys of its {_CLASS} match {shown(path)}")
    return _with_source(entries[keys[0]], default) if keys else default


def policies(policy: object) -> Iterator[object]:
    """Yield every policy of a map; any other policy by itself."""
    details = _details(policy)
    if details is None:
        yield policy
        return
    entries = details.get("policy_map")
    yield from entries.values() if isinstance(entries, Mapping) else ()
    yield details.get("default_policy")


def _details(policy: object) -> Mapping[str, Any] | None:
    """Return the settings of a map; None for a policy that is none."""
    if not isinstance(policy, Mapping) or policy.get("class_name") != _CLASS:
        return None
    details = policy.get("config")
    return details if isinstance(details, Mapping) else {}


def _matches(key: str, path: str) -> bool:
    """Tell whether a key's pattern fits a whole path, in a time that grows as they do."""
    if not _KEY.fullmatch(key):
        raise UnknownFormulaError(f"a key of its {_CLASS} is a pattern that is not understood")
    first, *others = key.split(".*")
    if not others:
        return key == path
    *middle, last = others
    if not path.startswith(first) or not path.endswith(last):
        return False
    place = len(first)
    for part in middle:
        place = path.find(part, place) + len(part)
        if place < len(part):
            return False
    return place + len(last) <= len(path)


def _with_source(policy: object, default: object) -> object:
    """Name the dtype that a policy of a map without a default of its own leaves out."""
    details = policy.get("config") if isinstance(policy, Mapping) else None
    if not isinstance(policy, Mapping) or not isinstance(details, Mapping):
        return policy
    key = "source_name" if "mode" in details else "name"
    if details.get(key) is not None:
        return policy
    return {**policy, "config": {**details, key: _name(default)}}


def _name(default: object) -> object:
    details = default.get("config") if isinstance(default, Mapping) else None
    return details.get("name") if isinstance(details, Mapping) else default
