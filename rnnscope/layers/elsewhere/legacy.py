"""Layers that old files have and Keras 3 has no more.

`source` names the last release with the class, where it is not tf_keras.
What Keras 1 alone had is known by its settings too: others use the names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from rnnscope.algebra.expr import Operand, product, symbol
from rnnscope.errors import UnknownFormulaError
from rnnscope.layers.keras import rnn
from rnnscope.layers.keras.convolutional import kernel_size, rank_of
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import Output, Parts, SymbolicShape, Weight
from rnnscope.layers.registry import formula
from rnnscope.layers.roles import Role
from rnnscope.layers.spatial import (
    axis_names,
    channel_axis,
    is_channels_first,
    names_of,
    per_axis,
    positions,
    spatial_axes,
    spatial_names,
    with_channels,
)

_CORE = "keras/layers/core.py (keras 1.2.2)"
_ACTIVATIONS = "keras/layers/advanced_activations.py (keras 1.2.2)"


@formula("CuDNNLSTM", source="tf_keras/src/layers/rnn/cudnn_lstm.py", rebuildable=False)
def cudnn_lstm(layer: Layer) -> Parts:
    """An LSTM that only ran on GPUs: input and state have a bias each.

    Equation:
        i = sigmoid(x[t]·W_i + h[t-1]·U_i + b_i + d_i)
        f = sigmoid(x[t]·W_f + h[t-1]·U_f + b_f + d_f)
        g = tanh(x[t]·W_g + h[t-1]·U_g + b_g + d_g)
        o = sigmoid(x[t]·W_o + h[t-1]·U_o + b_o + d_o)
        c[t] = f*c[t-1] + i*g
        h[t] = o*tanh(c[t])
        h[-1], c[-1] = 0, 0, if not initial_state
        y = h[last], if not return_sequences
        y = h, if return_sequences
        b_i, b_f, b_g, b_o, d_i, d_f, d_g, d_o = split(bias)
        W_i, W_f, W_g, W_o: the gates' parts of kernel, each transposed
        U_i, U_f, U_g, U_o: the gates' parts of recurrent_kernel, each transposed
        t: each step, from the last one back, if go_backwards
        h[-1], c[-1]: the states that the layer is given, or has kept, if initial_state
    """
    yield from _cudnn(layer, rnn.lstm, biases=2)


@formula("CuDNNGRU", source="tf_keras/src/layers/rnn/cudnn_gru.py", rebuildable=False)
def cudnn_gru(layer: Layer) -> Parts:
    """A GRU that only ran on GPUs: input and state have a bias each.

    Equation:
        z = sigmoid(x[t]·W_z + h[t-1]·U_z + b_z + d_z)
        r = sigmoid(x[t]·W_r + h[t-1]·U_r + b_r + d_r)
        g = tanh(x[t]·W_g + b_g + r*(h[t-1]·U_g + d_g))
        h[t] = z*h[t-1] + (1 - z)*g
        h[-1] = 0, if not initial_state
        y = h[last], if not return_sequences
        y = h, if return_sequences
        b_z, b_r, b_g, d_z, d_r, d_g = split(bias)
        W_z, W_r, W_g: the gates' parts of kernel, each transposed
        U_z, U_r, U_g: the gates' parts of recurrent_kernel, each transposed
        t: each step, from the last one back, if go_backwards
        h[-1]: the state that the layer is given, or has kept, if initial_state
    """
    yield from _cudnn(layer, rnn.gru)


def _cudnn(layer: Layer, usual: Callable[[Layer], Parts], biases: int = 1) -> Parts:
    """Yield the parts of the usual layer, with all its biases in one row."""
    for part in usual(layer):
        if not isinstance(part, Weight):
            yield part
        elif part.name == "bias":
            shape, role = (product((biases, *part.shape)),), Role.BIAS_OF_X_THEN_H
            yield replace(part, shape=shape, role=role, gates=(), group="")
        else:
            yield replace(part, group="")


@formula(
    "LocallyConnected1D",
    "LocallyConnected2D",
    source="tf_keras/src/layers/locally_connected/",
    rebuildable=False,
)
def locally_connected(layer: Layer) -> Parts:
    """A convolution with another kernel at each position of the output.

    Equation:
        y[p] = activation(sum over d (x[p*strides + d - before]·K[p, d]) + b[p])
        K, b = kernel, bias
        before = 0, if padding is valid
        before = floor(max(reach - size, 0)/2), if padding is same
        reach = (ceil(size/strides) - 1)*strides + kernel_size
        p: each place of the output
        d: each place of the kernel
        before: the zeros that padding puts ahead of x
        size: the size of x along each axis of a place
    """
    rank, filters = rank_of(layer), layer.dim("filters")
    kernel, strides = kernel_size(layer), per_axis(layer, "strides", "stride", rank)
    axes = zip(spatial_axes(layer, rank), kernel, strides, strict=True)
    names = (f"output_{name}" for name in spatial_names(rank))
    sizes = tuple(map(layer.new, names, (positions(layer, *axis) for axis in axes)))
    yield Weight(
        name="kernel",
        shape=_local_kernel(layer, kernel, sizes),
        role=Role.WINDOW_TO_FILTER_BY_PLACE,
        uses=(),
    )
    if layer.flag("use_bias", default=True):
        yield Weight(name="bias", shape=(*sizes, filters), role=Role.BIAS_BY_PLACE)
    yield Output((with_channels(layer, sizes, filters),))


def _local_kernel(layer: Layer, kernel: SymbolicShape, sizes: SymbolicShape) -> tuple[Operand, ...]:
    """Return the shape of the kernel, of which `implementation` says how it is laid out."""
    filters = layer.dim("filters")
    channels = layer.features("channels", axis=channel_axis(layer))
    match layer.setting("implementation", 1):
        case 1:
            return product(sizes), product((*kernel, channels)), filters
        case 2:
            first = 2 if is_channels_first(layer) else 1
            names = enumerate(spatial_names(len(kernel)), first)
            inputs = [layer.features(name, axis=axis) for axis, name in names]
            if is_channels_first(layer):
                return channels, *inputs, filters, *sizes
            return *inputs, channels, *sizes, filters
        case 3 if layer.setting("padding", "valid") == "valid":
            return (product((*sizes, *kernel, channels, filters)),)
    raise UnknownFormulaError("how its kernel is laid out, its implementation, is not known")


@formula("ThresholdedReLU", source="keras/src/legacy/layers.py", rebuildable=False)
def thresholded_relu(layer: Layer) -> Parts:
    """Passes on what is above `theta`, and 0 for the rest; it has no weights."""
    yield Output((layer.input,))


@formula("RandomFourierFeatures", source="tf_keras/src/layers/kernelized.py", rebuildable=False)
def random_fourier_features(layer: Layer) -> Parts:
    """Waves of random directions, which stand for a kernel function; only their scale is learned.

    Equation:
        y = cos(x·K/s + b)
        K, s, b = unscaled_kernel, kernel_scale, bias
    """
    output_dim, input_dim = layer.dim("output_dim"), layer.features("input_dim")
    yield Weight(
        name="unscaled_kernel",
        shape=(input_dim, output_dim),
        trainable=False,
        role=Role.DIRECTIONS,
        uses=layer.positions,
    )
    yield Weight(name="bias", shape=(output_dim,), trainable=False, role=Role.PHASE)
    yield Weight(name="kernel_scale", shape=(1,), role=Role.SCALE)
    yield Output(((layer.batch, output_dim),))


@formula("RandomHeight", "RandomWidth", source="keras/src/legacy/layers.py", rebuildable=False)
def random_extent(layer: Layer) -> Parts:
    """Stretches images along one axis at random, so that its size is not known afterwards."""
    shape, axis = list(layer.input), -3 if layer.class_name == "RandomHeight" else -2
    layer.axis(axis)
    shape[axis] = symbol(axis_names(4)[axis], None, layer.path)
    yield Output((tuple(shape),))


@formula("Highway", source=_CORE, rebuildable=False, mark=("init", ""))
def highway(layer: Layer) -> Parts:
    """A Dense layer of the input's size, and one that says how much of each feature it replaces.

    Equation:
        t = sigmoid(x·W_c + b_c)
        y = t*activation(x·W + b) + (1 - t)*x
        W_c, b_c = W_carry, b_carry
    """
    layer.require_axes(2)
    input_dim = layer.features("input_dim")
    for name, role in (("W", Role.INPUT_TO_OUTPUT), ("W_carry", Role.INPUT_TO_CARRY)):
        yield Weight(name=name, shape=(input_dim, input_dim), role=role, uses=())
    if layer.flag("bias", default=True):
        yield Weight(name="b", shape=(input_dim,), role=Role.BIAS)
        yield Weight(name="b_carry", shape=(input_dim,), role=Role.BIAS)
    yield Output((layer.input,))


@formula("MaxoutDense", source=_CORE, rebuildable=False, mark=("nb_feature", ""))
def maxout_dense(layer: Layer) -> Parts:
    """The greatest of `nb_feature` Dense layers without activation.

    Equation:
        y = max over k (x·W[k] + b[k])
        k: each of the nb_feature layers
    """
    layer.require_axes(2)
    output_dim, nb_feature = layer.dims("output_dim", "nb_feature")
    input_dim = layer.features("input_dim")
    shape = (nb_feature, input_dim, output_dim)
    yield Weight(name="W", shape=shape, role=Role.INPUT_TO_OUTPUT, uses=())
    if layer.flag("bias", default=True):
        yield Weight(name="b", shape=(nb_feature, output_dim), role=Role.BIAS)
    yield Output(((layer.batch, output_dim),))


@formula("SReLU", source=_ACTIVATIONS, rebuildable=False, mark=("t_left_init", ""))
def srelu(layer: Layer) -> Parts:
    """Three straight pieces for each position, whose ends and slopes are learned.

    Equation:
        y = min(max(x, l), r) + p*min(x - l, 0) + q*max(x - r, 0)
        r = l + abs(s)
        l, s, p, q = t_left, t_right, a_left, a_right
    """
    end, slope = Role.END, Role.SLOPE
    yield from _by_position(layer, t_left=end, a_left=slope, t_right=end, a_right=slope)
    yield Output((layer.input,))


@formula("ParametricSoftplus", source=_ACTIVATIONS, rebuildable=False, mark=("beta_init", ""))
def parametric_softplus(layer: Layer) -> Parts:
    """A softplus for each position, whose height and steepness are learned.

    Equation:
        y = alphas*log(1 + exp(betas*x))
    """
    yield from _by_position(layer, alphas=Role.HEIGHT, betas=Role.STEEPNESS)
    yield Output((layer.input,))


def _by_position(layer: Layer, **roles: Role) -> Iterator[Weight]:
    """Yield weights that have a number for each position, but along `shared_axes` one for all."""
    shared = layer.setting("shared_axes") or []
    names = names_of(layer.input)
    shape = tuple(
        1 if axis in shared else layer.features(names[axis], axis=axis)
        for axis in range(1, len(names))
    )
    for name, role in roles.items():
        yield Weight(name=name, shape=shape, role=role)
