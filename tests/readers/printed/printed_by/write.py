"""Writes what `summary()` prints of a few models beside what the models say of themselves.

    uv run --no-project --python 3.7 --with keras==1.2.2 --with tensorflow==1.15.5 \
        --with 'protobuf<3.21' --with 'numpy<1.19' --with 'h5py<3' python write.py 1.2.2
    uv run --no-project --python 3.7 --with keras==2.2.5 --with tensorflow==1.15.5 \
        --with 'protobuf<3.21' --with 'numpy<1.19' --with 'h5py<3' python write.py 2.2.5
    uv run --no-project --python 3.11 --with tensorflow==2.13.1 --with 'numpy<2' \
        python write.py 2.13.1
    COLUMNS=200 python write.py 3

writes `keras_<version>.jsonl`: a text in a line, with its layers as Keras has them.
"""

import io
import json
import sys
from contextlib import redirect_stdout
from functools import reduce
from importlib import import_module
from operator import mul
from pathlib import Path
from typing import Any

VERSION = sys.argv[1] if len(sys.argv) == 2 else "3"
IS_1 = VERSION.startswith("1.")
IS_OLD = IS_1 or VERSION.startswith("2.2")
keras: Any = import_module("keras" if IS_OLD or VERSION == "3" else "tensorflow.keras")
layers, models = keras.layers, keras.models


def conv(filters: Any, size: Any, **more: Any) -> Any:
    if IS_1:
        return layers.Convolution2D(filters, size, size, **more)
    return layers.Conv2D(filters, size, **more)


def functional(inputs: Any, outputs: Any, name: Any) -> Any:
    outputs = outputs[0] if len(outputs) == 1 else outputs
    if IS_1:
        return models.Model(input=inputs, output=outputs, name=name)
    return models.Model(inputs, outputs, name=name)


def cnn() -> Any:
    return models.Sequential(
        [
            conv(8, 3, input_shape=(28, 28, 1)),
            layers.MaxPooling2D((2, 2)),
            layers.BatchNormalization(),
            layers.Activation("relu"),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )


def rnn() -> Any:
    return models.Sequential(
        [
            layers.Embedding(1000, 16, input_length=20),
            layers.Bidirectional(layers.LSTM(8, return_sequences=True)),
            layers.GRU(6, return_sequences=True),
            layers.TimeDistributed(layers.Dense(4)),
            layers.SimpleRNN(5),
            layers.Dense(3),
        ]
    )


def shared() -> Any:
    left, right = layers.Input((12,), name="left"), layers.Input((12,), name="right")
    tower = layers.Dense(32, name="tower")
    both = [tower(left), tower(right)]
    if IS_1:
        joined = layers.merge(both, mode="concat", name="joined")
    else:
        joined = layers.Concatenate(name="joined")(both)
    hidden = layers.Dense(16, name="a_layer_whose_name_is_longer_than_its_column")(joined)
    hidden = layers.BatchNormalization(name="and_another_one_that_is_rather_long")(hidden)
    return functional([left, right], [layers.Dense(1, name="out")(hidden)], "shared")


def states() -> Any:
    x = layers.Input((7, 5), name="x")
    found = layers.LSTM(9, return_sequences=True, return_state=True, name="encoder")(x)
    h, c = layers.Input((9,), name="h"), layers.Input((9,), name="c")
    decoded = layers.LSTM(9, name="decoder")(found[0], initial_state=[h, c])
    added = layers.Add(name="sum")([decoded, found[1]])
    return functional([x, h, c], [added], "states")


def nested() -> Any:
    inner = models.Sequential([layers.Dense(6, input_shape=(4,)), layers.Dense(5)])
    image = layers.Input((4,), name="image")
    within = functional([image], [layers.Dense(3, name="deep")(inner(image))], "within")
    return models.Sequential([layers.Dense(4, input_shape=(8,)), within, layers.Dense(2)])


def wide() -> Any:
    return models.Sequential(
        [
            conv(256, 3, input_shape=(1024, 1024, 128)),
            conv(128, 1),
            layers.Flatten(),
        ]
    )


def printed(model: Any, **options: Any) -> Any:
    lines = []
    if IS_1:
        out = io.StringIO()
        with redirect_stdout(out):
            model.summary(**options)
        return out.getvalue()
    model.summary(print_fn=lambda line, **_: lines.append(line), **options)
    return "\n".join(lines) + "\n"


def shape_of(layer: Any) -> Any:
    try:
        found = layer.output_shape if hasattr(layer, "output_shape") else layer.output.shape
    except (AttributeError, RuntimeError):
        return None
    if not hasattr(layer, "output_shape") and isinstance(layer.output, (list, tuple)):
        found = [each.shape for each in layer.output]
    many = found if found and isinstance(found[0], (list, tuple)) else [found]
    return [[None if size is None else int(size) for size in each] for each in many]


def count_of(layer: Any) -> Any:
    try:
        return int(layer.count_params())
    except ValueError:  # Keras 3 takes a model in the model of another for not built
        return 0


def total_of(model: Any) -> Any:
    try:
        return int(model.count_params())
    except ValueError:
        return sum(reduce(mul, weight.shape, 1) for weight in model.weights)


def rows(model: Any, depth: Any, nested: Any) -> Any:
    for layer in model.layers:
        yield [layer.name, type(layer).__name__, count_of(layer), shape_of(layer), depth]
        if nested and hasattr(layer, "layers"):
            yield from rows(layer, depth + 1, nested)


def main() -> None:
    makers = [cnn, rnn, shared, nested, wide] + ([] if IS_1 else [states])
    with Path(__file__).with_name(f"keras_{VERSION}.jsonl").open("w", encoding="utf-8") as file:
        for maker in makers:
            model = maker()
            widths = [None] if IS_1 else [None, 60, 80, 120, 160]
            for width in widths:
                options = {} if width is None else {"line_length": width}
                inside = not IS_OLD and maker is nested
                if inside:
                    options["expand_nested"] = True
                if not IS_OLD and width == 120:
                    options["show_trainable"] = True
                entry = {
                    "model": maker.__name__,
                    "width": width,
                    "total": total_of(model),
                    "rows": list(rows(model, 0, inside)),
                    "text": printed(model, **options),
                }
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
