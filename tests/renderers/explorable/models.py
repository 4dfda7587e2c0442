"""Models whose pages are looked at, as configs that need no Keras to be explained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.files import Config, custom, entry, functional, sequential, tensor

HOSTILE = "</script><img src=x onerror=window.pwned=1>\"'><svg/onload=window.pwned=1>\u202e{{7*7}}"


def _input(name: str, *shape: int | None) -> Config:
    return entry("InputLayer", name, batch_shape=[None, *shape])


def _on(class_name: str, name: str, *sources: str, **settings: Any) -> Config:
    """Write a layer that takes the outputs of others, all of them in one call."""
    return entry(class_name, name, [tensor(source) for source in sources], **settings)


def transformer(width: int = 32, blocks: int = 3) -> Config:
    """Residual branches tie sizes; heads are made of two."""
    layers = [
        _input("tokens", None),
        _on("Embedding", "table", "tokens", input_dim=1000, output_dim=width),
    ]
    last = "table"
    for i in range(blocks):
        attention = entry(
            "MultiHeadAttention",
            f"attention_{i}",
            [tensor(last)],
            num_heads=4,
            key_dim=width // 4,
        )
        [node] = attention["inbound_nodes"]
        node["args"] = [tensor(last), tensor(last)]
        layers += [
            attention,
            _on("Add", f"add_{i}", last, f"attention_{i}"),
            _on("LayerNormalization", f"norm_{i}", f"add_{i}"),
            _on("Dense", f"up_{i}", f"norm_{i}", units=4 * width, activation="relu"),
            _on("Dense", f"down_{i}", f"up_{i}", units=width),
            _on("Add", f"sum_{i}", f"norm_{i}", f"down_{i}"),
        ]
        last = f"sum_{i}"
    layers.append(_on("Dense", "words", last, units=1000))
    return functional(*layers, inputs=["tokens"], outputs=["words"], name="transformer")


def resnet50() -> Config:
    """Keras's ResNet50, layer for layer."""
    layers = [
        _input("images", 224, 224, 3),
        _on("ZeroPadding2D", "conv1_pad", "images", padding=[[3, 3], [3, 3]]),
        _conv("conv1_conv", "conv1_pad", 64, 7, 2),
        _on("BatchNormalization", "conv1_bn", "conv1_conv"),
        _on("Activation", "conv1_relu", "conv1_bn", activation="relu"),
        _on("ZeroPadding2D", "pool1_pad", "conv1_relu", padding=[[1, 1], [1, 1]]),
        _on("MaxPooling2D", "pool1_pool", "pool1_pad", pool_size=[3, 3], strides=[2, 2]),
    ]
    last = "pool1_pool"
    for stage, (filters, blocks) in enumerate([(64, 3), (128, 4), (256, 6), (512, 3)], 2):
        for block in range(1, blocks + 1):
            stride = 2 if stage > 2 and block == 1 else 1
            name = f"conv{stage}_block{block}"
            layers += _bottleneck(name, last, filters, stride, shortcut=block == 1)
            last = f"{name}_out"
    layers.append(_on("GlobalAveragePooling2D", "avg_pool", last))
    layers.append(_on("Dense", "predictions", "avg_pool", units=1000, activation="softmax"))
    return functional(*layers, inputs=["images"], outputs=["predictions"], name="resnet50")


def _bottleneck(
    name: str, last: str, filters: int, stride: int, *, shortcut: bool
) -> Iterator[Config]:
    beside = last
    if shortcut:
        beside = f"{name}_0_bn"
        yield _conv(f"{name}_0_conv", last, 4 * filters, 1, stride)
        yield _on("BatchNormalization", beside, f"{name}_0_conv")
    yield _conv(f"{name}_1_conv", last, filters, 1, stride)
    yield _on("BatchNormalization", f"{name}_1_bn", f"{name}_1_conv")
    yield _on("Activation", f"{name}_1_relu", f"{name}_1_bn", activation="relu")
    yield _conv(f"{name}_2_conv", f"{name}_1_relu", filters, 3, 1, padding="same")
    yield _on("BatchNormalization", f"{name}_2_bn", f"{name}_2_conv")
    yield _on("Activation", f"{name}_2_relu", f"{name}_2_bn", activation="relu")
    yield _conv(f"{name}_3_conv", f"{name}_2_relu", 4 * filters, 1, 1)
    yield _on("BatchNormalization", f"{name}_3_bn", f"{name}_3_conv")
    yield _on("Add", f"{name}_add", beside, f"{name}_3_bn")
    yield _on("Activation", f"{name}_out", f"{name}_add", activation="relu")


def _conv(
    name: str, source: str, filters: int, size: int, stride: int, padding: str = "valid"
) -> Config:
    settings = {"kernel_size": [size, size], "strides": [stride, stride], "padding": padding}
    return _on("Conv2D", name, source, filters=filters, **settings)


def odd() -> Config:
    """Groups, a shared layer, a model inside another, a length that is left open."""
    inner = sequential(
        entry("Conv2D", "seen", filters=8, kernel_size=[3, 3]),
        entry("DepthwiseConv2D", "each", kernel_size=[3, 3], depth_multiplier=2),
        entry("GlobalAveragePooling2D", "pool"),
        name="eye",
        shape=[None, 16, 16, 4],
    )
    eye = {**inner, "name": "eye", "inbound_nodes": [{"args": [tensor("pictures")], "kwargs": {}}]}
    shared = entry("Dense", "shared", [tensor("eye")], [tensor("state")], units=12)
    layers = [
        _input("pictures", 16, 16, 4),
        _input("words", None, 6),
        eye,
        _on("Bidirectional", "state", "words", layer=entry("LSTM", "lstm", units=8)),
        shared,
        _on("Concatenate", "both", "shared", "state"),
        _on("Dense", "out", "both", units=5),
    ]
    return functional(*layers, inputs=["pictures", "words"], outputs=["out"], name="odd")


def grouped() -> Config:
    """Quotients in formulas, and what divides them."""
    return sequential(
        entry("Conv2D", "first", filters=12, kernel_size=[3, 3], groups=2),
        entry("GroupNormalization", "norm", groups=4),
        entry("SeparableConv2D", "second", filters=6, kernel_size=[3, 3]),
        entry("Flatten", "flat"),
        entry("Dense", "dense", units=3),
        name="grouped",
        shape=[None, 20, 20, 8],
    )


def strided() -> Config:
    """Sizes that only what stands behind a Flatten counts: strides, and what is pooled."""
    return sequential(
        entry("Conv1D", "conv", filters=6, kernel_size=[3], strides=[2]),
        entry("MaxPooling1D", "pool", pool_size=[2], strides=[3]),
        entry("Flatten", "flat"),
        entry("Dense", "dense", units=3),
        name="strided",
        shape=[None, 40, 4],
    )


def hostile() -> Config:
    """Every name is one that would like to be more than a name."""
    return sequential(
        entry("LSTM", f"lstm {HOSTILE}", units=4, return_sequences=True),
        entry("Dense", f"dense {HOSTILE}", units=3),
        entry("ReLU", f"relu {HOSTILE}"),
        name=HOSTILE,
        shape=[None, 7, 5],
    )


def distinct(count: int = 1_000) -> Config:
    """So many layers, of which no two are alike."""
    layers = (entry("Dense", f"dense_{i}", units=8 + i) for i in range(count))
    return sequential(*layers, name="distinct", shape=[None, 8])


def alike(count: int = 1_000) -> Config:
    """So many layers that are all alike."""
    layers = (entry("Dense", f"dense_{i}", units=8) for i in range(count))
    return sequential(*layers, name="alike", shape=[None, 8])


def unknown() -> Config:
    """A layer whose count nobody knows: nothing can be counted again."""
    return sequential(
        entry("Dense", "first", units=4),
        custom("Own", "own"),
        entry("Dense", "second", units=3),
        name="unknown",
        shape=[None, 5],
    )
