"""The example of each layer class: its arguments, and what flows into it.

The sizes are such as people use, and differ from each other where that is possible, so that
one sees in a sum which of them is which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Shape: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A layer that is an argument of another one."""

    class_name: str
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Example:
    """How a layer is made and called: `inputs` are the shapes that flow in, without the batch.

    `call` is how it is called on them, each by its name; all in a list where nothing is said.
    """

    settings: Mapping[str, Any]
    inputs: Mapping[str, Shape]
    call: tuple[Any, ...]
    dtype: str = "float32"


_STEPS, _ROW = (10, 28), (128,)
_PLACES = {1: (100,), 2: (32, 48), 3: (16, 24, 32)}  # of a series, an image, a volume
_IMAGE = (64, 96, 3)
_FACTOR = {"factor": 0.2}
_PAIR, _LIST = ("query", "value"), (["query", "value"],)
_TWO, _THREE = ((10, 32), (10, 32)), ((10, 32), (10, 32), (10, 32))


def _of(settings: Mapping[str, Any], *shapes: Shape, dtype: str = "float32") -> Example:
    """Return the example of a layer that takes one input, `x`, or several in a list."""
    names = ("x",) if len(shapes) == 1 else ("a", "b", "c")
    inputs = dict(zip(names, shapes, strict=False))
    call = tuple(inputs) if len(inputs) < 2 else (list(inputs),)
    return Example(settings, inputs, call, dtype)


def _cell(settings: Mapping[str, Any], features: int, **states: int) -> Example:
    """Return the example of a cell: one step, called on its input and its last states."""
    inputs = {name: (size,) for name, size in {"x": features, **states}.items()}
    return Example(settings, inputs, ("x", list(states)))


def _attending(settings: Mapping[str, Any], call: tuple[Any, ...], *shapes: Shape) -> Example:
    return Example(settings, dict(zip(("query", "value"), shapes, strict=True)), call)


def _alike(names: str, settings: Mapping[str, Any], *shapes: Shape) -> dict[str, Example]:
    """Return one example for several classes."""
    return dict.fromkeys(names.split(), _of(settings, *shapes))


def _along(
    name: str, settings: Mapping[str, Any], channels: int, ranks: Iterable[int] = (1, 2, 3)
) -> Iterator[tuple[str, Example]]:
    """Yield an example for a class in each number of axes, with `{rank}` in its name."""
    for rank in ranks:
        yield name.format(rank=rank), _of(settings, (*_PLACES[rank], channels))


def _convolutional() -> Iterator[tuple[str, Example]]:
    yield from _along("Conv{rank}D", {"filters": 32, "kernel_size": 3}, 16)
    yield from _along("Conv{rank}DTranspose", {"filters": 16, "kernel_size": 3, "strides": 2}, 64)
    depth = {"kernel_size": 3, "depth_multiplier": 2}
    yield from _along("DepthwiseConv{rank}D", depth, 16, (1, 2))
    yield from _along("SeparableConv{rank}D", {"filters": 32, "kernel_size": 3}, 16, (1, 2))


def _pooling() -> Iterator[tuple[str, Example]]:
    for kind in ("Max", "Average"):
        yield from _along(f"{kind}Pooling{{rank}}D", {"pool_size": 2}, 16)
        yield from _along(f"Global{kind}Pooling{{rank}}D", {}, 16)
        yield from _along(f"Adaptive{kind}Pooling{{rank}}D", {"output_size": 8}, 16)


def _recurrent() -> Iterator[tuple[str, Example]]:
    lstm = {"units": 64}
    yield "SimpleRNN", _of({"units": 128}, _STEPS)
    yield "SimpleRNNCell", _cell({"units": 128}, 28, h=128)
    yield from _alike("LSTM GRU", lstm, _STEPS).items()
    yield "LSTMCell", _cell(lstm, 28, h=64, c=64)
    yield "GRUCell", _cell(lstm, 28, h=64)
    yield "RNN", _of({"cell": Made("LSTMCell", lstm)}, _STEPS)
    cells = [Made("LSTMCell", lstm), Made("LSTMCell", {"units": 32})]
    states = {"h": (64,), "c": (64,), "h2": (32,), "c2": (32,)}
    call = ("x", [["h", "c"], ["h2", "c2"]])
    yield "StackedRNNCells", Example({"cells": cells}, {"x": (28,), **states}, call)
    yield "Bidirectional", _of({"layer": Made("LSTM", lstm)}, _STEPS)
    yield "TimeDistributed", _of({"layer": Made("Dense", {"units": 16})}, (10, 32))
    images = {1: (10, 100, 16), 2: (10, 32, 48, 16), 3: (10, 8, 16, 24, 16)}
    for rank, shape in images.items():
        yield f"ConvLSTM{rank}D", _of({"filters": 32, "kernel_size": 3}, shape)


def _core() -> Iterator[tuple[str, Example]]:
    yield "Dense", _of({"units": 10}, _ROW)
    table = {"input_dim": 10_000, "output_dim": 64}
    yield from dict.fromkeys(
        ("Embedding", "ReversibleEmbedding"), _of(table, (50,), dtype="int32")
    ).items()
    words = {"equation": "abc,cd->abd", "output_shape": [None, 64], "bias_axes": "d"}
    yield "EinsumDense", _of(words, (10, 32))
    yield "InputLayer", _of({"batch_shape": [None, 10, 28]})
    yield from _alike("Masking Identity", {}, _STEPS).items()
    yield "Activation", _of({"activation": "relu"}, _ROW)
    yield from _alike("ReLU LeakyReLU ELU Softmax", {}, _ROW).items()
    yield "PReLU", _of({}, (32, 48, 16))


def _normalization() -> Iterator[tuple[str, Example]]:
    yield "BatchNormalization", _of({}, (32, 48, 16))
    yield from _alike("LayerNormalization RMSNormalization UnitNormalization", {}, (10, 64)).items()
    yield "GroupNormalization", _of({"groups": 8}, (32, 48, 64))
    inside = Made("Conv2D", {"filters": 32, "kernel_size": 3})
    yield "SpectralNormalization", _of({"layer": inside}, (32, 48, 16))


def _attention() -> Iterator[tuple[str, Example]]:
    query, value = (10, 96), (20, 80)
    heads = {"num_heads": 4, "key_dim": 32}
    yield "MultiHeadAttention", _attending(heads, _PAIR, query, value)
    groups = {"head_dim": 32, "num_query_heads": 8, "num_key_value_heads": 2}
    yield "GroupQueryAttention", _attending(groups, _PAIR, query, (20, 96))
    yield "Attention", _attending({"use_scale": True}, _LIST, (10, 64), (20, 64))
    yield "AdditiveAttention", _attending({}, _LIST, (10, 64), (20, 64))


def _merging() -> Iterator[tuple[str, Example]]:
    yield from _alike("Add Multiply Average Maximum Minimum", {}, *_THREE).items()
    yield "Subtract", _of({}, *_TWO)
    yield "Concatenate", _of({}, (10, 32), (10, 16))
    yield "Dot", _of({"axes": 2}, (10, 32), (20, 32))


def _reshaping() -> Iterator[tuple[str, Example]]:
    yield "Flatten", _of({}, (7, 9, 64))
    yield "Reshape", _of({"target_shape": [63, 64]}, (7, 9, 64))
    yield "Permute", _of({"dims": [2, 1]}, (10, 32))
    yield "RepeatVector", _of({"n": 10}, (32,))
    yield from _along("UpSampling{rank}D", {"size": 2}, 16)
    yield from _along("ZeroPadding{rank}D", {"padding": 1}, 16)
    yield from _along("Cropping{rank}D", {"cropping": 1}, 16)


def _regularization() -> Iterator[tuple[str, Example]]:
    yield "ActivityRegularization", _of({"l2": 0.01}, _ROW)
    yield from _alike("Dropout AlphaDropout GaussianDropout", {"rate": 0.5}, _ROW).items()
    yield "GaussianNoise", _of({"stddev": 0.1}, _ROW)
    yield from _along("SpatialDropout{rank}D", {"rate": 0.5}, 16)


def _preprocessing() -> Iterator[tuple[str, Example]]:
    yield "Normalization", _of({}, (13,))
    yield "Rescaling", _of({"scale": 0.5, "offset": 0.5}, _IMAGE)
    yield "Discretization", _of({"bin_boundaries": [0.0, 1.0, 2.0]}, (13,))
    yield "CategoryEncoding", _of({"num_tokens": 10}, (3,), dtype="int32")
    yield "Hashing", _of({"num_bins": 100}, (3,), dtype="string")
    yield "HashedCrossing", _of({"num_bins": 100}, (1,), (1,), dtype="string")
    words = {"vocabulary": ["red", "green", "blue"]}
    yield "StringLookup", _of(words, (3,), dtype="string")
    yield "IntegerLookup", _of({"vocabulary": [10, 20, 30]}, (3,), dtype="int64")
    texts = {"max_tokens": 1_000, "output_sequence_length": 20}
    yield "TextVectorization", _of(texts, (1,), dtype="string")
    yield "STFTSpectrogram", _of({}, (16_000, 1))
    yield "MelSpectrogram", _of({}, (16_000,))
    yield "Resizing", _of({"height": 128, "width": 160}, _IMAGE)
    yield from _alike("CenterCrop RandomCrop", {"height": 48, "width": 56}, _IMAGE).items()
    yield from _images()


def _images() -> Iterator[tuple[str, Example]]:
    """Yield what changes images at random, or by a fixed rule."""
    by_factor = "Brightness ColorDegeneration Contrast Hue Rotation Saturation Sharpness"
    for name in by_factor.split():
        yield f"Random{name}", _of(_FACTOR, _IMAGE)
    yield "RandomPosterization", _of({"factor": 4}, _IMAGE)
    for name in "ColorJitter ElasticTransform Erasing Flip GaussianBlur".split():  # noqa: SIM905
        yield f"Random{name}", _of({}, _IMAGE)
    for name in "Grayscale Invert Perspective Shear".split():  # noqa: SIM905
        yield f"Random{name}", _of({}, _IMAGE)
    yield "RandomTranslation", _of({"height_factor": 0.2, "width_factor": 0.3}, _IMAGE)
    yield "RandomZoom", _of({"height_factor": 0.2}, _IMAGE)
    fixed = "AugMix CutMix MixUp RandAugment Solarization AutoContrast Equalization"
    yield from _alike(f"{fixed} ContrastLimitedAdaptiveHistogramEqualization", {}, _IMAGE).items()


EXAMPLES: Mapping[str, Example] = {
    name: example
    for family in (
        *(_core, _convolutional, _pooling, _recurrent, _normalization, _attention),
        *(_merging, _reshaping, _regularization, _preprocessing),
    )
    for name, example in family()
}
