"""A model named as `package.module:thing`: imported, and made where the thing makes one.

Importing runs the user's own code; that is what such a name asks for.  Modules
in the current directory are found.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from rnnscope.errors import ImportFailedError, UnreadableModelError, said
from rnnscope.model import Model
from rnnscope.readers import live

_ERRORS = (Exception, SystemExit)  # whatever the user's code raises, it is a reason
_NAME = r"[^\W\d]\w*(?:\.[^\W\d]\w*)*"
_TARGET = re.compile(f"({_NAME}):({_NAME})")


def matches(source: object) -> bool:
    """Tell whether a text names a module and a thing in it, and no file."""
    text = os.fspath(source) if isinstance(source, str | os.PathLike) else source
    return isinstance(text, str) and bool(_TARGET.fullmatch(text)) and not Path(text).exists()


def read(source: str | os.PathLike[str]) -> Model:
    """Import a model, a model's class, or a function that makes one, and read it.

    Raises:
        UnreadableModelError: it is not there, or makes no model; the message says why.
        NotBuiltError: the model has no weights yet.

    """
    text = os.fspath(source)
    match = _TARGET.fullmatch(text)
    if match is None:
        raise UnreadableModelError(text, "expected package.module:thing")
    try:
        (module,) = imported([match[1]])
    except ImportFailedError as error:
        raise UnreadableModelError(text, error.reason) from None
    with _at_home():
        model = _made(text, _thing(text, module, match[2]))
    return replace(live.read(model), source=text)


def imported(names: Sequence[str]) -> list[ModuleType]:
    """Import the user's modules by name.

    Raises:
        ImportFailedError: one of them is not there, or fails.

    """
    with _at_home():
        return [_module(name) for name in names]


def _module(name: str) -> ModuleType:
    if not re.fullmatch(_NAME, name):
        raise ImportFailedError(name, "expected a module's name, such as package.module")
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            reason = f"there is no module {error.name!r} in {Path.cwd()} or on Python's path"
            raise ImportFailedError(name, reason) from None
        raise ImportFailedError(name, f"it imports {error.name!r}, which is not there") from None
    except _ERRORS as error:
        raise ImportFailedError(name, f"importing it raised {said(error)}") from None


def _thing(text: str, module: ModuleType, path: str) -> Any:
    thing: Any = module
    for name in path.split("."):
        try:
            thing = getattr(thing, name)
        except AttributeError:
            reason = f"{thing.__name__} has no {name!r}" if thing is module else f"no {name!r}"
            raise UnreadableModelError(text, reason) from None
    return thing


def _made(text: str, thing: Any) -> Any:
    """Return the model itself; a class or function is called without arguments."""
    if live.matches(thing):
        return thing
    if not callable(thing):
        raise UnreadableModelError(text, f"it is a {type(thing).__name__}, not a keras.Model")
    try:
        made = thing()
    except _ERRORS as error:
        raise UnreadableModelError(text, f"calling it raised {said(error)}") from None
    if not live.matches(made):
        kind = type(made).__name__
        raise UnreadableModelError(text, f"calling it gave a {kind}, not a keras.Model")
    return made


@contextlib.contextmanager
def _at_home() -> Iterator[None]:
    """Find modules in the current directory, and keep what they print out of the report."""
    here = str(Path.cwd())
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # TensorFlow's notes are no report
    if here not in sys.path:
        sys.path.insert(0, here)  # stays: a module may import others later on
    importlib.invalidate_caches()
    with contextlib.redirect_stdout(sys.stderr):
        yield
