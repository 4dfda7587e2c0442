"""Writes the archive beside it that is named after the Keras it runs in, of small models.

    uv run --no-project --python 3.7 --with keras==1.2.2 --with tensorflow==1.15.5 \
        --with 'h5py<3' --with 'protobuf<3.21' --with 'numpy<1.19' python write.py

They are of the kinds that people still have: done with Keras 1.2.2, 2.1.6 and 2.3.1, for which it
is as above, with that of TensorFlow 1.15.5 (`--with tensorflow==1.15.5` without a Keras), and on
Python 3.9 with that of TensorFlow 2.9.3 (`--with tensorflow==2.9.3`), the last two with `tf` behind
write.py.  Mends nothing of what they write.  It keeps to what Python 3.7 can read.
"""

import json
import os
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any, Dict  # noqa: UP035

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
IS_OF_TENSORFLOW = sys.argv[1:] == ["tf"]

if IS_OF_TENSORFLOW:
    from tensorflow import keras
else:
    import keras

layers = keras.layers
IS_FIRST = keras.__version__.startswith("1.")


def recurrent() -> Any:
    """Words in, classes out."""
    return keras.models.Sequential(
        [
            layers.Embedding(7, 4, mask_zero=True, input_length=5),
            layers.Bidirectional(layers.LSTM(3, return_sequences=True)),
            layers.TimeDistributed(layers.Dense(4)),
            layers.GRU(3, return_sequences=True),
            layers.SimpleRNN(2),
            layers.Dense(2, activation="softmax"),
        ]
    )


def images() -> Any:
    """Two ways through convolutions, which meet."""
    x = inputs = layers.Input((8, 8, 3), name="images")
    if IS_FIRST:
        one = layers.Convolution2D(4, 3, 3, border_mode="same", bias=False)(x)
        two = layers.AtrousConvolution2D(4, 3, 3, atrous_rate=(2, 2), border_mode="same")(x)
        x = layers.merge([one, two], mode="concat")
    else:
        one = layers.Conv2D(4, 3, padding="same", use_bias=False)(x)
        two = layers.SeparableConv2D(4, 3, depth_multiplier=2, padding="same")(x)
        x = layers.add([one, two])
    x = layers.BatchNormalization()(x)
    x = layers.Flatten()(layers.MaxPooling2D()(x))
    model = keras.models.Model(inputs, layers.Dense(2)(x))
    model.layers[1].trainable = False
    return model


def gone() -> Any:
    """Layers that no later Keras has."""
    return keras.models.Sequential(
        [
            layers.TimeDistributedDense(4, input_shape=(5, 3)),
            layers.Flatten(),
            layers.MaxoutDense(3, nb_feature=2),
            layers.Highway(),
        ]
    )


def write(folder: Path, name: str, model: Any) -> Dict[str, Any]:  # noqa: UP006
    """Save a model in every way that its Keras has; return what that counts."""
    model.compile("adam", "mse")
    model.save(str(folder / f"{name}.h5"))
    model.save_weights(str(folder / f"{name}.weights.h5"))
    (folder / f"{name}.json").write_text(model.to_json())
    if keras.__version__.startswith("2.9"):  # the functions of recurrent layers are megabytes
        model.save(str(folder / name), save_traces=name == "images")
    else:
        (folder / f"{name}.yaml").write_text(model.to_yaml())
    counts = [[layer.name, int(layer.count_params())] for layer in model.layers]
    return {"total": int(model.count_params()), "layers": counts}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        models = [recurrent, images, *([gone] if IS_FIRST else [])]
        counts = {make.__name__: write(Path(folder), make.__name__, make()) for make in models}
        Path(folder, "counts.json").write_text(json.dumps(counts))
        target = Path(__file__).with_name(f"keras-{keras.__version__}.zip")
        with zipfile.ZipFile(str(target), "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(Path(folder).rglob("*")):
                archive.write(str(path), path.relative_to(folder).as_posix())
