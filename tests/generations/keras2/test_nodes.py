"""The calls of Keras 2: what they take, and how those of nested models are counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rnnscope.generations import normalized
from rnnscope.report.report import Report
from tests.files import Config
from tests.generations.keras2_files import (
    entrance,
    functional,
    inside,
    layer,
    sequential,
    taken,
)

Verified = Callable[[Config], Report]
X = entrance("x", 4)


def calls(config: Config, name: str) -> Any:
    """Return the calls of a layer of a model, written anew."""
    result: Any = normalized(config)
    layers = result["config"]["layers"]
    return next(each["inbound_nodes"] for each in layers if each["config"]["name"] == name)


def dense(name: str, *inputs: Any, units: int = 4) -> Config:
    return layer("Dense", name, *inputs, units=units)


def tensor(name: str, call: int = 0, index: int = 0) -> Config:
    config = {"shape": None, "dtype": "float32", "keras_history": [name, call, index]}
    return {"class_name": "__keras_tensor__", "config": config}


def test_one_tensor_stands_alone_and_several_in_a_list() -> None:
    both = layer("Add", "sum", [taken("x"), taken("d")])
    config = functional(X, dense("d", [taken("x")]), both, outputs=["sum"])
    assert calls(config, "d") == [{"args": [tensor("x")], "kwargs": {}}]
    assert calls(config, "sum") == [{"args": [[tensor("x"), tensor("d")]], "kwargs": {}}]


def test_a_merging_layer_takes_a_list_of_one(verified: Verified) -> None:
    alone = layer("Concatenate", "alone", [taken("x")], axis=-1)
    report = verified(functional(X, alone, dense("d", [taken("alone")]), outputs=["d"]))
    assert report.total == 20


def test_first_states_of_a_recurrent_layer(verified: Verified) -> None:
    encoder = layer("LSTM", "encoder", [taken("x")], units=6, return_state=True)
    states = [taken("encoder", 0, 1), taken("encoder", 0, 2)]
    decoder = layer("LSTM", "decoder", [taken("y"), *states], units=6, time_major=False)
    config = functional(
        entrance("x", 5, 3), entrance("y", 4, 2), encoder, decoder, inputs="xy", outputs=["decoder"]
    )
    given = [tensor("encoder", 0, 1), tensor("encoder", 0, 2)]
    assert calls(config, "decoder") == [{"args": [tensor("y")], "kwargs": {"initial_state": given}}]
    report = verified(config)
    assert (report.total, report.verified) == (240 + 216, True)


def test_tensors_by_keyword_and_arguments_without_a_value(verified: Verified) -> None:
    attention = layer(
        "MultiHeadAttention",
        "attention",
        [taken("x", value=["x", 0, 0], key=None, training=False)],
        num_heads=2,
        key_dim=3,
        query_shape=[None, 5, 8],
        key_shape=[None, 5, 8],
        value_shape=[None, 5, 8],
    )
    config = functional(entrance("x", 5, 8), attention, outputs=["attention"])
    assert calls(config, "attention") == [
        {"args": [tensor("x")], "kwargs": {"value": tensor("x"), "training": False}}
    ]
    assert verified(config).total == 3 * (8 * 6 + 6) + 6 * 8 + 8


def test_a_constant_is_its_value() -> None:
    minus = layer(
        "TFOpLambda", "minus", ["_CONSTANT_VALUE", -1, 3.0, {"y": ["x", 0, 0], "name": None}]
    )
    minus["config"]["function"] = "math.subtract"
    config = functional(X, minus, outputs=["minus"])
    assert calls(config, "minus") == [{"args": [3.0, tensor("x")], "kwargs": {}}]


INNER = functional(X, dense("d", [taken("x")], units=4), outputs=["d"], name="inner")
CHAIN = sequential(X, dense("d"), name="inner")
# Models that are called for the first time here, as those of Keras before 2.2 and
# deferred ones are; the others count their own making as call 0.
COUNTED = [
    pytest.param(INNER, 1, id="a Functional model"),
    pytest.param(CHAIN, 1, id="a Sequential model"),
    pytest.param(sequential(dense("d"), name="inner"), 0, id="a Sequential model without input"),
]


@pytest.mark.parametrize(("inner", "first"), COUNTED)
def test_calls_of_a_nested_model_are_counted_from_0(
    verified: Verified, inner: Config, first: int
) -> None:
    twice = inside(inner, [taken("x")], [taken("inner", first)])
    config = functional(
        X, twice, dense("last", [taken("inner", first + 1)], units=2), outputs=["last"]
    )
    assert calls(config, "inner")[1]["args"] == [tensor("inner", 0)]
    assert calls(config, "last")[0]["args"] == [tensor("inner", 1)]
    report = verified(config)
    assert (report.total, report.verified) == (20 + 10, True)


@pytest.mark.parametrize(("inner", "first"), COUNTED)
def test_a_nested_model_may_come_last(verified: Verified, inner: Config, first: int) -> None:
    both = [["inner", first, 0], ["inner", first + 1, 0]]
    nested = inside(inner, [taken("x")], [taken("y")])
    config = functional(X, entrance("y", 4), nested, inputs="xy", outputs=both)
    report = verified(config)
    assert (report.total, report.verified) == (20, True)


@pytest.mark.parametrize(("inner", "first"), COUNTED)
def test_one_call_of_a_nested_model(verified: Verified, inner: Config, first: int) -> None:
    nested = inside(inner, [taken("x")])
    config = functional(X, nested, dense("e", [taken("inner", first)], units=1), outputs=["e"])
    report = verified(config)
    assert (report.total, report.verified) == (25, True)


def test_a_model_of_models_is_counted_at_each_depth(verified: Verified) -> None:
    middle = functional(X, inside(INNER, [taken("x")]), outputs=[["inner", 1, 0]], name="middle")
    config = functional(X, inside(middle, [taken("x")]), outputs=[["middle", 1, 0]])
    report = verified(config)
    assert (report.total, report.verified) == (20, True)


def test_a_dict_of_tensors_is_in_the_order_of_its_keys(verified: Verified) -> None:
    first, second = dense("p", [taken("za")], units=2), dense("q", [taken("ab")], units=5)
    inner = functional(
        entrance("za", 4),
        entrance("ab", 3),
        first,
        second,
        inputs={"za": "za", "ab": "ab"},
        outputs={"zo": "p", "ao": "q"},
        name="inner",
    )
    called = inside(inner, {"za": taken("x"), "ab": taken("y")})
    last = dense("last", [taken("inner", 1, 0)], units=3)
    config = functional(
        X, entrance("y", 3), called, last, inputs="xy", outputs=["last", ["inner", 1, 1]]
    )
    report = verified(config)
    assert (report.total, report.verified) == (10 + 20 + 18, True)


def test_what_is_no_call_stays() -> None:
    for odd in (None, "x", [3], [["x"]]):
        config = functional(X, {**dense("d"), "inbound_nodes": odd}, outputs=["d"])
        assert normalized(config) is not None
