"""A dtype policy as files write it, in a mapping or in a word, and as it is written again."""

from __future__ import annotations

from typing import Any

import keras
import pytest
from keras import dtype_policies

from rnnscope.errors import UnknownFormulaError
from rnnscope.layers.policy import Quantization, quantization
from rnnscope.model.parts import LayerConfig

POLICIES: list[Any] = [
    dtype_policies.QuantizedDTypePolicy("int8", "mixed_bfloat16"),
    dtype_policies.QuantizedFloat8DTypePolicy("float8", "float32", 16),
    *(dtype_policies.Int4DTypePolicy(f"int4/{size}", "float32") for size in (-1, 1, 3)),
    *(
        dtype_policies.GPTQDTypePolicy(f"gptq/{bits}/{size}", "float32")
        for bits in (2, 4)
        for size in (-1, 1, 3)
    ),
    *(dtype_policies.AWQDTypePolicy(f"awq/4/{size}", "float32") for size in (-1, 1, 3)),
]


def of(dtype: object, **settings: Any) -> Quantization | None:
    settings = {"dtype": dtype, **settings}
    return quantization(LayerConfig(class_name="Dense", name="it", settings=settings))


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
def test_written_again_as_keras_writes_it(policy: Any) -> None:
    found = of(keras.saving.serialize_keras_object(policy))
    assert found is not None
    again = dtype_policies.deserialize(found.policy)
    assert (type(again), again.get_config()) == (type(policy), policy.get_config())


@pytest.mark.parametrize(
    ("dtype", "expected"),
    [
        ("float32", None),
        ("mixed_float16", None),
        (None, None),
        ("int8_from_float32", Quantization("int8", "float32")),
        ("int4_from_bfloat16", Quantization("int4", "bfloat16")),
        ("int4/0_from_float32", Quantization("int4", "float32", None)),
        ("int4/1_from_float32", Quantization("int4", "float32", 1)),
        ("float8_from_float32", Quantization("float8", "float32", history=1024)),
        ("gptq/2/3_from_float32", Quantization("gptq", "float32", 3, 2)),
        ("awq/4/-1_from_float32", Quantization("awq", "float32", None, 4)),
    ],
)
def test_in_a_word(dtype: str | None, expected: Quantization | None) -> None:
    assert of(dtype) == expected


@pytest.mark.parametrize(
    ("class_name", "config", "size", "bits"),
    [
        ("Int4QuantizationConfig", {"block_size": 5}, 5, 4),
        ("Int4QuantizationConfig", {"block_size": 1}, 1, 4),
        ("Int4QuantizationConfig", {"block_size": 0}, None, 4),
        ("Int4QuantizationConfig", {"block_size": -1}, None, 4),
        ("Int4QuantizationConfig", {"block_size": None}, None, 4),
        ("GPTQConfig", {"group_size": 7, "weight_bits": 2}, 7, 2),
        ("GPTQConfig", {"group_size": 7}, 7, 4),
        ("SomebodysConfig", {"group_size": 7}, 3, 4),
    ],
)
def test_a_layers_own_config_overrules(
    class_name: str, config: dict[str, Any], size: int | None, bits: int
) -> None:
    own = {"class_name": class_name, "config": config}
    found = of("gptq/4/3_from_float32", quantization_config=own)
    assert found is not None
    assert (found.size, found.bits) == (size, bits)


A_MAP = {"default_policy": "float32", "policy_map": {"it/a": "int8_from_float32"}}


@pytest.mark.parametrize(
    "policy",
    [{"class_name": "Own", "config": {}}, {"class_name": "DTypePolicyMap", "config": A_MAP}],
    ids=["without-a-mode", "a-map-without-a-path"],
)
def test_a_policy_that_does_not_tell(policy: Any) -> None:
    with pytest.raises(UnknownFormulaError, match="no formula is known for its dtype policy"):
        of(policy)
