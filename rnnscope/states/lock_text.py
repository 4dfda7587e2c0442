"""The text of a lock: models written as TOML, and read back.

A lock is merged line by line, so each thing that may change by itself has a line: each weight,
each layer's sizes.  A blank line and the head of the next layer stand between what belongs to
two layers, so that changes to neighbours merge where neither feeds the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from rnnscope.errors import BadLockError, LaterLockError
from rnnscope.states import lock_version_1, weight_line
from rnnscope.states.state import LayerState, ModelState
from rnnscope.states.toml_text import number, quoted, table
from rnnscope.untrusted import toml_text
from rnnscope.untrusted.limits import beyond, current
from rnnscope.untrusted.whole_numbers import MOST
from rnnscope.wording import shown

VERSION = 1
# Every version that there has been: what is read of each, from the tables of its TOML.
READERS: dict[int, Callable[[Mapping[str, Any], str], tuple[ModelState, ...]]] = {
    1: lock_version_1.read,
}

_BEGUN = re.compile(rb"(?:[ \t]*+(?:#[^\n]*+)?\r?\n)*+[ \t]*+lock[ \t]*+=")
_SOURCE = re.compile(r'^source = "(?:[^"\\\n]|\\.)*+"$', re.MULTILINE)
_CONFLICT = re.compile(r"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)
_TEXT = re.compile(r'''"""|'|"(?:[^"\\\n]|\\.)*+"?|\#[^\n]*+''')
_OTHER_TEXT = ('"""', "'")  # TOML has more kinds of texts than a lock has
_DOTTED = re.compile(r"(?:\.[^.\n]*+){20}")  # for which Python's parser takes a time without end
_LATER = (
    f"it has `lock = {{}}`, of a later rnnscope, and this one knows `lock = {VERSION}`: upgrade "
    "rnnscope, or delete the file and lock the models again"
)
_ANEW = "write it anew with `rnnscope lock`"


def is_lock(head: bytes) -> bool:
    """Tell by its first bytes whether a file is a lock; comments may stand before."""
    return _BEGUN.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def kept(model: ModelState) -> ModelState:
    """Return what a lock keeps of a model."""
    layers = (
        replace(layer, settings=None, inputs=None, output=None, macs=None) for layer in model.layers
    )
    return replace(model, layers=tuple(layers), inputs=None, is_locked=True)


def written(models: Iterable[ModelState]) -> str:
    """Write a lock: the models by their sources, the layers of each in its order."""
    lines = [f"lock = {VERSION}"]
    for model in sorted(models, key=lambda model: model.source):
        lines += ["", "[[model]]"]
        lines += [f"source = {quoted(model.source)}"] if model.source else []
        for layer in model.layers:
            lines += ["", "[[model.layer]]", *_layer(layer)]
    return "\n".join([*lines, ""])


def _layer(layer: LayerState) -> Iterator[str]:
    """Yield the lines of a layer: what it has nothing of is left out."""
    sizes = {name: number(size) for name, size in layer.sizes.items()}
    sources = {name: _sources(names, layer) for name, names in layer.sources.items()}
    texts = {
        "shared-with": quoted(layer.shared_with) if layer.shared_with else "",
        "formula": quoted(layer.formula) if layer.formula else "",
        "sizes": table(sizes) if sizes else "",
        "from": table(sources) if sources else "",
        "params": _params(layer),
    }
    yield f"path = {quoted(layer.path)}"
    yield f"class = {quoted(layer.class_name)}"
    yield from (f"{key} = {text}" for key, text in texts.items() if text)
    if layer.weights:
        yield "weights = ["
        yield from (f"  {quoted(weight_line.written(weight))}," for weight in layer.weights)
        yield "]"


def _params(layer: LayerState) -> str:
    if layer.params is None:
        return quoted(lock_version_1.UNKNOWN)
    return number(layer.params) if layer.params or layer.weights else ""


def _sources(names: tuple[str, ...], layer: LayerState) -> str:
    """Write one size by its name, of several also what each is set to."""
    if len(names) == 1:
        return quoted(names[0])
    sizes = layer.set_sizes
    texts = (f"{name} = {number(sizes[name])}" if name in sizes else name for name in names)
    return f"[{', '.join(map(quoted, texts))}]"


def read(text: str, name: str) -> tuple[ModelState, ...]:
    """Read a lock, of any version that there has been; `name` is what the user knows it by.

    Raises:
        BadLockError: it is damaged, or no lock, or a later rnnscope's; the message says where.

    """
    tables = _tables(text, name)
    version = tables.pop("lock", None)
    if type(version) is int and VERSION < version <= MOST:
        raise LaterLockError(name, _LATER.format(version))
    if type(version) is not int or version not in READERS:
        raise BadLockError(name, _of_version(version))
    try:
        return READERS[version](tables, name)
    except BadLockError as error:
        raise BadLockError(name, f"{error.problem}; {_ANEW}") from None


def sources(text: str) -> tuple[str, ...]:
    """Return the models that a lock names, each once, however damaged the rest of it is."""
    import tomllib

    found: dict[str, None] = {}
    for match in _SOURCE.finditer(text):
        with suppress(ValueError):
            found[tomllib.loads(match[0])["source"]] = None
    return tuple(found)


def _tables(text: str, name: str) -> dict[str, Any]:
    if len(text) > current().lock_bytes:
        raise BadLockError(name, f"it has {len(text):,} characters, {beyond('lock_bytes')}")
    if problem := _no_lock(text):
        raise BadLockError(name, problem)
    try:
        return toml_text.read(text)
    except ValueError as error:
        raise BadLockError(name, f"{error}; {_ANEW}") from None


def _no_lock(text: str) -> str:
    """Say what a text has that no lock has, before a parser is given it; "" if nothing.

    Marks of a merge that git left to be decided are named.
    """
    if conflict := _CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        return (
            f"line {line:,}: git left a conflict there, where two branches changed the same of a "
            f"model; {_ANEW}"
        )
    if any(match[0] in _OTHER_TEXT for match in _TEXT.finditer(text)):
        return f'it has a text in \' or """, where a lock has all of them in "; {_ANEW}'
    if _DOTTED.search(_TEXT.sub("", text)):
        return "a line of it has more names in each other than a lock has"
    return ""


def _of_version(version: object) -> str:
    if version is None:
        return f"it does not say `lock = {VERSION}`, as a lock of rnnscope's does"
    return f"it has `lock = {shown(version)}`, which there has never been; {_ANEW}"
