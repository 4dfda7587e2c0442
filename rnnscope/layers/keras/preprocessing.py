"""Preprocessing of numbers, sounds and categories (keras/src/layers/preprocessing)."""

from __future__ import annotations

from rnnscope.algebra.expr import Expr, as_expr, symbol
from rnnscope.errors import UnknownFormulaError
from rnnscope.layers.keras.merging import concatenate
from rnnscope.layers.keras.normalization import feature
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import Child, MultiplyAdds, Output, Parts, SymbolicShape, Weight
from rnnscope.layers.registry import formula
from rnnscope.layers.roles import Role
from rnnscope.layers.spatial import channel_axis, is_channels_first, named, positions
from rnnscope.model.parts import groups_in_container


@formula("Rescaling", source="keras/src/layers/preprocessing/rescaling.py")
def rescaling(layer: Layer) -> Parts:
    """Multiplies by a fixed scale and adds a fixed offset: nothing is learned.

    Equation:
        y = scale*x + offset
    """
    yield Output(layer.each_input)


@formula("Normalization", source="keras/src/layers/preprocessing/normalization.py")
def normalization(layer: Layer) -> Parts:
    """Mean and variance of each feature, found in data by `adapt()`; no weights if they are given.

    Equation:
        y = (x - mean)/max(sqrt(variance), 1e-7), if not invert
        y = mean + x*max(sqrt(variance), 1e-7), if invert
        mean, variance: each feature along axis has its own
    """
    if layer.setting("mean") is None:
        rank = len(layer.input)
        axes = layer.setting("axis", -1)
        axes = [] if axes is None else axes if isinstance(axes, list | tuple) else [axes]
        kept = tuple(feature(layer, axis) for axis in sorted(axes, key=lambda axis: axis % rank))
        for name in ("mean", "variance"):
            yield Weight(name=name, shape=kept, trainable=False, role=Role.STATISTIC)
        yield Weight(
            name="count",
            shape=(),
            trainable=False,
            dtype="int64",
            role=Role.KEPT_FOR_OLD_FILES,
        )
    yield Output((layer.input,))


@formula("STFTSpectrogram", source="keras/src/layers/preprocessing/stft_spectrogram.py")
def stft_spectrogram(layer: Layer) -> Parts:
    """A convolution with waves of each frequency; the waves are weights, and trainable.

    Equation:
        a[t] = sum over d (x[t*hop + d - before]*C[d])
        b[t] = sum over d (x[t*hop + d - before]*S[d])
        y = log(sqrt(max(a² + b², 1e-7))), if mode is log
        y = sqrt(max(a² + b², 1e-7)), if mode is magnitude
        y = k*(a² + b²), if mode is psd
        y = arctan2(b, a), if mode is angle
        y = a, if mode is real
        y = b, if mode is imag
        y = concat(a, b), if mode is stft
        C = real_kernel[:, 0]
        S = imag_kernel[:, 0]
        hop = frame_step, if frame_step
        hop = floor(frame_length/2), if not frame_step
        before = 0, if padding is valid
        before = floor(max(reach - size, 0)/2), if padding is same
        reach = (ceil(size/hop) - 1)*hop + frame_length
        x: one channel; each is worked on by itself
        t: each frame
        d: each number of a frame
        hop: how far frames are apart
        k: 1 for the first and the last band, 2 for those between
        before: the zeros that padding puts ahead of x
        size: how many numbers x has
    """
    frame, mode = layer.dim("frame_length"), layer.setting("mode", "log")
    frequencies = _fft_length(layer, frame) // 2 + 1
    steps = _steps(layer, frame)
    uses = (steps, layer.new("channels", layer.axis(channel_axis(layer))))
    for name, role, other in (
        ("real_kernel", Role.COSINE_WAVES, "imag"),
        ("imag_kernel", Role.SINE_WAVES, "real"),
    ):
        if mode != other:
            yield Weight(name=name, shape=(frame, 1, frequencies), role=role, uses=uses)
    bands = 2 * frequencies if mode == "stft" else frequencies
    yield Output((_spectrogram(layer, steps, bands),))


def _fft_length(layer: Layer, frame: Expr) -> Expr:
    """Return the length of the transform: by default the next power of two."""
    length = layer.setting("fft_length")
    if length is None:
        power = 1 << max(int(frame) - 1, 0).bit_length()
        layer.need(frame, least=power // 2 + 1, most=power, for_formula=True)
        return layer.constant("fft_length", power)
    size = layer.named_size("fft_length", length, "config['fft_length']")
    layer.need(size, least=frame)
    return size


def _steps(layer: Layer, frame: Expr) -> Expr:
    time = layer.axis(2 if is_channels_first(layer) else 1)
    step = frame // 2 if layer.setting("frame_step") is None else layer.dim("frame_step")
    layer.need(step, most=frame)
    return named(layer, [positions(layer, time, frame, step)])[0]


def _spectrogram(layer: Layer, steps: Expr, bands: Expr) -> SymbolicShape:
    channels = layer.axis(channel_axis(layer))
    first = is_channels_first(layer)
    inner: SymbolicShape
    if layer.flag("expand_dims", default=False):
        inner = (channels, steps, bands) if first else (steps, bands, channels)
    else:
        inner = (bands * channels, steps) if first else (steps, bands * channels)
    return (layer.batch, *inner)


@formula("MelSpectrogram", source="keras/src/layers/preprocessing/mel_spectrogram.py")
def mel_spectrogram(layer: Layer) -> Parts:
    """Loudness in bands as the ear hears them, by fixed filters: nothing is learned."""
    *batch, time = layer.input[:2]
    stride = layer.dim("sequence_stride")
    yield MultiplyAdds(None)  # its filters are no weights, and its transform is a fast one
    steps = layer.new("timesteps", (time + stride + 1) // stride)
    yield Output(((*batch, layer.dim("num_mel_bins", least=0), steps),))


@formula("CategoryEncoding", source="keras/src/layers/preprocessing/category_encoding.py")
def category_encoding(layer: Layer) -> Parts:
    """Writes whole numbers as rows of `num_tokens` zeros and ones: nothing is learned."""
    mode = layer.setting("output_mode", "multi_hot")
    yield Output((_encoded(layer, mode, layer.dim("num_tokens")),))


@formula("Hashing", source="keras/src/layers/preprocessing/hashing.py")
def hashing(layer: Layer) -> Parts:
    """Puts each value into one of `num_bins` by its hash: nothing is learned."""
    if layer.setting("output_mode", "int") == "int":
        yield Output((layer.input,))
    else:
        yield Output(((*layer.input[:-1], layer.dim("num_bins")),))


@formula("HashedCrossing", source="keras/src/layers/preprocessing/hashed_crossing.py")
def hashed_crossing(layer: Layer) -> Parts:
    """Puts each combination of two values into one of `num_bins`: nothing is learned."""
    mode = layer.setting("output_mode", "int")
    yield Output(
        (layer.input if mode == "int" else _encoded(layer, mode, layer.dim("num_bins", least=0)),)
    )


@formula(
    "Discretization",
    source="keras/src/layers/preprocessing/discretization.py",
    rebuildable=False,
)
def discretization(layer: Layer) -> Parts:
    """Puts each number into a bin between boundaries, which are settings, not weights."""
    mode, shape = layer.setting("output_mode", "int"), layer.input
    if mode == "int":
        yield Output((shape,))
    elif mode == "one_hot":
        yield Output((_encoded(layer, mode, _bins(layer)),))
    else:
        yield Output(
            ((*shape[:1], *shape[2:], _bins(layer)) if len(shape) > 1 else (_bins(layer),),)
        )


def _bins(layer: Layer) -> Expr:
    boundaries = layer.setting("bin_boundaries")
    if isinstance(boundaries, list | tuple):
        return layer.named_size("num_bins", len(boundaries) + 1, "config['bin_boundaries']")
    return layer.dim("num_bins", least=0)


@formula(
    "StringLookup",
    "IntegerLookup",
    source="keras/src/layers/preprocessing/index_lookup.py",
    rebuildable=False,
)
def lookup(layer: Layer) -> Parts:
    """Gives each word or number its place in a vocabulary, which is a table, not a weight."""
    mode = layer.setting("output_mode", "int")
    yield Output((layer.input if mode == "int" else _encoded(layer, mode, _depth(layer)),))


@formula(
    "TextVectorization",
    source="keras/src/layers/preprocessing/text_vectorization.py",
    rebuildable=False,
)
def text_vectorization(layer: Layer) -> Parts:
    """Cuts texts into words and looks them up in a vocabulary: a table, not a weight."""
    mode = layer.setting("output_mode", "int")
    if mode == "int":
        length = layer.setting("output_sequence_length")
        steps = (
            symbol("timesteps", None, layer.path)
            if length is None
            else layer.dim("output_sequence_length", least=0)
        )
        yield Output(((layer.batch, steps),))
    else:
        split = layer.setting("split", "whitespace") is not None
        words = layer.input if not split and len(layer.input) > 1 else (*layer.input, as_expr(1))
        yield Output(((*words[:-1], _depth(layer)),))


def _depth(layer: Layer) -> Expr:
    """Return the size of the vocabulary, or the size it is filled up to."""
    if layer.flag("pad_to_max_tokens", default=False):
        return layer.dim("max_tokens")
    size = layer.setting("vocabulary_size")
    if size is None:
        return symbol("vocabulary_size", None, layer.path)
    return layer.named_size("vocabulary_size", size, "config['vocabulary_size']")


def _encoded(layer: Layer, mode: object, depth: Expr) -> SymbolicShape:
    """Return the shape of encoded numbers: of each one, or in other modes of each row."""
    shape = layer.input
    if mode != "one_hot":
        return (*shape[:-1], depth)
    is_one = shape[-1].value == 1 and len(shape) > 1
    if len(shape) > 1:  # or there would be an axis more or less
        layer.need(shape[-1], **({"most": 1} if is_one else {"least": 2}), for_formula=True)
    return (*shape[:-1], depth) if is_one else (*shape, depth)


@formula("Pipeline", source="keras/src/layers/preprocessing/pipeline.py", rebuildable=False)
def pipeline(layer: Layer) -> Parts:
    """One layer after the other, each taking what the one before it gives."""
    members = layer.setting("layers")
    if not isinstance(members, tuple):
        raise UnknownFormulaError("its layers are not listed in the config")
    groups = groups_in_container(member.class_name for member in members)
    flowing: tuple[SymbolicShape, ...] = (layer.input,)
    for i, (member, group) in enumerate(zip(members, groups, strict=True)):
        child = layer.wrap(member, f"config['layers'][{i}]", *flowing, name=f"layers[{i}]")
        flowing = yield Child(f"layers[{i}]", child, f"layers/{group}")
    yield Output(flowing)


@formula(
    "FeatureSpace", source="keras/src/layers/preprocessing/feature_space.py", rebuildable=False
)
def feature_space(_: Layer) -> Parts:
    """Preprocesses each column of a table; only normalized columns have weights, 3 each."""
    raise UnknownFormulaError("its weights are the statistics of the columns it was adapted to")


@formula("TFDConcat", source="keras/src/layers/preprocessing/feature_space.py", rebuildable=False)
def joined_columns(layer: Layer) -> Parts:
    """Lays the columns of a `FeatureSpace` side by side: nothing is learned."""
    yield from concatenate(layer)


@formula("TFDIdentity", source="keras/src/layers/preprocessing/feature_space.py", rebuildable=False)
def column(layer: Layer) -> Parts:
    """Passes a column of a `FeatureSpace` on: nothing is learned."""
    yield Output((layer.input,))
