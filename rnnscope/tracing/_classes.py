"""The user's own classes, and configs that name no others.

A file says which class a layer is of; only classes that the user imported, and
Keras's own, are ever looked up by that name, and no module is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import ModuleType
from typing import Any

from rnnscope.errors import UnknownFormulaError
from rnnscope.layers import formula_of
from rnnscope.model.parts import LayerConfig
from rnnscope.readers import imported
from rnnscope.wording import shown, with_article

_MODULES = ("keras.initializers", "keras.regularizers", "keras.constraints")
_NAME = re.compile(r"[A-Za-z]\w{0,80}")
MAX_DEPTH = 60


def classes_of(modules: Iterable[ModuleType]) -> dict[str, Any]:
    """Return the layers that modules define or register, by every name a config may have."""
    import keras

    classes: dict[str, Any] = {}
    for module in modules:
        for name, value in vars(module).items():
            is_layer = isinstance(value, type) and issubclass(value, keras.layers.Layer)
            if is_layer and not value.__module__.startswith("keras."):
                classes[name] = classes[value.__name__] = value
    return {**classes, **keras.saving.get_custom_objects()}


def users_classes(imports: Sequence[str]) -> dict[str, Any]:
    """Return the classes of layers in the modules that the user vouched for by naming them."""
    return classes_of(imported(imports)) if imports else {}


def layer_class(layer: LayerConfig, classes: Mapping[str, Any]) -> Any:
    """Return the class of a layer: the user's, or Keras's own where we know it.

    Raises:
        UnknownFormulaError: it is neither, or nothing says of which class the layer is.

    """
    import keras

    if layer.class_name == "?":
        raise UnknownFormulaError("")
    if layer.is_builtin:
        cls = getattr(keras.layers, layer.class_name, None) if formula_of(layer) else None
    else:
        names = (layer.registered_name, layer.class_name)
        cls = next((classes[name] for name in names if name in classes), None)
    if not (isinstance(cls, type) and issubclass(cls, keras.layers.Layer)):
        raise UnknownFormulaError(f"no class {layer.class_name} is in the modules imported")
    return cls


def entry(layer: LayerConfig, classes: Mapping[str, Any]) -> dict[str, Any]:
    """Write a layer for Keras to make: of known classes, and without a module of the file's.

    Raises:
        UnknownFormulaError: its settings hold an object of another class.

    """
    layer_class(layer, classes)
    if layer.model is not None:
        raise UnknownFormulaError(f"its settings hold a whole model, {shown(layer.name)}")
    config = {key: _setting(value, classes, 0) for key, value in layer.settings.items()}
    module = "keras.layers" if layer.is_builtin else None
    known = layer.registered_name if layer.registered_name in classes else layer.class_name
    return {
        "module": module,
        "class_name": layer.class_name,
        "config": config,
        "registered_name": None if layer.is_builtin else known,
    }


def _setting(value: Any, classes: Mapping[str, Any], depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise UnknownFormulaError(f"its settings are nested more than {MAX_DEPTH} deep")
    if isinstance(value, LayerConfig):
        return entry(value, classes)
    if isinstance(value, list | tuple):
        return [_setting(item, classes, depth + 1) for item in value]
    if isinstance(value, Mapping) and "class_name" in value:
        return _object(value, classes, depth)
    if isinstance(value, Mapping):
        return {key: _setting(item, classes, depth + 1) for key, item in value.items()}
    return value


def _object(value: Mapping[str, Any], classes: Mapping[str, Any], depth: int) -> Any:
    """Write an object that is no layer: the user's own, or of a few harmless kinds of Keras's."""
    name, module = value.get("class_name"), value.get("module")
    config = _setting(value.get("config"), classes, depth + 1)
    registered = value.get("registered_name")
    known = next((n for n in (registered, name) if isinstance(n, str) and n in classes), None)
    if known is not None:
        return {"module": None, "class_name": name, "config": config, "registered_name": known}
    if module == "keras" and name == "DTypePolicy" and isinstance(config, dict):
        return config.get("name")
    if module in _MODULES and isinstance(name, str) and _NAME.fullmatch(name):
        return {"module": module, "class_name": name, "config": config, "registered_name": None}
    raise UnknownFormulaError(
        f"its settings hold {with_article(str(name)[:60])}, of none of the modules imported"
    )
