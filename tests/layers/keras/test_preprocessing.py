from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from rnnscope.report.report import LayerReport, Report

Explained = Callable[..., LayerReport]
Shape = tuple[int | None, ...]


@pytest.mark.parametrize(
    "settings",
    [{"scale": 1 / 255}, {"scale": 2.0, "offset": -1.0}, {"scale": [1.0, 2.0, 3.0]}],
    ids=str,
)
def test_rescaling(explained: Explained, settings: dict[str, Any]) -> None:
    assert explained(layers.Rescaling(**settings), (5, None, 3)).params == 0


NORMALIZATIONS: list[dict[str, Any]] = [
    {},
    {"axis": None},
    {"axis": 1},
    {"axis": (1, 3)},
    {"axis": (-1, 1)},
    {"axis": [3, 2, 1]},
    {"invert": True, "trainable": False},
    {"dtype": "mixed_float16"},
    {"dtype": "float64"},
    {"mean": 1.0, "variance": 2.0},
    {"mean": [1.0, 2.0, 3.0], "variance": [1.0, 1.0, 1.0]},
]


@pytest.mark.parametrize("settings", NORMALIZATIONS, ids=str)
def test_normalization(explained: Explained, settings: dict[str, Any]) -> None:
    explained(layers.Normalization(**settings), (4, 5, 3))


def test_the_count_of_normalization_is_counted(explained: Explained) -> None:
    layer = layers.Normalization()
    layer.adapt(np.ones((2, 3), "float32"))
    report = explained(layer, (3,))
    assert (report.formula, report.params) == ("2*features + 1", 7)
    assert [weight.dtype for weight in report.weights] == ["float32", "float32", "int64"]


SPECTROGRAMS: list[dict[str, Any]] = [
    {},
    *({"mode": mode} for mode in ("magnitude", "psd", "real", "imag", "angle", "stft")),
    {"frame_length": 9},
    {"frame_length": 1, "frame_step": 1},
    {"frame_length": 5, "frame_step": 3, "fft_length": 16},
    {"frame_length": 5, "frame_step": 3, "fft_length": 17},
    {"frame_length": 7, "padding": "same"},
    {"frame_length": 8, "expand_dims": True},
    {"frame_length": 8, "mode": "stft", "expand_dims": True},
    {"frame_length": 8, "trainable": False},
]


@pytest.mark.filterwarnings("ignore:`fft_length` is recommended:UserWarning")
@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
@pytest.mark.parametrize("settings", SPECTROGRAMS, ids=str)
def test_stft_spectrogram(explained: Explained, settings: dict[str, Any], data_format: str) -> None:
    shape = (300, 2) if data_format == "channels_last" else (2, 300)
    explained(layers.STFTSpectrogram(**settings, window=None, data_format=data_format), shape)


def test_formula_of_a_spectrogram(explained: Explained) -> None:
    layer = layers.STFTSpectrogram(frame_length=9, window=None)
    assert explained(layer, (None, 1)).formula == "2*frame_length*(fft_length//2) + 2*frame_length"


@pytest.mark.parametrize("length", [15998, 15999, 16000, None])
def test_mel_spectrogram(explained: Explained, length: int | None) -> None:
    layer = layers.MelSpectrogram(fft_length=512, sequence_stride=200, num_mel_bins=40)
    assert explained(layer, (length,)).params == 0


MODES = ("int", "one_hot", "multi_hot", "count")
ROWS: list[Shape] = [(1,), (4,)]


@pytest.mark.parametrize("shape", [*ROWS, (5, 4)], ids=str)
@pytest.mark.parametrize("mode", MODES[1:])
def test_category_encoding(explained: Explained, mode: str, shape: Shape) -> None:
    layer = layers.CategoryEncoding(7, output_mode=mode)
    explained(layer, shape, dtypes=["int32"])


@pytest.mark.parametrize("shape", ROWS, ids=str)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("dtype", ["string", "int32"])
def test_hashing(explained: Explained, mode: str, shape: Shape, dtype: str) -> None:
    explained(layers.Hashing(7, output_mode=mode), shape, dtypes=[dtype])


@pytest.mark.parametrize("mode", MODES[:2])
def test_hashed_crossing(explained: Explained, mode: str) -> None:
    layer = layers.HashedCrossing(7, output_mode=mode)
    explained(layer, (1,), (1,), dtypes=["string", "string"], call=lambda it, *inputs: it(inputs))


BINS: list[dict[str, Any]] = [{"bin_boundaries": [0.0, 1.0, 2.0]}, {"num_bins": 7}]


@pytest.mark.parametrize("shape", [(), *ROWS, (4, 5), (4, 5, 3)], ids=str)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("bins", BINS, ids=str)
def test_discretization(
    explained: Explained, bins: dict[str, Any], mode: str, shape: Shape
) -> None:
    explained(layers.Discretization(**bins, output_mode=mode), shape)


WORDS = ["a", "b", "c"]
TABLES: list[dict[str, Any]] = [
    {},
    {"max_tokens": 9},
    {"max_tokens": 9, "pad_to_max_tokens": True},
    {"num_oov_indices": 2},
    {"mask_token": 0},
]


@pytest.mark.parametrize("shape", ROWS, ids=str)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("settings", TABLES, ids=str)
def test_lookup(explained: Explained, settings: dict[str, Any], mode: str, shape: Shape) -> None:
    if settings.get("pad_to_max_tokens") and mode == "int":
        return
    integers = layers.IntegerLookup(vocabulary=[4, 5, 6], output_mode=mode, **settings)
    explained(integers, shape, dtypes=["int64"])
    if "mask_token" not in settings:
        strings = layers.StringLookup(vocabulary=WORDS, output_mode=mode, **settings)
        explained(strings, shape, dtypes=["string"])


TEXTS: list[dict[str, Any]] = [
    {},
    {"output_sequence_length": 6},
    *({"output_mode": mode} for mode in ("multi_hot", "count")),
    {"output_mode": "tf_idf", "idf_weights": [0.1, 0.2, 0.3]},
    {"output_mode": "multi_hot", "max_tokens": 9, "pad_to_max_tokens": True},
    {"output_mode": "count", "split": None},
]


@pytest.mark.parametrize("settings", TEXTS, ids=str)
def test_text_vectorization(explained: Explained, settings: dict[str, Any]) -> None:
    layer = layers.TextVectorization(vocabulary=WORDS, **settings)
    assert explained(layer, (1,), dtypes=["string"]).params == 0


@pytest.mark.parametrize("settings", TEXTS, ids=str)
def test_texts_without_an_axis(explained: Explained, settings: dict[str, Any]) -> None:
    layer = layers.TextVectorization(vocabulary=WORDS, **settings)
    assert explained(layer, (), dtypes=["string"]).params == 0


def test_pipeline(explained: Explained) -> None:
    members = [layers.Dense(4), layers.Normalization(), layers.Dense(2), layers.Rescaling(2.0)]
    report = explained(layers.Pipeline(members), (3,))
    assert report.formula == "layers[0] + layers[1] + layers[2]"


def test_columns_of_a_feature_space(explained_model: Callable[[Any], Report]) -> None:
    space = keras.utils.FeatureSpace({"age": "float_normalized", "kind": "string_hashed"})
    columns = {"age": np.ones(4, "float32"), "kind": np.array([*WORDS, "a"])}
    space.adapt(columns)
    model = keras.Model(space.get_inputs(), layers.Dense(1)(space.get_encoded_features()))
    assert explained_model(model).total == 3 + 33 + 1
