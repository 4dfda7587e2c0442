"""Settings from before Keras 3 that the classes of today do not take."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import keras
import pytest
from keras import layers

from rnnscope.verify import _known_settings
from rnnscope.verify._known_settings import without_unknown
from tests.files import Config, entry

ANSWERS = Path(__file__).parents[1] / "keras_facts" / "answers"


@pytest.mark.parametrize(
    ("old", "kept"),
    [
        (entry("Dense", "d", units=2, odd=3, odder=None), {"name", "units"}),
        (entry("LSTM", "d", units=2, implementation=2), {"name", "units"}),
        (entry("Conv2DTranspose", "d", filters=2, groups=1), {"name", "filters"}),
        (entry("SpatialDropout1D", "d", rate=0.5, trainable=True), {"name", "rate"}),
        (entry("Dense", "d", units=2, trainable=False), {"name", "units", "trainable"}),
        (entry("Dense", "d", units=2, odd=True), {"name", "units", "odd"}),
        (entry("Nothing", "d", odd=3), {"name", "odd"}),
        ({**entry("Dense", "d", odd=3), "module": "mine"}, {"name", "odd"}),
    ],
)
def test_left_out(old: Config, kept: set[str]) -> None:
    assert without_unknown(old, before_keras_3=True)["config"].keys() == kept


def test_layers_inside_others_are_looked_at() -> None:
    inner = entry("LSTM", "inner", units=2, implementation=2)
    entries = [entry("Bidirectional", "outer", layer=inner, odd=3)]
    outer = without_unknown(entries, before_keras_3=True)
    assert outer[0]["config"].keys() == {"name", "layer"}
    assert outer[0]["config"]["layer"]["config"] == {"name": "inner", "units": 2}


def test_all_that_keras_writes_itself_is_kept() -> None:
    made = [
        *(layers.Dense(2), layers.Conv2DTranspose(2, 3), layers.ConvLSTM2D(2, 3), layers.GRU(2)),
        *(layers.Bidirectional(layers.LSTM(2)), layers.MultiHeadAttention(2, 3)),
        *(layers.SpatialDropout2D(0.5), layers.BatchNormalization(), layers.LeakyReLU(0.1)),
    ]
    for layer in made:
        config = keras.saving.serialize_keras_object(layer)
        assert without_unknown(config, before_keras_3=True) == config
        assert without_unknown(config, before_keras_3=False) == config


@pytest.mark.parametrize(
    ("settings", "kept"),
    [
        ({"epsilon": 0.1, "momentum": 0.99}, {"epsilon", "momentum"}),
        ({"renorm": False, "renorm_momentum": 0.99, "renorm_clipping": None}, set()),
        ({"renorm": True, "renorm_momentum": 0.99}, {"renorm"}),
        ({"odd": None}, {"odd"}),
    ],
)
def test_a_setting_of_a_newer_keras_is_left_out_where_it_does_nothing(
    settings: dict[str, Any], kept: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Held against the arguments of Keras 3.12, whose BatchNormalization has no `renorm`."""
    answer = json.loads((ANSWERS / "keras-3.12.0.json").read_text(encoding="utf-8"))
    known = frozenset({*answer["arguments"]["BatchNormalization"], *answer["every"]})
    monkeypatch.setattr(_known_settings, "_arguments", lambda _: known)
    config = entry("BatchNormalization", "bn", **settings)
    left = without_unknown(config, before_keras_3=False)["config"]
    assert left.keys() - {"name"} == kept
