"""Layers of one's own that hold models, and layers of Keras's in unusual states."""

from __future__ import annotations

from typing import Any

import keras
from keras import layers, ops


class Mlps(layers.Layer):
    """Holds a model in a model, and a model with names of its own."""

    def __init__(self, units: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = units
        inner = keras.Sequential([layers.Dense(units), layers.Dense(units)])
        self.mlp = keras.Sequential([layers.Dense(units), inner])
        self.named = keras.Sequential(
            [layers.Dense(units, name="up"), layers.Dense(units, name="down")]
        )

    def build(self, input_shape: Any) -> None:
        self.mlp.build(input_shape)
        self.named.build((*input_shape[:-1], self.units))
        flowing = inputs = keras.Input((None, self.units))
        for size, name in ((6, "hidden"), (self.units, "out")):
            flowing = layers.Dense(size, name=name)(flowing)
        self.graph = keras.Model(inputs, flowing)

    def call(self, x: Any) -> Any:
        return self.graph(self.named(self.mlp(x)))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "units": self.units}


class Namesakes(layers.Layer):
    """Has weights of one name, in attributes, in a list and in a dict."""

    def build(self, input_shape: Any) -> None:
        def weight(size: int) -> Any:
            return self.add_weight((input_shape[-1], size), name="w")

        self.first = weight(2)
        self.more = [weight(3), weight(4)]
        self.others = {"a": weight(5)}

    def call(self, x: Any) -> Any:
        held = [self.first, *self.more, self.others["a"]]
        return ops.concatenate([ops.matmul(x, each) for each in held], axis=-1)


class Adapted(layers.Layer):
    """Holds layers that LoRA adapts, and some that are quantized."""

    def __init__(self, units: int, policy: str, rank: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units, self.policy, self.rank = units, policy, rank
        self.dense = layers.Dense(units, dtype=policy, lora_rank=rank)
        self.conv = layers.Conv1D(units, 2, lora_rank=rank)
        self.norm = layers.LayerNormalization()

    def build(self, input_shape: Any) -> None:
        self.dense.build(input_shape)
        self.conv.build((*input_shape[:-1], self.units))
        self.norm.build((*input_shape[:-1], self.units))

    def call(self, x: Any) -> Any:
        return self.norm(self.conv(self.dense(x)))

    def get_config(self) -> dict[str, Any]:
        own = {"units": self.units, "policy": self.policy, "rank": self.rank}
        return {**super().get_config(), **own}


class SavesItself(layers.Layer):
    """Writes its weight to files in its own way."""

    def build(self, input_shape: Any) -> None:
        self.kernel = self.add_weight((input_shape[-1], 3), name="kernel")

    def call(self, x: Any) -> Any:
        return ops.matmul(x, self.kernel)

    def save_own_variables(self, store: Any) -> None:
        store["mine"] = self.kernel.numpy()

    def load_own_variables(self, store: Any) -> None:
        self.kernel.assign(store["mine"])


class Chain(layers.Layer):
    """Holds layers in a list and beside it."""

    def __init__(self, units: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.first = layers.Dense(units + 1)
        self.blocks = [layers.Dense(units), layers.LayerNormalization(), layers.Dense(units)]

    def call(self, x: Any) -> Any:
        x = self.first(x)
        for block in self.blocks:
            x = block(x)
        return x

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "units": self.units}
