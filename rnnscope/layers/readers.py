"""What the axes of an input are, by the layers that read it.

A shape says nothing of what its axes are; a layer that walks over steps, or
over rows and columns, does.  Axes that no layer reads have only a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rnnscope.layers.recurrent import SEQUENCE_LAYERS
from rnnscope.layers.registry import Formula, formula_of
from rnnscope.layers.spatial import axis_names
from rnnscope.model.parts import LayerConfig

Names = tuple[str, ...]

_WINDOWED = re.compile(r"([123])D(Transpose)?$")
_STEPPED = frozenset(
    ("MultiHeadAttention", "GroupQueryAttention", "Attention", "AdditiveAttention")
)
_OVER_STEPS = frozenset(("Bidirectional", "TimeDistributed"))
_PASSING_MODULES = ("activations", "regularization", "normalization", "image_preprocessing")
_OF_IMAGES = frozenset(("RandomHeight", "RandomWidth"))
_OF_BOXES = frozenset(("MaxNumBoundingBoxes",))
_PASSING = frozenset(
    (
        *("Masking", "Identity", "Rescaling", "Normalization", "InputLayer", "Add", "Average"),
        *("Subtract", "Multiply", "Maximum", "Minimum", "Concatenate"),
    )
)


def read_names(readers: Iterable[LayerConfig], rank: int) -> Names:
    """Return the names of an input's axes, from the first layer that tells one for each.

    Where none does, the last axis has features if a layer keeps some numbers for each.
    """
    readers = list(readers)
    candidates = (names_for(layer, rank) for layer in readers)
    told = next((names for names in candidates if names and len(names) == rank), None)
    if told is None and rank > 1 and any(map(_is_of_features, readers)):
        return (*_unread(rank)[:-1], "features")
    return told or _unread(rank)


def _unread(rank: int) -> Names:
    return ("batch", *(f"axis_{i}" for i in range(1, rank)))[:rank]


def _is_of_features(layer: LayerConfig) -> bool:
    """Tell whether a layer is a normalization along the last axis."""
    formula = formula_of(layer)
    is_one = formula is not None and formula.function.__module__.endswith(".normalization")
    return is_one and layer.settings.get("axis", -1) in (-1, [-1], (-1,))


def passes_axes(layer: LayerConfig) -> bool:
    """Tell whether the axes that come out of a layer are those that go in."""
    formula = formula_of(layer)
    if formula is None or layer.model is not None:
        return False
    module = formula.function.__module__.rpartition(".")[2]
    return layer.class_name in _PASSING or (module in _PASSING_MODULES and not any(layer.wrapped))


def names_for(layer: LayerConfig, rank: int) -> Names:
    """Return what a layer takes the axes of its input for; nothing where it does not tell.

    The name of a class tells it only where that class is known.
    """
    known = formula_of(layer)
    if known is None or not known.is_ours:
        return ()
    name = layer.class_name
    first = str(layer.settings.get("data_format")).lower() == "channels_first"
    windowed = _WINDOWED.search(name)
    if name.startswith("ConvLSTM"):
        return _over_steps(axis_names(rank - 1, channels_first=first), rank)
    if name in _OVER_STEPS and rank > 2:
        inner = layer.settings.get("layer")
        inside = [inner] if isinstance(inner, LayerConfig) else []
        if name == "TimeDistributed":
            return _over_steps(read_names(inside, rank - 1), rank)
        told = names_for(inside[0], rank) if inside else ()
        return told or _over_steps((*_unread(rank - 1)[:-1], "features"), rank)
    takes = int(windowed[1]) + 2 if windowed else 4 if _is_of_images(known, name) else None
    if takes is not None:
        return axis_names(rank, channels_first=first) if rank == takes else ()
    return _own_names(name, rank)


def _is_of_images(known: Formula, name: str) -> bool:
    is_in_their_module = known.function.__module__.endswith(".image_preprocessing")
    return (is_in_their_module and name not in _OF_BOXES) or name in _OF_IMAGES


def _over_steps(frame: Names, rank: int) -> Names:
    """Return the names of frames that follow each other: a frame's one axis is no time.

    An axis without a name is called by its place, which is one more than in a frame.
    """
    places = {f"axis_{i}": f"axis_{i + 1}" for i in range(1, rank)} | {"timesteps": "width"}
    inside = (places.get(name, name) for name in frame[1:])
    return ("batch", "timesteps", *inside) if rank > 2 else ()


def _own_names(name: str, rank: int) -> Names:
    if name in ("Embedding", "ReversibleEmbedding"):
        return ("batch", "timesteps") if rank == 2 else ()
    if name in (*SEQUENCE_LAYERS, *_STEPPED) and rank == 3:
        return axis_names(rank)
    if name in ("Dense", "MaxoutDense", "Highway", "RepeatVector"):
        return (*_unread(rank)[:-1], "features")
    return ()
