"""Which class a printed row is of, where its cell is cut, or only its name is left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rnnscope.keras_facts.class_names import ALIASES, KERAS_3, PYTHON_NAMES
from rnnscope.keras_facts.renamed import RENAMED
from rnnscope.layers.registry import FORMULAS
from rnnscope.model.parts import snake_case
from rnnscope.model.printed import MODELS, PrintedRow

_NUMBER = re.compile(r"_\d+$")
_VERSION = re.compile(r"V[12]$")  # as BatchNormalizationV1, which TensorFlow 1 printed
_MOST = 12  # classes that begin alike, of which one is looked for
# Older ones had other names for what is the same, and some classes have one in Python alone.
_BEFORE = {
    **RENAMED,
    "SyncBatchNormalization": "BatchNormalization",  # that of Keras 3, with an argument
    **{python: name for name, python in PYTHON_NAMES.items()},
    "Deconvolution2D": "Conv2DTranspose",
    "Deconvolution3D": "Conv3DTranspose",
    "AtrousConvolution1D": "Conv1D",
    "AtrousConvolution2D": "Conv2D",
    "Convolution2DTranspose": "Conv2DTranspose",
}


@dataclass(frozen=True, slots=True)
class RowClass:
    """A row's class, by the name that Keras has for it; empty where nothing tells it.

    `is_printed` is false where it was told by the name of the layer, or by a part of its own,
    and `like` is the layer of whose class it is taken to be, where none of this tells.
    `perhaps` are several classes that begin with what is left.
    """

    name: str = ""
    is_printed: bool = True
    like: str = ""
    perhaps: tuple[str, ...] = ()


def class_of(row: PrintedRow) -> RowClass:
    """Return the class of a row."""
    whole = _known(row.class_name)
    if row.class_name and not row.is_class_cut:
        return RowClass(whole or row.class_name)
    named = _named(row.name) if not row.is_name_cut else ()
    if not row.class_name:
        return RowClass(named[0], is_printed=False) if len(named) == 1 else RowClass()
    fitting = [name for name in _classes() if name.startswith(row.class_name)]
    agreeing = [name for name in fitting if name in named]
    if len(agreeing) == 1:
        return RowClass(agreeing[0])
    if len(fitting) == 1:
        return RowClass(fitting[0], is_printed=False)
    return RowClass(perhaps=tuple(fitting) if len(fitting) <= _MOST else ())


def _known(name: str) -> str:
    """Return what Keras calls a class today; nothing where it has no such class."""
    name = _BEFORE.get(name, name)
    for each in (name, _VERSION.sub("", name)):
        if each in _classes() or each in ALIASES or each in MODELS:
            return ALIASES.get(each, each)
    return ""


@cache
def _classes() -> tuple[str, ...]:
    """Return the classes of Keras's whose formulas are known, and those of models."""
    known = {name for name in FORMULAS if name in KERAS_3 and name not in ALIASES}
    return tuple(sorted((known | MODELS) - {"Model"}))


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    """Return the classes whose layers Keras calls so, where nobody names them."""
    found: dict[str, tuple[str, ...]] = {}
    for name in (*_classes(), *ALIASES):
        for stem in {snake_case(name), name.lower()}:
            found[stem] = (*found.get(stem, ()), ALIASES.get(name, name))
    return {stem: tuple(dict.fromkeys(names)) for stem, names in found.items()}


def _named(name: str) -> tuple[str, ...]:
    return _by_name().get(_NUMBER.sub("", name), ())
