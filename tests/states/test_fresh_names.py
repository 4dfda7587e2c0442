"""Names of layers that nobody named: the same whatever was built before."""

from __future__ import annotations

import keras
import pytest
from keras import layers

from rnnscope.api import explain
from rnnscope.states import LayerState, ModelState, WeightState
from rnnscope.states.fresh_names import with_fresh_names
from rnnscope.states.of_report import state_of


def build() -> keras.Model:
    x = keras.Input((8, 4))
    first = layers.TimeDistributed(layers.Dense(3))(x)
    second = layers.Dense(3)(layers.Dense(3)(x))
    inner = keras.Sequential([layers.Dense(3), layers.Dense(2)])
    return keras.Model(x, inner(layers.Add()([first, second])))


def test_a_model_has_the_same_names_after_others() -> None:
    keras.utils.clear_session()
    first = state_of(explain(build(), summary=False), "m")
    for _ in range(3):
        again = state_of(explain(build(), summary=False), "m")
        assert again != first
        assert with_fresh_names(again) == with_fresh_names(first)
    assert with_fresh_names(with_fresh_names(first)) == with_fresh_names(first)


@pytest.mark.parametrize(
    ("names", "fresh"),
    [
        (["dense_3", "dense_5"], ["dense", "dense_2"]),
        (["dense", "dense_5"], ["dense", "dense_5"]),
        (["dense_a", "dense_07", "Dense_3"], ["dense_a", "dense_07", "Dense_3"]),
        (["a.dense_2", "a"], ["a.dense", "a"]),
    ],
)
def test_only_numbers_that_keras_makes_are_others(names: list[str], fresh: list[str]) -> None:
    model = ModelState(
        source="m", layers=tuple(LayerState(path=name, class_name="Dense") for name in names)
    )
    assert [layer.path for layer in with_fresh_names(model).layers] == fresh


def test_all_that_names_a_layer_follows() -> None:
    layer = LayerState(
        path="dense_4",
        class_name="Dense",
        sizes={"input_dim": 3},
        sources={"input_dim": ("dense_3.units", "x.features", "...")},
        set_sizes={"dense_3.units": 2, "x.features": 3},
        weights=(WeightState("kernel", (), "float32", shared_with="dense_3"),),
        inputs=("dense_3", "x"),
        shared_with="dense_3",
    )
    before = LayerState(path="dense_3", class_name="Dense")
    model = ModelState(source="m", layers=(before, layer), inputs={"x.features": 3})
    found = with_fresh_names(model).layers[1]
    assert found == LayerState(
        path="dense_1",
        class_name="Dense",
        sizes={"input_dim": 3},
        sources={"input_dim": ("dense.units", "x.features", "...")},
        set_sizes={"dense.units": 2, "x.features": 3},
        weights=(WeightState("kernel", (), "float32", shared_with="dense"),),
        inputs=("dense", "x"),
        shared_with="dense",
    )
