"""Configs written by hand as Keras 2 writes them."""

from __future__ import annotations

from typing import Any

from tests.files import Config

# A tensor, as a call takes it: the layer, its call, its output, and what else the call takes.
Tensor = list[Any]


def taken(source: str, call: int = 0, index: Any = 0, /, **kwargs: Any) -> Tensor:
    """Write an output of a layer as another's first argument."""
    return [source, call, index, kwargs]


def layer(class_name: str, name: str, *calls: Any, **settings: Any) -> Config:
    """Write a layer, each of whose calls takes a list of tensors, or what is given."""
    return {
        "class_name": class_name,
        "config": {"name": name, "trainable": True, "dtype": "float32", **settings},
        "name": name,
        "inbound_nodes": list(calls),
    }


def entrance(name: str, *shape: int | None, dtype: str = "float32") -> Config:
    """Write an InputLayer; the batch is left out."""
    settings = {"batch_input_shape": [None, *shape], "sparse": False, "ragged": False}
    return layer("InputLayer", name, dtype=dtype, **settings)


def functional(
    *layers: Config,
    inputs: Any = ("x",),
    outputs: Any,
    name: str = "model",
    class_name: str = "Functional",
) -> Config:
    """Write a Functional model; an output is a layer's name, or `[layer, call, output]`."""

    def ends(names: Any) -> Any:
        if isinstance(names, dict):
            return {key: end(each) for key, each in names.items()}
        return [end(each) for each in names]

    def end(place: Any) -> list[Any]:
        return [place, 0, 0] if isinstance(place, str) else list(place)

    settings = {"name": name, "trainable": True, "layers": list(layers)}
    settings |= {"input_layers": ends(inputs), "output_layers": ends(outputs)}
    return {"class_name": class_name, "config": settings, "keras_version": "2.10.0"}


def sequential(*layers: Config, name: str = "model") -> Config:
    """Write a Sequential model, whose layers have no calls."""
    plain = [{key: each[key] for key in ("class_name", "config")} for each in layers]
    config = {"name": name, "layers": plain}
    return {"class_name": "Sequential", "config": config, "keras_version": "2.10.0"}


def inside(model: Config, *calls: Any) -> Config:
    """Write a model as a layer of another."""
    kept = {key: model[key] for key in ("class_name", "config")}
    return {**kept, "name": model["config"]["name"], "inbound_nodes": list(calls)}
