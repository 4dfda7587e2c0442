"""Every number in a sentence comes from the layer that it is about, or from its design."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from rnnscope.layers import ALIASES, FORMULAS
from rnnscope.report.report import Report
from rnnscope.words.layers.registry import spoken_of
from rnnscope.words.layers.sentences import layer_sentences
from tests.files import Config, alone, entry, functional, sequential, tensor, write_json

pytestmark = pytest.mark.quick

NUMBER = re.compile(r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?")
# Sizes that share no number with each other, nor with what is worked out from them.
SIZES: tuple[dict[str, float], ...] = (
    {"A": 11, "B": 7, "C": 5, "D": 13, "2A": 22, "AC": 55, "H": 500, "W": 495, "RATE": 0.11},
    {"A": 23, "B": 17, "C": 19, "D": 29, "2A": 46, "AC": 437, "H": 900, "W": 893, "RATE": 0.23},
)
# Of the layers' design, of Keras's and of what is counted in any case.
DESIGN = {"0", "1", "2", "3", "4"}


def _one(
    name: str, shape: Sequence[object] | None, *before: Config, batch: object = None, **more: object
) -> Config:
    """Write a model of one layer, whose sizes are letters."""
    batched: Any = None if shape is None else (batch, *shape)
    return sequential(*before, entry(name, "it", **more), shape=batched)


def _attention(name: str, **settings: object) -> Config:
    x = tensor("x")
    it = entry(name, "it", **settings) | {"inbound_nodes": [{"args": [x, x], "kwargs": {}}]}
    first = entry("InputLayer", "x", batch_shape=[None, "C", "B"])
    return functional(first, it, outputs=["it"])


def filled(value: Any, sizes: dict[str, float]) -> Any:
    """Put sizes in place of their letters."""
    match value:
        case str():
            return sizes.get(value, value)
        case dict():
            return {key: filled(each, sizes) for key, each in value.items()}
        case list() | tuple():
            return [filled(each, sizes) for each in value]
        case _:
            return value


STEPS, IMAGE = ("C", "B"), ("H", "W", "B")
LSTM = entry("LSTM", "in", units="A")
EINSUM = {"equation": "abc,cd->abd", "output_shape": [None, "A"], "bias_axes": "d"}
KEPT = {"stateful": True, "return_sequences": True, "return_state": True}
MODELS: dict[str, Config] = {
    "SimpleRNN": _one("SimpleRNN", STEPS, units="A"),
    "LSTM": _one("LSTM", STEPS, batch="D", units="A", **KEPT),
    "LSTM without bias": _one("LSTM", STEPS, units="A", use_bias=False),
    "LSTM unrolled": _one("LSTM", STEPS, units="A", unroll=True),
    "LSTMCell": _one("LSTMCell", ("B",), units="A"),
    "GRU": _one("GRU", STEPS, units="A", reset_after=True),
    "GRU with one bias": _one("GRU", STEPS, units="A", reset_after=False),
    "CuDNNLSTM": _one("CuDNNLSTM", STEPS, units="A"),
    "Bidirectional": _one("Bidirectional", STEPS, layer=LSTM),
    "Bidirectional, added up": _one("Bidirectional", STEPS, layer=LSTM, merge_mode="sum"),
    "TimeDistributed": _one("TimeDistributed", STEPS, layer=entry("Dense", "in", units="A")),
    "RNN": _one("RNN", STEPS, cell=entry("GRUCell", "in", units="A", reset_after=True)),
    "Dense": _one("Dense", STEPS, units="A"),
    "Dense after Flatten": _one(
        "Dense",
        ("D", "C", 3),
        entry("Conv2D", "conv", filters="B", kernel_size=1),
        entry("Flatten", "flat"),
        units="A",
    ),
    "Dense after pooling": _one(
        "Dense", ("D", "C", "B"), entry("GlobalAveragePooling2D", "gap"), units="A"
    ),
    "Frozen Dense": _one("Dense", ("B",), units="A", trainable=False),
    "Unbuilt Dense": _one("Dense", None, units="A"),
    "SpectralNormalization": _one(
        "SpectralNormalization", ("B",), layer=entry("Dense", "in", units="A")
    ),
    "Embedding": _one("Embedding", ("C",), input_dim="A", output_dim="B", mask_zero=True),
    "EinsumDense": _one("EinsumDense", STEPS, **EINSUM),
    "PReLU": _one("PReLU", ("A", "B", "C"), shared_axes=None),
    "PReLU with shared axes": _one("PReLU", ("A", "B", "C"), shared_axes=[1, 2]),
    "Conv1D": _one("Conv1D", ("H", "B"), filters="A", kernel_size=["C"]),
    "Conv2D": _one("Conv2D", IMAGE, filters="A", kernel_size=["C", "D"]),
    "Conv2D in groups": _one("Conv2D", ("H", "W", "2A"), filters="2A", kernel_size="C", groups="A"),
    "Conv2DTranspose": _one("Conv2DTranspose", IMAGE, filters="A", kernel_size=["C", "D"]),
    "DepthwiseConv2D": _one("DepthwiseConv2D", IMAGE, kernel_size="C", depth_multiplier="A"),
    "SeparableConv2D": _one(
        "SeparableConv2D", IMAGE, filters="A", kernel_size="C", depth_multiplier="D"
    ),
    "ConvLSTM2D": _one("ConvLSTM2D", ("D", *IMAGE), filters="A", kernel_size=["C", "C"]),
    "MaxPooling2D": _one("MaxPooling2D", IMAGE, pool_size=["A", "D"], strides=None),
    "GlobalMaxPooling2D": _one("GlobalMaxPooling2D", ("A", "B", "C")),
    "BatchNormalization": _one("BatchNormalization", ("A",)),
    "Frozen BatchNormalization": _one("BatchNormalization", ("A",), trainable=False),
    "LayerNormalization": _one("LayerNormalization", ("A",)),
    "Normalization": _one("Normalization", ("A",), axis=-1),
    "MultiHeadAttention": _attention("MultiHeadAttention", num_heads="2A", key_dim="D"),
    "GroupQueryAttention": _attention(
        "GroupQueryAttention", head_dim="D", num_query_heads="AC", num_key_value_heads="A"
    ),
    "Flatten": _one("Flatten", ("A", "B", "C")),
    "Dropout": _one("Dropout", ("A",), rate="RATE"),
}


def _said(folder: Path, model: Config) -> tuple[str, ...]:
    report: Report = alone(write_json(folder / "model.json", model))
    return layer_sentences(report, report["it"])


def _pairs(one: str, other: str) -> Iterator[tuple[str, str]]:
    yield from zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)


@pytest.mark.parametrize("name", MODELS)
def test_other_sizes_are_other_numbers_in_the_same_words(tmp_path: Path, name: str) -> None:
    one, other = (_said(tmp_path, filled(MODELS[name], sizes)) for sizes in SIZES)
    assert [NUMBER.sub("#", text) for text in one] == [NUMBER.sub("#", text) for text in other]
    for first, second in zip(one, other, strict=True):
        same = {number for number, again in _pairs(first, second) if number == again}
        assert same <= DESIGN, (first, second)
    assert one


def test_whatever_is_spoken_of_has_a_formula() -> None:
    assert spoken_of() <= set(FORMULAS)
    assert not spoken_of() & set(ALIASES)
