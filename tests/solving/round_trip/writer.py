"""Prints models at random by a Keras's own `summary()`, beside what each layer says of itself.

    python writer.py FILE COUNT SEED [recipes|applications|EXAMPLES [WIDTH ...]]

It is run by the Python of an environment with Keras 1.2, 2.2, TensorFlow's of 2.x or Keras 3,
from the folder it stands in, and writes one model in a line, with the texts that it prints; a
width of 0 is its own:

    uv venv --python 3.7 k1 && uv pip install --python k1 keras==1.2.2 tensorflow==1.15.5 \
        'protobuf<3.21' 'numpy<1.19' 'h5py<3'
    k1/bin/python writer.py keras_1.jsonl 100 0
"""

from __future__ import annotations

import gc
import io
import json
import os
import random
import sys
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

keras: Any = import_module("keras")
BESIDE = f"{__package__}." if __package__ else ""  # where it is imported, and not run
recipes: Any = import_module(f"{BESIDE}recipes")
VERSION = keras.__version__
GENERATION = int(VERSION.split(".")[0])
IS_TENSORFLOW_S = GENERATION == 2 and int(VERSION.split(".")[1]) > 3
IS_EXPANDING = IS_TENSORFLOW_S or GENERATION > 2
if IS_TENSORFLOW_S:
    keras = import_module("tensorflow.keras")
WIDTHS = (None, 70, 90, 120, 180)
SOME = (None, 90, 180)


class Layers:
    """Keras's layers, and how its models are made."""

    def __getattr__(self, name: Any) -> Any:
        return getattr(keras.layers, name)

    def model(self, inputs: Any, outputs: Any, **more: Any) -> Any:
        return keras.models.Model(inputs, outputs[0] if len(outputs) == 1 else outputs, **more)

    def sequential(self, **more: Any) -> Any:
        return keras.models.Sequential(**more)

    def stacked(self, model: Any, shape: Any) -> Any:
        return Stack(model, self.Input(shape=shape))


class Stack:
    """A Sequential that takes a layer only where it fits, and what it puts out so far."""

    def __init__(self, model: Any, tensor: Any) -> None:
        self.model, self.tensor = model, tensor
        self.first = tuple(recipes.sizes_of(tensor))
        self.shape = self.first

    def add(self, layer: Any) -> None:
        copy = type(layer).from_config(layer.get_config())
        try:
            tensor = copy(self.tensor)
            shape = recipes.sizes_of(tensor)
        except recipes.LACKING:
            return
        if not recipes.is_small(shape) or len(shape) not in recipes.BY_RANK:
            return
        if not self.model.layers:
            self.begin(layer)
        self.model.add(layer)
        self.tensor, self.shape = tensor, shape

    def begin(self, layer: Any) -> None:
        if GENERATION == 1:
            layer.batch_input_shape = self.first
            layer.input_dtype = getattr(layer, "input_dtype", "float32")
        elif GENERATION == 2:
            self.model.add(keras.layers.InputLayer(input_shape=self.first[1:]))
        else:
            self.model.add(keras.Input(shape=self.first[1:]))


def plain(value: Any) -> Any:
    """Return what JSON can say of a value of a config."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)


def many(shape: Any) -> Any:
    """Return shapes as a list of lists."""
    if shape is None:
        return None
    found = [shape] if not shape or not isinstance(shape[0], (list, tuple)) else shape
    return [[None if size is None else int(size) for size in each] for each in found]


def outputs_of(layer: Any) -> Any:
    if GENERATION < 3:
        try:
            return many(layer.output_shape)
        except (AttributeError, RuntimeError):
            return None
    if not layer._inbound_nodes:
        return None
    return [[*each.shape] for each in keras.tree.flatten(layer._inbound_nodes[-1].output_tensors)]


def inputs_of(layer: Any) -> Any:
    if GENERATION < 3:
        try:
            return many(layer.input_shape)
        except (AttributeError, RuntimeError):
            return None
    if not layer._inbound_nodes:
        return None
    return [[*each.shape] for each in layer._inbound_nodes[-1].input_tensors]


def config_of(layer: Any) -> Any:
    try:
        return {} if hasattr(layer, "layers") else plain(layer.get_config())
    except recipes.LACKING:  # of an operation
        return {}


def row(layer: Any, depth: Any) -> Any:
    weights = getattr(layer, "weights", [])
    return {
        "name": layer.name,
        "class": type(layer).__name__,
        "params": sum(size_of(weight) for weight in weights),
        "shapes": outputs_of(layer),
        "inputs": inputs_of(layer),
        "depth": depth,
        "is_model": hasattr(layer, "layers"),
        "trainable": bool(getattr(layer, "trainable", True)) if weights else None,
        "weights": [shape_of(weight) for weight in weights],
        "config": config_of(layer),
    }


def shape_of(weight: Any) -> Any:
    if GENERATION == 1:
        return [int(size) for size in weight.get_shape().as_list()]
    return [int(getattr(size, "value", size)) for size in weight.shape]


def size_of(weight: Any) -> Any:
    total = 1
    for size in shape_of(weight):
        total *= size
    return total


def rows_of(model: Any, depth: Any = 0) -> Any:
    layers = model.layers
    if GENERATION > 2 and type(model).__name__ == "Functional" and depth == 0:
        layers = model._operations
    for layer in layers:
        yield row(layer, depth)
        if hasattr(layer, "layers"):
            yield from rows_of(layer, depth + 1)


def counted(weights: Any) -> Any:
    return sum(size_of(weight) for weight in {id(each): each for each in weights}.values())


def printed(model: Any, style: str = "", **options: Any) -> str:
    """Return what summary() prints: to a function, with an output of ASCII, or in colours."""
    if style == "colour" or GENERATION == 1:
        return to_output(model, **options)
    lines: Any = []
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii" if style == "ascii" else "utf-8")
    with redirect_stdout(out):  # by whose encoding Rich chooses how lines are drawn
        model.summary(print_fn=lambda line, **_: lines.append(line), **options)
    return "\n".join(lines) + "\n"


def to_output(model: Any, **options: Any) -> str:
    out = io.StringIO()
    os.environ["FORCE_COLOR"] = "1"
    with redirect_stdout(out):
        model.summary(**options)
    del os.environ["FORCE_COLOR"]
    return out.getvalue()


def ways(width: Any, has_models: bool) -> Any:
    """Yield the ways to print a model at a width: a style, and what is asked for."""
    yield "", {}
    if GENERATION > 2:
        yield "ascii", {}
    if GENERATION > 2 and width is None:
        yield "colour", {}
    if IS_EXPANDING and width in (None, 120):
        yield "", {"show_trainable": True}
    if IS_EXPANDING and has_models:
        yield "", {"expand_nested": True}
        yield "", {"expand_nested": True, "show_trainable": True}
        yield from [("ascii", {"expand_nested": True})][: GENERATION - 2]


def texts(model: Any, widths: Any, has_models: bool) -> Any:
    """Yield each text that the model prints, with the way in which it does."""
    for width in widths:
        options = {} if width is None else {"line_length": width}
        os.environ["COLUMNS"] = "100" if width is None else "250"
        for style, more in ways(width, has_models):
            try:
                text = printed(model, style, **options, **more)
            except (IndexError, ValueError, TypeError):  # too narrow, or an argument of later ones
                continue
            yield {"width": width, "style": style, "options": more, "text": text}


def entry(kind: Any, model: Any, widths: Any) -> Any:
    rows = [*rows_of(model)]
    has_models = any(each["is_model"] for each in rows)
    # Keras 1 counts what is frozen in a model inside in its own way.
    is_told = not (has_models and GENERATION == 1)
    return {
        "keras": VERSION,
        "kind": kind,
        "total": counted(model.weights),
        "trainable": counted(model.trainable_weights) if is_told else None,
        "non_trainable": counted(model.non_trainable_weights) if is_told else None,
        "rows": rows,
        "texts": [*texts(model, widths, has_models)],
    }


def kitchen(seed: Any) -> Any:
    layers: Any = Layers()
    if GENERATION == 1:
        layers = import_module(f"{BESIDE}keras_1").Layers(Stack)
    return recipes.Kitchen(keras, layers, random.Random(seed), GENERATION)


def applications(_count: Any) -> Any:
    """Yield each model of Keras's, without its weights."""
    import inspect

    for name, make in sorted(vars(keras.applications).items()):
        if inspect.isfunction(make):
            try:
                yield name, make(weights=None)
            except recipes.LACKING:
                continue


def examples(path: Any) -> Any:
    """Yield a small model for each layer of a list: its class, its arguments and what flows in."""
    for each in json.loads(Path(path).read_text(encoding="utf-8")):
        try:
            layer = layer_of(each)
            inputs = {
                name: keras.layers.Input(shape=shape, dtype=each["dtype"], name=name)
                for name, shape in each["inputs"].items()
            }
            model = keras.models.Model([*inputs.values()], layer(*put_in(each["call"], inputs)))
        except (*recipes.LACKING, ImportError):
            continue
        yield each["class"], model


def layer_of(value: Any) -> Any:
    """Return a layer of its class and arguments, with those that are among these."""
    if isinstance(value, dict) and "class" in value:
        settings = {key: layer_of(each) for key, each in value["settings"].items()}
        return getattr(keras.layers, value["class"])(**settings)
    return [layer_of(each) for each in value] if isinstance(value, list) else value


def put_in(call: Any, inputs: Any) -> Any:
    """Return how a layer is called, with tensors in the place of their names."""
    return [inputs[each] if isinstance(each, str) else put_in(each, inputs) for each in call]


def made(how: Any, count: Any, seed: Any) -> Any:
    if how == "recipes":
        yield from recipes.models(kitchen(seed), count)
    elif how == "applications":
        yield from applications(count)
    else:
        yield from examples(how)


def main(path: Any, count: Any, seed: Any, how: Any = "recipes", *widths: Any) -> None:
    asked = [int(width) or None for width in widths] or (WIDTHS if how == "recipes" else SOME)
    with Path(path).open("w", encoding="utf-8") as file:
        for number, (kind, model) in enumerate(made(how, int(count), int(seed))):
            try:
                written = entry(kind, model, asked)
            except (ValueError, TypeError):  # one without all of its weights, or a cell with states
                continue
            file.write(json.dumps(written, ensure_ascii=False) + "\n")
            file.flush()
            del model, written
            if number % 20 == 19:
                keras.backend.clear_session()
                gc.collect()


if __name__ == "__main__":
    main(*sys.argv[1:])
