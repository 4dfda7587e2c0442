"""What another value of an argument would give is what Keras makes with it."""

from __future__ import annotations

import ast
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keras
import pytest
from keras import layers

from rnnscope.api import explain
from rnnscope.report.settings import SettingReport, setting_reports

_RANDOM = random.Random(11)  # any numbers do, if they are the same each time


def _size(most: int = 9) -> int:
    return _RANDOM.randint(2, most)


def _flag() -> bool:
    return _RANDOM.random() < 0.5


def _recurrent(cls: Any) -> Callable[[], Any]:
    return lambda: cls(
        _size(),
        use_bias=_flag(),
        return_sequences=_flag(),
        return_state=_flag(),
        stateful=_flag(),
        **({"reset_after": _flag()} if cls is layers.GRU else {}),
    )


def _windowed(cls: Any, **more: Callable[[], Any]) -> Callable[[], Any]:
    def made() -> Any:
        settings = {name: value() for name, value in more.items()}
        strides, padding = _RANDOM.choice([1, 2]), _RANDOM.choice(["valid", "same"])
        return cls(kernel_size=_size(3), strides=strides, padding=padding, **settings)

    return made


CONVOLUTION = {"filters": lambda: 2 * _size(), "use_bias": _flag}
# How a layer is made, and the shape of its input.
MADE: dict[str, tuple[Callable[[], Any], tuple[int, ...]]] = {
    "SimpleRNN": (_recurrent(layers.SimpleRNN), (5, 3)),
    "LSTM": (_recurrent(layers.LSTM), (5, 3)),
    "GRU": (_recurrent(layers.GRU), (5, 3)),
    "Bidirectional": (
        lambda: layers.Bidirectional(
            layers.GRU(_size(), return_sequences=_flag()),
            merge_mode=_RANDOM.choice(["concat", "sum"]),
        ),
        (5, 3),
    ),
    "TimeDistributed": (lambda: layers.TimeDistributed(layers.Dense(_size())), (5, 3)),
    "Dense": (lambda: layers.Dense(_size(), use_bias=_flag()), (5, 3)),
    "EinsumDense": (
        lambda: layers.EinsumDense("abc,cd->abd", output_shape=(None, _size()), bias_axes="d"),
        (5, 3),
    ),
    "Embedding": (lambda: layers.Embedding(_size(), _size(), mask_zero=_flag()), (5,)),
    "Conv1D": (_windowed(layers.Conv1D, **CONVOLUTION), (9, 4)),
    "Conv2D": (_windowed(layers.Conv2D, groups=lambda: 2, **CONVOLUTION), (9, 8, 4)),
    "Conv2DTranspose": (_windowed(layers.Conv2DTranspose, **CONVOLUTION), (9, 8, 4)),
    "SeparableConv2D": (
        _windowed(layers.SeparableConv2D, depth_multiplier=_size, **CONVOLUTION),
        (9, 8, 4),
    ),
    "DepthwiseConv2D": (
        _windowed(layers.DepthwiseConv2D, depth_multiplier=_size, use_bias=_flag),
        (9, 8, 4),
    ),
    "ConvLSTM2D": (_windowed(layers.ConvLSTM2D, filters=_size, use_bias=_flag), (3, 9, 8, 2)),
    "MaxPooling2D": (lambda: layers.MaxPooling2D(_size(3), padding="same"), (9, 8, 4)),
    "GlobalAveragePooling2D": (lambda: layers.GlobalAveragePooling2D(keepdims=_flag()), (9, 8, 4)),
    "ZeroPadding2D": (lambda: layers.ZeroPadding2D(_size()), (9, 8, 4)),
    "UpSampling2D": (lambda: layers.UpSampling2D(_size()), (9, 8, 4)),
    "BatchNormalization": (
        lambda: layers.BatchNormalization(scale=_flag(), center=_flag()),
        (5, 4, 3),
    ),
    "LayerNormalization": (
        lambda: layers.LayerNormalization(scale=_flag(), center=_flag()),
        (5, 4, 3),
    ),
    "GroupNormalization": (lambda: layers.GroupNormalization(2, scale=_flag()), (5, 4)),
    "PReLU": (lambda: layers.PReLU(shared_axes=_RANDOM.choice([None, [1], [1, 2]])), (5, 4, 3)),
    "SpectralNormalization": (
        lambda: layers.SpectralNormalization(layers.Dense(_size()), power_iterations=2),
        (3,),
    ),
    "Dropout": (lambda: layers.Dropout(0.5), (5, 3)),
}
OF_QUERY_AND_VALUE: dict[str, Callable[[], Any]] = {
    "MultiHeadAttention": lambda: layers.MultiHeadAttention(
        _size(), _size(), value_dim=_RANDOM.choice([None, 3]), use_bias=_flag()
    ),
    "GroupQueryAttention": lambda: layers.GroupQueryAttention(_size(), 6, 3, use_bias=_flag()),
    "AdditiveAttention": lambda: layers.AdditiveAttention(use_scale=_flag()),
}
TIMES = 2


def _made_with(layer: Any, setting: SettingReport, call: Callable[[Any], Any]) -> tuple[int, str]:
    """Make the layer with another value of one argument; return its count and output shape."""
    config = layer.get_config()
    if config.get("value_dim") == config.get("key_dim"):
        config.pop("value_dim", None)  # as if it had not been given: a config has it all the same
    other = type(layer).from_config({**config, setting.name: ast.literal_eval(setting.other)})
    outputs = keras.tree.flatten(call(other))
    return other.count_params(), " and ".join(str(tuple(each.shape)) for each in outputs)


def _on(*inputs: Any) -> Callable[[Any], Any]:
    """Return what calls a layer on these inputs."""
    return lambda layer: layer(*inputs)


def _tried(folder: Path, layer: Any, inputs: Any, call: Callable[[Any], Any]) -> Iterator[str]:
    """Compare what is said of each argument with Keras; yield those of which something is."""
    model = keras.Model(inputs, call(layer))
    (folder / "model.json").write_text(model.to_json(), encoding="utf-8")
    row = explain(folder / "model.json", summary=False)[layer.name]
    for setting in setting_reports(row):
        if setting.other:
            params, outputs = _made_with(layer, setting, call)
            if setting.counts:
                assert setting.would_give == params, setting
            else:
                assert (params, setting.would_put_out) == (layer.count_params(), outputs), setting
            yield setting.name


@pytest.mark.filterwarnings("ignore:You passed `rms_scaling=True`")
@pytest.mark.parametrize("name", MADE)
def test_another_value(tmp_path: Path, name: str) -> None:
    make, shape = MADE[name]
    dtype = "int32" if name == "Embedding" else "float32"
    for _ in range(TIMES):
        layer = make()
        batch = 2 if getattr(layer, "stateful", False) else None
        entering = keras.Input(shape, batch_size=batch, dtype=dtype)
        told = set(_tried(tmp_path, layer, entering, _on(entering)))
        assert told or name in ("Dropout", "TimeDistributed", "SpectralNormalization")


@pytest.mark.parametrize("name", OF_QUERY_AND_VALUE)
def test_another_value_for_two_inputs(tmp_path: Path, name: str) -> None:
    for _ in range(TIMES):
        layer = OF_QUERY_AND_VALUE[name]()
        query, value = keras.Input((5, 8)), keras.Input((4, 8))
        call = _on([query, value]) if name == "AdditiveAttention" else _on(query, value)
        told = set(_tried(tmp_path, layer, [query, value], call))
        assert told >= {"output_shape"} if name == "MultiHeadAttention" else told


@pytest.mark.parametrize(
    ("layer", "shape", "told"),
    [
        (
            layers.GRU(6, reset_after=True),
            (5, 3),
            {"units": 612, "use_bias": 162, "reset_after": 180},
        ),
        (
            layers.Conv2D(4, 3),
            (9, 9, 2),
            {"filters": 152, "kernel_size": 204, "use_bias": 72, "groups": 40},
        ),
        (layers.Embedding(50, 4), (9,), {"input_dim": 400, "output_dim": 400}),
    ],
    ids=["GRU", "Conv2D", "Embedding"],
)
def test_which_other_value_is_told(
    tmp_path: Path, layer: Any, shape: tuple[int, ...], told: dict[str, int]
) -> None:
    model = keras.Sequential([keras.Input(shape), layer])
    (tmp_path / "model.json").write_text(model.to_json(), encoding="utf-8")
    row = explain(tmp_path / "model.json", summary=False)[layer.name]
    given = {each.name: each.would_give for each in setting_reports(row) if each.would_give}
    assert given == told
