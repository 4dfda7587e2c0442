"""The installed Keras and its own `summary()`, without a library that computes.

A summary needs layers, shapes and names, and no array.  Keras's NumPy backend
imports JAX and SciPy for what it computes with them; placeholders stand in for
both while Keras is imported, which may be named there and not called.
TensorFlow and PyTorch are as if they were not installed: Keras asks for them in
passing, and importing one takes seconds.  So is what Keras has a use for
elsewhere, and no need of.  Layers, their `build()`, their
`compute_output_shape()` and `summary()` are Keras's own, untouched.

Two things of Keras are changed, and neither changes a count: a layer's `call()`
is followed on symbolic tensors alone, and numbers of 64 bits stay so wide where
they do on TensorFlow.  Whatever would compute after all raises, and then another
Keras is to be asked.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import module_from_spec
from types import ModuleType
from typing import Any, cast

BACKEND = "numpy"
_JAX = ("jax", "jaxlib", "keras.src.backend.jax")
_PLACEHOLDERS = (*_JAX, "scipy", "h5py")
_HIDDEN = ("tensorflow", "tf_keras", "torch")
# What Keras does without where it is not installed: for pictures, the network and files.
_UNNEEDED = ("requests", "PIL", "pandas", "matplotlib", "IPython", "grain", "orbax")


class _Placeholder(ModuleType):
    """A module, or what is in it: it may be named, and not called."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        inside = _Placeholder(f"{self.__name__}.{name}")
        setattr(self, name, inside)
        return inside

    def __call__(self, *_: Any, **__: Any) -> Any:
        raise NotImplementedError(f"{self.__name__} is not there, as nothing is computed")


class _Placeholders(MetaPathFinder, Loader):
    """Finds placeholders, while there are any to be found."""

    def __init__(self) -> None:
        self.names: tuple[str, ...] = _PLACEHOLDERS

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """Find the placeholder for a module that is named here; leave others to others."""
        return ModuleSpec(name, self, is_package=True) if _is_in(name, self.names) else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Make the placeholder."""
        return _Placeholder(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Leave it as it is: there is nothing in it."""


class _Without:
    """A finder of Python's that does not find what is hidden, whoever asks and however."""

    def __init__(self, finder: Any, hidden: list[str]) -> None:
        self._finder = finder
        self._hidden = hidden  # which all finders share

    def __getattr__(self, name: str) -> Any:
        return getattr(self._finder, name)

    def find_spec(self, name: str, *more: Any) -> ModuleSpec | None:
        """Find a module as the finder does; nothing for one that is hidden."""
        spec = None if _is_in(name, self._hidden) else self._finder.find_spec(name, *more)
        return cast("ModuleSpec | None", spec)


def import_light(*, users_code: bool = False) -> None:
    """Import Keras without what computes, in a process that has neither yet.

    Afterwards the placeholders are known to Keras's own modules alone: whoever
    imports JAX then does not find it.  `users_code` will be run there as well: it
    finds whatever else is installed, but for what models are computed with.

    Raises:
        ImportError: the installed Keras cannot be imported so; whatever else it raises
            comes through as well.

    """
    os.environ["KERAS_BACKEND"] = BACKEND
    placeholders, hidden = _Placeholders(), [*_HIDDEN, *_UNNEEDED]
    sys.meta_path[:] = [placeholders, *(_Without(finder, hidden) for finder in sys.meta_path)]
    import keras  # noqa: F401

    placeholders.names = ()
    hidden[:] = (*_HIDDEN, *_JAX) if users_code else (*hidden, *_PLACEHOLDERS)
    for name in [name for name in sys.modules if _is_in(name, _PLACEHOLDERS)]:
        del sys.modules[name]
    _symbolic()
    _as_wide_as_tensorflow()


@contextlib.contextmanager
def building_light() -> Iterator[None]:
    """Let models be built inside in the light Keras, with shapes and without memory for weights.

    For a process that is given to it: Keras stays light there.

    Raises:
        ImportError: Keras is imported already, as another, or cannot be imported so.

    """
    from rnnscope.tracing.scope import shapes_only

    if "keras" in sys.modules:
        raise ImportError("Keras is imported already in this process")
    import_light(users_code=True)
    with shapes_only():
        yield


def _symbolic() -> None:
    """Let layers be called on symbolic tensors alone."""
    from keras.src import backend

    def compute_output_spec(function: Any, *args: Any, **kwargs: Any) -> Any:
        return _only_symbolic(function(*args, **kwargs))

    backend.compute_output_spec = compute_output_spec


def _as_wide_as_tensorflow() -> None:
    """Give numbers the width they have on TensorFlow, by this Keras's own tables for it."""
    from keras.src.backend import config
    from keras.src.backend.common import dtypes

    ours, again = config.backend, module_from_spec(dtypes.__spec__)
    config.backend = lambda: "tensorflow"
    try:
        dtypes.__spec__.loader.exec_module(again)
    finally:
        config.backend = ours
    for table in ("PYTHON_DTYPES_MAP", "BIT64_TO_BIT32_DTYPE"):
        getattr(dtypes, table).update(getattr(again, table))


def _only_symbolic(outputs: Any) -> Any:
    """Return outputs anew: what a layer hands on as it came is another tensor behind it."""
    import keras

    return keras.tree.map_structure(lambda output: _anew(output, keras.KerasTensor), outputs)


def _anew(output: Any, kind: Any) -> Any:
    if output is None:
        return None
    if not isinstance(output, kind):
        raise NotImplementedError("a layer's call() computes, and nothing here does")
    about = {name: getattr(output, name) for name in ("sparse", "ragged") if hasattr(output, name)}
    return kind(output.shape, dtype=output.dtype, **about)


def _is_in(name: str, roots: Sequence[str]) -> bool:
    return any(name == root or name.startswith(f"{root}.") for root in roots)
