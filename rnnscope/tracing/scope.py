"""Keras, for a while, without memory for weights, and with sizes that remember their origin.

What is changed for the time of a block is put back at its end; only one block
is open at a time.
"""

from __future__ import annotations

import contextlib
import io
import random
import sys
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from rnnscope.tracing._integers import TracedFloat, TracedInt, plain

_LOCK = threading.RLock()
_NAMES = "object_name_uids"


@contextlib.contextmanager
def shapes_only() -> Iterator[None]:
    """Let variables made inside have a shape and a dtype, but no value and no memory.

    Keras defers the values of variables made in a `StatelessScope`; at its end
    the list of those deferred is emptied, or the next scope would make them
    all.  A variable made from a value, as the states of a stateful RNN are, is
    not deferred but refused there, so it is made from an initializer instead.
    """
    import keras
    from keras.src.backend.common import global_state

    variable = _variable_class()
    made = variable.__init__

    def deferred(  # as Keras has them
        self: Any, initializer: Any, shape: Any = None, dtype: Any = None, *args: Any, **more: Any
    ) -> None:
        if not callable(initializer) and not isinstance(initializer, str):
            value = keras.ops.convert_to_tensor(initializer, dtype=dtype)
            shape, dtype = tuple(value.shape), dtype or keras.backend.standardize_dtype(value.dtype)
            initializer = "zeros"
        made(self, initializer, shape, dtype, *args, **more)

    variable.__init__ = deferred
    try:
        with keras.StatelessScope(initialize_variables=False):
            yield
    finally:
        variable.__init__ = made
        global_state.set_global_attribute("uninitialized_variables", [])


def _variable_class() -> Any:
    """Return the base of each backend's variables: up to Keras 3.5 it has another name."""
    from keras.src.backend.common import variables

    return getattr(variables, "Variable", None) or variables.KerasVariable


@dataclass(slots=True)
class Log:
    """The shapes that variables were asked for, by the variable's id; whether all is known."""

    shapes: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    kept: list[Any] = field(default_factory=list)  # an id is of nobody else while they live
    lost: bool = False  # true once a call had to be run on the backend's own tensors


@contextlib.contextmanager
def tracing() -> Iterator[Log]:
    """Let sizes keep their origin on their way through Keras, and note each variable's shape."""
    log = Log()
    with _LOCK, _undisturbed(), shapes_only(), contextlib.ExitStack() as stack:
        _keep_in_shapes(stack)
        _note_variables(stack, log)
        _call_symbolically(stack, log)
        yield log


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Keep what a layer does beside being built away from the rest of the program."""
    import keras
    import numpy as np
    from keras.src.backend.common import global_state

    names = global_state.get_global_attribute(_NAMES)
    kept = dict(names) if names is not None else None
    states = random.getstate(), np.random.get_state()  # that of everybody
    seeds = global_state.get_global_attribute("global_seed_generator")
    policy = keras.config.dtype_policy()
    silent = contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO())
    try:
        with silent[0], silent[1], warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        global_state.set_global_attribute(_NAMES, _restored(names, kept))
        global_state.set_global_attribute("global_seed_generator", seeds)
        if keras.config.dtype_policy() is not policy:
            keras.config.set_dtype_policy(policy)
        random.setstate(states[0])
        np.random.set_state(states[1])


def _restored(names: Any, kept: dict[str, int] | None) -> Any:
    if names is not None and kept is not None:
        names.clear()
        names.update(kept)
    return names


def _keep_in_shapes(stack: contextlib.ExitStack) -> None:
    """Put traced sizes back into what Keras makes plain integers of; they have a dtype as well."""
    from keras.src import backend
    from keras.src.backend.common import dtypes

    for traced, python in ((TracedInt, int), (TracedFloat, float)):
        dtypes.PYTHON_DTYPES_MAP[traced] = dtypes.PYTHON_DTYPES_MAP[python]
        stack.callback(dtypes.PYTHON_DTYPES_MAP.pop, traced)

    original = backend.standardize_shape

    def standardize_shape(shape: Any) -> Any:
        if not isinstance(shape, list | tuple) or not any(map(_is_traced, shape)):
            return original(shape)
        standard = original([plain(size) if _is_traced(size) else size for size in shape])
        pairs = zip(shape, standard, strict=True)
        return tuple(old if _is_traced(old) else new for old, new in pairs)

    for name, module in list(sys.modules.items()):
        held = vars(module).get("standardize_shape") if name.startswith("keras.src.") else None
        if held is original:
            _replace(stack, module, "standardize_shape", standardize_shape)


def _note_variables(stack: contextlib.ExitStack, log: Log) -> None:
    """Give variables plain shapes, but let those who ask for them have the traced ones."""
    from keras.src import backend

    variable = _variable_class()
    made, shape_of, ours = variable.__init__, backend.Variable.shape, threading.get_ident()

    def noted(self: Any, initializer: Any, shape: Any = None, *args: Any, **kwargs: Any) -> None:
        if threading.get_ident() != ours or not isinstance(shape, list | tuple):
            made(self, initializer, shape, *args, **kwargs)
            return
        sizes = [plain(size) if _is_traced(size) else size for size in shape]
        made(self, initializer, tuple(sizes), *args, **kwargs)
        log.shapes[id(self)] = tuple(shape)
        log.kept.append(self)

    def shape(self: Any) -> Any:
        known, standard = log.shapes.get(id(self)), shape_of.fget(self)
        return standard if known is None else _like(standard, known)

    _replace(stack, variable, "__init__", noted)
    _replace(stack, backend.Variable, "shape", property(shape))


def _like(standard: Any, sizes: tuple[Any, ...]) -> Any:
    """Return a shape of the backend's own type, whose sizes are the traced ones."""
    if isinstance(standard, tuple):
        return sizes
    kind: Any = type(standard)
    shape = _traced_shape_type(kind)(standard)
    shape._dims = sizes
    return shape


@cache
def _traced_shape_type(standard: type) -> Any:
    """Return TensorFlow's type of shapes, whose slices are traced too."""
    methods = {"__slots__": (), "__getitem__": lambda self, key: self._dims[key]}
    return type(standard.__name__, (standard,), methods)


def _call_symbolically(stack: contextlib.ExitStack, log: Log) -> None:
    """Run a layer's `call` on symbolic tensors, whose sizes keep their origin.

    Keras runs it on tensors of its backend, which know plain sizes only; that
    is still the way where `call` uses the backend's own functions.
    """
    from keras.src import backend

    original, ours = backend.compute_output_spec, threading.get_ident()

    def compute_output_spec(fn: Any, *args: Any, **kwargs: Any) -> Any:
        if threading.get_ident() == ours:
            with contextlib.suppress(Exception), _in_graph():
                return _only_symbolic(fn(*args, **kwargs))
            log.lost = True
        return original(fn, *args, **kwargs)

    _replace(stack, backend, "compute_output_spec", compute_output_spec)


@contextlib.contextmanager
def _in_graph() -> Iterator[None]:
    """Let what is computed from variables alone, such as a transposed table, have no values."""
    import keras

    if keras.backend.backend() != "tensorflow":
        yield
        return
    import tensorflow as tf
    from keras.src.backend.common.symbolic_scope import SymbolicScope

    graph = tf.__internal__.FuncGraph("rnnscope")
    with keras.StatelessScope(), SymbolicScope(), graph.as_default():
        yield


def _only_symbolic(outputs: Any) -> Any:
    """Return what a call gave, if it is all symbolic; otherwise Keras is asked in its own way."""
    import keras

    for output in keras.tree.flatten(outputs):
        if output is not None and not isinstance(output, keras.KerasTensor):
            raise TypeError(type(output).__name__)
    return outputs


def _is_traced(size: object) -> bool:
    return isinstance(size, TracedInt)


def _replace(stack: contextlib.ExitStack, holder: Any, name: str, value: Any) -> None:
    """Replace an attribute until the stack is closed."""
    before = vars(holder).get(name)
    setattr(holder, name, value)
    if before is None:
        stack.callback(delattr, holder, name)
    else:
        stack.callback(setattr, holder, name, before)
