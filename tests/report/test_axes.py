"""What is said of the sizes of an input is tried: models are built with other sizes in Keras."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers, ops
from tensorflow.errors import OpError

from rnnscope.derivation import explain_model
from rnnscope.readers import read
from rnnscope.report.inputs import Axis, input_meanings

Shape = tuple[int | None, ...]
Make = Callable[..., Any]


def chain(*makes: Callable[[], Any]) -> Make:
    """Return how a chain of layers is built on an input."""

    def build(shape: Shape) -> Any:
        return keras.Sequential([keras.Input(batch_shape=shape), *(make() for make in makes)])

    return build


def graph(join: Callable[..., Any]) -> Make:
    """Return how a Functional model is built on inputs."""

    def build(*shapes: Shape) -> Any:
        inputs = [keras.Input(batch_shape=s, name=f"x{i}") for i, s in enumerate(shapes)]
        return keras.Model(inputs, join(*inputs))

    return build


def _residual(x: Any) -> Any:
    y = layers.Conv2D(4, 3, strides=2, padding="same")(x)
    return layers.Dense(2)(layers.Add()([y, layers.MaxPooling2D(2, padding="same")(x)]))


def _u_net(x: Any) -> Any:
    down = layers.MaxPooling2D(2)(layers.MaxPooling2D(2)(x))
    up = layers.UpSampling2D(2)(layers.UpSampling2D(2)(down))
    return layers.Conv2D(2, 1)(layers.Concatenate()([x, up]))


def _shared(x: Any, y: Any) -> Any:
    layer = layers.Reshape((6, 4))
    return layers.Add()([layer(x), layer(y)])


def _twice(x: Any, y: Any) -> Any:
    layer = layers.Dense(4)
    return layers.Concatenate(axis=1)([layer(x), layer(y)])


def _twice_along(x: Any, y: Any) -> Any:
    layer = layers.Bidirectional(layers.LSTM(3))
    return layers.Add()([layer(x), layer(y)])


def _transformer(x: Any) -> Any:
    words = layers.Embedding(9, 6)(x)
    known = words + layers.MultiHeadAttention(2, 3)(words, words)
    return dense()(layers.GlobalAveragePooling1D()(known * 2 - words))


def _nested(x: Any) -> Any:
    inner = keras.Input((9, 3))
    model = keras.Model(inner, layers.GlobalMaxPooling1D()(layers.Conv1D(4, 3)(inner)))
    return dense()(model(x))


def _nested_chain(x: Any) -> Any:
    inner = keras.Sequential(
        [keras.Input((9, 3)), layers.Conv1D(4, 3), layers.GlobalMaxPooling1D()]
    )
    return dense()(inner(x))


def dense() -> Any:
    return layers.Dense(2)


def pool() -> Any:
    return layers.MaxPooling1D(2)


flat = layers.Flatten

MODELS: dict[str, tuple[Make, Sequence[Shape]]] = {
    "rnn": (chain(lambda: layers.SimpleRNN(3), dense), [(None, 28, 28)]),
    "open length": (chain(lambda: layers.LSTM(3)), [(None, None, 5)]),
    "stateful": (chain(lambda: layers.GRU(3, stateful=True)), [(4, 7, 5)]),
    "stateful inside": (
        chain(lambda: layers.Bidirectional(layers.LSTM(3, stateful=True))),
        [(4, 7, 5)],
    ),
    "rounded by pooling": (chain(pool, flat, dense), [(None, 9, 3)]),
    "rounded twice": (chain(pool, pool, flat, dense), [(None, 13, 3)]),
    "rounded by strides": (
        chain(lambda: layers.Conv1D(4, 3, strides=3), flat, dense),
        [(None, 15, 3)],
    ),
    "rounded up": (
        chain(lambda: layers.Conv2D(4, 3, strides=2, padding="same"), flat, dense),
        [(None, 8, 7, 3)],
    ),
    "flattened": (chain(flat, dense), [(None, 28, 28)]),
    "flattened image": (chain(flat, dense), [(None, 1, 28, 28)]),
    "one row": (chain(dense), [(None, 64)]),
    "steps of dense": (chain(dense), [(None, 5, 64)]),
    "windows": (
        chain(lambda: layers.Conv2D(4, 3), layers.GlobalAveragePooling2D),
        [(None, 8, 9, 3)],
    ),
    "wide windows": (
        chain(lambda: layers.Conv2D(4, 3, dilation_rate=3), lambda: layers.MaxPooling2D(2)),
        [(None, 20, 30, 3)],
    ),
    "channels first": (
        chain(lambda: layers.MaxPooling2D(2, data_format="channels_first"), flat, dense),
        [(None, 3, 9, 8)],
    ),
    "causal": (chain(lambda: layers.Conv1D(4, 3, padding="causal")), [(None, 9, 3)]),
    "transposed": (
        chain(lambda: layers.Conv1DTranspose(4, 3, strides=2), flat, dense),
        [(None, 9, 3)],
    ),
    "frames": (chain(lambda: layers.ConvLSTM1D(4, 3)), [(None, 5, 9, 3)]),
    "frames of images": (chain(lambda: layers.ConvLSTM2D(4, 2), flat, dense), [(None, 5, 6, 7, 3)]),
    "each step": (
        chain(lambda: layers.TimeDistributed(layers.Conv1D(4, 3)), flat, dense),
        [(None, 5, 9, 3)],
    ),
    "reshaped": (chain(lambda: layers.Reshape((6, 4)), lambda: layers.LSTM(3)), [(None, 24)]),
    "reshaped from two": (chain(lambda: layers.Reshape((6, 4)), dense), [(None, 8, 3)]),
    "reshaped by the rest": (chain(lambda: layers.Reshape((-1, 4)), dense), [(None, 12, 3)]),
    "reshaped open": (chain(lambda: layers.Reshape((6, 4)), dense), [(None, None, 3)]),
    "einsum": (
        chain(lambda: layers.EinsumDense("abc,cd->abd", (6, 5), bias_axes="d")),
        [(None, 6, 4)],
    ),
    "einsum open": (chain(lambda: layers.EinsumDense("abc,cd->abd", (None, 5))), [(None, 6, 4)]),
    "words": (chain(lambda: layers.Embedding(9, 4), lambda: layers.GRU(3)), [(None, 12)]),
    "words flattened": (chain(lambda: layers.Embedding(9, 4), flat, dense), [(None, 12)]),
    "cropped": (
        chain(lambda: layers.Cropping1D((2, 3)), layers.GlobalMaxPooling1D),
        [(None, 9, 3)],
    ),
    "padded": (chain(lambda: layers.ZeroPadding1D(2), pool, flat, dense), [(None, 8, 3)]),
    "repeated": (chain(lambda: layers.RepeatVector(3), lambda: layers.LSTM(2)), [(None, 8)]),
    "slopes": (chain(layers.PReLU), [(None, 5, 3)]),
    "shared slopes": (chain(lambda: layers.PReLU(shared_axes=[1])), [(None, 5, 3)]),
    "normalized along steps": (chain(lambda: layers.LayerNormalization(axis=1)), [(None, 5, 3)]),
    "permuted": (chain(lambda: layers.Permute((2, 1)), dense), [(None, 5, 3)]),
    "waves": (
        chain(
            lambda: layers.STFTSpectrogram(frame_length=8, window=None),
            layers.GlobalMaxPooling1D,
            dense,
        ),
        [(None, 40, 1)],
    ),
    "resized": (chain(lambda: layers.Resizing(6, 6), flat, dense), [(None, 9, 8, 3)]),
    "adaptive": (
        chain(lambda: layers.AdaptiveAveragePooling2D(2), flat, dense),
        [(None, 9, 8, 3)],
    ),
    "residual": (graph(_residual), [(None, 8, 9, 4)]),
    "u-net": (graph(_u_net), [(None, 16, 12, 3)]),
    "added": (graph(lambda x, y: dense()(layers.Add()([x, y]))), [(None, 5, 3), (None, 5, 3)]),
    "added, spread": (
        graph(lambda x, y: dense()(layers.Add()([x, y]))),
        [(None, 5, 3), (None, 1, 3)],
    ),
    "added, one open": (graph(lambda x, y: layers.Add()([x, y])), [(None, None, 3), (None, 5, 3)]),
    "beside": (
        graph(lambda x, y: dense()(layers.Concatenate()([x, y]))),
        [(None, 5, 3), (None, 5, 4)],
    ),
    "behind": (
        graph(lambda x, y: dense()(layers.Concatenate(axis=1)([x, y]))),
        [(None, 5, 3), (None, 6, 3)],
    ),
    "dot": (graph(lambda x, y: layers.Dot(axes=1)([x, y])), [(None, 5, 3), (None, 5, 4)]),
    "attention": (
        graph(lambda x, y: layers.MultiHeadAttention(2, 3)(x, y)),
        [(None, 5, 3), (None, 6, 4)],
    ),
    "attention over steps": (
        graph(lambda x, y: layers.Attention()([x, y])),
        [(None, 5, 3), (None, 6, 3)],
    ),
    "attention, added up": (
        graph(lambda x, y: layers.AdditiveAttention(use_scale=False)([x, y])),
        [(None, 5, 3), (None, 6, 3)],
    ),
    "attention to a key": (
        graph(lambda x, y, z: layers.MultiHeadAttention(2, 3)(x, y, key=z)),
        [(None, 5, 3), (None, 6, 4), (None, 6, 2)],
    ),
    "given a state": (
        graph(lambda x, y: layers.GRU(4)(x, initial_state=y)),
        [(None, 5, 3), (None, 4)],
    ),
    "given two states": (
        graph(lambda x, y, z: layers.LSTM(4, return_sequences=True)(x, initial_state=[y, z])),
        [(None, 5, 3), (None, 4), (None, 4)],
    ),
    "statistics of groups": (
        chain(lambda: layers.GroupNormalization(3, scale=False, center=False)),
        [(None, 5, 6)],
    ),
    "grouped": (chain(lambda: layers.Conv1D(4, 3, groups=2)), [(None, 9, 4)]),
    "shared reshape": (graph(_shared), [(None, 24), (None, 12, 2)]),
    "operations": (graph(lambda x: flat()(x + layers.Dense(3)(x))), [(None, 5, 3)]),
    "operations on words": (graph(_transformer), [(None, 12)]),
    "operations on two": (graph(lambda x, y: dense()(x + y)), [(None, 5, 3), (None, 5, 3)]),
    "operations, one open": (
        graph(lambda x, y: dense()(layers.Dense(8)(x) + y)),
        [(None, 3), (None, None)],
    ),
    "operations, spread": (
        graph(lambda x, y: dense()(x * y)),
        [(None, 5, 3), (None, 1, 3)],
    ),
    "split in two": (
        graph(lambda x: dense()(ops.add(*ops.split(x, 2, axis=1)))),
        [(None, 6, 3)],
    ),
    "split at places": (graph(lambda x: dense()(ops.split(x, [1, 3], axis=1)[1])), [(None, 6, 3)]),
    "ranges": (graph(lambda x: flat()(x[:, 1:, ::2])), [(None, 7, 5)]),
    "the first steps": (graph(lambda x: dense()(flat()(x[:, :3]))), [(None, 7, 2)]),
    "the last step": (graph(lambda x: dense()(x[:, -1])), [(None, 7, 2)]),
    "side by side": (
        graph(lambda x, y: dense()(ops.concatenate([x, y], axis=-1))),
        [(None, 5, 3), (None, 5, 4)],
    ),
    "on each other": (graph(lambda x, y: dense()(ops.stack([x, y], 1))), [(None, 3), (None, 3)]),
    "products": (graph(lambda x, y: dense()(x @ y)), [(None, 5, 3), (None, 3, 4)]),
    "a mean": (graph(lambda x: dense()(x - ops.mean(x, axis=1, keepdims=True))), [(None, 5, 3)]),
    "a layer twice": (graph(_twice), [(None, 5, 3), (None, 6, 3)]),
    "a wrapper twice": (graph(_twice_along), [(None, 5, 3), (None, 6, 3)]),
    "nested": (graph(_nested), [(None, 9, 3)]),
    "nested, another": (graph(_nested_chain), [(None, 9, 3)]),
    "fixed batches": (graph(lambda x, y: layers.Add()([x, y])), [(2, 5, 3), (2, 5, 3)]),
}


def built(make: Make, shapes: Sequence[Shape]) -> int | None:
    """Return how many weights a model of these sizes has; None where Keras refuses it.

    Keras builds some whose inputs do not fit each other: these are called as well.
    """
    try:
        model = make(*shapes)
        if len(shapes) > 1 and all(None not in shape[1:] for shape in shapes):
            model([np.ones([size or 2 for size in shape], "float32") for shape in shapes])
        return int(model.count_params())
    except (ValueError, TypeError, ArithmeticError, AttributeError, RuntimeError, OpError):
        return None


def changed(
    shapes: Sequence[Shape], places: Sequence[tuple[int, int]], size: int | None
) -> list[Shape]:
    lists = [list(shape) for shape in shapes]
    for i, axis in places:
        lists[i][axis] = size
    return [tuple(shape) for shape in lists]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("make", "shapes"), MODELS.values(), ids=MODELS)
def test_what_fits_is_what_keras_builds(make: Make, shapes: Sequence[Shape]) -> None:
    model = make(*shapes)
    meanings = input_meanings(explain_model(read(model)))
    total = model.count_params()
    is_open = len(shapes) > 1 and any(None in shape[1:] for shape in shapes)
    assert [[axis.size for axis in each.axes] for each in meanings] == [list(s) for s in shapes]
    for i, meaning in enumerate(meanings):
        for number, axis in enumerate(meaning.axes):
            places = [(i, number)]
            names = [(j, each.name) for j, each in enumerate(meanings)]
            for j, name in names:
                others = [f"{a.name} of {name}" for a in meanings[j].axes]
                places += [(j, k) for k, other in enumerate(others) if other in axis.beside]
            if axis.name == "batch":
                places = [(j, 0) for j in range(len(shapes))]
            _check(axis, partial(_count, make, shapes, places), total, is_open=is_open)


def _count(
    make: Make, shapes: Sequence[Shape], places: Sequence[tuple[int, int]], size: int | None
) -> int | None:
    return built(make, changed(shapes, places, size))


def _check(
    axis: Axis, count: Callable[[int | None], int | None], total: int, *, is_open: bool
) -> None:
    fits = axis.fitting
    if fits is None:
        assert axis.size is None or is_open, "nothing is said of it"
        return
    # Of an axis that is counted nothing is said of None: a model inside may still tell the size.
    # Nor where it is not known to fit.
    is_said = not axis.counted_in and (fits.is_open or axis.known_by)
    said: dict[int | None, bool] = {None: fits.is_open} if is_said else {}
    if fits.in_a_row:
        said.update((n, True) for n in _inside(fits.least, fits.most))
        said |= {fits.least - 1: False} if fits.least > 1 else {}
        said |= {fits.most + 1: False} if fits.most is not None else {}
    else:
        size = axis.size or 1
        said.update((n, True) for n in fits.beside)
        low, high = min((size, *fits.beside)), max((size, *fits.beside))
        said.update((n, False) for n in range(low + 1, high) if n != size)
        if not (fits.beside or axis.counted_in or axis.fixed_by):
            said.update((n, False) for n in {1, size - 1, size + 1} - {0, size})
    found = {size: count(size) == total for size in said}
    assert found == said, axis


def _inside(least: int, most: int | None) -> Iterator[int]:
    yield from (least, least + 1 if most is None else most, (most or least + 40))
