"""Attention (keras/src/layers/attention)."""

from __future__ import annotations

from dataclasses import replace

from rnnscope.algebra.expr import Expr
from rnnscope.errors import BadConfigError, UnknownFormulaError
from rnnscope.layers.einsum import Einsum, matrix
from rnnscope.layers.layer import Layer
from rnnscope.layers.parts import MultiplyAdds, Output, Parts, SymbolicShape, Weight
from rnnscope.layers.registry import formula
from rnnscope.layers.roles import Role
from rnnscope.layers.states import kept
from rnnscope.model.parts import LayerConfig
from rnnscope.wording import shown


@formula("MultiHeadAttention", source="keras/src/layers/attention/multi_head_attention.py")
def multi_head_attention(layer: Layer) -> Parts:
    """Query, key and value are projected for each head; what the heads give is projected back.

    Equation:
        Q[n] = query·W_Q[n] + b_Q[n]
        K[n] = key·W_K[n] + b_K[n]
        V[n] = value·W_V[n] + b_V[n]
        head[n] = g[n]*(softmax(Q[n]·K[n]ᵀ/sqrt(key_dim))·V[n])
        g[n] = sigmoid(query·W_G[n] + b_G[n])
        y = sum over n (head[n]·W_O[n]) + b_O
        key = value, if not key_given
        W_Q[n], b_Q[n] = query/kernel[:, n], query/bias[n]
        W_K[n], b_K[n] = key/kernel[:, n], key/bias[n]
        W_V[n], b_V[n] = value/kernel[:, n], value/bias[n]
        W_G[n], b_G[n] = gate/kernel[:, n], gate/bias[n]
        W_O[n], b_O = attention_output/kernel[n], attention_output/bias
        query, key, value: all their steps in one axis, if flattened
        query, key, value: the steps along attention_axes, if attention_axes
        softmax: over steps less than sliding_window apart, if sliding_window
        softmax: over the steps up to that of the query, if use_causal_mask
    """
    layer.require_share("dropout")
    num_heads, key_dim = layer.dims("num_heads", "key_dim")
    value_dim = key_dim if layer.setting("value_dim") is None else layer.dim("value_dim")
    query_shape, value_shape, key_shape = _inputs(layer)
    query = layer.features("query_features", of=query_shape)
    value = layer.features("value_features", of=value_shape)
    key = value if key_shape is value_shape else layer.features("key_features", of=key_shape)
    output = _output(layer)

    steps, value_steps = _steps(layer, query_shape, value_shape)
    yield from _projection(layer, "query", steps, (query,), (num_heads, key_dim))
    yield from _projection(layer, "key", value_steps, (key,), (num_heads, key_dim))
    if layer.flag("use_gate", default=False):
        yield from _projection(layer, "gate", steps, (query,), (num_heads, value_dim))
    yield from _projection(layer, "value", value_steps, (value,), (num_heads, value_dim))
    heads = (num_heads, value_dim)
    yield from _projection(layer, "attention_output", steps, heads, output or (query,))
    pairs = _attended_pairs(layer, steps, value_steps)
    for size in (key_dim, value_dim):
        yield MultiplyAdds(None if pairs is None else (*pairs, num_heads, size))
    shape = (*query_shape[:-1], *(output or query_shape[-1:]))
    # Keras says so whatever the key's steps and the attention axes are.
    scores = (query_shape[0], num_heads, query_shape[1], query_shape[1])
    yield Output((shape, scores) if _asked_for_scores(layer) else (shape,))


@formula("GroupQueryAttention", source="keras/src/layers/attention/grouped_query_attention.py")
def group_query_attention(layer: Layer) -> Parts:
    """Several query heads share one key and value head, so there are fewer of those.

    Equation:
        Q[n] = query·W_Q[n] + b_Q[n]
        K[j] = key·W_K[j] + b_K[j]
        V[j] = value·W_V[j] + b_V[j]
        head[n] = g[n]*(softmax(Q[n]·K[m]ᵀ/sqrt(head_dim))·V[m])
        g[n] = sigmoid(query·W_G[n] + b_G[n])
        y = sum over n (head[n]·W_O[n]) + b_O
        m = floor(n/(num_query_heads/num_key_value_heads))
        key = value, if not key_given
        W_Q[n], b_Q[n] = query/kernel[:, n], query/bias[n]
        W_K[j], b_K[j] = key/kernel[:, j], key/bias[j]
        W_V[j], b_V[j] = value/kernel[:, j], value/bias[j]
        W_G[n], b_G[n] = gate/kernel[:, n], gate/bias[n]
        W_O[n], b_O = attention_output/kernel[n], attention_output/bias
        n, j: each query head, each key and value head
        softmax: over steps less than sliding_window apart, if sliding_window
        softmax: over the steps up to that of the query, if use_causal_mask
    """
    layer.require_share("dropout")
    head_dim, heads = layer.dims("head_dim", "num_key_value_heads")
    query_heads = _query_heads(layer, heads)
    query_shape, value_shape, key_shape = _inputs(layer)
    query = layer.features("query_features", of=query_shape)
    value = layer.features("value_features", of=value_shape)
    key = value if key_shape is value_shape else layer.features("key_features", of=key_shape)
    if {len(query_shape), len(value_shape), len(key_shape)} != {3}:
        raise BadConfigError(layer.path, "takes inputs of 3 axes")
    if int(query) != int(value):
        problem = f"its query has {int(query)} features, its value {int(value)}"
        raise BadConfigError(layer.path, problem)
    layer.need(query, like=value)

    steps, value_steps = _steps(layer, query_shape, value_shape)
    yield from _projection(layer, "query", steps, (query,), (query_heads, head_dim))
    yield from _projection(layer, "key", value_steps, (key,), (heads, head_dim))
    if layer.flag("use_gate", default=False):
        yield from _projection(layer, "gate", steps, (query,), (query_heads, head_dim))
    yield from _projection(layer, "value", value_steps, (value,), (heads, head_dim))
    yield from _projection(layer, "attention_output", steps, (query_heads, head_dim), (query,))
    yield MultiplyAdds((2, *steps[1:], *value_steps[1:], query_heads, head_dim))
    scores = (query_shape[0], query_heads, query_shape[1], key_shape[1])
    yield Output((query_shape, scores) if _asked_for_scores(layer) else (query_shape,))


def _query_heads(layer: Layer, heads: Expr) -> Expr:
    query_heads = layer.dim("num_query_heads", least=0)
    if int(query_heads) % int(heads):
        problem = f"{int(query_heads)} are not divisible by {int(heads)} num_key_value_heads"
        layer.refuse("num_query_heads", problem)
    layer.need(query_heads, divisor=heads)
    return query_heads


@formula("Attention", source="keras/src/layers/attention/attention.py")
def attention(layer: Layer) -> Parts:
    """Each query takes a mean of the values, weighted by how well it fits their keys.

    Equation:
        s = scale*query·keyᵀ, if score_mode is dot
        s[i, j] = w*sum(tanh(scale*(query[i] + key[j]))), if score_mode is concat
        y = softmax(s)·value
        key = value, if not key_given
        w = concat_score_weight
        i, j: each step of query, each of key
        softmax: over the steps up to that of the query, if use_causal_mask
    """
    if layer.flag("use_scale", default=False):
        yield Weight(name="scale", shape=(), role=Role.SCALE_OF_SCORES)
    mode = layer.setting("score_mode", "dot")
    if mode not in ("dot", "concat"):
        layer.refuse("score_mode", f"expected dot or concat, found {shown(mode)}")
    if mode == "concat":
        yield Weight(name="concat_score_weight", shape=(), role=Role.WEIGHT_OF_SCORES)
    yield from _attended(layer)


@formula("AdditiveAttention", source="keras/src/layers/attention/additive_attention.py")
def additive_attention(layer: Layer) -> Parts:
    """Attention whose scores are sums over the features, each feature with a scale of its own.

    Equation:
        s[i, j] = sum(scale*tanh(query[i] + key[j]))
        y = softmax(s)·value
        key = value, if not key_given
        i, j: each step of query, each of key
        softmax: over the steps up to that of the query, if use_causal_mask
    """
    if layer.flag("use_scale", default=True):
        features = layer.features("query_features")
        yield Weight(
            name="scale",
            shape=(features,),
            role=Role.SCALE_OF_FEATURES,
            uses=_attended_steps(layer),
        )
    yield from _attended(layer)


def _attended(layer: Layer) -> Parts:
    """Yield what query, value and key, taken as a list, give: a value for each query."""
    query, value, key = _listed_inputs(layer)
    adds_up = layer.class_name == "AdditiveAttention" or layer.setting("score_mode") == "concat"
    layer.need(layer.axis(-1, of=query), like=layer.axis(-1, of=key), spreads=adds_up)
    layer.need(layer.axis(-2, of=value), like=layer.axis(-2, of=key))
    scores = (*query[:-1], layer.axis(-2, of=key))
    shape = (*query[:-1], layer.axis(-1, of=value))
    steps = _attended_steps(layer)
    if not adds_up:
        yield MultiplyAdds((*steps, layer.new("query_features", layer.axis(-1, of=query))))
    yield MultiplyAdds((*steps, layer.new("value_features", layer.axis(-1, of=value))))
    yield Output((shape, scores) if _asked_for_scores(layer) else (shape,))


def _listed_inputs(layer: Layer) -> tuple[SymbolicShape, SymbolicShape, SymbolicShape]:
    """Return the shapes of query, value and key, taken as a list; the key defaults to the value."""
    if len(layer.inputs) < 2:
        raise UnknownFormulaError("the shape of its value is not known")
    query, value, *keys = layer.inputs
    return query, value, keys[0] if keys else value


def _attended_steps(layer: Layer) -> SymbolicShape:
    """Return the steps of the query, and those of the key that each of them looks at."""
    query, value, _ = _listed_inputs(layer)
    steps, value_steps = _steps(layer, query, value)
    return (*steps[1:], value_steps[-1])


def _steps(
    layer: Layer, query: SymbolicShape, value: SymbolicShape
) -> tuple[SymbolicShape, SymbolicShape]:
    """Return the axes of query and value but the last, as the layer's own symbols.

    They have one name each where both have the same.
    """
    if query[1:-1] == value[1:-1]:
        steps = _named_steps(layer, query, "")
        return steps, steps
    return _named_steps(layer, query, "query_"), _named_steps(layer, value, "value_")


def _named_steps(layer: Layer, shape: SymbolicShape, whose: str) -> SymbolicShape:
    count = len(shape) - 2
    names = ["timesteps"] if count == 1 else [f"axis_{i}" for i in range(1, count + 1)]
    return (shape[0], *map(layer.new, (whose + name for name in names), shape[1:-1]))


def _attended_pairs(
    layer: Layer, steps: SymbolicShape, value_steps: SymbolicShape
) -> SymbolicShape | None:
    """Return the sizes of the scores of one head: over `attention_axes` all pairs of positions.

    None where the axes are none of the input's.
    """
    rank = len(steps)
    axes = layer.config.settings.get("attention_axes")  # which has no say in the count
    axes = range(1, rank) if axes is None else axes if isinstance(axes, list | tuple) else [axes]
    attended = {axis % (rank + 1) for axis in axes if type(axis) is int}
    if not attended <= set(range(1, rank)) or len(value_steps) != rank:
        return None
    return (*steps[1:], *(value_steps[axis] for axis in sorted(attended)))


def _asked_for_scores(layer: Layer) -> bool:
    return layer.options.get("return_attention_scores") is True


_ROLES = {
    "query": Role.QUERY_TO_HEADS,
    "key": Role.KEY_TO_HEADS,
    "gate": Role.GATE_TO_HEADS,
    "value": Role.VALUE_TO_HEADS,
    "attention_output": Role.HEADS_TO_OUTPUT,
}
_GROUPS = {"attention_output": "output_dense", "gate": "_gate_dense"}


def _inputs(layer: Layer) -> tuple[SymbolicShape, SymbolicShape, SymbolicShape]:
    """Return the shapes of query, value and key; the key defaults to the value."""
    value = layer.argument(1, "value")
    if value is None:
        raise UnknownFormulaError("the shape of its value is not known")
    query, key = layer.argument(0, "query") or layer.input, layer.argument(2, "key") or value
    for one, other in zip(value[1:-1], key[1:-1], strict=False):
        layer.need(one, like=other)
    return query, value, key


def _projection(
    layer: Layer,
    name: str,
    shape: SymbolicShape,
    inputs: tuple[Expr, ...],
    outputs: tuple[Expr, ...],
) -> Parts:
    """Yield the weights of an `EinsumDense` inside; it has the layer's policy.

    `shape` is that of its input without the axes that are summed over.
    """
    labels = "".join(chr(ord("a") + i) for i in range(len((*shape, *inputs, *outputs))))
    free, summed = labels[: len(shape)], labels[len(shape) : len(shape) + len(inputs)]
    given = labels[len(shape) + len(inputs) :]
    sources = dict(zip(summed, inputs, strict=True))
    einsum = Einsum(summed + given, free + given, (*shape, *outputs), sources, 0, right=False)
    policy = {"dtype": layer.config.settings.get("dtype")}
    config = LayerConfig(class_name="EinsumDense", name=name, settings=policy)
    inside = replace(layer, config=config, scope=f"{layer.keras_path}/")
    kernel = Weight(name="kernel", shape=einsum.kernel_shape, role=_ROLES[name], uses=shape[1:])
    has_bias = layer.flag("use_bias", default=True)
    bias = Weight(name="bias", shape=outputs, role=Role.BIAS) if has_bias else None
    for weight in kept(inside, kernel, bias, matrix(inside, einsum)):
        yield replace(
            weight,
            name=f"{name}/{weight.name}",
            group=_GROUPS.get(name, f"{name}_dense"),
            dtype=weight.dtype or inside.variable_dtype,
            trainable=weight.trainable is not False,
        )


def _output(layer: Layer) -> SymbolicShape:
    if layer.setting("output_shape") in (None, 0):
        return ()
    sizes = layer.entries("output_shape")
    if not sizes:
        raise BadConfigError(f"{layer.path}.config['output_shape']", "is empty")
    names = ["output_features"] if len(sizes) == 1 else [f"output_{i}" for i in range(len(sizes))]
    return tuple(
        layer.named_size(name, size, where)
        for name, (size, where) in zip(names, sizes, strict=True)
    )
