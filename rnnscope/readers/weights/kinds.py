"""What layers weights without a config may be, by the pattern of their shapes.

Every class of Keras whose weights have a pattern of their own has a function
here; it yields the layers that would have weights of such shapes, each with
the settings and the input that the shapes tell.  Whether one fits to the
letter, its formula decides later on.  Left out are classes that may have
weights of any shape, as EinsumDense has, where nothing names them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from rnnscope.model.parts import LayerConfig, Tensor, snake_case

Shapes: TypeAlias = Sequence[tuple[int, ...]]
Pattern: TypeAlias = Callable[[Shapes], Iterator[LayerConfig]]

_GATES = {"LSTM": 4, "GRU": 3, "SimpleRNN": 1}
_MOST = 24  # weights of a layer that has a pattern; a model inside may have thousands


def layers_of(stem: str, tensors: Sequence[Tensor]) -> tuple[LayerConfig, ...]:
    """Return the layers that weights may be, which stand in the order of the class's own.

    `stem` is what their source calls them: a cell is one where it is called so.
    """
    if not 0 < len(tensors) <= _MOST:
        return ()
    shapes = [tensor.shape for tensor in tensors]
    if stem.endswith("_cell"):
        layers = _recurrent(shapes)
        return tuple(replace(layer, class_name=f"{layer.class_name}Cell") for layer in layers)
    layers = (layer for pattern in PATTERNS for layer in pattern(shapes))
    # Where no group tells it, a layer looks the same with a wrapper around it.
    is_wrapper = stem == "time_distributed" or all("/layer/" in t.path for t in tensors)
    return tuple(layer for layer in layers if is_wrapper or layer.class_name != "TimeDistributed")


def _layer(class_name: str, *inputs: Sequence[int | None], **settings: Any) -> LayerConfig:
    return LayerConfig(
        class_name=class_name,
        name=snake_case(class_name),
        module="keras.layers",
        settings=settings,
        build_shapes={f"input_{i}": tuple(shape) for i, shape in enumerate(inputs)},
    )


def _dense(shapes: Shapes) -> Iterator[LayerConfig]:
    match shapes:
        case [(size, units), *bias] if tuple(bias) in ((), ((units,),)):
            yield _layer("Dense", (None, size), units=units, use_bias=bool(bias))


def _embedding(shapes: Shapes) -> Iterator[LayerConfig]:
    match shapes:
        case [(size, width)]:
            yield _layer("Embedding", (None, None), input_dim=size, output_dim=width)
        case [(size, width), (again, last)] if (again, last) == (width, size):
            settings = {"input_dim": size, "output_dim": width, "tie_weights": False}
            yield _layer("ReversibleEmbedding", (None, None), **settings)


def _convolution(shapes: Shapes) -> Iterator[LayerConfig]:
    match shapes:
        case [(*window, channels, filters), *bias] if 1 <= len(window) <= 3:
            settings = {"kernel_size": list(window), "use_bias": bool(bias)}
            inner, outer = [None] * (len(window) + 1), tuple(bias)
            rank = f"{len(window)}D"
            if outer in ((), ((filters,),)):
                yield _layer(f"Conv{rank}", (*inner, channels), filters=filters, **settings)
            if outer in ((), ((channels,),)):
                name = f"Conv{rank}Transpose"
                yield _layer(name, (*inner, filters), filters=channels, **settings)
            if outer in ((), ((channels * filters,),)) and len(window) < 3:
                name, inputs = f"DepthwiseConv{rank}", (*inner, channels)
                yield _layer(name, inputs, depth_multiplier=filters, **settings)


def _separable(shapes: Shapes) -> Iterator[LayerConfig]:
    match shapes:
        case [(*window, channels, times), (*_, filters), *bias] if 1 <= len(window) <= 2:
            yield _layer(
                f"SeparableConv{len(window)}D",
                (*[None] * (len(window) + 1), channels),
                kernel_size=list(window),
                depth_multiplier=times,
                filters=filters,
                use_bias=bool(bias),
            )


def _recurrent(shapes: Shapes) -> Iterator[LayerConfig]:
    match shapes:
        case [(size, wide), (units, again), *bias] if wide == again and len(bias) < 2:
            for class_name, gates in _GATES.items():
                if wide == gates * units:
                    settings: dict[str, Any] = {"units": units, "use_bias": bool(bias)}
                    if class_name == "GRU":
                        settings["reset_after"] = not bias or len(bias[0]) == 2
                    yield _layer(class_name, (None, None, size), **settings)
        case _:
            pass


def _convolutional_lstm(shapes: Shapes) -> Iterator[LayerConfig]:
    match shapes:
        case [(*window, channels, wide), (*again, filters, _), *bias] if (
            window == again and 1 <= len(window) <= 3 and wide == 4 * filters
        ):
            # Its images must have a size; any will do where the padding keeps it.
            sizes = (None, None, *window, channels)
            settings = {"filters": filters, "kernel_size": list(window), "padding": "same"}
            yield _layer(f"ConvLSTM{len(window)}D", sizes, use_bias=bool(bias), **settings)


def _bidirectional(shapes: Shapes) -> Iterator[LayerConfig]:
    half = len(shapes) // 2
    if half and list(shapes[:half]) == list(shapes[half:]):
        for pattern in (_recurrent, _convolutional_lstm):
            for layer in pattern(shapes[:half]):
                inputs = layer.build_shapes.values()
                yield _layer("Bidirectional", *inputs, layer=layer)


def _normalization(shapes: Shapes) -> Iterator[LayerConfig]:
    if len(set(shapes)) != 1 or len(shapes[0]) != 1 or len(shapes) > 7:
        return
    inputs, count = (None, *shapes[0]), len(shapes)
    for scale, center in ((True, True), (True, False), (False, True), (False, False)):
        flags = {"scale": scale, "center": center}
        own = scale + center
        if count == own + 2:
            yield _layer("BatchNormalization", inputs, **flags)
        if count == own + 5:
            yield _layer("BatchNormalization", inputs, renorm=True, **flags)
        if count == own:
            yield _layer("LayerNormalization", inputs, **flags)
            yield _layer("GroupNormalization", inputs, groups=1, **flags)


def _one_vector(shapes: Shapes) -> Iterator[LayerConfig]:
    match shapes:
        case [(size,)]:
            yield _layer("RMSNormalization", (None, size))
            yield _layer("AdditiveAttention", (None, None, size), (None, None, size))
        case [()]:
            yield _layer("Attention", (None, None, None), (None, None, None), use_scale=True)
        case [(), ()]:
            settings = {"use_scale": True, "score_mode": "concat"}
            yield _layer("Attention", (None, None, None), (None, None, None), **settings)
        case _:
            pass


def _statistics(shapes: Shapes) -> Iterator[LayerConfig]:
    match shapes:
        case [(size,), (again,), ()] if size == again:
            yield _layer("Normalization", (None, size))
        case _:
            pass


def _slopes(shapes: Shapes) -> Iterator[LayerConfig]:
    match shapes:
        case [(_, *_) as shape]:
            yield _layer("PReLU", (None, *shape))
        case _:
            pass


def _attention(shapes: Shapes) -> Iterator[LayerConfig]:
    """Read query, key, value and output, each with a bias after its kernel or none."""
    kernels = [shape for shape in shapes if len(shape) == 3]
    if len(kernels) != 4 or len(shapes) not in (4, 8):
        return
    (size, heads, width), (keys, groups, _), (values, _, wide), (*_, out) = kernels
    inputs = ((None, None, size), (None, None, values), (None, None, keys))
    use_bias = len(shapes) == 8
    if groups == heads:
        settings = {"num_heads": heads, "key_dim": width, "value_dim": wide}
        if out != size:
            settings["output_shape"] = out
        yield _layer("MultiHeadAttention", *inputs, use_bias=use_bias, **settings)
    heads_of = {"num_query_heads": heads, "num_key_value_heads": groups, "head_dim": width}
    yield _layer("GroupQueryAttention", *inputs, use_bias=use_bias, **heads_of)


def _time_distributed(shapes: Shapes) -> Iterator[LayerConfig]:
    for pattern in (_dense, _convolution, _normalization):
        for layer in pattern(shapes):
            (inputs,) = layer.build_shapes.values()
            around = (None, *inputs)
            yield _layer("TimeDistributed", around, layer=replace(layer, build_shapes={}))


def _spectral(shapes: Shapes) -> Iterator[LayerConfig]:
    """Read the kernel and `vector_u` of the wrapper, and then what it wraps."""
    match shapes:
        case [kernel, (1, _), *wrapped] if wrapped and wrapped[0] == kernel:
            yield from _spectral_around(wrapped)
        case [*wrapped, (1, _)]:
            yield from _spectral_around(wrapped)
        case _:
            pass


def _spectral_around(shapes: Shapes) -> Iterator[LayerConfig]:
    for pattern in (_dense, _convolution, _embedding):
        for layer in pattern(shapes):
            yield _layer("SpectralNormalization", *layer.build_shapes.values(), layer=layer)


PATTERNS: tuple[Pattern, ...] = (
    _dense,
    _embedding,
    _convolution,
    _separable,
    _recurrent,
    _convolutional_lstm,
    _bidirectional,
    _normalization,
    _one_vector,
    _statistics,
    _slopes,
    _attention,
    _time_distributed,
    _spectral,
)
