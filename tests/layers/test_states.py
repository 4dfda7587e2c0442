"""Quantized layers and layers with LoRA: built from a policy, and changed after they were built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import pytest
from keras import dtype_policies, layers
from keras.quantizers import Int4QuantizationConfig

from rnnscope.algebra.expr import symbol
from rnnscope.api import explained as read_and_explained
from rnnscope.derivation import explain_layer, explain_model
from rnnscope.layers import Layer
from rnnscope.model.parts import LayerConfig
from rnnscope.readers import read
from rnnscope.report.report import LayerReport, Report
from rnnscope.verify.stored import witness
from tests.verify.same_process import SameProcess

Explained = Callable[..., LayerReport]
Make = Callable[..., Any]
Shape = tuple[int | None, ...]

DENSE: dict[str, tuple[Make, Shape]] = {
    "dense": (lambda **how: layers.Dense(5, **how), (4, 7)),
    "dense-no-bias": (lambda **how: layers.Dense(6, use_bias=False, **how), (7,)),
    "frozen": (lambda **how: layers.Dense(5, trainable=False, **how), (7,)),
    "einsum": (lambda **how: layers.EinsumDense("ab,bc->ac", 5, bias_axes="c", **how), (7,)),
    "einsum-heads": (
        lambda **how: layers.EinsumDense("abc,cde->abde", (None, 3, 5), bias_axes="de", **how),
        (4, 7),
    ),
    "einsum-out": (
        lambda **how: layers.EinsumDense("abde,dec->abc", (None, 9), **how),
        (4, 3, 5),
    ),
}
TABLES: dict[str, Make] = {
    "embedding": lambda **how: layers.Embedding(9, 5, **how),
    "reversible": lambda **how: layers.ReversibleEmbedding(9, 5, **how),
    "untied": lambda **how: layers.ReversibleEmbedding(9, 5, tie_weights=False, **how),
}
POLICIES: list[Any] = [
    "int8_from_float32",
    "int8_from_mixed_bfloat16",
    "int8_from_bfloat16",
    "int4_from_float32",
    dtype_policies.Int4DTypePolicy("int4/3", "float32"),
    dtype_policies.Int4DTypePolicy("int4/128", "float32"),
    dtype_policies.Int4DTypePolicy("int4/-1", "bfloat16"),
]
MORE: list[Any] = [
    "float8_from_float32",
    dtype_policies.QuantizedFloat8DTypePolicy("float8", "mixed_bfloat16", 16),
    *(
        dtype_policies.GPTQDTypePolicy(f"gptq/{bits}/{group}", "float32")
        for bits in (2, 3, 4, 8)
        for group in (-1, 3)
    ),
    dtype_policies.AWQDTypePolicy("awq/4/3", "float32"),
    dtype_policies.AWQDTypePolicy("awq/4/-1", "float32"),
]


@pytest.mark.parametrize("policy", [*POLICIES, *MORE], ids=lambda it: getattr(it, "name", it))
@pytest.mark.parametrize(("make", "shape"), DENSE.values(), ids=DENSE.keys())
def test_dense_of_a_policy(explained: Explained, make: Make, shape: Shape, policy: Any) -> None:
    explained(make(dtype=policy), shape)


# Kernels whose scale is laid out by the equation, more axes than GPTQ and AWQ take.
EQUATIONS: dict[str, tuple[Make, Shape]] = {
    "many-sums": (
        lambda **how: layers.EinsumDense("abcd,bcde->ae", 5, bias_axes="e", **how),
        (2, 3, 4),
    ),
    "between": (
        lambda **how: layers.EinsumDense("abc,cde->adbe", (3, None, 5), **how),
        (4, 7),
    ),
    "no-sum": (
        lambda **how: layers.EinsumDense("abc,cd->abcd", (None, 7, 5), **how),
        (4, 7),
    ),
}


@pytest.mark.parametrize("policy", POLICIES, ids=lambda it: getattr(it, "name", it))
@pytest.mark.parametrize(("make", "shape"), EQUATIONS.values(), ids=EQUATIONS.keys())
def test_scale_of_an_equation(explained: Explained, make: Make, shape: Shape, policy: Any) -> None:
    explained(make(dtype=policy), shape)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda it: getattr(it, "name", it))
@pytest.mark.parametrize("make", TABLES.values(), ids=TABLES.keys())
def test_table_of_a_policy(explained: Explained, make: Make, policy: Any) -> None:
    explained(make(dtype=policy), (4,), dtypes=["int32"])


FEW = {name: DENSE[name] for name in ("dense", "einsum-heads", "einsum-out")}
LORA: dict[str, tuple[Make, Shape]] = {
    **DENSE,
    "conv1d": (lambda **how: layers.Conv1D(5, 3, **how), (9, 4)),
    "conv2d": (lambda **how: layers.Conv2D(6, (3, 2), groups=2, use_bias=False, **how), (9, 8, 4)),
    "conv3d": (lambda **how: layers.Conv3D(5, 2, **how), (5, 6, 7, 4)),
}


@pytest.mark.parametrize(("make", "shape"), LORA.values(), ids=LORA.keys())
def test_lora_from_the_start(explained: Explained, make: Make, shape: Shape) -> None:
    report = explained(make(lora_rank=2), shape)
    assert report.notes


@pytest.mark.parametrize(("make", "shape"), LORA.values(), ids=LORA.keys())
def test_lora_later(explained_model: Callable[[Any], Report], make: Make, shape: Shape) -> None:
    layer = make()
    model = keras.Sequential([keras.Input(shape), layer])
    layer.enable_lora(2)
    explained_model(model)


@pytest.mark.parametrize("policy", POLICIES, ids=lambda it: getattr(it, "name", it))
@pytest.mark.parametrize(("make", "shape"), FEW.values(), ids=FEW.keys())
def test_lora_of_a_policy(explained: Explained, make: Make, shape: Shape, policy: Any) -> None:
    explained(make(dtype=policy, lora_rank=2), shape)


@pytest.mark.parametrize("policy", [None, *POLICIES], ids=lambda it: getattr(it, "name", it))
@pytest.mark.parametrize("make", list(TABLES.values())[:2], ids=["embedding", "reversible"])
def test_lora_of_a_table(explained: Explained, make: Make, policy: Any) -> None:
    explained(make(dtype=policy, lora_rank=2), (4,), dtypes=["int32"])


def test_lora_of_a_table_and_its_reverse(explained_model: Callable[[Any], Report]) -> None:
    layer = TABLES["untied"]()
    model = keras.Sequential([keras.Input((4,), dtype="int32"), layer])
    layer.enable_lora(2)
    explained_model(model)


unquantizable = pytest.mark.filterwarnings("ignore:Layer InputLayer does not have:UserWarning")


CHANGES: dict[str, dict[str, Any]] = {
    "int8": {"mode": "int8"},
    "int4": {"mode": "int4"},
    "int4-blocks": {"config": Int4QuantizationConfig(block_size=3)},
    "int4-channels": {"config": Int4QuantizationConfig(block_size=None)},
}


@unquantizable
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize(("make", "shape"), FEW.values(), ids=FEW.keys())
@pytest.mark.parametrize("lora", [False, True])
def test_quantized_later(
    explained_model: Callable[[Any], Report],
    make: Make,
    shape: Shape,
    change: dict[str, Any],
    lora: bool,
) -> None:
    layer = make()
    model = keras.Sequential([keras.Input(shape), layer])
    model.quantize(**change)
    if lora:
        layer.enable_lora(2)
    explained_model(model)


@unquantizable
@pytest.mark.parametrize("change", list(CHANGES)[:4])
@pytest.mark.parametrize("make", TABLES.values(), ids=TABLES.keys())
def test_table_quantized_later(
    explained_model: Callable[[Any], Report], make: Make, change: str
) -> None:
    model = keras.Sequential([keras.Input((4,), dtype="int32"), make()])
    model.quantize(**CHANGES[change])
    explained_model(model)


@unquantizable
def test_a_live_layer_has_an_order_of_its_own(tmp_path: Path) -> None:
    layer = layers.Dense(5)
    model = keras.Sequential([keras.Input((7,)), layer])
    model.quantize("float8")
    names = [weight.name for weight in layer.weights]
    assert [weight.name for weight in explain_model(read(model))[layer.name].weights] == names
    model.save(tmp_path / "model.keras")
    again = keras.models.load_model(tmp_path / "model.keras").layers[0]
    row = explain_model(read(tmp_path / "model.keras"))[layer.name]
    assert [weight.name for weight in row.weights] == [weight.name for weight in again.weights]
    assert sorted(names) == sorted(weight.name for weight in again.weights)


LOGICAL: list[tuple[Any, Shape, int, int, int]] = [
    (layers.Dense(5), (7,), 40, 40, 160),
    (layers.Dense(5, dtype="int8_from_float32"), (7,), 40, 45, 35 + 4 * 10),
    (layers.Dense(5, dtype="int4_from_float32"), (7,), 40, 31, 21 + 4 * 10),
    (layers.Dense(5, lora_rank=2), (7,), 40, 64, 256),
    (layers.Dense(5, dtype="float8_from_float32"), (7,), 40, 3115, 4 * 3115),
    (layers.TimeDistributed(layers.Dense(5, dtype="int8_from_float32")), (4, 7), 40, 45, 75),
]


@pytest.mark.parametrize(("layer", "shape", "logical", "params", "size"), LOGICAL)
def test_what_the_layer_is_and_what_is_there(
    explained_model: Callable[[Any], Report],
    layer: Any,
    shape: Shape,
    logical: int,
    params: int,
    size: int,
) -> None:
    report = explained_model(keras.Sequential([keras.Input(shape), layer]))
    assert (report.logical, report.total, report.bytes) == (logical, params, size)
    assert report[layer.name].logical == logical
    assert ("Logical params" in report.render("plain")) == (logical != params)


SAVED: dict[str, Any] = {
    "lora": lambda: layers.Dense(5, lora_rank=2),
    "int8": lambda: layers.Dense(5, dtype="int8_from_float32"),
    "gptq": lambda: layers.Dense(5, dtype=dtype_policies.GPTQDTypePolicy("gptq/4/3", "float32")),
    "int4": lambda: layers.EinsumDense(
        "abc,cde->abde",
        (None, 3, 5),
        dtype=dtype_policies.Int4DTypePolicy("int4/3", "float32"),
    ),
    "table": lambda: layers.Embedding(
        9, 5, dtype=dtype_policies.Int4DTypePolicy("int4/3", "float32")
    ),
}


@pytest.mark.parametrize("make", SAVED.values(), ids=SAVED.keys())
def test_the_witnesses_agree(make: Callable[[], Any], tmp_path: Path) -> None:
    shape, dtype = ((4,), "int32") if "Embedding" in str(make()) else ((4, 7), "float32")
    model = keras.Sequential([keras.Input(shape, dtype=dtype), make()])
    model.save(tmp_path / "model.keras")
    found, report = read_and_explained(tmp_path / "model.keras")
    report = report.with_witness(SameProcess().rebuilt(report, found))
    assert [(each.name, each.reason, each.differences) for each in report.witnesses] == [
        ("stored", "", ()),
        ("summary", "", ()),
    ]
    assert report.verified
    assert report.total == model.count_params()


def test_a_real_difference_is_never_hidden(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((7,)), layers.Dense(5, lora_rank=2)])
    model.save(tmp_path / "model.keras")
    found = read(tmp_path / "model.keras")
    store: Any = found.store
    kernel = store.below("layers/dense").variables if "dense" in str(store) else {}
    assert kernel
    kernel[0] = replace(kernel[0], shape=(7, 6))
    differences = witness(explain_model(found), found).differences
    assert [each.subject for each in differences] == ["kernel"]


@pytest.mark.parametrize(
    "dtype",
    [
        {"class_name": "DTypePolicyMap", "config": {"default_policy": None}},
        {"class_name": "QuantizedDTypePolicy", "config": {"mode": "int2"}},
        {"class_name": "QuantizedDTypePolicy", "config": {"mode": 8}},
        {"class_name": "Mine", "config": None},
        "odd_from_float32",
    ],
    ids=str,
)
def test_a_policy_that_is_not_known(dtype: Any) -> None:
    settings = {"units": 5, "dtype": dtype}
    config = LayerConfig(class_name="Dense", name="it", module="keras.layers", settings=settings)
    shape = (symbol("batch", None), symbol("features", 7))
    row = explain_layer(Layer(config=config, path="it", inputs=(shape,)))
    assert row.basis == "unknown"
    assert "no formula is known for its dtype policy" in row.notes[0]
