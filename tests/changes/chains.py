"""Models of any number of layers, in plain values: chains of Dense."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rnnscope.states import LayerState, ModelState, WeightState


def automatic(place: int) -> str:
    return f"dense_{place}" if place else "dense"


def dense(path: str, units: int, source: str, size: int, inputs: tuple[str, ...]) -> LayerState:
    return LayerState(
        path=path,
        class_name="Dense",
        formula="units*input_dim + units",
        sizes={"units": units, "input_dim": size},
        sources={"input_dim": (source,)},
        params=units * size + units,
        weights=(
            WeightState("kernel", (size, units), "float32"),
            WeightState("bias", (units,), "float32"),
        ),
        settings={"units": units, "use_bias": True, "trainable": True, "dtype": "float32"},
        inputs=inputs,
        output=f"(None, {units})",
        macs=units * size,
    )


def chain(units: Sequence[int], name: Callable[[int], str] = automatic) -> ModelState:
    layers: list[LayerState] = []
    inputs: tuple[str, ...] = ()
    source, size = "input_layer.features", 8
    for place, each in enumerate(units):
        path = name(place)
        layers.append(dense(path, each, source, size, inputs))
        source, size, inputs = f"{path}.units", each, (path,)
    return ModelState(source="model", layers=tuple(layers), inputs={"input_layer.features": 8})
