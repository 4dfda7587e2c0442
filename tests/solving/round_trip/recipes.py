"""Models at random, of all kinds of layers, for any Keras from 1.2 on: written for Python 3.7.

`layers` is Keras's module of layers, or what stands for it under Keras 1 (`keras_1.py`).  A
layer that a Keras does not have, or not with such arguments, is one of the errors in `LACKING`.
"""

from __future__ import annotations

from typing import Any

LACKING = (TypeError, ValueError, AttributeError, NotImplementedError, IndexError, KeyError)


class Kitchen:
    """A Keras, and a source of chance."""

    def __init__(self, keras: Any, layers: Any, pick: Any, generation: Any) -> None:
        self.keras, self.layers, self.pick, self.generation = keras, layers, pick, generation

    def of(self, *values: Any) -> Any:
        return self.pick.choice(values)

    def maybe(self, chance: Any, **settings: Any) -> Any:
        return settings if self.pick.random() < chance else {}

    def input(self, shape: Any, **more: Any) -> Any:
        return self.layers.Input(shape=shape, **more)

    def model(self, inputs: Any, outputs: Any, **more: Any) -> Any:
        return self.layers.model(inputs, outputs, **more)


def no_bias(k: Any) -> Any:
    return k.maybe(0.2, use_bias=False)


def dtype(k: Any) -> Any:
    return k.maybe(0.04, dtype=k.of("float64", "float16")) if k.generation > 1 else {}


def window(k: Any) -> Any:
    found = {"padding": k.of("valid", "same", "same"), **no_bias(k), **dtype(k)}
    found.update(k.of({}, {}, {"strides": 2}, {"dilation_rate": 2}))
    return found


def dense(k: Any) -> Any:
    return k.layers.Dense(k.of(1, 2, 5, 8, 10, 16, 32, 64, 100), **no_bias(k), **dtype(k))


def batch_normalization(k: Any) -> Any:
    more = {**k.maybe(0.15, center=False), **k.maybe(0.15, scale=False)}
    return k.layers.BatchNormalization(**more)


def layer_normalization(k: Any) -> Any:
    more = {**k.maybe(0.2, center=False), **k.maybe(0.2, scale=False)}
    return k.layers.LayerNormalization(**more)


def first_axis(k: Any) -> Any:
    return k.layers.BatchNormalization(axis=1)


def group_normalization(k: Any) -> Any:
    return k.layers.GroupNormalization(k.of(1, 2, -1))


def rms(k: Any) -> Any:
    return k.layers.RMSNormalization()


def p_re_lu(k: Any) -> Any:
    return k.layers.PReLU()


def shared_p_re_lu(k: Any) -> Any:
    return k.layers.PReLU(shared_axes=[1, 2])


def activation(k: Any) -> Any:
    return k.layers.Activation(k.of("relu", "tanh", "softmax"))


def leaky(k: Any) -> Any:
    return k.layers.LeakyReLU()


def dropout(k: Any) -> Any:
    return k.layers.Dropout(0.5)


def noise(k: Any) -> Any:
    return k.layers.GaussianNoise(0.1)


def repeat(k: Any) -> Any:
    return k.layers.RepeatVector(k.of(2, 7, 10))


def flatten(k: Any) -> Any:
    return k.layers.Flatten()


def permute(k: Any) -> Any:
    return k.layers.Permute((2, 1))


def recurrent(
    k: Any,
    sequences: Any = None,
    kinds: Any = ("SimpleRNN", "LSTM", "GRU", "GRU", "LSTM"),
) -> Any:
    kind = k.of(*kinds)
    settings = {"return_sequences": k.of(True, False) if sequences is None else sequences}
    if k.generation > 1:
        settings.update(no_bias(k))
    if kind == "GRU" and k.generation > 1:
        settings.update(k.maybe(0.4, reset_after=k.of(True, False)))
    return getattr(k.layers, kind)(k.of(1, 2, 4, 8, 16, 20, 64, 100, 128), **settings)


def bidirectional(k: Any) -> Any:
    merged = k.maybe(0.3, merge_mode=k.of("sum", "mul", "ave"))
    return k.layers.Bidirectional(recurrent(k), **merged)


def cells(k: Any) -> Any:
    name = k.of("LSTMCell", "GRUCell", "SimpleRNNCell")
    cell = getattr(k.layers, name)(k.of(4, 8, 30))
    return k.layers.RNN(cell, return_sequences=k.of(True, False))


def conv(axes: Any, name: Any = "Conv{}D", transposed: Any = False, more: Any = None) -> Any:
    def made(k: Any) -> Any:
        filters = k.of(1, 2, 4, 6, 8, 12, 16, 32)
        size = k.of(1, 2, 3, 3, 3, 5, 7)
        if axes > 1 and k.pick.random() < 0.15:
            size = tuple(k.of(1, 2, 3, 5) for _ in range(axes))
        kind = getattr(k.layers, name.format(axes))
        settings = window(k)
        if transposed:
            settings.pop("dilation_rate", None)
        return kind(filters, size, **settings, **(more(k) if more else {}))

    return made


def grouped(k: Any) -> Any:
    return {"groups": k.of(2, 4)}


def causal(k: Any) -> Any:
    return k.layers.Conv1D(
        k.of(4, 8, 16), k.of(2, 3), padding="causal", dilation_rate=k.of(1, 2, 4)
    )


def depthwise(axes: Any) -> Any:
    def made(k: Any) -> Any:
        kind = getattr(k.layers, f"DepthwiseConv{axes}D")
        settings = window(k)
        settings.pop("dilation_rate", None)
        return kind(k.of(2, 3, 3, 5), **settings, **k.maybe(0.3, depth_multiplier=k.of(2, 3)))

    return made


def conv_lstm(axes: Any) -> Any:
    def made(k: Any) -> Any:
        kind = getattr(k.layers, f"ConvLSTM{axes}D")
        settings = {"padding": k.of("same", "valid"), **no_bias(k)}
        return kind(k.of(2, 4, 8), k.of(1, 3), return_sequences=k.of(True, False), **settings)

    return made


def plain(name: Any, *values: Any, **settings: Any) -> Any:
    def made(k: Any) -> Any:
        given = (k.of(*values),) if values else ()
        return getattr(k.layers, name)(*given, **settings)

    return made


def timely(*inside: Any) -> Any:
    def made(k: Any) -> Any:
        return k.layers.TimeDistributed(k.of(*inside)(k))

    return made


def spectral(k: Any) -> Any:
    return k.layers.SpectralNormalization(conv(2)(k))


def first_channels(k: Any) -> Any:
    more = {**no_bias(k), "padding": k.of("valid", "same"), "data_format": "channels_first"}
    return k.layers.Conv2D(k.of(4, 6, 8), k.of(1, 3), **more)


def local(axes: Any) -> Any:
    def made(k: Any) -> Any:
        size = k.of(2, 3)
        kind = getattr(k.layers, f"LocallyConnected{axes}D")
        return kind(k.of(2, 4), size if axes == 1 else (size, size))

    return made


def einsum(k: Any) -> Any:
    return k.layers.EinsumDense(
        "abc,cd->abd", output_shape=(None, k.of(8, 16)), **k.maybe(0.6, bias_axes="d")
    )


EVERYWHERE = (
    dense,
    dense,
    batch_normalization,
    layer_normalization,
    p_re_lu,
    activation,
    leaky,
    dropout,
    noise,
)
BY_RANK = {
    2: (*EVERYWHERE, dense, dense, repeat, plain("Reshape", (2, -1)), rms),
    3: (
        *EVERYWHERE,
        *[recurrent] * 4,
        *[bidirectional] * 3,
        *(cells, conv(1), conv(1), conv(1, more=grouped), causal, permute, flatten, einsum),
        *(first_axis, rms),
        *(conv(1, "SeparableConv{}D"), depthwise(1), conv(1, "Conv{}DTranspose", transposed=True)),
        *(plain("MaxPooling1D", 2, 3), plain("AveragePooling1D", 2), plain("GlobalMaxPooling1D")),
        *(plain("GlobalAveragePooling1D"), plain("SpatialDropout1D", 0.3)),
        plain("UpSampling1D", 2),
        *(plain("ZeroPadding1D", 1, 2), plain("Cropping1D", 1), local(1), group_normalization),
        *(timely(dense), timely(dense, layer_normalization, batch_normalization, activation)),
    ),
    4: (
        *EVERYWHERE,
        *[conv(2)] * 4,
        *(conv(2, "SeparableConv{}D"), conv(2, "Conv{}DTranspose", transposed=True)),
        *(depthwise(2), conv(2, more=grouped), first_channels, first_axis, shared_p_re_lu),
        *(spectral, group_normalization, plain("SpatialDropout2D", 0.3)),
        *(plain("MaxPooling2D", 2, 3, (2, 1)), plain("AveragePooling2D", 2), flatten, flatten),
        *(plain("GlobalMaxPooling2D"), plain("GlobalAveragePooling2D")),
        *(plain("UpSampling2D", 2), plain("ZeroPadding2D", 1, 3), plain("Cropping2D", 1), local(2)),
        *(conv_lstm(1), timely(conv(1), recurrent, flatten, plain("MaxPooling1D", 2))),
    ),
    5: (
        *EVERYWHERE,
        *(conv(3), conv(3), conv(3, "Conv{}DTranspose", transposed=True)),
        *(conv_lstm(2), conv_lstm(2), flatten, plain("GlobalAveragePooling3D")),
        *(plain("MaxPooling3D", 2), plain("AveragePooling3D", 2)),
        *(plain("ZeroPadding3D", 1), plain("UpSampling3D", 2), plain("SpatialDropout3D", 0.3)),
        timely(conv(2), conv(2), flatten, plain("MaxPooling2D", 2), plain("MaxPooling2D", 3)),
    ),
    6: (conv_lstm(3), flatten, timely(conv(3), flatten)),
}  # fmt: skip
SHAPES = (
    *((10,), (4,), (784,), (28, 28), (None, 50), (10, 1), (7, 16), (100, 12)),
    *((28, 28, 1), (32, 32, 3)),
    *((64, 48, 3), (None, None, 3), (16, 16, 4), (3, 32, 32), (8, 16, 16, 1), (6, 14, 14, 3)),
    *((None, 16, 16, 3), (3, 4, 8, 8, 2)),
)  # fmt: skip


def sizes_of(tensor: Any) -> Any:
    return (
        [getattr(size, "value", size) for size in tensor.shape] if tensor.shape is not None else []
    )


def is_small(shape: Any) -> Any:
    """Tell whether a tensor is small enough for what comes after it not to be huge."""
    total = 1
    for size in shape[1:]:
        total *= size or 16
    return all(size is None or size > 0 for size in shape[1:]) and total <= 60_000


def sequential(k: Any) -> Any:
    """A stack of two to eight layers."""
    model = k.layers.sequential()
    if k.pick.random() < 0.15:
        stack = k.layers.stacked(model, (k.of(10, 40, None),))
        stack.add(k.layers.Embedding(k.of(50, 1_000, 9_999), k.of(8, 16, 50)))
    else:
        stack = k.layers.stacked(model, k.of(*SHAPES))
    wanted = k.pick.randint(2, 8)
    for _ in range(60):
        if len(model.layers) < wanted:
            pile(k, stack)
    if len(stack.shape) > 2 and k.pick.random() < 0.5 and None not in stack.shape[1:]:
        stack.add(flatten(k))
        stack.add(dense(k))
    return model


def pile(k: Any, stack: Any) -> None:
    """Put a layer on a stack, where it fits."""
    layer = attempt(k, k.of(*BY_RANK[len(stack.shape)]))
    if layer is not None:
        layer.trainable = k.pick.random() > 0.1
        stack.add(layer)


def attempt(k: Any, make: Any) -> Any:
    try:
        return make(k)
    except LACKING:
        return None


def step(k: Any, x: Any, make: Any = None) -> Any:
    """Put a layer on a tensor; the tensor itself where it does not fit."""
    shape = sizes_of(x)
    layer = attempt(k, make or k.of(*BY_RANK[len(shape)]))
    if layer is None:
        return x
    try:
        y = layer(x)
    except LACKING:
        return x
    if isinstance(y, (list, tuple)) or not is_small(sizes_of(y)) or len(sizes_of(y)) not in BY_RANK:
        return x
    if k.pick.random() < 0.08:
        layer.trainable = False
    return y


def steps(k: Any, x: Any, count: Any) -> Any:
    for _ in range(count):
        x = step(k, x)
    return x


def residual(k: Any, x: Any) -> Any:
    """A tensor beside itself, after a layer that leaves its shape."""
    shape = sizes_of(x)
    if len(shape) == 4 and shape[-1]:
        y = k.layers.Conv2D(shape[-1], k.of(1, 3), padding="same", **no_bias(k))(x)
    elif shape[-1]:
        y = k.layers.Dense(shape[-1], **no_bias(k))(x)
        if len(shape) != 2 and k.generation < 2:
            return x
    else:
        return x
    return k.layers.Add()([x, y])


def squeeze(k: Any, x: Any) -> Any:
    shape = sizes_of(x)
    if len(shape) == 2:
        return x
    if len(shape) == 3:
        return k.layers.GlobalMaxPooling1D()(x)
    if len(shape) == 4:
        return k.layers.GlobalAveragePooling2D()(x)
    return k.layers.Flatten()(x)


def functional(k: Any) -> Any:
    """A graph with a branch, one output or two."""
    x = a = k.input(k.of(*SHAPES[:14]))
    x = steps(k, x, k.pick.randint(1, 3))
    if k.pick.random() < 0.7:
        x = residual(k, x)
    x = steps(k, x, k.pick.randint(0, 2))
    left, right = squeeze(k, steps(k, x, 1)), squeeze(k, steps(k, x, 1))
    joined = left if left is right else k.layers.Concatenate()([left, right])
    outputs = [dense(k)(joined)]
    if k.pick.random() < 0.3:
        outputs.append(dense(k)(left))
    return k.model([a], outputs)


def shared(k: Any) -> Any:
    """Two inputs through one layer, or through one model."""
    shape = k.of((12,), (10, 8), (16, 16, 3))
    a, b = k.input(shape), k.input(shape)
    if k.pick.random() < 0.5:
        tower = nested(k, shape)
    else:
        tower = dense(k) if len(shape) < 3 else k.layers.Conv2D(4, 3)
        if k.generation < 2 and len(shape) == 2:
            tower = k.layers.LSTM(5)
    left, right = squeeze(k, tower(a)), squeeze(k, tower(b))
    return k.model([a, b], [dense(k)(k.layers.Concatenate()([left, right]))])


def nested(k: Any, shape: Any) -> Any:
    """A model to stand in another one."""
    if k.pick.random() < 0.5:
        model = k.layers.sequential()
        stack = k.layers.stacked(model, shape)
        stack.add({2: dense, 3: conv(1), 4: conv(2)}[len(shape) + 1](k))
        stack.add(batch_normalization(k))
        return model
    x = k.input(shape)
    return k.model([x], [steps(k, residual(k, x), 2)])


def with_nested(k: Any) -> Any:
    """A model with a model in it, now and then with another in that."""
    shape = k.of((12,), (20, 8), (24, 24, 3))
    x = a = k.input(shape)
    inner = nested(k, shape)
    if k.pick.random() < 0.4:
        b = k.input(shape)
        inner = k.model([b], [dense(k)(squeeze(k, inner(b)))])
    if k.pick.random() < 0.3:
        inner.trainable = False
    return k.model([a], [dense(k)(squeeze(k, inner(x)))])


def stacked_models(k: Any) -> Any:
    """A Sequential whose first layer is a model."""
    shape = k.of((12,), (20, 8), (24, 24, 3))
    model = k.layers.sequential()
    inner = nested(k, shape)
    if k.pick.random() < 0.4:
        inner.trainable = False
    model.add(inner)
    model.add(k.layers.Flatten() if len(shape) == 3 else k.layers.Dropout(0.1))
    model.add(dense(k))
    return model


def encoder(k: Any) -> Any:
    """What people make with a recurrent layer that gives its states to another."""
    units = k.of(8, 16, 64)
    a, b = k.input((None, 20)), k.input((None, 12))
    kind = k.of("LSTM", "GRU")
    _, *states = getattr(k.layers, kind)(units, return_state=True)(a)
    second = getattr(k.layers, kind)(units, return_sequences=True, return_state=k.of(True, False))
    out = second(b, initial_state=states)
    out = out[0] if isinstance(out, (list, tuple)) else out
    return k.model([a, b], [dense(k)(out)])


def attentive(k: Any) -> Any:
    """A block of a transformer."""
    features = k.of(16, 32, 64)
    x = a = k.input((k.of(10, None),), **({"dtype": "int32"} if k.generation > 1 else {}))
    mask = k.maybe(0.3, mask_zero=True)
    x = k.layers.Embedding(k.of(100, 5_000), features, **mask)(x)
    heads = k.layers.MultiHeadAttention(k.of(1, 2, 4, 8), k.of(4, 8, 16), **no_bias(k))
    x = layer_normalization(k)(k.layers.Add()([x, heads(x, x)]))
    y = k.layers.Dense(k.of(32, 100))(x)
    y = k.layers.Dense(features)(k.layers.Dropout(0.1)(y))
    x = layer_normalization(k)(x + y if k.pick.random() < 0.4 else k.layers.Add()([x, y]))
    if k.pick.random() < 0.3:
        x = k.layers.Attention(use_scale=k.of(True, False))([x, x])
    if k.pick.random() < 0.3:
        x = k.layers.GroupQueryAttention(8, 4, 2)(x, x)
    return k.model([a], [dense(k)(k.layers.GlobalAveragePooling1D()(x))])


def several(k: Any) -> Any:
    """Three inputs of different kinds, joined in different ways."""
    words, numbers, image = k.input((15,)), k.input((6,)), k.input((12, 12, 3))
    x = k.layers.Embedding(k.of(100, 777), k.of(8, 16))(words)
    x = recurrent(k, False, ("LSTM", "GRU", "SimpleRNN"))(x)
    y = dense(k)(batch_normalization(k)(numbers))
    z = squeeze(k, steps(k, conv(2)(k)(image), 2))
    joined = k.layers.Concatenate()([x, y, z])
    first, second = dense(k)(joined), dense(k)(joined)
    third = k.layers.Multiply()([k.layers.Dense(7)(first), k.layers.Dense(7)(second)])
    return k.model([words, numbers, image], [third, second])


def named(k: Any) -> Any:
    """Names that are longer than their column, have signs in them or are those of other classes."""
    model = k.layers.sequential()
    stack = k.layers.stacked(model, (20, 6))
    stack.add(
        k.layers.LSTM(
            8,
            return_sequences=True,
            name=k.of("encoder_of_the_first_sentence_of_all", "lstm", "dense"),
        )
    )
    stack.add(
        k.layers.TimeDistributed(
            k.layers.Dense(5), name=k.of("a", "time_distributed_with_a_long_name")
        )
    )
    stack.add(k.layers.Flatten(name=k.of("conv2d_1", "block1-flat")))
    stack.add(
        k.layers.Dense(3, name=k.of("predictions_for_every_class_that_there_is", "out.put", "x1"))
    )
    return model


KINDS = (
    *(sequential, sequential, sequential, functional, functional, shared, with_nested),
    *(stacked_models, encoder, attentive, several, named, sequential),
)


def models(k: Any, count: Any) -> Any:
    """Yield so many models with the names of their recipes."""
    made = tries = 0
    while made < count and tries < 8 * count:
        recipe = KINDS[tries % len(KINDS)]
        tries += 1
        try:
            model = recipe(k)
        except LACKING:
            continue
        if not model.layers:
            continue
        made += 1
        yield recipe.__name__, model
