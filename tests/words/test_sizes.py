"""What is said of the sizes of an input, of models that Keras made and that are tried elsewhere."""

from __future__ import annotations

import keras
import pytest

from rnnscope.derivation import explain_model
from rnnscope.readers import read
from rnnscope.report.inputs import input_meanings
from rnnscope.words.sizes import lengths, uncounted, used
from tests.report.test_axes import MODELS

SENTENCES: dict[str, list[str]] = {
    "stateful": [
        "features = 5 is used in gru's formula (3·3·5); it may not be None.",
        "timesteps doesn't affect the count: with any size (or None) the total stays 90.",
        "batch doesn't affect the count: with any size the total stays 90. It may not be None: "
        "gru needs to know the size.",
        "No layer needs exactly 7 timesteps: with None, sequences may vary in length.",
    ],
    "rounded by pooling": [
        "timesteps = 9 is used in dense's formula (2·12), the same with 8 or 9.",
        "features = 3 is used in dense's formula (2·12); it may not be None.",
        "batch doesn't affect the count: with any size (or None) the total stays 26.",
        "Sequences may not vary in length: dense has weights for 8 or 9 timesteps.",
    ],
    "flattened image": [
        "batch doesn't affect the count: with any size (or None) the total stays 1,570.",
        "axis 1 (of size 1), axis 2 (of size 28) and axis 3 (of size 28) are used in dense's "
        "formula (1·28·28·2); they may not be None.",
    ],
    "u-net": [
        "channels = 3 is used in conv2d's formula (1·1·6·2); it may not be None.",
        "batch doesn't affect the count: with any size (or None) the total stays 14.",
        "height doesn't affect the count: with 12 or 20, the nearest that fit (or None), the total "
        "stays 14.",
        "width doesn't affect the count: with 8 or 16, the nearest that fit (or None), the total "
        "stays 14.",
    ],
    "frames": [
        "features = 3 is used in conv_lstm1d's formula (4·3·4·3); it may not be None.",
        "batch and timesteps don't affect the count: with any size (or None) the total stays 352.",
        "width doesn't affect the count: with any size from 3 on the total stays 352. It may not "
        "be None: conv_lstm1d needs to know the size.",
        "No layer needs exactly 5 timesteps: with None, sequences may vary in length.",
    ],
    "added": [
        "x0's features = 3 is used in dense's formula (2·3); it may not be None.",
        "batch doesn't affect the count: with any size (or None) the total stays 8.",
        "x0's axis 1 doesn't affect the count: with any size (or None), the same for axis 1 of x1, "
        "the total stays 8.",
    ],
}


@pytest.mark.parametrize("name", SENTENCES)
def test_sentences(name: str) -> None:
    make, shapes = MODELS[name]
    keras.backend.clear_session()
    axes = input_meanings(explain_model(read(make(*shapes))))[0].axes
    total = make(*shapes).count_params()
    assert [*used(axes), *uncounted(total, axes), *lengths(axes)] == SENTENCES[name]


def test_where_the_sizes_right_beside_fit_they_are_not_the_nearest_of_few() -> None:
    keras.backend.clear_session()
    x = keras.Input((32, 32, 3))
    halved = keras.layers.Conv2D(4, 3, strides=2, padding="same")(x)
    beside = keras.layers.Conv2D(4, 1, strides=2)(x)
    y = keras.layers.Add()([halved, beside])
    report = explain_model(read(keras.Model(x, y)))
    [meaning] = input_meanings(report)
    said = " ".join(uncounted(report.total, meaning.axes))
    assert "with other sizes, such as 31 or 33 (or None), the total stays" in said
