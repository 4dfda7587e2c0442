"""Which generation a config is of, where it names its version and where it does not."""

from __future__ import annotations

from typing import Any

import pytest

from rnnscope.generations.generation import generation, normalized
from rnnscope.keras_facts.versions import Generation

pytestmark = pytest.mark.quick

ONE, TWO, THREE = Generation.KERAS_1, Generation.KERAS_2, Generation.KERAS_3


def layer(class_name: str, **settings: Any) -> dict[str, Any]:
    return {"class_name": class_name, "config": settings}


def model(*layers: Any, **more: Any) -> dict[str, Any]:
    return {"class_name": "Model", "config": {"name": "m", "layers": [*layers]}, **more}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (model(layer("Dense", output_dim=2)), ONE),
        (model(layer("Dense", units=2)), TWO),
        (model(layer("Dense", units=2, output_dim=2)), TWO),
        (model(layer("Embedding", output_dim=2)), TWO),
        (model(layer("Convolution2D", nb_filter=2)), ONE),
        (model(layer("Bidirectional", layer=layer("LSTM", output_dim=2))), ONE),
        (model(layer("Bidirectional", layer=layer("LSTM", units=2))), TWO),
        (model(layer("Bidirectional", layer={"class_name": "LSTM", "config": [1]})), TWO),
        (model({**layer("Dense", units=2), "module": "keras.layers"}), THREE),
        (model(model({**layer("Dense", units=2), "module": "keras.layers"})), THREE),
        (model(model(layer("Dense", output_dim=2)), 3, {"class_name": "x"}), ONE),
        ({"class_name": "Sequential", "config": [layer("Dense", output_dim=2)]}, ONE),
        ({"class_name": "Model", "config": {"layers": "none"}}, TWO),
        (model(), TWO),
    ],
)
def test_a_config_without_a_version(data: dict[str, Any], expected: Generation) -> None:
    assert generation(data) is expected


def test_a_version_says_it_whatever_the_config_looks_like() -> None:
    old = model(layer("Dense", output_dim=2))
    assert generation(old, "3.1.0") is THREE
    assert generation({**old, "keras_version": "2.1.6"}) is TWO
    assert generation({**old, "keras_version": "2.1.6"}, "3.1.0") is THREE
    assert generation({**old, "keras_version": "none"}, "none") is ONE


def test_a_model_in_what_was_saved_with_it() -> None:
    inner = model({**layer("Dense", units=2), "module": "keras.layers"})
    assert normalized({"model_config": {"model_config": inner}}) is inner
    assert normalized({**inner, "model_config": 1}) == {**inner, "model_config": 1}
    assert normalized({"optimizer": 1}) == {"optimizer": 1}
    assert normalized(3) == 3


def test_the_version_beside_a_model_holds_for_it() -> None:
    old = model(layer("Dense", output_dim=2))
    as_one = normalized(old, "1.2.2")
    assert normalized(old, "2.0.0") != as_one
    assert normalized({"keras_version": "1.2.2", "model_config": old}) == as_one
    assert normalized({"keras_version": "2.0.0", "model_config": old}, "1.2.2") == as_one
    assert normalized({"keras_version": "2.0.0", "model_config": old}) != as_one
