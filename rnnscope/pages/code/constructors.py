"""How a layer is made, as an expression of Python, and what is said of it in comments."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rnnscope.keras_facts.class_names import PYTHON_NAMES
from rnnscope.keras_facts.constructors import ARGUMENTS
from rnnscope.keras_facts.needed_arguments import needed
from rnnscope.layers import formula_of
from rnnscope.model.parts import LayerConfig, Shape
from rnnscope.pages.texts import visible
from rnnscope.report.applications import names
from rnnscope.report.layer_report import LayerReport
from rnnscope.report.row_verdict import Assumed
from rnnscope.wording import listed
from rnnscope.words.printed.row_verdicts import row_sentences

ANY: Shape = (None, 1)
_APPLICATION = re.compile(r"keras\.applications\.(\w+)\((.*?)\)( with a pooling)?")
_COMMENT = 88  # signs of a line
# What is given in another way: a layer is frozen when it is made, with all that is inside it.
_OTHERWISE = ("batch_shape", "build_input_shape", "name", "dtype", "trainable")
# What a class has where nothing is set, but for None, which leaves it to the user's own settings.
_AS_EVER = {"data_format": "channels_last", "axis": -1}


def constructed(row: LayerReport) -> str | None:
    """Return the expression that makes a layer; None where no class of Keras's is told."""
    config = row.layer.config if row.layer else None
    if config is None or config.is_untold or not _is_of_keras(config):
        return None
    return _made(config, name_argument(row))


def application(row: LayerReport) -> str | None:
    """Return the expression that makes a model of keras.applications, without its weights.

    None where it is none, has another name than that function gives it, or is not told what
    it takes.
    """
    is_one = row.told is not None and Assumed.APPLICATION in row.told.assumed
    made = _APPLICATION.match(row.told.why) if is_one and row.told else None
    shape = [size.value for size in row.inputs[0]] if len(row.inputs) == 1 else []
    if (
        made is None
        or None in shape[1:]
        or not shape[1:]
        or not names(made[1], row.name, first=True)
    ):
        return None
    pooled = ["pooling='avg'"] if made[3] else []  # or 'max', which has no weights either
    given = [made[2], *pooled] if made[2] else pooled
    sizes = f"input_shape={tuple(shape[1:])}"
    return f"keras.applications.{made[1]}({', '.join([*given, 'weights=None', sizes])})"


def stand_in(row: LayerReport) -> str:
    """Return the expression that makes what stands for a layer of which a number is told."""
    printed = row.told.row.shapes if row.told else ()
    shapes = [shape.sizes for shape in printed if not shape.is_cut] or [ANY]
    kind = row.class_name if row.class_name.isidentifier() else "StandIn"
    is_partly = row.untrained and row.untrained != row.number
    fixed = [f"fixed={row.untrained}"] if is_partly else []
    options = [str(row.params or 0), repr(shapes), *fixed, *name_argument(row)]
    return f"stand_in({kind!r})({', '.join(options)})"


def input_of(shape: Shape, name: list[str] | None = None) -> str:
    """Return the expression that makes an input."""
    is_open = shape[:1] == (None,)
    sizes = f"shape={tuple(shape[1:])!r}" if is_open else f"batch_shape={tuple(shape)!r}"
    return f"keras.Input({', '.join([sizes, *(name or [])])})"


def name_argument(row: LayerReport) -> list[str]:
    """Return the argument that names a layer."""
    return [f"name={name_of(row)!r}"]


def name_of(row: LayerReport) -> str:
    """Return the name that a layer is given, with what is cut off, or not allowed, replaced."""
    is_cut = row.told is not None and row.told.row.is_name_cut
    name = re.sub(r"\W+", "_", row.name.replace("…", "_cut")).strip("_") if is_cut else row.name
    return name.replace("/", "_")


def comments(row: LayerReport) -> Iterator[str]:
    """Yield what is said of a layer that is not determined, as comments."""
    if row.told is None:
        return
    if row.told.told != "determined":
        yield from as_comments(row_sentences(row))
    if row.told.untold:
        yield f"# {listed(row.told.untold)}: not told; other values fit as well"


def as_comments(sentences: Iterable[str]) -> Iterator[str]:
    """Yield sentences as the lines of comments."""
    for sentence in sentences:
        text = visible(sentence)
        yield from textwrap.wrap(text, _COMMENT, initial_indent="# ", subsequent_indent="#   ")


def _is_of_keras(config: LayerConfig) -> bool:
    formula = formula_of(config)
    return formula is not None and formula.is_ours and formula.rebuildable


def _made(config: LayerConfig, name: list[str]) -> str:
    """Return the call of a layer's class, with what is not its default."""
    settings = {key: value for key, value in config.settings.items() if key not in _OTHERWISE}
    defaults = ARGUMENTS.get(config.class_name, {})
    unsaid = needed(config.class_name, settings)
    said = [
        f"{key}={_written(value)}"
        for key, value in {**unsaid, **settings}.items()
        if not _is_default(key, value, defaults)
    ]
    kind = PYTHON_NAMES.get(config.class_name, config.class_name)
    return f"layers.{kind}({', '.join([*said, *name])})"


def _is_default(key: str, value: Any, defaults: Mapping[str, Any]) -> bool:
    """Tell whether a setting is what its class has where it is not given."""
    if key not in defaults:
        return False
    if defaults[key] is None and key in _AS_EVER:
        return bool(value == _AS_EVER[key])
    default = tuple(defaults[key]) if isinstance(defaults[key], list) else defaults[key]
    given = tuple(value) if isinstance(value, list) else value
    is_spread = isinstance(default, tuple) and not isinstance(given, tuple)
    return (type(given) is type(default) and given == default) or (
        is_spread and all(size == given for size in default)
    )


def _written(value: Any) -> str:
    """Write the value of a setting as Python has it."""
    if isinstance(value, LayerConfig):
        return _made(value, [])
    if isinstance(value, list | tuple):
        items = ", ".join(map(_written, value))
        return (
            f"[{items}]"
            if any(isinstance(item, LayerConfig) for item in value)
            else (f"({items}{',' if len(value) == 1 else ''})")
        )
    return repr(value)
