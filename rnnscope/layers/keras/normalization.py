"""Normalizations (keras/src/layers/normalization)."""

from __future__ import annotations

from itertools import takewhile

from rnnscope.algebra.expr import Expr, as_expr
from rnnscope.errors import UnknownFormulaError
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import Child, Output, Parts, SymbolicShape, Weight
from rnnscope.layers.policy import is_adapted
from rnnscope.layers.registry import formula, formula_of
from rnnscope.layers.roles import Role
from rnnscope.wording import shown


@formula("BatchNormalization", source="keras/src/layers/normalization/batch_normalization.py")
def batch_normalization(layer: Layer) -> Parts:
    """Scale and shift of each feature are learned; its mean and variance follow the batches.

    Equation:
        y = gamma*(x - mean)/sqrt(variance + epsilon) + beta
        mean, variance = moving_mean, moving_variance
        mean, variance: each feature along axis has its own; in training, those of the batch
    """
    features = _along(layer)
    yield from _scale_and_shift(layer, features)
    statistics = ["moving_mean", "moving_variance"]
    if layer.flag("renorm", default=False):
        statistics += ["moving_stddev", "renorm_mean", "renorm_stddev"]
    for name in statistics:
        yield Weight(name=name, shape=features, trainable=False, role=Role.STATISTIC)
    yield Output((layer.input,))


@formula("LayerNormalization", source="keras/src/layers/normalization/layer_normalization.py")
def layer_normalization(layer: Layer) -> Parts:
    """Scale and shift of each feature are learned; mean and variance are each example's own.

    Equation:
        y = gamma*(x - m)/sqrt(v + epsilon) + beta, if not rms_scaling
        y = gamma*x/sqrt(v + epsilon), if rms_scaling
        m = mean over axis (x)
        v = variance over axis (x)
    """
    features = _features(layer)
    if layer.flag("rms_scaling", default=False):
        yield Weight(name="gamma", shape=features, role=Role.SCALE)
    else:
        yield from _scale_and_shift(layer, features)
    yield Output((layer.input,))


@formula("RMSNormalization", source="keras/src/layers/normalization/rms_normalization.py")
def rms_normalization(layer: Layer) -> Parts:
    """A scale for each feature is learned; each example is divided by its root mean square.

    Equation:
        y = scale*x/sqrt(mean over axis (x²) + epsilon)
    """
    yield Weight(name="scale", shape=_features(layer), role=Role.SCALE)
    yield Output((layer.input,))


@formula("GroupNormalization", source="keras/src/layers/normalization/group_normalization.py")
def group_normalization(layer: Layer) -> Parts:
    """Scale and shift of each feature are learned; mean and variance are of groups of features.

    Equation:
        y[group n] = gamma[group n]*(x[group n] - m[n])/sqrt(v[n] + epsilon) + beta[group n]
        m[n], v[n] = mean(x[group n]), variance(x[group n])
        n: each group of features along axis, of which there are as many as groups says
        mean, variance: of all that an example has in the group
    """
    features = feature(layer, layer.setting("axis", -1))
    groups = layer.setting("groups", 32)
    if groups != -1:  # which stands for one group for each feature
        size = layer.named_size("groups", groups, "config['groups']", 1)
        if int(features) % int(size):
            layer.refuse("groups", f"{int(features)} features are not divisible by {int(size)}")
        layer.need(features, divisor=size)
    layer.need(features, known=True)
    yield from _scale_and_shift(layer, (features,))
    yield Output((layer.input,))


@formula("UnitNormalization", source="keras/src/layers/normalization/unit_normalization.py")
def unit_normalization(layer: Layer) -> Parts:
    """Divides each example by its length: nothing is learned.

    Equation:
        y = x/max(sqrt(sum over axis (x²)), 1e-12)
    """
    axes = layer.setting("axis", -1)
    for axis in axes if isinstance(axes, list | tuple) else [axes]:
        _require_axis(layer, axis)
    yield Output(layer.each_input)


@formula("SpectralNormalization", source="keras/src/layers/normalization/spectral_normalization.py")
def spectral_normalization(layer: Layer) -> Parts:
    """Divides the wrapped layer's kernel by its largest singular value while training.

    Equation:
        v[n] = unit(u[n-1]·Wᵀ)
        u[n] = unit(v[n]·W)
        u[0] = vector_u
        unit(a) = a/sqrt(sum(a²))
        kernel' = kernel/(v[power_iterations]·W·u[power_iterations]ᵀ)
        W: the kernel, with all its axes but the last in one
        n: from 1 to power_iterations
        kernel': what the layer works with from then on; and vector_u is the last u
    """
    iterations = layer.setting("power_iterations", 1)
    if iterations <= 0:
        layer.refuse("power_iterations", f"expected at least 1, found {shown(iterations)}")
    wrapped = layer.child("layer", layer.input)
    kernel = _kernel(wrapped)
    outputs = yield Child("layer", wrapped)
    yield Weight(
        name=kernel.name,
        shape=kernel.shape,
        role=Role.WRAPPED,
        dtype=wrapped.variable_dtype,
        trainable=wrapped.flag("trainable", default=True),
        shared_with="layer",
    )
    yield Weight(
        name="vector_u",
        shape=(1, kernel.shape[-1]),
        trainable=False,
        role=Role.SINGULAR_VECTOR,
        dtype=wrapped.variable_dtype,
    )
    yield Output(outputs)


def _kernel(wrapped: Layer) -> Weight:
    """Return the weight that is normalized, as the wrapped layer's own formula lists it."""
    known = formula_of(wrapped.config)
    if known is not None and not is_adapted(wrapped):
        for part in takewhile(lambda part: isinstance(part, Weight), known.parts(wrapped)):
            if (
                isinstance(part, Weight)
                and part.name in ("kernel", "embeddings")
                and not part.group
            ):
                return part
    raise UnknownFormulaError("the kernel of the layer it wraps is not known")


def _scale_and_shift(layer: Layer, features: SymbolicShape) -> Parts:
    if layer.flag("scale", default=True):
        yield Weight(name="gamma", shape=features, role=Role.SCALE)
    if layer.flag("center", default=True):
        yield Weight(name="beta", shape=features, role=Role.SHIFT)


def _features(layer: Layer) -> SymbolicShape:
    """Return the sizes along `axis`, in the order of the list that the config holds."""
    axes = layer.setting("axis", -1)
    return tuple(
        feature(layer, axis) for axis in (axes if isinstance(axes, list | tuple) else [axes])
    )


def _along(layer: Layer) -> SymbolicShape:
    """Return the size along `axis`; for several, which Keras 2 took, 1 along all others."""
    axis, rank = layer.setting("axis", -1), len(layer.input)
    if not isinstance(axis, list) or len(axis) < 2:
        return (feature(layer, axis[0] if isinstance(axis, list) and axis else axis),)
    axes = {_require_axis(layer, each) % rank for each in axis}
    return tuple(feature(layer, place) if place in axes else as_expr(1) for place in range(rank))


def feature(layer: Layer, axis: object) -> Expr:
    """Return the size of one axis of the input, as this layer's symbol for it.

    Raises:
        BadConfigError: the input has no such axis.

    """
    axis, rank = _require_axis(layer, axis), len(layer.input)
    name = "features" if axis % rank == rank - 1 else f"features_{axis % rank}"
    return layer.features(name, axis=axis)


def _require_axis(layer: Layer, axis: object) -> int:
    rank = len(layer.input)
    if type(axis) is not int or not -rank <= axis < rank:
        layer.refuse("axis", f"no axis {shown(axis)} of {rank}")
    return axis
