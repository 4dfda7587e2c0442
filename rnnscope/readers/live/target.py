"""A model named as `package.module:thing`: imported, and made where the thing makes one.

Importing runs the user's own code; that is what such a name asks for.  Modules
in the current directory are found; see `rnnscope.processes.user_code`.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Sequence
from dataclasses import replace
from types import ModuleType
from typing import Any

from rnnscope.errors import ImportFailedError, UnreadableModelError, said
from rnnscope.model.parts import Model
from rnnscope.processes import user_code
from rnnscope.readers import live
from rnnscope.readers.given import NAME
from rnnscope.wording import shown, with_article


def read(source: str) -> Model:
    """Import a model, a model's class, or a function that makes one, and read it.

    Raises:
        UnreadableModelError: it is not there, or makes no model; the message says why.
        NotBuiltError: the model has no weights yet.

    """
    module_name, _, path = source.partition(":")
    with user_code.running():
        try:
            module = _module(module_name)
        except ImportFailedError as error:
            raise UnreadableModelError(source, error.reason) from None
        model = _made(source, _thing(source, module, path))
        return replace(live.read(model), source=source)


def imported(names: Sequence[str]) -> list[ModuleType]:
    """Import the user's modules by name.

    Raises:
        ImportFailedError: one of them is not there, or fails.

    """
    with user_code.running():
        return [_module(name) for name in names]


def _module(name: str) -> ModuleType:
    if not re.fullmatch(NAME, name):
        raise ImportFailedError(name, "expected a module's name, such as package.module")
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            here = user_code.here()
            where = f"in {here} or on Python's path" if here else "on Python's path"
            reason = f"there is no module {shown(error.name)} {where}"
            raise ImportFailedError(name, reason) from None
        raise ImportFailedError(name, f"it imports {shown(error.name)}, {_absent(error)}") from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  # whatever the user's code raises is a reason
        raise ImportFailedError(name, f"importing it raised {said(error)}") from None


def _absent(error: ModuleNotFoundError) -> str:
    """Say that a module is not there; Keras itself asks for TensorFlow, but can do without."""
    hint = "; rnnscope explain --light builds a model in Keras alone"
    return f"which is not there{hint if error.name == 'tensorflow' else ''}"


def _thing(text: str, module: ModuleType, path: str) -> Any:
    thing: Any = module
    for name in path.split("."):
        try:
            thing = getattr(thing, name)
        except AttributeError:
            reason = (
                f"{thing.__name__} has no {shown(name)}" if thing is module else f"no {shown(name)}"
            )
            raise UnreadableModelError(text, reason) from None
    return thing


def _made(text: str, thing: Any) -> Any:
    """Return the model itself; a class or function is called without arguments."""
    if live.matches(thing):
        return thing
    if not callable(thing):
        raise UnreadableModelError(
            text, f"it is {with_article(type(thing).__name__)}, not a keras.Model"
        )
    try:
        made = thing()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  # whatever the user's code raises is a reason
        raise UnreadableModelError(text, f"calling it raised {said(error)}") from None
    if not live.matches(made):
        kind = with_article(type(made).__name__)
        raise UnreadableModelError(text, f"calling it gave {kind}, not a keras.Model")
    return made
