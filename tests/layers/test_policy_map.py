"""Layers whose policy is a `DTypePolicyMap`, and attention whose projections have policies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import pytest
from keras import dtype_policies, layers
from keras.dtype_policies import DTypePolicyMap

import rnnscope
from rnnscope.algebra.expr import symbol
from rnnscope.derivation import explain_layer
from rnnscope.errors import UnknownFormulaError
from rnnscope.layers import Layer
from rnnscope.layers.policy_map import policies, policy_at
from rnnscope.model.parts import LayerConfig
from rnnscope.report.report import LayerReport

Explained = Callable[..., LayerReport]

POLICIES: list[Any] = [
    "int8_from_float32",
    "int8_from_bfloat16",
    "int8_from_mixed_bfloat16",
    "int4_from_float32",
    dtype_policies.Int4DTypePolicy("int4/3", "float32"),
    "float8_from_float32",
    dtype_policies.QuantizedFloat8DTypePolicy("float8", "bfloat16", 16),
]
CALIBRATED: list[Any] = [
    dtype_policies.GPTQDTypePolicy("gptq/4/3", "float32"),
    dtype_policies.GPTQDTypePolicy("gptq/8/-1", "float32"),
    dtype_policies.AWQDTypePolicy("awq/4/3", "float32"),
]
SETTINGS: list[dict[str, Any]] = [{}, {"use_gate": True}, {"use_bias": False}]


def named(value: Any) -> str:
    return str(getattr(value, "name", value))


@pytest.mark.parametrize("policy", [*POLICIES, *CALIBRATED], ids=named)
@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_multi_head_attention(explained: Explained, settings: dict[str, Any], policy: Any) -> None:
    layer = layers.MultiHeadAttention(2, 3, value_dim=5, dtype=policy, **settings)
    explained(layer, (10, 8), (6, 9))


@pytest.mark.parametrize("policy", [*POLICIES, *CALIBRATED], ids=named)
@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_group_query_attention(explained: Explained, settings: dict[str, Any], policy: Any) -> None:
    explained(layers.GroupQueryAttention(3, 6, 2, dtype=policy, **settings), (10, 8), (6, 8))


@pytest.mark.parametrize("policy", POLICIES, ids=named)
def test_attention_over_images(explained: Explained, policy: Any) -> None:
    layer = layers.MultiHeadAttention(2, 3, output_shape=(7, 2), dtype=policy)
    explained(layer, (5, 4, 8), (6, 4, 8))


def test_four_axes_cannot_be_calibrated() -> None:
    settings = {
        "num_heads": 2,
        "key_dim": 3,
        "output_shape": [7, 2],
        "dtype": "gptq/4/3_from_float32",
    }
    config = LayerConfig(
        class_name="MultiHeadAttention", name="it", module="keras.layers", settings=settings
    )
    shape = (symbol("batch", None), symbol("timesteps", 4), symbol("features", 8))
    row = explain_layer(Layer(config=config, path="it", inputs=(shape, shape)))
    assert (row.basis, row.params) == ("unknown", None)
    assert "Keras calibrates kernels of 2 or 3 axes only" in row.notes[0]


def test_an_attention_without_its_quantization(explained: Explained) -> None:
    row = explained(layers.MultiHeadAttention(2, 3, dtype="int8_from_float32"), (4, 8), (4, 8))
    assert row.logical == 4 * 8 * 2 * 3 + 3 * 6 + 8
    assert row.params == 4 * 8 * 2 * 3 + 3 * 6 + 8 + 3 * 6 + 8


MAPS: dict[str, dict[str, str]] = {
    "exact": {"mha/query": "float8_from_float32", "mha/value": "float8_from_float32"},
    "pattern": {"mha/.*y": "float8_from_float32", "mha": "bfloat16"},
    "floats": {"mha/query": "bfloat16", "mha/.*_output": "float16"},
    "others": {"another/.*": "float8_from_float32"},
    "all": {".*": "float8_from_bfloat16"},
}
# Keras writes the names of other dtypes as null in a map without a default.
CASES: list[tuple[str, str | None]] = [
    (name, default) for name in MAPS for default in ("float32", "bfloat16")
]
CASES += [("exact", None), ("others", None)]


@pytest.mark.parametrize(("name", "default"), CASES)
def test_each_projection_by_its_path(explained: Explained, name: str, default: str | None) -> None:
    policies = {key: dtype_policies.get(policy) for key, policy in MAPS[name].items()}
    layer = layers.MultiHeadAttention(2, 3, dtype=DTypePolicyMap(default, policies), name="mha")
    explained(layer, (10, 8), (6, 9))


PLAIN: dict[str, tuple[Callable[..., Any], tuple[int, ...]]] = {
    "dense": (lambda **how: layers.Dense(5, **how), (4, 7)),
    "norm": (lambda **how: layers.LayerNormalization(**how), (4, 7)),
    "lstm": (lambda **how: layers.LSTM(3, **how), (4, 7)),
    "conv": (lambda **how: layers.Conv1D(3, 2, **how), (4, 7)),
    "mha": (lambda **how: layers.Attention(use_scale=True, **how), (4, 7)),
}


@pytest.mark.parametrize("name", PLAIN)
def test_any_layer_has_its_own_dtype(explained: Explained, name: str) -> None:
    make, shape = PLAIN[name]
    policies = {"it": dtype_policies.get("float16"), "it/.*": dtype_policies.get("float16")}
    shapes = [shape, shape] if name == "mha" else [shape]

    def call(layer: Any, *inputs: Any) -> Any:
        return layer(list(inputs)) if len(inputs) > 1 else layer(*inputs)

    row = explained(make(dtype=DTypePolicyMap("bfloat16", policies), name="it"), *shapes, call=call)
    assert {weight.dtype for weight in row.all_weights} == {"float16"}


def test_the_path_in_a_model_in_memory() -> None:
    policies = {"seq/first": dtype_policies.get("int8_from_float32")}
    policies["second"] = dtype_policies.get("int8_from_float32")
    policy = DTypePolicyMap("float32", policies)
    first, second = (layers.Dense(4, dtype=policy, name=name) for name in ("first", "second"))
    model = keras.Sequential([keras.Input((7,)), first, second], name="seq")
    report = rnnscope.explain(model)
    assert [row.params for row in report.layers] == [7 * 4 + 4 + 4, 4 * 4 + 4]
    assert report.total == model.count_params() == 56
    assert {row.basis for row in report.layers} == {"derived"}


def test_files_of_a_map_have_their_witness(tmp_path: Path) -> None:
    policy = DTypePolicyMap("float32", {"d": dtype_policies.get("bfloat16")})
    model = keras.Sequential([keras.Input((7,)), layers.Dense(4, dtype=policy, name="d")])
    model.save(tmp_path / "model.keras")
    report = rnnscope.explain(tmp_path / "model.keras", summary=False)
    assert (report.total, report.bytes, report.verified) == (32, 64, True)


def a_map(entries: Any, default: Any = "float32") -> dict[str, Any]:
    return {
        "class_name": "DTypePolicyMap",
        "config": {"default_policy": default, "policy_map": entries},
    }


@pytest.mark.parametrize(
    ("key", "path", "fits"),
    [
        ("a/b", "a/b", True),
        ("a", "a/b", False),
        ("a/.*", "a/b", True),
        ("a/.*", "c/a/b", False),
        (".*/b", "a/b", True),
        (".*", "a", True),
        ("a.*b.*c", "axxbyyc", True),
        ("a.*b.*c", "axxc", False),
        (".*b.*", "b", True),
        (".*.*b", "b", True),
        ("ab.*ba", "aba", False),
        ("ab.*ba", "abba", True),
        (".*" * 5000 + "x", "a" * 5000, False),
    ],
)
def test_which_key_is_meant(key: str, path: str, fits: bool) -> None:
    assert policy_at(a_map({key: "bfloat16"}), path) == ("bfloat16" if fits else "float32")


def test_every_policy_of_a_map() -> None:
    assert list(policies(a_map({"a": "int8_from_float32"}))) == ["int8_from_float32", "float32"]
    assert list(policies(a_map(["int8_from_float32"]))) == ["float32"]
    assert list(policies("bfloat16")) == ["bfloat16"]


def test_an_entry_without_settings_is_left_as_it_is() -> None:
    assert policy_at(a_map({"a": {"class_name": "Own"}}), "a") == {"class_name": "Own"}


def test_an_exact_key_comes_first() -> None:
    entries = {".*": "float16", "a/b": "bfloat16"}
    assert policy_at(a_map(entries), "a/b") == "bfloat16"
    assert policy_at(a_map(entries), "a/c") == "float16"


@pytest.mark.parametrize(
    "policy",
    [
        a_map({".*": "float16", "a.*": "bfloat16"}),
        a_map({"(a|b)+": "float16"}),
        a_map({}, default=a_map({})),
        a_map(["float16"]),
        {"class_name": "DTypePolicyMap", "config": 3},
    ],
    ids=str,
)
def test_a_map_that_does_not_tell(policy: Any) -> None:
    with pytest.raises(UnknownFormulaError, match="DTypePolicyMap"):
        policy_at(policy, "abc")
