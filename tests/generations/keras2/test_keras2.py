"""What changed between Keras 2 and 3: each rule, with the layer that Keras 3 makes of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rnnscope.api import explained
from rnnscope.generations import normalized
from rnnscope.report.report import Report
from tests.files import Config, custom, write_json
from tests.generations.keras2_files import entrance, functional, inside, layer, sequential, taken
from tests.verify.same_process import SameProcess

Verified = Callable[[Config], Report]


def written(class_name: str, **settings: Any) -> Config:
    """Return a layer as Keras 3 writes it."""
    model: Any = normalized(sequential(layer(class_name, "a", **settings)))
    written: Config = model["config"]["layers"][0]
    return written


def alone(shape: tuple[int | None, ...], class_name: str, **settings: Any) -> Config:
    """Write a Sequential model of one layer, which tells what it takes."""
    return sequential(layer(class_name, "a", batch_input_shape=[None, *shape], **settings))


CELL = {"class_name": "LSTMCell", "config": {"units": 4, "implementation": 2}}
SMALL = {"class_name": "GRUCell", "config": {"units": 3, "reset_after": False}}
INNER = {"class_name": "LSTM", "config": {"units": 3, "time_major": False, "implementation": 2}}
DENSE = {"class_name": "Dense", "config": {"units": 2}}
WRAPPED = {"class_name": "ListWrapper", "items": [-1]}
POLICY = {"class_name": "Policy", "config": {"name": "mixed_float16"}}


@pytest.mark.parametrize(
    ("config", "total"),
    [
        (alone((5, 3), "LSTM", units=4, implementation=2, time_major=False), 128),
        (alone((5, 3), "GRU", units=4, implementation=1), 96),
        (alone((5, 3), "GRU", units=4, reset_after=True), 108),
        (alone((5, 3), "RNN", cell=CELL, return_sequences=False), 128),
        (alone((5, 3), "RNN", cell={"class_name": "StackedRNNCells",
                                    "config": {"cells": [CELL, SMALL]}}), 128 + 72),
        (alone((5, 3), "Bidirectional", layer=INNER, merge_mode="concat", num_constants=None), 168),
        (alone((5, 3), "TimeDistributed", layer=DENSE), 8),
        (alone((5,), "Embedding", input_dim=9, output_dim=2, input_length=5), 18),
        (alone((4, 4, 3), "BatchNormalization", axis=[3], fused=True, renorm=False), 12),
        (alone((4, 3), "BatchNormalization", axis=WRAPPED), 12),
        (alone((8, 8, 2), "SeparableConv2D", filters=3, kernel_size=[3, 3], groups=1), 27),
        (alone((8, 8, 2), "DepthwiseConv2D", kernel_size=[3, 3], groups=1, filters=None), 20),
        (alone((8, 8, 2), "Conv2DTranspose", filters=3, kernel_size=[2, 2], groups=1), 27),
        (alone((8, 2), "SpatialDropout1D", rate=0.5, noise_shape=None, seed=None), 0),
        (alone((8, 2), "LeakyReLU", alpha=0.1), 0),
        (alone((8, 2), "ThresholdedReLU", theta=0.5), 0),
        (alone((8, 2), "Masking", mask_value=0.0), 0),
        (alone((8,), "Dense", units=2, dtype=POLICY), 18),
        (alone((8,), "Dense", units=2, dtype={**POLICY, "class_name": "PolicyV1"}), 18),
        (alone((8,), "Dense", units=2, dtype="_infer"), 18),
        (alone((8, 3), "UnifiedLSTM", units=2), 48),
        (alone((8,), "LayerNormalizationV1", axis=[1]), 16),
        (alone((1,), "CategoryEncoding", max_tokens=4, output_mode="binary"), 0),
    ],
    ids=lambda value: _label(value) if isinstance(value, dict) else str(value),
)  # fmt: skip
def test_keras_3_counts_the_same(verified: Verified, config: Config, total: int) -> None:
    report = verified(config)
    assert (report.total, report.verified) == (total, True)


def _label(config: Config) -> str:
    first = config["config"]["layers"][0]
    settings = [key for key in first["config"] if key not in ("name", "trainable")]
    return f"{first['class_name']} {', '.join(map(str, settings))} {first['config'].get('dtype')}"


def test_attention_of_any_time(verified: Verified) -> None:
    attention = layer("Attention", "a", [taken("x"), taken("x")], use_scale=True, causal=True)
    report = verified(functional(entrance("x", 5, 8), attention, outputs=["a"]))
    assert (report.total, report.verified) == (1, True)


def test_keras_1_s_merge_was_there_until_keras_2_2(verified: Verified) -> None:
    mask = {"mask": [None, None]}
    settings = {"mode": "concat", "mode_type": "raw", "concat_axis": -1, "dot_axes": -1}
    joined = layer("Merge", "m", [taken("x", **mask), taken("y", **mask)], **settings)
    dense = layer("Dense", "d", [taken("m")], units=2)
    report = verified(
        functional(
            entrance("x", 3), entrance("y", 4), joined, dense, inputs=["x", "y"], outputs=["d"]
        )
    )
    assert (report.total, report.verified) == (2 * 7 + 2, True)


def test_somebody_s_merge_stays() -> None:
    assert written("Merge", mode="concat")["class_name"] == "Merge"


@pytest.mark.parametrize("class_name", ["Dense", "SimpleRNN"])
def test_a_prelu_as_activation_has_weights(tmp_path: Path, class_name: str) -> None:
    prelu = {"class_name": "PReLU", "config": {"name": "p", "shared_axes": None}}
    config = alone((5, 3), class_name, units=2, activation=prelu)
    _, report = explained(write_json(tmp_path / "m.json", config))
    assert report.total is None
    assert "its activation is a PReLU layer" in report.layers[0].notes[0]


def test_a_gru_from_before_reset_after_has_one_bias() -> None:
    assert written("GRU", units=4)["config"]["reset_after"] is False
    assert written("GRU", units=4, reset_after=True)["config"]["reset_after"] is True


@pytest.mark.parametrize(
    ("settings", "word"),
    [({"time_major": True, "units": 3}, "time_major"), ({"units": 3, "odd": True}, "odd")],
    ids=["time_major", "odd"],
)
def test_a_flag_that_is_on_is_not_left_out(settings: Config, word: str) -> None:
    assert written("LSTM", **settings)["config"][word] is True


def test_renorm_has_three_more_weights(verified: Verified) -> None:
    settings = {"renorm": True, "renorm_momentum": 0.99, "renorm_clipping": {}, "fused": False}
    report = verified(alone((4,), "BatchNormalization", axis=-1, **settings))
    assert (report.total, report.trainable) == (7 * 4, 2 * 4)


def test_time_major_is_not_verified_by_keras_3(tmp_path: Path) -> None:
    config = alone((5, 3), "LSTM", units=4, time_major=True)
    model, report = explained(write_json(tmp_path / "m.json", config))
    witness = SameProcess().rebuilt(report, model)
    assert (witness.spoke, "'time_major': True" in witness.reason) == (False, True)


def test_a_synchronized_normalization_is_a_setting_now() -> None:
    entry = written("SyncBatchNormalization", axis=[3])
    assert entry["class_name"] == "BatchNormalization"
    assert entry["config"]["synchronized"] is True
    assert entry["config"]["axis"] == 3


def test_names_of_settings_before_tensorflow_2_6() -> None:
    assert written("Discretization", bins=[0.0, 1.0])["config"]["bin_boundaries"] == [0.0, 1.0]
    encoding = written("CategoryEncoding", max_tokens=4, output_mode="binary")["config"]
    assert (encoding["num_tokens"], encoding["output_mode"]) == (4, "multi_hot")


def test_a_bare_list_is_a_sequential_model(verified: Verified) -> None:
    config = alone((4,), "Dense", units=3)
    report = verified({**config, "config": config["config"]["layers"]})
    assert (report.total, report.class_name) == (15, "Sequential")


def test_a_model_first_says_what_a_sequential_model_takes(verified: Verified) -> None:
    inner = functional(
        entrance("x", 4), layer("Dense", "d", [taken("x")], units=3), outputs=["d"], name="inner"
    )
    report = verified(sequential(inside(inner), layer("Dense", "e", units=2)))
    assert (report.total, report.verified) == (15 + 8, True)


def test_a_subclass_of_functional_is_read_by_its_layers(verified: Verified) -> None:
    config = functional(
        entrance("x", 4), layer("Dense", "d", [taken("x")], units=3), outputs=["d"],
        class_name="Mine",
    )  # fmt: skip
    report = verified(config)
    assert (report.total, report.class_name) == (15, "Mine")


def tf_keras(class_name: str, name: str, module: str | None, **settings: Any) -> Config:
    """Write a layer as the `.keras` files of tf_keras hold it."""
    kept = layer(class_name, name, **settings)
    return {**kept, "module": module, "registered_name": None}


def test_modules_of_tf_keras_are_those_of_keras() -> None:
    def of(entry: Config) -> tuple[Any, Any]:
        config = {"class_name": "Sequential", "config": {"name": "m", "layers": [entry]}}
        model: Any = normalized(config, "2.15.0")
        written = model["config"]["layers"][0]
        return written["module"], written["registered_name"]

    assert of(tf_keras("Dense", "d", "keras.layers", units=3)) == ("keras.layers", None)
    assert of(tf_keras("Dense", "d", "tf_keras.src.layers", units=3)) == ("keras.layers", None)
    scale = tf_keras("LayerScale", "s", "tf_keras.src.applications.convnext")
    assert of(scale) == ("keras.src.applications.convnext", None)
    assert of(custom("Dense", "d", units=3)) == (None, "own>Dense")
    assert of(tf_keras("Dense", "d", "mine.layers", units=3)) == ("mine.layers", None)


def test_a_layer_is_called_as_the_graph_calls_it() -> None:
    entry = layer("Dense", "prefix_d", [taken("x")], units=3)
    entry["config"]["name"] = "d"
    model: Any = normalized(functional(entrance("x", 4), entry, outputs=["prefix_d"]))
    assert model["config"]["layers"][1]["config"]["name"] == "prefix_d"


def test_what_flows_into_a_text_vectorization_is_not_what_it_was_built_for() -> None:
    entry = {**layer("TextVectorization", "t"), "build_config": {"input_shape": [None]}}
    model: Any = normalized(
        {"class_name": "Sequential", "config": {"name": "m", "layers": [entry]}}
    )
    assert "build_config" not in model["config"]["layers"][0]
