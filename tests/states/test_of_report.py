"""States out of reports: of live models and of the files they are saved to."""

from __future__ import annotations

import json
from pathlib import Path

import keras
import pytest
from keras import layers

from rnnscope.api import explain_summary
from rnnscope.changes.comparing import changes
from rnnscope.report.report import Report
from rnnscope.states import LayerState, ModelState, WeightState
from rnnscope.states.lock_text import kept, read, written
from rnnscope.states.of_report import state_of
from rnnscope.states.state_data import as_data, of_data
from tests.benchmarks.many_layers import SHAPES
from tests.counted import calls
from tests.files import alone


def state(model: keras.Model, tmp_path: Path) -> ModelState:
    """Return the state of a model; hold that its file has the same, and that a lock keeps it."""
    live = state_of(_alone(model), "m")
    model.save(tmp_path / "m.keras")
    saved = state_of(alone(tmp_path / "m.keras"), "m")
    assert live == saved
    assert_true(live)
    return live


def _alone(model: object) -> Report:
    from rnnscope.api import explain

    return explain(model, summary=False)


def assert_true(model: ModelState) -> None:
    """Hold that formulas give the counts, and that a lock and JSON give the state back."""
    for layer in model.layers:
        if layer.formula:
            assert eval(layer.formula, {}, dict(layer.sizes)) == layer.params  # noqa: S307
        assert layer.sources.keys() <= layer.sizes.keys()
    assert read(written([model]), "x") == (kept(model),)
    assert of_data(json.loads(json.dumps(as_data(model)))) == model


def by_path(model: ModelState) -> dict[str, LayerState]:
    return {layer.path: layer for layer in model.layers}


def test_a_size_that_another_layer_decides_names_it(tmp_path: Path) -> None:
    model = keras.Sequential(
        [
            keras.Input((28, 28), name="x"),
            layers.Bidirectional(layers.LSTM(4), name="both"),
            layers.Dropout(0.5, name="dropout"),
            layers.Dense(10, name="dense"),
        ]
    )
    found = state(model, tmp_path)
    assert found.total == model.count_params()
    assert found.inputs == {"x.timesteps": 28, "x.features": 28}
    assert list(by_path(found)) == [
        "both",
        "both.forward_layer",
        "both.backward_layer",
        "dropout",
        "dense",
    ]
    dense = by_path(found)["dense"]
    assert dense == LayerState(
        path="dense",
        class_name="Dense",
        formula="units*input_dim + units",
        sizes={"units": 10, "input_dim": 8},
        sources={"input_dim": ("both.backward_layer.units", "both.forward_layer.units")},
        set_sizes={"both.backward_layer.units": 4, "both.forward_layer.units": 4},
        params=90,
        weights=(WeightState("kernel", (8, 10), "float32"), WeightState("bias", (10,), "float32")),
        settings=dense.settings,
        inputs=("dropout",),
        output="(None, 10)",
        macs=80,
    )
    both = by_path(found)["both"]
    assert (both.formula, both.params, both.weights) == ("", 0, ())
    assert both.settings is not None
    assert both.settings["merge_mode"] == "concat"
    assert not both.settings.keys() & {"layer", "backward_layer", "name"}


def test_of_many_sizes_the_nearest_are_named(tmp_path: Path) -> None:
    model = keras.Sequential(
        [
            keras.Input((28, 28, 1), name="x"),
            layers.Conv2D(8, 3, name="first"),
            layers.Conv2D(16, 3, name="second"),
            layers.Flatten(),
            layers.Dense(10, name="dense"),
        ]
    )
    (*_, dense) = state(model, tmp_path).layers
    nearest = ("second.filters", "second.kernel_height", "second.kernel_width", "...")
    assert dense.sources == {"input_dim": nearest}
    assert dense.set_sizes == dict(zip(nearest, (16, 3, 3), strict=False))


@pytest.mark.parametrize(("count", "named"), [(4, 4), (5, 0)])
def test_of_a_long_concatenation_none_is_named(tmp_path: Path, count: int, named: int) -> None:
    x = keras.Input((3,))
    branches = [layers.Dense(i + 1, name=f"d{i}")(x) for i in range(count)]
    out = layers.Dense(2, name="out")(layers.Concatenate()(branches))
    (*_, last) = state(keras.Model(x, out), tmp_path).layers
    expected = tuple(f"d{i}.units" for i in range(count))
    assert last.sources == ({"input_dim": expected} if named else {})


def test_a_layer_that_several_have_is_told_where_it_is_counted(tmp_path: Path) -> None:
    x = keras.Input((8,), name="x")
    dense = layers.Dense(8, name="dense")
    inner = keras.Sequential([layers.Dense(8, name="first")], name="inner")
    y = keras.Input((8,), name="y")
    outer = keras.Model(y, inner(dense(y)), name="outer")
    model = keras.Model(x, outer(inner(dense(dense(x)))), name="m")
    found = state(model, tmp_path)
    assert found.total == model.count_params() == 2 * 72
    assert [(each.path, each.shared_with, each.params) for each in found.layers] == [
        ("x", "", 0),
        ("dense", "", 72),
        ("inner", "", 0),
        ("inner.first", "", 72),
        ("outer", "", 0),
        ("outer.y", "", 0),
        ("outer.dense", "dense", 0),
        ("outer.inner", "inner", 0),
    ]
    assert by_path(found)["dense"].inputs == ("x", "dense")
    assert by_path(found)["x"].inputs == ()
    assert by_path(found)["outer.dense"].weights == ()


def test_no_two_sizes_of_a_layer_have_one_name(tmp_path: Path) -> None:
    one, other = keras.Input((10, 16), name="one"), keras.Input((7, 24), name="other")
    attention = layers.MultiHeadAttention(2, 8, value_dim=6, name="a")(one, other)
    found = by_path(state(keras.Model([one, other], attention), tmp_path))["a"]
    assert found.sources == {
        "query_features": ("one.features",),
        "value_features": ("other.features",),
    }


def test_what_is_not_trained_and_what_is_quantized_is_as_it_is(tmp_path: Path) -> None:
    model = keras.Sequential(
        [
            keras.Input((8,), name="x"),
            layers.Dense(16, name="adapted"),
            layers.BatchNormalization(name="norm"),
            layers.Dense(4, name="small"),
            layers.Dense(4, name="frozen", trainable=False),
        ]
    )
    model.get_layer("adapted").enable_lora(2)
    model.get_layer("small").quantize("int8")
    found = by_path(state(model, tmp_path))
    assert found["adapted"].sizes["lora_rank"] == 2
    trained = {weight.name: weight.trainable for weight in found["adapted"].weights}
    assert trained == {
        "kernel": False,
        "bias": True,
        "lora_kernel_a": True,
        "lora_kernel_b": True,
    }
    assert [weight.dtype for weight in found["small"].weights] == ["float32", "int8", "float32"]
    assert {weight.trainable for weight in found["frozen"].weights} == {False}
    lines = written([ModelState(source="", layers=(found["norm"],))]).splitlines()
    assert '  "moving_mean (16,) float32 non-trainable",' in lines


def test_a_weight_that_two_layers_have_is_told_in_both_and_counted_once() -> None:
    class Tied(layers.Layer):
        def __init__(self, embedding: layers.Embedding) -> None:
            super().__init__(name="tied")
            self.table = embedding.embeddings
            self.scale = self.add_weight(shape=(5,), name="scale")

        def call(self, x: object) -> object:
            return x

    x = keras.Input((5,), dtype="int32")
    embedding = layers.Embedding(10, 5, name="embedding")
    embedding.build()
    found = state_of(_alone(keras.Model(x, Tied(embedding)(embedding(x)))), "m")
    assert_true(found)
    tied = by_path(found)["tied"]
    assert [(each.name, each.shared_with) for each in tied.weights] == [
        ("embedding/embeddings", "embedding"),
        ("tied/scale", ""),
    ]
    assert (tied.params, found.total) == (5, 55)


def test_weights_that_the_model_owns_are_a_row(tmp_path: Path) -> None:
    class Own(keras.Model):
        def __init__(self) -> None:
            super().__init__(name="own")
            self.dense = layers.Dense(4, name="dense")
            self.scale = self.add_weight(shape=(3,), name="scale")

        def call(self, x: object) -> object:
            return self.dense(x)

    model = Own()
    model(keras.ops.ones((1, 5)))
    found = state_of(_alone(model), "m")
    assert_true(found)
    own = by_path(found)["own (the model's own)"]
    assert (own.formula, own.params, own.inputs) == ("", 3, None)
    assert found.total == model.count_params()


def test_of_weights_alone_what_is_known_is_told(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3, name="dense")])
    model.save_weights(tmp_path / "m.weights.h5")
    found = state_of(alone(tmp_path / "m.weights.h5"), "m")
    assert_true(found)
    (dense,) = found.layers
    assert [each.trainable for each in dense.weights] == [None, None]
    assert found.total == 15


def test_a_count_that_nobody_knows_is_none(tmp_path: Path) -> None:
    config = keras.Sequential([keras.Input((4,)), layers.Dense(3, name="dense")]).to_json()
    path = tmp_path / "m.json"
    path.write_text(config.replace('"Dense"', '"Dance"'))
    found = state_of(alone(path), "m")
    assert_true(found)
    assert by_path(found)["dense"].params is None
    assert found.total is None


def test_settings_are_plain(tmp_path: Path) -> None:
    model = keras.Sequential(
        [
            keras.Input((4,)),
            layers.Dense(
                3,
                name="dense",
                kernel_initializer=keras.initializers.RandomUniform(-1.0, 1.0),
                kernel_regularizer="l2",
                activation="relu",
                dtype="mixed_float16",
            ),
        ]
    )
    (dense,) = state(model, tmp_path).layers
    assert dense.settings is not None
    assert dense.settings["kernel_initializer"] == "RandomUniform(minval=-1.0, maxval=1.0)"
    assert dense.settings["bias_initializer"] == "Zeros"
    assert dense.settings["dtype"] == "mixed_float16"
    assert dense.settings["activation"] == "relu"
    assert dense.settings["kernel_constraint"] is None


def _calls(path: Path) -> int:
    """Return how many calls of functions it takes to write a model as a lock, and to read that."""
    report = alone(path)
    return calls(lambda: read(written([state_of(report, "m")]), "x"))


@pytest.mark.parametrize("name", SHAPES)
def test_twice_as_many_layers_take_about_twice_as_long(name: str, tmp_path: Path) -> None:
    paths = [tmp_path / f"{count}.json" for count in (100, 200)]
    for path in paths:
        path.write_text(json.dumps(SHAPES[name].make(int(path.stem))))
    small, large = map(_calls, paths)
    assert large < 2.5 * small


PRINTED = """\
Model: "model_1"
Layer (type)                 Output Shape              Param #
=================================================================
input_1 (InputLayer)         (None, 16)                0
encoder (Model)              (None, 8)                 208
dense_1 (Dense)              (None, 3)                 27
=================================================================
Total params: 235
Trainable params: 27
Non-trainable params: 208
"""


def test_what_a_printed_summary_tells_a_number_of_is_counted_and_has_no_type() -> None:
    made = state_of(explain_summary(PRINTED, summary=False), "m.txt")
    assert made.total == 235
    assert made.layers[1].weights == (WeightState("weights_as_printed", (208,), "", False),)
    assert {weight.dtype for layer in made.layers for weight in layer.weights} == {""}
    assert_true(made)


def test_two_printed_numbers_that_differ_are_a_difference() -> None:
    """Though no weight is known of either, nor of which type it would be."""
    other = PRINTED.replace("208", "308").replace("235", "335")
    old, new = (
        state_of(explain_summary(text, summary=False), "m.txt") for text in (PRINTED, other)
    )
    (change,) = changes(old, new).changes
    assert change.moved == (("encoder", 100),)
