"""YAML that may come from anybody, read into the values that JSON has.

Only events are taken from PyYAML, and each value is made here of a list, a
dict, a text, a number or nothing: no tag makes an object.  An alias repeats a
value, so what it stands for is counted each time, and refused where that is
more than any config has.
"""

from __future__ import annotations

from base64 import b64decode
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from rnnscope.untrusted.limits import beyond, current
from rnnscope.wording import shown

_YAML = "tag:yaml.org,2002:"
# A list of TensorFlow's 2.2 to 2.5, such as the axis of a BatchNormalization: a list around it.
_WRAPPED_LIST = (
    f"{_YAML}python/object/apply:tensorflow.python.training.tracking.data_structures.ListWrapper"
)
# A whole number as NumPy has it, such as the size behind a Flatten of Keras 1: its type, its bytes.
_NUMPY_NUMBER = f"{_YAML}python/object/apply:numpy.core.multiarray.scalar"
_BYTES = f"{_YAML}binary"
_NUMPY_TYPE = f"{_YAML}python/object/apply:numpy.dtype"
# Python's own tags that configs of Keras 1 and 2 have, and YAML's, as what they are in JSON.
_PLAIN = {
    "sequence": {None, "!", f"{_YAML}seq", f"{_YAML}python/tuple"} | {_WRAPPED_LIST, _NUMPY_NUMBER},
    "mapping": {None, "!", f"{_YAML}map", _NUMPY_TYPE},
    "scalar": {None, "!", f"{_YAML}python/unicode", f"{_YAML}python/str"}
    | {f"{_YAML}{kind}" for kind in ("str", "int", "float", "bool", "null")},
}
_NUMBERS = {f"{_YAML}{kind}" for kind in ("int", "float", "bool", "null")}


def parse(data: bytes | str) -> Any:
    """Parse one YAML document.

    Raises:
        ValueError: it is not YAML, or nothing that a model's config would be.

    """
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    builder = _Builder(yaml.SafeLoader(""))
    try:
        for event in yaml.parse(data, Loader=loader):
            builder.take(event)
    except yaml.YAMLError as error:
        raise ValueError(_problem(error)) from None
    return builder.root[0] if builder.root else None


def _problem(error: Any) -> str:
    mark = getattr(error, "problem_mark", None)
    said = " ".join(str(getattr(error, "problem", None) or error).split())
    return f"{said}, line {mark.line + 1}" if mark else said


@dataclass(slots=True)
class _Open:
    """A list or dict that is not complete: what it holds, and the key that waits for a value."""

    value: list[Any] | dict[str, Any]
    anchor: str | None
    before: int
    tag: str | None = None
    key: str | None = None


@dataclass(slots=True)
class _Builder:
    """Puts values together from events."""

    scalars: Any
    root: list[Any] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Any, int]] = field(default_factory=dict)
    nodes: int = 0

    def take(self, event: Any) -> None:
        """Take the next event."""
        kind = type(event).__name__
        if kind in ("SequenceStartEvent", "MappingStartEvent"):
            self._open(event, kind)
        elif kind in ("SequenceEndEvent", "MappingEndEvent"):
            self._close()
        elif kind == "ScalarEvent":
            self._scalar(event)
        elif kind == "AliasEvent":
            self._alias(event.anchor)
        elif kind == "DocumentStartEvent" and self.root:
            raise ValueError("it has more than one document")

    def _open(self, event: Any, kind: str) -> None:
        is_list = kind == "SequenceStartEvent"
        _refuse_tag("sequence" if is_list else "mapping", event)
        if len(self.stack) >= current().json_nesting:
            raise ValueError(f"it is nested too deep, {beyond('json_nesting')}")
        self._refuse_as_key()
        value: list[Any] | dict[str, Any] = [] if is_list else {}
        before = self.nodes
        if event.tag != _NUMPY_NUMBER:  # of which the value is known at its end
            self._put(value, 1)
        self.stack.append(_Open(value, event.anchor, before, event.tag))

    def _close(self) -> None:
        done = self.stack.pop()
        value: Any = done.value
        match done.value:
            case [[*items]] if done.tag == _WRAPPED_LIST:
                done.value[:] = items
            case [*parts] if done.tag == _NUMPY_NUMBER:
                value = _whole_number(parts)
                self._put(value, 1)
        if done.anchor:
            self.anchors[done.anchor] = (value, self.nodes - done.before)

    def _scalar(self, event: Any) -> None:
        is_in_number = bool(self.stack) and self.stack[-1].tag == _NUMPY_NUMBER
        if not (is_in_number and event.tag == _BYTES):
            _refuse_tag("scalar", event)
        if self._is_key():
            self._set_key(event.value)
            return
        value = self._scalar_value(event)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        self._put(value, 1)

    def _scalar_value(self, event: Any) -> Any:
        """Return a number, a truth value or nothing where YAML sees one; else the text."""
        import yaml

        tag = event.tag
        if tag in (None, "!"):
            tag = self.scalars.resolve(yaml.ScalarNode, event.value, event.implicit)
        if tag not in _NUMBERS:
            return event.value
        digits = len(event.value.lstrip("+-"))
        if digits > current().json_digits and tag == f"{_YAML}int":
            raise ValueError(f"it has a number of {digits} digits, {beyond('json_digits')}")
        try:
            return self.scalars.construct_object(yaml.ScalarNode(tag, event.value))
        except (ArithmeticError, LookupError, ValueError):
            kind = tag.removeprefix(_YAML)
            raise ValueError(f"it has {shown(event.value)} where a !!{kind} should be") from None

    def _alias(self, anchor: str) -> None:
        self._refuse_as_key()
        if anchor not in self.anchors:
            raise ValueError(f"the alias {shown(anchor)} stands for nothing that is complete")
        self._put(*self.anchors[anchor])

    def _is_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and not self._has_key()

    def _has_key(self) -> bool:
        return self.stack[-1].key is not None

    def _set_key(self, key: str) -> None:
        """Begin a value; a file that was added to holds the model twice, and the last holds."""
        at = self.stack[-1]
        if key == "<<":
            raise ValueError("it merges one mapping into another")
        if key in at.value and len(self.stack) > 1:
            raise ValueError(f"a mapping has the key {key!r} twice")
        at.key = key

    def _refuse_as_key(self) -> None:
        if self._is_key():
            raise ValueError("a mapping has a key that is no text")

    def _put(self, value: Any, nodes: int) -> None:
        self.nodes += nodes
        if self.nodes > current().json_values:
            raise ValueError(f"it has {self.nodes:,} values or more, {beyond('json_values')}")
        if not self.stack:
            self.root.append(value)
            return
        at = self.stack[-1]
        if isinstance(at.value, list):
            at.value.append(value)
        else:
            at.value[at.key or ""] = value
            at.key = None


def _refuse_tag(kind: str, event: Any) -> None:
    if event.tag not in _PLAIN[kind]:
        raise ValueError(f"it has the tag {shown(event.tag)}, which no config needs")


def _whole_number(parts: list[Any]) -> int:
    """Return the number that NumPy would make of the name of a type and of bytes."""
    match parts:
        case [{"args": ["i4" | "i8" as kind, *_], "state": [_, "<", *_]}, str() as text]:
            with suppress(ValueError):
                if len(data := b64decode(text)) == int(kind[1]):
                    return int.from_bytes(data, "little", signed=True)
        case _:
            pass
    raise ValueError("it has a number of NumPy that is no whole number")
