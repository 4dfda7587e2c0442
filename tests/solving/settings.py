"""Settings of each class that are tried one by one: more than the solver looks for.

Written by what Keras takes, and not by the solver's own table.
"""

# a class is a line

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from rnnscope.model.parts import LayerConfig, Shape

BOTH = (True, False)
BIAS: Mapping[str, tuple[Any, ...]] = {"use_bias": BOTH}
STATES = {"return_sequences": (False, True), "return_state": (False, True)}
FORMAT = {"data_format": ("channels_last", "channels_first")}
MOVES = {"strides": (1, 2), "padding": ("valid", "same")}
SHIFTS = {"center": BOTH, "scale": BOTH}
UNITS = {"units": (1, 2, 3, 4, 6, 8)}


@dataclass(frozen=True, slots=True)
class Space:
    """The inputs and the arguments of a class that are tried, each with each.

    `count` is how many tensors flow in, all of one shape; `since` and `until` are the
    generations of Keras that have the class.
    """

    inputs: tuple[Shape, ...]
    options: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    count: int = 1
    since: int = 0
    until: int = 3

    def settings(self) -> Iterator[dict[str, Any]]:
        """Yield the settings, without arguments that are None."""
        for values in product(*self.options.values()):
            pairs = zip(self.options, values, strict=True)
            yield {name: value for name, value in pairs if value is not None}


def inner(class_name: str, **options: tuple[Any, ...]) -> tuple[LayerConfig, ...]:
    """Return layers to be put into another."""
    return tuple(
        LayerConfig(class_name=class_name, name="inner", module="keras.layers", settings=settings)
        for settings in Space((), options).settings()
    )


def shapes(*sizes: tuple[int | None, ...]) -> tuple[Shape, ...]:
    """Return all shapes with one of some sizes for each axis."""
    return tuple((None, *each) for each in product(*sizes))


def _conv(axes: int, **more: tuple[Any, ...]) -> Mapping[str, tuple[Any, ...]]:
    lengths = (1, 2, 3, 4, 5) if axes == 1 else (1, 2, 3)
    kernels = tuple(map(list, product(lengths, repeat=axes))) if axes < 3 else (1, 2, [1, 2, 3])
    return {"kernel_size": kernels, **BIAS, **FORMAT, **MOVES, **more}


_FEW = (1, 2, 3, 4)
_SEQUENCES = shapes((5, None), (1, 2, 3, 4, 6, 8))
_RECURRENT = (
    *inner("LSTM", **UNITS, **BIAS, return_sequences=BOTH),
    *inner("GRU", **UNITS, **BIAS, return_sequences=BOTH, reset_after=BOTH),
    *inner("SimpleRNN", **UNITS, **BIAS, return_sequences=BOTH),
)
_CUDNN = tuple(
    each
    for name in ("CuDNNLSTM", "CuDNNGRU")
    for each in inner(name, **UNITS, return_sequences=BOTH)
)
_CELLS = (
    *inner("LSTMCell", **UNITS, **BIAS),
    *inner("GRUCell", **UNITS, **BIAS, reset_after=BOTH),
    *inner("SimpleRNNCell", **UNITS, **BIAS),
)
_STEPS = (
    *inner("Dense", **UNITS, **BIAS),
    *inner("LayerNormalization", axis=(-1,), **SHIFTS),
    *inner("BatchNormalization", axis=(-1,), **SHIFTS),
    *inner("Conv1D", filters=_FEW, kernel_size=(1, 2), **BIAS),
)
_WRAPPED = (
    *inner("Dense", **UNITS, **BIAS),
    *inner("Conv1D", filters=_FEW, kernel_size=(1, 2, 3), **BIAS),
    *inner("Embedding", input_dim=(2, 3, 5), output_dim=_FEW),
)
_AXES = (-1, 1, 2, [1, 2], [2, 3], [1, 3], [1, 2, 3])
_NORMED = ((None, 6), (None, 4, 4), (None, 1, 6), (None, 4, 4, 3), (None, 2, 2, 4), (None, 3, 2, 6))

SPACES: Mapping[str, Space] = {
    "Dense": Space(
        shapes((1, 2, 3, 5, 6, 7)) + shapes((4,), (1, 6)), {"units": (1, 2, 3, 5, 6, 7), **BIAS}
    ),
    "Embedding": Space(
        ((None, 7), (None,), (None, 2, 3)),
        {"input_dim": (1, 2, 3, 4, 6, 12), "output_dim": (1, 2, 3, 4)},
    ),
    "ReversibleEmbedding": Space(
        ((None, 7),),
        {"input_dim": (1, 2, 3, 4, 6, 12), "output_dim": (1, 2, 3, 4), "tie_weights": BOTH},
        since=3,
    ),
    "SimpleRNN": Space(_SEQUENCES, {**UNITS, **BIAS, **STATES}),
    "LSTM": Space(_SEQUENCES, {**UNITS, **BIAS, **STATES}),
    "GRU": Space(_SEQUENCES, {**UNITS, **BIAS, **STATES, "reset_after": BOTH}),
    "CuDNNLSTM": Space(_SEQUENCES, {**UNITS, **STATES}, until=2),
    "CuDNNGRU": Space(_SEQUENCES, {**UNITS, **STATES}, until=2),
    "Bidirectional": Space(
        _SEQUENCES, {"layer": (*_RECURRENT, *_CUDNN), "merge_mode": ("concat", "sum", "mul", "ave")}
    ),
    "RNN": Space(_SEQUENCES, {"cell": _CELLS, "return_sequences": BOTH}, since=2),
    "TimeDistributed": Space(
        shapes((3,), (1, 2, 6)) + shapes((3,), (4,), (1, 2, 6)), {"layer": _STEPS}
    ),
    "SpectralNormalization": Space(
        shapes((1, 4, 6)) + shapes((5,), (1, 4)), {"layer": _WRAPPED}, since=3
    ),
    "Conv1D": Space(
        shapes((5, 9), (1, 2, 4)), _conv(1, filters=_FEW, groups=(1, 2, 4), dilation_rate=(1, 2))
    ),
    "Conv2D": Space(
        ((None, 5, 6, 4), (None, 5, 6, 1), (None, 5, 5, 3)),
        _conv(2, filters=(1, 2, 4), groups=(1, 2)),
    ),
    "Conv3D": Space(((None, 4, 5, 6, 2),), _conv(3, filters=(1, 2, 4))),
    "Conv1DTranspose": Space(shapes((5, 4), (1, 2, 4)), _conv(1, filters=_FEW)),
    "Conv2DTranspose": Space(((None, 4, 5, 3), (None, 4, 4, 1)), _conv(2, filters=(1, 2, 6))),
    "Conv3DTranspose": Space(((None, 3, 3, 4, 2),), _conv(3, filters=(1, 2, 4))),
    "DepthwiseConv1D": Space(shapes((6, 9), (1, 2, 4)), _conv(1, depth_multiplier=(1, 2, 3))),
    "DepthwiseConv2D": Space(((None, 6, 7, 3), (None, 6, 6, 1)), _conv(2, depth_multiplier=(1, 2))),
    "SeparableConv1D": Space(
        shapes((6, 9), (1, 2, 4)), _conv(1, filters=_FEW, depth_multiplier=(1, 2))
    ),
    "SeparableConv2D": Space(
        ((None, 6, 7, 2), (None, 6, 6, 1)), _conv(2, filters=(1, 3), depth_multiplier=(1, 2))
    ),
    "ConvLSTM1D": Space(((None, 3, 6, 2),), {**_conv(1, filters=(1, 2)), **STATES}),
    "ConvLSTM2D": Space(
        ((None, 3, 6, 6, 2),), {**_conv(2, filters=(1, 2)), "return_sequences": BOTH}
    ),
    "BatchNormalization": Space(_NORMED, {"axis": _AXES, **SHIFTS, "renorm": (None, True)}),
    "LayerNormalization": Space(_NORMED, {"axis": _AXES, **SHIFTS, "rms_scaling": (None, True)}),
    "GroupNormalization": Space(
        _NORMED, {"axis": (-1, 1, 2), "groups": (1, 2, 3, 4, 32), **SHIFTS}, since=2
    ),
    "RMSNormalization": Space(_NORMED, {"axis": _AXES}, since=3),
    "Normalization": Space(_NORMED, {"axis": (-1, 1, 2, [1, 2], [2, 3], None)}, since=2),
    "PReLU": Space(
        _NORMED, {"shared_axes": (None, [1], [2], [3], [1, 2], [1, 3], [2, 3], [1, 2, 3])}
    ),
    "MultiHeadAttention": Space(
        ((None, 4, 6), (None, 3, 8)),
        {
            "num_heads": (1, 2, 3, 4),
            "key_dim": (1, 2, 3, 4),
            "value_dim": (None, 2, 3),
            "output_shape": (None, 6, 8),
            **BIAS,
        },
        count=2,
        since=2,
    ),
    "GroupQueryAttention": Space(
        ((None, 4, 6), (None, 3, 8)),
        {
            "head_dim": (1, 2, 3),
            "num_query_heads": (1, 2, 4),
            "num_key_value_heads": (1, 2, 4),
            **BIAS,
        },
        count=2,
        since=3,
    ),
    "Attention": Space(
        ((None, 4, 6),), {"use_scale": BOTH, "score_mode": ("dot", "concat")}, count=2
    ),
    "AdditiveAttention": Space(((None, 4, 6),), {"use_scale": BOTH}, count=2),
    "EinsumDense": Space(
        ((None, 4, 6), (None, 3, 6)),
        {
            "equation": ("abc,cd->abd", "abc,cde->abde", "abc,bd->adc"),
            "output_shape": ([None, 5], [None, 2], [None, 2, 3], [5, 6]),
            "bias_axes": (None, "d", "e", "de"),
        },
        since=2,
    ),
}

GENERATIONS = (1, 2, 3)
_SINCE = {"groups": 2, "score_mode": 2, "rms_scaling": 3}
_FIRST = {"groups": 1, "score_mode": "dot", "rms_scaling": None}
_RECURRENT_NAMES = ("LSTM", "GRU", "SimpleRNN")


def is_there(class_name: str, settings: Mapping[str, Any], generation: int) -> bool:
    """Tell whether a generation of Keras takes settings of a class."""
    space = SPACES[class_name]
    return space.since <= generation <= space.until and _takes(class_name, settings, generation)


def _takes(class_name: str, settings: Mapping[str, Any], generation: int) -> bool:
    layers = [value for value in settings.values() if isinstance(value, LayerConfig)]
    if class_name.startswith("CuDNN") and generation == 3:
        return False
    if not all(_takes(each.class_name, each.settings, generation) for each in layers):
        return False
    return generation in _generations_of(class_name, settings)


def _generations_of(class_name: str, settings: Mapping[str, Any]) -> range:
    """Return the generations that have arguments of a class."""
    later = [_SINCE[name] for name in _SINCE if settings.get(name, _FIRST[name]) != _FIRST[name]]
    first = max(later, default=0)
    is_listed = class_name == "BatchNormalization" and isinstance(settings.get("axis"), list)
    if is_listed or settings.get("renorm"):
        return range(2, 3 if is_listed else 4)
    has_no_bias = class_name in _RECURRENT_NAMES and settings.get("use_bias") is False
    return range(2 if has_no_bias or settings.get("reset_after") else first, 4)
