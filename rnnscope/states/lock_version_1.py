"""Locks of version 1: from the tables of their TOML to states."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from rnnscope.errors import BadLockError
from rnnscope.states import weight_line
from rnnscope.states.state import LayerState, ModelState, WeightState
from rnnscope.untrusted.fields import kind_of
from rnnscope.untrusted.whole_numbers import DIGITS, FEWER, MOST
from rnnscope.wording import cut, shown

UNKNOWN = "?"
_OF_MODEL = ("source", "layer")
_OF_LAYER = ("path", "class", "shared-with", "formula", "sizes", "from", "params", "weights")
_SET = re.compile(r"(?P<name>.*) = (?P<size>[0-9](?:_?[0-9])*+)", re.DOTALL)
_NEEDED = object()
_SHOWN = 60  # characters of a number
_KINDS = {str: "a text", int: "a whole number", list: "a list", dict: "a table"}


def read(tables: Mapping[str, Any], name: str) -> tuple[ModelState, ...]:
    """Return the models of a lock.

    Raises:
        BadLockError: a key is unknown, or a value of another kind; the message says of what.

    """
    reader = _Reader(name)
    reader.refuse_unknown(tables, ("model",), "")
    return tuple(reader.models(tables))


def _written(count: int) -> str:
    """Write a number as people read it; what no model has may have a thousand digits."""
    return f"{count:,}" if count <= MOST else kind_of(count)


class _Reader:
    """Reads the tables of one lock, which it names where something is wrong."""

    def __init__(self, name: str) -> None:
        self.name = name

    def models(self, tables: Mapping[str, Any]) -> Iterator[ModelState]:
        met: set[str] = set()
        for number, entry in self.tables(tables, "model", ""):
            source = self.value(entry, "source", str, f"[[model]] number {number:,}", "")
            where = f"model {shown(source)}" if source else f"[[model]] number {number:,}"
            if source in met:
                raise self.bad(where, "it stands there twice")
            met.add(source)
            self.refuse_unknown(entry, _OF_MODEL, where)
            layers = tuple(self.layer(*each, where) for each in self.tables(entry, "layer", where))
            yield ModelState(source=source, layers=layers, is_locked=True)

    def layer(self, number: int, entry: Mapping[str, Any], model: str) -> LayerState:
        path = self.value(entry, "path", str, f"{model}, layer number {number:,}")
        where = f"{model}, layer {shown(path)}"
        self.refuse_unknown(entry, _OF_LAYER, where)
        weights = tuple(self.weights(entry, where))
        sources, set_sizes = self.sources(entry, where)
        return LayerState(
            path=path,
            class_name=self.value(entry, "class", str, where),
            shared_with=self.value(entry, "shared-with", str, where, ""),
            formula=self.value(entry, "formula", str, where, ""),
            sizes=self.sizes(entry, where),
            sources=sources,
            set_sizes=set_sizes,
            params=self.params(entry, weights, where),
            weights=weights,
        )

    def sizes(self, entry: Mapping[str, Any], where: str) -> dict[str, int]:
        sizes = self.value(entry, "sizes", dict, where, {})
        return {key: self.size(sizes, key, f"{where}, sizes") for key in sizes}

    def sources(
        self, entry: Mapping[str, Any], where: str
    ) -> tuple[dict[str, tuple[str, ...]], dict[str, int]]:
        """Return the sizes that decide others; and of several together what each is set to."""
        sources: dict[str, tuple[str, ...]] = {}
        sizes: dict[str, int] = {}
        for key, value in self.value(entry, "from", dict, where, {}).items():
            texts = value if isinstance(value, list) else [value]
            if not texts or not all(isinstance(each, str) for each in texts):
                raise self.bad(f"{where}, from", f"{cut(key)}: expected names of sizes")
            names = texts
            if isinstance(value, list):
                matches = [_SET.fullmatch(each) for each in texts]
                sizes |= {m["name"]: self.set_size(m["size"], key, where) for m in matches if m}
                names = [m["name"] if m else each for m, each in zip(matches, texts, strict=True)]
            sources[key] = tuple(names)
        return sources, sizes

    def set_size(self, digits: str, key: str, where: str) -> int:
        if len(digits.replace("_", "")) > DIGITS:
            problem = f"{cut(key)}: expected {FEWER}, found {cut(digits, _SHOWN)}"
            raise self.bad(f"{where}, from", problem)
        return int(digits)

    def params(
        self, entry: Mapping[str, Any], weights: tuple[WeightState, ...], where: str
    ) -> int | None:
        if entry.get("params") == UNKNOWN:
            return None
        params = self.count(entry, "params", where) if "params" in entry else 0
        counted = sum(weight.params for weight in weights if not weight.shared_with)
        if params != counted:
            problem = f"it has params = {_written(params)}, but its weights are {_written(counted)}"
            raise self.bad(where, f"{problem}: it was edited by hand, or merged so")
        return params

    def weights(self, entry: Mapping[str, Any], where: str) -> Iterator[WeightState]:
        for line in self.value(entry, "weights", list, where, []):
            weight = weight_line.read(line) if isinstance(line, str) else None
            if weight is None:
                expected = "expected such as 'kernel (28, 128) float32'"
                raise self.bad(f"{where}, weights", f"{expected}, found {kind_of(line)}")
            yield weight

    def tables(
        self, entry: Mapping[str, Any], key: str, where: str
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the tables of a list, each with its number, from 1 on."""
        for number, each in enumerate(self.value(entry, key, list, where, []), 1):
            if not isinstance(each, dict):
                raise self.bad(where, f"{key}: expected tables, found {kind_of(each)}")
            yield number, each

    def count(self, entry: Mapping[str, Any], key: str, where: str) -> int:
        """Return a whole number from 0 on."""
        value: int = self.value(entry, key, int, where)
        if value < 0:
            expected = "expected a whole number from 0 on"
            raise self.bad(where, f"{cut(key)}: {expected}, found {kind_of(value)}")
        return value

    def size(self, entry: Mapping[str, Any], key: str, where: str) -> int:
        """Return a whole number that may be the size of something."""
        value = self.count(entry, key, where)
        if value > MOST:
            raise self.bad(where, f"{cut(key)}: expected {FEWER}, found {kind_of(value)}")
        return value

    def value(
        self, entry: Mapping[str, Any], key: str, kind: type, where: str, default: Any = _NEEDED
    ) -> Any:
        """Return a value of one kind; the default where there is no such key."""
        value = entry.get(key, default)
        if value is _NEEDED:
            raise self.bad(where, f"it has no `{key}`")
        if type(value) is not kind:
            raise self.bad(where, f"{cut(key)}: expected {_KINDS[kind]}, found {kind_of(value)}")
        return value

    def refuse_unknown(self, entry: Mapping[str, Any], known: Collection[str], where: str) -> None:
        for key in entry:
            if key not in known:
                raise self.bad(where, f"unknown key {shown(key)}; there are {', '.join(known)}")

    def bad(self, where: str, problem: str) -> BadLockError:
        return BadLockError(self.name, f"{where}: {problem}" if where else problem)
