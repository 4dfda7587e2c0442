"""Layers as people write them; nobody here has a formula for any."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import layers, ops


@keras.saving.register_keras_serializable("odd")
class LowRank(layers.Layer):
    """Two thin matrices in place of a wide one."""

    def __init__(self, units: int, rank: int = 2, use_bias: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units, self.rank, self.use_bias = units, rank, use_bias

    def build(self, input_shape: Any) -> None:
        self.down = self.add_weight(shape=(input_shape[-1], self.rank), name="down")
        self.up = self.add_weight(shape=(self.rank, self.units), name="up")
        if self.use_bias:
            self.bias = self.add_weight(shape=(self.units,), name="bias", initializer="zeros")

    def call(self, x: Any) -> Any:
        y = x @ self.down @ self.up
        return y + self.bias if self.use_bias else y


class Experts(layers.Layer):
    """A mixture: a gate, and experts in a list, each a list of two."""

    def __init__(self, experts: int, hidden: int, ratio: float = 0.5, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        inner = int(hidden * ratio)
        self.experts = [[layers.Dense(inner), layers.Dense(hidden)] for _ in range(experts)]
        self.gate = layers.Dense(experts, activation="softmax")

    def call(self, x: Any) -> Any:
        weights, total = self.gate(x), 0
        for i, (first, second) in enumerate(self.experts):
            total += second(first(x)) * weights[..., i : i + 1]
        return total


class Heads(layers.Layer):
    """Layers in a dict, by name."""

    def __init__(self, sizes: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.heads = {f"head{i}": layers.Dense(size) for i, size in enumerate(sizes)}

    def call(self, x: Any) -> Any:
        return ops.concatenate([head(x) for head in self.heads.values()], axis=-1)


class Tied(layers.Layer):
    """Embeds, and reads back out with the same table."""

    def __init__(self, vocabulary: int, width: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.embedding = layers.Embedding(vocabulary, width)
        self.mix = layers.Dense(width)

    def call(self, tokens: Any) -> Any:
        x = self.mix(self.embedding(tokens))
        return ops.matmul(x, ops.transpose(self.embedding.embeddings))


class SharedKernel(layers.Layer):
    """Two layers inside that have one kernel between them."""

    def __init__(self, units: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.first, self.second = LowRank(units, 3, name="first"), LowRank(units, 3, name="second")

    def build(self, input_shape: Any) -> None:
        self.first.build(input_shape)
        self.second.down = self.first.down
        self.second.up = self.first.up
        self.second.bias = self.first.bias
        self.second.built = True

    def call(self, x: Any) -> Any:
        return self.first(x) + self.second(x)


class Stack(layers.Layer):
    """As many layers as the config has sizes."""

    def __init__(self, sizes: Any, residual: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.inner = [LowRank(size) for size in sizes]
        self.residual = residual
        if residual:
            self.project = layers.Dense(sizes[-1], use_bias=False)

    def call(self, x: Any) -> Any:
        y = x
        for layer in self.inner:
            y = layer(y)
        return y + self.project(x) if self.residual else y


class Bilinear(layers.Layer):
    """Two inputs, in two arguments."""

    def __init__(self, units: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = units

    def build(self, left_shape: Any, right_shape: Any) -> None:
        shape = (left_shape[-1], right_shape[-1], self.units)
        self.kernel = self.add_weight(shape=shape, name="kernel")

    def call(self, left: Any, right: Any) -> Any:
        return ops.einsum("...i,ijk,...j->...k", left, self.kernel, right)


class ListOfInputs(layers.Layer):
    """Two inputs, in one list."""

    def build(self, input_shape: Any) -> None:
        total = sum(shape[-1] for shape in input_shape)
        self.scale = self.add_weight(shape=(total,), name="scale")

    def call(self, inputs: Any) -> Any:
        return ops.concatenate(inputs, axis=-1) * self.scale


class Arithmetic(layers.Layer):
    """Sizes worked out in every way integers have."""

    def __init__(self, width: int, heads: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.width, self.heads = width, heads

    def build(self, input_shape: Any) -> None:
        features = input_shape[-1]
        for name, size in {
            "halved": self.width // 2,
            "rounded_up": -(-self.width // self.heads),
            "rest": self.width % self.heads + 1,
            "smaller": min(features, self.width),
            "larger": max(features, self.width),
            "padded": (features + 7) // 8 * 8,
            "squared": self.width**2,
            "shorter": self.width - 1,
        }.items():
            self.add_weight(shape=(size,), name=name)

    def call(self, x: Any) -> Any:
        return x


class Lost(layers.Layer):
    """Sizes that NumPy works out."""

    def build(self, input_shape: Any) -> None:
        size = int(np.prod(input_shape[1:]))
        self.kernel = self.add_weight(shape=(size, 5), name="kernel")

    def call(self, x: Any) -> Any:
        return x


class Slopes(layers.Layer):
    """A slope for each position, so its input must have fixed sizes."""

    def build(self, input_shape: Any) -> None:
        self.alpha = self.add_weight(shape=tuple(input_shape[1:]), name="alpha")

    def call(self, x: Any) -> Any:
        return ops.maximum(x, 0) - self.alpha * ops.maximum(-x, 0)


@keras.saving.register_keras_serializable("odd")
class Cell(layers.Layer):
    """A cell of somebody's own, for `RNN`."""

    def __init__(self, units: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = self.state_size = units

    def build(self, input_shape: Any) -> None:
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), name="kernel")
        self.memory = self.add_weight(shape=(self.units,), name="memory")

    def call(self, inputs: Any, states: Any) -> Any:
        output = ops.matmul(inputs, self.kernel) + self.memory * states[0]
        return output, [output]

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "units": self.units}


class Loud(layers.Layer):
    """Says so whenever it is built."""

    def build(self, input_shape: Any) -> None:
        print("LOUD")
        self.scale = self.add_weight(shape=(input_shape[-1],), name="scale")

    def call(self, x: Any) -> Any:
        return x * self.scale


class Boastful(layers.Layer):
    """Says that it has a million."""

    def build(self, input_shape: Any) -> None:
        self.scale = self.add_weight(shape=(input_shape[-1],), name="scale")

    def call(self, x: Any) -> Any:
        return x * self.scale

    def count_params(self) -> int:
        return 1_000_000


class OnlyOnce(layers.Layer):
    """Cannot be built twice in one program."""

    built_before = False

    def build(self, input_shape: Any) -> None:
        if OnlyOnce.built_before:
            raise RuntimeError("once is enough")
        OnlyOnce.built_before = True
        self.scale = self.add_weight(shape=(input_shape[-1],), name="scale")

    def call(self, x: Any) -> Any:
        return x * self.scale


class NoConfig(layers.Layer):
    """Takes a layer, and has no config of its own."""

    def __init__(self, inner: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.inner = inner

    def call(self, x: Any) -> Any:
        return self.inner(x)


class RawTensorFlow(layers.Layer):
    """Calls TensorFlow itself, which takes no symbolic tensors."""

    def __init__(self, units: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dense = layers.Dense(units)
        self.last = layers.Dense(units)

    def call(self, x: Any) -> Any:
        import tensorflow as tf

        return self.last(tf.nn.relu(self.dense(x)))


class Block(layers.Layer):
    """A transformer's block, with a layer of somebody's own inside."""

    def __init__(self, heads: int, width: int, ratio: int = 4, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.attention = layers.MultiHeadAttention(heads, width // heads)
        self.norm = layers.LayerNormalization()
        self.mlp = keras.Sequential([layers.Dense(width * ratio), layers.Dense(width)])
        self.adapter = LowRank(width)

    def call(self, x: Any) -> Any:
        x = x + self.attention(self.norm(x), x)
        return self.adapter(self.mlp(x)) + x


class Gated(layers.Layer):
    """Takes layers and a function, has sizes of its own, and no config."""

    def __init__(self, inner: Any, widths: Any, activation: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.inner, self.again = inner, inner
        self.activation = activation
        self.widths = widths
        self.many = [layers.Dense(width) for width in widths]

    def build(self, input_shape: Any) -> None:
        self.inner.build(input_shape)
        self.gate = self.add_weight(shape=(input_shape[-1], self.widths[0]), name="gate")
        for layer in self.many:
            layer.build(input_shape)

    def call(self, x: Any) -> Any:
        return self.activation(self.inner(x)) * ops.matmul(x, self.gate)


class Scaled(layers.Layer):
    """Computes with its settings, and not only its sizes."""

    def __init__(self, units: int, heads: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units, self.heads = units, heads
        self.first, self.second = layers.Dense(units), layers.Dense(units // heads)

    def call(self, x: Any) -> Any:
        y = self.first(x) / self.heads * (self.units / self.heads) + self.units
        y = y * ops.sqrt(float(self.units)) + ops.full((self.units,), self.heads, dtype="float32")
        y = ops.reshape(y, (-1, self.heads, self.units // self.heads))
        return self.second(ops.cast(y, "float32"))


class Forgetful(layers.Layer):
    """Its config does not hold what it was made with."""

    def __init__(self, units: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = units

    def build(self, input_shape: Any) -> None:
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), name="kernel")

    def call(self, x: Any) -> Any:
        return ops.matmul(x, self.kernel)

    def get_config(self) -> dict[str, Any]:
        return {"name": self.name}
