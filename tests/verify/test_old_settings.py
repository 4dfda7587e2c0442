"""Settings from before Keras 3 that the classes of today do not take."""

from __future__ import annotations

import keras
import pytest
from keras import layers

from rnnscope.verify._old_settings import without_unknown
from tests.files import Config, entry


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
    ids=str,
)
def test_left_out(old: Config, kept: set[str]) -> None:
    assert without_unknown(old)["config"].keys() == kept


def test_layers_inside_others_are_looked_at() -> None:
    inner = entry("LSTM", "inner", units=2, implementation=2)
    outer = without_unknown([entry("Bidirectional", "outer", layer=inner, odd=3)])
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
        assert without_unknown(config) == config
