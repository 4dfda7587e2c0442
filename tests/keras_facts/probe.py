"""What one installed Keras has, as JSON: `python probe.py` where Keras 3, or `python probe.py 2`.

Imports nothing of ours, so that it runs wherever a Keras does; renew.py runs it.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import itertools
import json
import os
import pkgutil
import sys
import textwrap
from collections.abc import Iterator
from typing import Any

# What constructors of Keras 2 want, so that a layer can be asked for its settings.
_WANTED: dict[str, Any] = {
    **dict.fromkeys(("units", "filters", "kernel_size", "input_dim", "output_dim", "n"), 1),
    **dict.fromkeys(("num_heads", "key_dim", "height", "width", "target_height"), 1),
    **dict.fromkeys(("size", "axes", "num_bins", "num_tokens", "target_width"), 1),
    **dict.fromkeys(("rate", "stddev", "factor", "scale", "height_factor", "width_factor"), 0.5),
    "target_shape": (1,),
    "dims": (1,),
    "feature_columns": [],
    "function": abs,
    "activation": "linear",
    "equation": "ab,bc->ac",
    "output_shape": 1,
}
_PARTS = ("engine.", "models.", "layers.core.")
_REST = {"self", "kwargs"}
# Where Keras 2 has classes that files name, and keras.layers does not export.
_INSIDE = tuple(f"{k}.{part}" for k in ("keras", "keras.src", "tf_keras.src") for part in _PARTS)


def facts(keras: Any) -> dict[str, Any]:
    """Return everything that the tables mirror; of Keras 2, no operations, but its settings."""
    layers = dict(_members(keras.layers, keras.layers.Layer))
    activations = {name for name, _ in inspect.getmembers(keras.activations, callable)}
    is_keras_2 = keras.__version__.startswith("2.")
    return {
        "version": f"{keras.__name__} {keras.__version__}",
        "layers": {name: (_written(cls), cls.__name__) for name, cls in layers.items()},
        "arguments": {name: arguments(cls, keras) for name, cls in layers.items()},
        "every": sorted(set(inspect.signature(keras.layers.Layer.__init__).parameters) - _REST),
        "activations": sorted(activations - {"get", "serialize", "deserialize"}),
        "dtypes": [] if is_keras_2 else _dtypes(),
        "operations": {} if is_keras_2 else operations(keras),
        "settings": dict(_settings(keras, layers)) if is_keras_2 else {},
        "tensorflow_only": {} if is_keras_2 else dict(_tensorflow_only(layers)),
        "unexported": sorted(_unexported(keras, layers)) if is_keras_2 else [],
    }


def _written(cls: Any) -> str:
    """Return the name by which a config has a class: the one it is registered by in Keras 3."""
    if cls.__module__.startswith("keras.src.") and importlib.util.find_spec("keras.src.api_export"):
        name = importlib.import_module("keras.src.api_export").get_name_from_symbol(cls)
        return str(name or cls.__name__).rpartition(".")[2]
    return str(cls.__name__)


def _members(module: Any, base: type) -> Iterator[tuple[str, Any]]:
    for name, value in inspect.getmembers(module, inspect.isclass):
        if issubclass(value, base):
            yield name, value


def arguments(cls: Any, keras: Any) -> dict[str, Any]:
    """Return what a constructor takes, down to what every layer has, with its defaults.

    A default is in a list of one; the list is empty where an argument has to be given.
    What a class itself hands to its base cannot be given once more.
    """
    found: dict[str, Any] = {}
    fixed: set[str] = set()
    for base in itertools.takewhile(lambda each: each is not keras.layers.Layer, cls.__mro__):
        if "__init__" not in vars(base):
            continue
        parameters = _parameters(base)
        named = [p for p in parameters if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]
        own = {p.name: _default(p) for p in named if p.name not in fixed}
        if len(named) == len(parameters):
            return {**own, **found}
        found = {**own, **dict(_taken_out(base)), **found}
        fixed |= _handed_on(base)
    return found


def _parameters(cls: Any) -> list[inspect.Parameter]:
    """Return what a class's own constructor takes, without `self`."""
    return list(inspect.signature(vars(cls)["__init__"]).parameters.values())[1:]


def _default(parameter: inspect.Parameter) -> list[Any]:
    if parameter.default is parameter.empty:
        return []
    value = parameter.default
    return [value if _is_plain(value) else repr(value).split(" at 0x")[0]]


def _is_plain(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    return value is None or isinstance(value, bool | int | float | str)


def _calls(cls: Any) -> Iterator[ast.AST]:
    """Walk over the source of a class's own constructor."""
    yield from ast.walk(ast.parse(textwrap.dedent(inspect.getsource(vars(cls)["__init__"]))))


def _taken_out(cls: Any) -> Iterator[tuple[str, list[Any]]]:
    """Yield what a constructor takes by `kwargs.pop("name", default)`; what is first comes last."""
    for call in reversed(list(_calls(cls))):
        match call:
            case ast.Call(
                func=ast.Attribute(value=ast.Name("kwargs"), attr="pop"),
                args=[ast.Constant(str(name)), ast.Constant(default)],
            ):
                yield name, [default]
            case _:
                pass


def _handed_on(cls: Any) -> set[str]:
    """Return the arguments of its base's constructor that a class's own sets."""
    found: set[str] = set()
    for call in _calls(cls):
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name("super")))):
                found.update(_positional(cls)[: len(call.args)])
                found.update(k.arg for k in call.keywords if k.arg)
            case _:
                pass
    return found


def _positional(cls: Any) -> list[str]:
    """Return what the next constructor takes that names what it takes; some only hand it on."""
    for base in cls.__mro__[1:]:
        if "__init__" in vars(base):
            parameters = _parameters(base)
            if all(p.kind is not p.VAR_POSITIONAL for p in parameters):
                return [p.name for p in parameters]
    return []


def _tensorflow_only(layers: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield the layers that are refused without TensorFlow, with the setting that makes it so.

    The setting is empty where there is none: the class itself is refused.
    """
    for name, cls in layers.items():
        own = [base for base in cls.__mro__ if "__init__" in vars(base) and base is not object]
        needs = {need for base in own for call in _calls(base) for need in _refused(call)}
        if needs:
            yield name, sorted(needs)


def _refused(node: ast.AST) -> Iterator[str]:
    """Read `if not tf.available: raise`, and `if sparse and backend() != "tensorflow": raise`."""
    if not isinstance(node, ast.If) or not isinstance(node.body[0], ast.Raise):
        return
    test = ast.unparse(node.test)
    if test == "not tf.available":
        yield ""
    elif test.endswith("backend.backend() != 'tensorflow'"):
        setting = test.partition(" and ")[0]
        yield setting if setting.isidentifier() else ""


def _dtypes() -> list[str]:
    return list(importlib.import_module("keras.src.backend.common.dtypes").ALLOWED_DTYPES)


def operations(keras: Any) -> dict[str, dict[str, list[str]]]:
    """Return the operations that Keras 3 has as classes, and what they take, by their module."""
    package = importlib.import_module("keras.src.ops")
    operation = importlib.import_module("keras.src.ops.operation").Operation
    names = {each.name for each in pkgutil.iter_modules(package.__path__)}
    found: dict[str, dict[str, list[str]]] = {}
    for name in sorted(names - {"operation", "function"}):
        if name.endswith("_test"):
            continue
        module = importlib.import_module(f"keras.src.ops.{name}")
        here = {
            each: list(inspect.signature(cls.__init__).parameters)[1:]
            for each, cls in _members(module, operation)
            if cls.__module__ == module.__name__ and not issubclass(cls, keras.layers.Layer)
        }
        if here:
            found[name] = here
    return found


def _settings(keras: Any, layers: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield the settings that each layer of Keras 2 writes; of those that have none, nothing."""
    for name, cls in layers.items():
        wanted = dict(_WANTED, layer=keras.layers.SimpleRNN(1, return_sequences=True))
        cell = keras.layers.SimpleRNNCell(1)
        wanted.update(cell=cell, cells=[cell])
        if name in ("StringLookup", "IntegerLookup", "TextVectorization"):
            wanted.clear()
        takes = arguments(cls, keras)
        try:
            given = {k: wanted[k] for k in takes if not takes[k] or k == "num_tokens"}
            yield name, sorted(cls(**given).get_config())
        except (LookupError, NotImplementedError, TypeError, ValueError) as error:
            print(f"{name} is not asked for its settings: {error}", file=sys.stderr)


def _unexported(keras: Any, layers: dict[str, Any]) -> Iterator[str]:
    """Yield the names of layer classes that keras.layers does not have."""
    known = set(layers.values())
    waiting = [keras.layers.Layer]
    while waiting:
        cls = waiting.pop()
        waiting += cls.__subclasses__()
        if cls not in known and cls.__module__.startswith(_INSIDE):
            yield cls.__name__


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    old = sys.argv[1:] == ["2"] and importlib.util.find_spec("tf_keras")
    print(json.dumps(facts(importlib.import_module("tf_keras" if old else "keras"))))
