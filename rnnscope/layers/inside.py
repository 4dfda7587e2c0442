"""A layer that another one makes itself: no config has it, so its formula says what it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rnnscope.algebra.expr import Expr, SizedInt
from rnnscope.errors import BadConfigError
from rnnscope.keras_facts.class_names import ALIASES, KERAS_3
from rnnscope.keras_facts.constructors import ARGUMENTS, EVERY_LAYER
from rnnscope.model.parts import LayerConfig, groups_in_container
from rnnscope.wording import shown

_NUMBERED = re.compile(r"(.+)\[(\d+)\]")


def config_inside(where: str, class_name: str, settings: Mapping[str, Any]) -> LayerConfig:
    """Return what a config would say of a layer, from its class and its arguments.

    Its name is not known, unless it is among the arguments: Keras makes one up.

    Raises:
        BadConfigError: the class, which is Keras's own, takes no such argument.

    """
    first = ALIASES.get(class_name, class_name)
    is_keras = first in KERAS_3
    if is_keras:
        _refuse_unknown(where, first, settings)
    return LayerConfig(
        class_name=class_name.rpartition(">")[2],
        name=str(settings.get("name", "")),
        module="keras.layers" if is_keras else "",
        registered_name=class_name if ">" in class_name else "",
        settings={key: _plain(value) for key, value in settings.items()},
    )


def _refuse_unknown(where: str, class_name: str, settings: Mapping[str, Any]) -> None:
    known = {*ARGUMENTS.get(class_name, settings), *EVERY_LAYER}
    for name in settings:
        if name not in known:
            problem = f"{class_name} takes no argument {shown(name)}"
            raise BadConfigError(where, problem)


def _plain(value: Any) -> Any:
    """Return a setting as a config has it: a size as a number, which knows what it is."""
    if isinstance(value, Expr):
        return SizedInt(value)
    if isinstance(value, list | tuple):
        return type(value)(_plain(item) for item in value)
    return value


def group_of(where: str, attribute: str, class_name: str, lists: dict[str, dict[int, str]]) -> str:
    """Return under what files keep a layer: of a list, `blocks/dense_1` for the second Dense.

    `lists` holds the classes that each list is known to have, and is told of this one.

    Raises:
        BadConfigError: one before it in its list is not known.

    """
    match = _NUMBERED.fullmatch(attribute)
    if match is None:
        return attribute.replace(".", "/")
    name, number = match[1], int(match[2])
    classes = lists.setdefault(name, {})
    if number > len(classes):
        problem = f"{name}[{len(classes)}] has to be said first: files number the layers of a list"
        raise BadConfigError(where, problem)
    classes[number] = class_name
    return (
        f"{name.replace('.', '/')}/{groups_in_container(classes[i] for i in range(number + 1))[-1]}"
    )
