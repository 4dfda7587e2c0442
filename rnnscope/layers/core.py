"""Core layers (keras/src/layers/core)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rnnscope.errors import BadConfigError, UnknownFormulaError
from rnnscope.expr import Expr, Operand, symbol
from rnnscope.layers._parts import Child, Layer, Output, Parts, SymbolicShape, Weight
from rnnscope.layers._registry import formula


@formula("Dense", source="keras/src/layers/core/dense.py")
def dense(layer: Layer) -> Parts:
    """Every unit sees every feature of the last axis; other axes share the weights.

    Equation:
        y = activation(x·kernel + bias)
    """
    units, input_dim = layer.dim("units"), layer.features("input_dim")
    yield Weight(name="kernel", shape=(input_dim, units), role="input -> output")
    if layer.flag("use_bias", default=True):
        yield Weight(name="bias", shape=(units,), role="bias")
    yield Output(((*layer.input[:-1], units),))


@formula("Embedding", source="keras/src/layers/core/embedding.py")
def embedding(layer: Layer) -> Parts:
    """A table with a row of `output_dim` numbers for each of `input_dim` tokens.

    Equation:
        y = embeddings[x]
    """
    input_dim, output_dim = layer.dims("input_dim", "output_dim")
    yield Weight(name="embeddings", shape=(input_dim, output_dim), role="token -> vector")
    yield Output(((*layer.input, output_dim),))


@formula("ReversibleEmbedding", source="keras/src/layers/core/reversible_embedding.py")
def reversible_embedding(layer: Layer) -> Parts:
    """A table from tokens to vectors, and from vectors back to a score for each token.

    Equation:
        y = embeddings[x]
        y = x·embeddingsᵀ, or x·reverse_embeddings, for `reverse`
    """
    input_dim, output_dim = layer.dims("input_dim", "output_dim")
    yield Weight(name="embeddings", shape=(input_dim, output_dim), role="token -> vector")
    if not layer.flag("tie_weights", default=True):
        yield Weight(
            name="reverse_embeddings", shape=(output_dim, input_dim), role="vector -> scores"
        )
    backwards = layer.options.get("reverse") is True
    yield Output(((*layer.input[:-1], input_dim) if backwards else (*layer.input, output_dim),))


@formula("EinsumDense", source="keras/src/layers/core/einsum_dense.py")
def einsum_dense(layer: Layer) -> Parts:
    """A product of the input and a kernel along the axes that `equation` names.

    Equation:
        y = activation(einsum(equation, x, kernel) + bias)
    """
    einsum = _einsum(layer)
    yield Weight(
        name="kernel",
        shape=tuple(map(einsum.size, einsum.kernel)),
        role="input -> output",
    )
    bias_axes = layer.setting("bias_axes")
    if bias_axes is not None:
        yield Weight(name="bias", shape=_einsum_bias(einsum, bias_axes), role="bias")
    yield Output((einsum.shape,))


@formula("InputLayer", source="keras/src/layers/core/input_layer.py")
def input_layer(layer: Layer) -> Parts:
    """Says what shape the model's input has; it has no weights."""
    yield Output((layer.input,))


@formula("Masking", source="keras/src/layers/core/masking.py")
def masking(layer: Layer) -> Parts:
    """Marks the steps that hold only `mask_value`, so that later layers skip them."""
    yield Output((layer.input,))


@formula("Identity", source="keras/src/layers/core/identity.py")
def identity(layer: Layer) -> Parts:
    """Passes its input on; it has no weights."""
    yield Output((layer.input,))


@formula("Wrapper", source="keras/src/layers/core/wrapper.py")
def wrapper(layer: Layer) -> Parts:
    """The layer that it wraps; it adds no weights of its own."""
    yield Output((yield Child("layer", layer.child("layer", layer.input))))


@formula("Lambda", source="keras/src/layers/core/lambda_layer.py", rebuildable=False)
def lambda_layer(layer: Layer) -> Parts:
    """Somebody's own function: it has no weights, and its output shape is the one on record."""
    sizes = layer.setting("output_shape")
    if isinstance(sizes, list | tuple) and layer.inputs:
        yield Output(((layer.batch, *(_lambda_size(layer, i, n) for i, n in enumerate(sizes))),))


def _lambda_size(layer: Layer, axis: int, size: object) -> Expr:
    if size is None:
        return symbol(f"output_{axis}", None, layer.path)
    return layer.named_size(f"output_{axis}", size, "config['output_shape']")


@dataclass(frozen=True, slots=True)
class _Einsum:
    """An einsum equation, each label with its size.

    `shape` is the whole output shape.  `spare` counts the axes under an
    ellipsis; they stand before the labels or, where `right`, after them.
    """

    kernel: str
    output: str
    shape: SymbolicShape
    sources: Mapping[str, Expr]
    spare: int
    right: bool

    def size(self, label: str) -> Expr:
        """Return the size along a label: the output's where it has it, or else the input's."""
        if label in self.output:
            return self.shape[self.output.index(label) + (0 if self.right else self.spare)]
        if label in self.sources:
            return self.sources[label]
        raise UnknownFormulaError(f"label {label!r} of its equation has no size")


def _einsum(layer: Layer) -> _Einsum:
    equation = str(layer.setting("equation")).replace(" ", "")
    match = re.fullmatch(r"(\.\.\.)?(\w+)(\.\.\.)?,(\w+)->(\.\.\.)?(\w+)(\.\.\.)?", equation)
    rank = len(layer.input)
    if match is None or len(match[2]) > rank:
        raise BadConfigError(
            f"{layer.path}.config['equation']",
            f"{equation!r} does not fit {rank} input axes",
        )
    source, kernel, output, right = match[2], match[4], match[6], match[3] is not None
    spare = rank - len(source)
    axes = layer.input if right else layer.input[spare:]
    sources = {
        label: layer.new(f"input_{label}", axis) for label, axis in zip(source, axes, strict=False)
    }
    shape = _einsum_shape(layer, output, spare, right=right)
    return _Einsum(kernel, output, shape, sources, spare, right)


def _einsum_shape(layer: Layer, labels: str, spare: int, *, right: bool) -> SymbolicShape:
    """Return the output shape: the batch, `output_shape`, and the axes under an ellipsis.

    Keras writes the axes under an ellipsis on the left backwards.
    """
    before = () if right else layer.input[1:spare][::-1]
    after = layer.input[len(layer.input) - spare :] if right else ()
    labels = labels[1:] if right or not spare else labels
    sizes = layer.setting("output_shape")
    sizes = sizes if isinstance(sizes, list | tuple) else [sizes]
    if len(sizes) != len(labels):
        raise BadConfigError(
            f"{layer.path}.config['output_shape']", f"expected {len(labels)} sizes"
        )
    given = (_einsum_size(layer, label, size) for label, size in zip(labels, sizes, strict=True))
    return (layer.batch, *before, *given, *after)


def _einsum_size(layer: Layer, label: str, size: object) -> Expr:
    """Return a size of `output_shape`; None stays open, even where the input's size is known."""
    if size is None:
        return symbol(f"output_{label}", None, layer.path)
    return layer.named_size(f"output_{label}", size, "config['output_shape']")


def _einsum_bias(einsum: _Einsum, bias_axes: str) -> tuple[Operand, ...]:
    """Size the bias from its first label on; output axes it leaves out have size 1."""
    first = min(einsum.output.index(label) for label in bias_axes)
    after = (1,) * (einsum.spare if einsum.right else 0)
    labels = einsum.output[first:]
    return (
        *(einsum.size(label) if label in bias_axes else 1 for label in labels),
        *after,
    )
