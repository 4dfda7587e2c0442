"""Prints the multiply-adds of models of Keras and of papers, built in the light Keras.

`python -m tests.report.published_macs`; the test beside it asks for them so, since the suite has
Keras on TensorFlow, where some of them take a minute.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from rnnscope.derivation import explain_model
from rnnscope.readers import read
from rnnscope.verify.light_keras import building_light

APPLICATIONS = (
    *("VGG19", "ResNet50V2", "DenseNet121", "InceptionV3", "MobileNet", "MobileNetV2"),
    *("MobileNetV3Large", "EfficientNetB0", "EfficientNetB1", "EfficientNetB7"),
    *("EfficientNetV2S", "Xception", "InceptionResNetV2"),
)


def transformer(keras: Any) -> Any:
    """Build the layers of BERT base, on 128 steps that are embedded already."""
    layers = keras.layers
    x = inputs = keras.Input((128, 768))
    for _ in range(12):
        x = layers.LayerNormalization()(x + layers.MultiHeadAttention(12, 64)(x, x))
        hidden = layers.Dense(3072, activation="gelu")(x)
        x = layers.LayerNormalization()(x + layers.Dense(768)(hidden))
    return keras.Model(inputs, layers.Dense(768)(x[:, 0]))


def recurrent(keras: Any) -> Any:
    """Build two LSTM layers on 100 steps."""
    lstms = [keras.layers.LSTM(512, return_sequences=True) for _ in range(2)]
    return keras.Sequential([keras.Input((100, 300)), *lstms])


def counted(model: Any, **sizes: int) -> int | None:
    """Return the multiply-adds of a model, with the sizes that it leaves open."""
    return explain_model(read(model)).macs_at(**sizes)


def main() -> None:
    """Print what each model multiplies for one sample, of its usual size."""
    with building_light():
        import keras

        found = {
            name: counted(getattr(keras.applications, name)(weights=None))
            for name in APPLICATIONS
            if name != "MobileNetV3Large"  # which leaves the size of its pictures open
        }
        open_sizes = keras.applications.MobileNetV3Large(weights=None)
        found["MobileNetV3Large"] = counted(open_sizes, height=224, width=224)
        found["transformer"] = counted(transformer(keras))
        found["recurrent"] = counted(recurrent(keras))
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
