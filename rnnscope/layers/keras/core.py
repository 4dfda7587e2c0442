"""Core layers (keras/src/layers/core)."""

from __future__ import annotations

from types import NoneType

from rnnscope.algebra.expr import Expr, symbol
from rnnscope.layers.einsum import bias_shape, matrix, read_einsum
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import Child, MultiplyAdds, Output, Parts, Weight
from rnnscope.layers.registry import formula
from rnnscope.layers.roles import Role
from rnnscope.layers.states import Matrix, kept, table


@formula("Dense", source="keras/src/layers/core/dense.py")
def dense(layer: Layer) -> Parts:
    """Every unit reads every feature of the last axis; all other axes share the weights.

    Equation:
        y = activation(x·W + b)
        W = kernel, if not lora_rank
        W = kernel + lora_alpha/lora_rank*A·B, if lora_rank
        A, B = lora_kernel_a, lora_kernel_b, if lora_rank
        b = bias
    """
    units, input_dim = layer.dim("units"), layer.features("input_dim")
    kernel = Weight(
        name="kernel",
        shape=(input_dim, units),
        role=Role.INPUT_TO_OUTPUT,
        uses=layer.positions,
    )
    bias = Weight(name="bias", shape=(units,), role=Role.BIAS)
    has_bias = layer.flag("use_bias", default=True)
    yield from kept(layer, kernel, bias if has_bias else None, Matrix(input_dim, units, (units,)))
    yield Output(((*layer.input[:-1], units),))


@formula("Embedding", source="keras/src/layers/core/embedding.py")
def embedding(layer: Layer) -> Parts:
    """A table with a row of `output_dim` numbers for each of `input_dim` tokens.

    Equation:
        y = E[x]
        E = embeddings, if not lora_rank
        E = embeddings + lora_alpha/lora_rank*A·B, if lora_rank
        A, B = lora_embeddings_a, lora_embeddings_b, if lora_rank
    """
    input_dim, output_dim = layer.dims("input_dim", "output_dim")
    embeddings = Weight(name="embeddings", shape=(input_dim, output_dim), role=Role.EMBEDDING)
    yield from table(layer, embeddings)
    yield Output(((*layer.input, output_dim),))


@formula("ReversibleEmbedding", source="keras/src/layers/core/reversible_embedding.py")
def reversible_embedding(layer: Layer) -> Parts:
    """A table from tokens to vectors, and from vectors back to a score for each token.

    Equation:
        y = E[x], if not reverse
        s = x·Eᵀ, if reverse and tie_weights
        s = x·R, if reverse and not tie_weights
        y = s, if reverse and not logit_soft_cap
        y = logit_soft_cap*tanh(s/logit_soft_cap), if reverse and logit_soft_cap
        R = reverse_embeddings
        E = embeddings, if not lora_rank
        E = embeddings + lora_alpha/lora_rank*A·B, if lora_rank
        A, B = lora_embeddings_a, lora_embeddings_b, if lora_rank
    """
    input_dim, output_dim = layer.dims("input_dim", "output_dim")
    backwards, is_tied = (
        layer.options.get("reverse") is True,
        layer.flag("tie_weights", default=True),
    )
    uses = layer.positions if backwards else (0,)
    there = Weight(
        name="embeddings",
        shape=(input_dim, output_dim),
        role=Role.EMBEDDING,
        uses=uses if is_tied else (0,),
    )
    back = Weight(
        name="reverse_embeddings",
        shape=(output_dim, input_dim),
        role=Role.VECTOR_TO_SCORES,
        uses=uses,
    )
    yield from table(layer, there, None if is_tied else back)
    yield Output(((*layer.input[:-1], input_dim) if backwards else (*layer.input, output_dim),))


@formula("EinsumDense", source="keras/src/layers/core/einsum_dense.py")
def einsum_dense(layer: Layer) -> Parts:
    """A product of the input and a kernel along the axes that `equation` names.

    Equation:
        y = activation(einsum(equation, x, W) + b)
        W = kernel, if not lora_rank
        W = kernel + lora_alpha/lora_rank*A·B, if lora_rank
        A, B = lora_kernel_a, lora_kernel_b, if lora_rank
        b = bias
    """
    einsum = read_einsum(layer)
    kernel = Weight(
        name="kernel",
        shape=einsum.kernel_shape,
        role=Role.INPUT_TO_OUTPUT,
        uses=einsum.uses,
    )
    bias_axes = layer.setting("bias_axes")
    bias = None
    if bias_axes is not None:
        bias = Weight(name="bias", shape=bias_shape(einsum, bias_axes), role=Role.BIAS)
    yield from kept(layer, kernel, bias, matrix(layer, einsum))
    for size, needed in einsum.fixed:
        layer.need(size, known=True, least=needed, most=needed)
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
    yield Output(layer.each_input)


@formula("Wrapper", source="keras/src/layers/core/wrapper.py")
def wrapper(layer: Layer) -> Parts:
    """The layer that it wraps; it adds no weights of its own."""
    yield Output((yield Child("layer", layer.child("layer", layer.input))))


@formula("Lambda", source="keras/src/layers/core/lambda_layer.py", rebuildable=False)
def lambda_layer(layer: Layer) -> Parts:
    """Somebody's own function: it has no weights, and its output shape is the one on record."""
    yield MultiplyAdds(None)
    sizes = layer.setting("output_shape")
    is_shape = isinstance(sizes, list | tuple) and all(type(n) in (int, NoneType) for n in sizes)
    if is_shape and layer.inputs:  # and not a function that works one out
        yield Output(((layer.batch, *(_lambda_size(layer, i, n) for i, n in enumerate(sizes))),))


def _lambda_size(layer: Layer, axis: int, size: object) -> Expr:
    if size is None:
        return symbol(f"output_{axis}", None, layer.path)
    return layer.named_size(f"output_{axis}", size, f"config['output_shape'][{axis}]")
