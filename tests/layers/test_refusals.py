"""Settings that no layer can have: files may hold them, so each is an error that says where."""

from __future__ import annotations

from typing import Any

import pytest

from rnnscope.algebra.expr import symbol
from rnnscope.errors import BadConfigError, UnknownFormulaError
from rnnscope.layers import FORMULAS, Child, Layer, SymbolicShape
from rnnscope.model.parts import LayerConfig

Shape = tuple[int | None, ...]


def placed(class_name: str, settings: dict[str, Any], *shapes: Shape) -> Layer:
    config = LayerConfig(class_name=class_name, name="it", module="keras.layers", settings=settings)
    return Layer(config=config, path="it", inputs=tuple(map(_symbols, shapes)))


def _symbols(shape: Shape) -> SymbolicShape:
    return tuple(symbol(f"axis_{i}", size, "input") for i, size in enumerate(shape))


def _run(layer: Layer) -> None:
    parts = FORMULAS[layer.class_name].function(layer)
    part = next(parts)
    while True:
        try:
            part = parts.send(layer.inputs if isinstance(part, Child) else ())
        except StopIteration:
            return


CONV = {"filters": 4, "kernel_size": [3, 3]}
EINSUM = {"equation": "abc,cd->abd", "output_shape": [None, 4]}
BAD: list[tuple[str, dict[str, Any], list[Shape], str]] = [
    ("Dense", {}, [(None, 3)], "it.config['units']: expected a whole number, found None"),
    (
        "Dense",
        {"units": "4"},
        [(None, 3)],
        "it.config['units']: expected a whole number, found '4'",
    ),
    (
        "Dense",
        {"units": True},
        [(None, 3)],
        "it.config['units']: expected a whole number, found True",
    ),
    ("Dense", {"units": -1}, [(None, 3)], "it.config['units']: expected a whole number, found -1"),
    ("Dense", {"units": 4, "use_bias": "yes"}, [(None, 3)], "expected true or false, found 'yes'"),
    ("Dense", {"units": 4}, [(3, None)], "axis -1 of its input, input_dim, has no fixed size"),
    ("Dense", {"units": 4}, [()], "its input has 0 axes, so there is no axis -1"),
    ("Conv2D", CONV, [(None, 9, 3)], "takes inputs of 4 axes, but gets 3"),
    ("Conv2D", {**CONV, "kernel_size": [3]}, [(None, 9, 9, 3)], "expected 2 sizes, found 1"),
    (
        "Conv2D",
        {**CONV, "padding": "full"},
        [(None, 9, 9, 3)],
        "expected valid or same, found 'full'",
    ),
    ("Conv2DTranspose", {**CONV, "output_padding": [1]}, [(None, 9, 9, 3)], "expected 2 sizes"),
    ("EinsumDense", {**EINSUM, "equation": "abc"}, [(None, 5, 3)], "'abc' does not fit 3 input"),
    ("EinsumDense", {**EINSUM, "output_shape": 4}, [(None, 5, 3)], "expected 2 sizes"),
    ("RandomHeight", {}, [(None, 3)], "its input has 2 axes, so there is no axis -3"),
    ("RandomWidth", {}, [(3,)], "its input has 1 axes, so there is no axis -2"),
    ("PReLU", {"shared_axes": [7]}, [(None, 3)], "no axes [7] of 2"),
    ("BatchNormalization", {"axis": 5}, [(None, 3)], "no axis 5 of 2"),
    ("LayerNormalization", {"axis": [-3]}, [(None, 3)], "no axis -3 of 2"),
    ("LayerNormalization", {"axis": ["x"]}, [(None, 3)], "no axis 'x' of 2"),
    ("Concatenate", {"axis": 4}, [(None, 3), (None, 3)], "no axis 4 of 2"),
    ("Dot", {"axes": 1}, [(None, 3)], "takes 2 inputs, but gets 1"),
    ("Reshape", {"target_shape": 3}, [(None, 3)], "expected sizes, found 3"),
    ("Permute", {"dims": [1, 1]}, [(None, 3, 4)], "[1, 1] is no order of 2 axes"),
    ("ZeroPadding2D", {"padding": [1]}, [(None, 5, 4, 3)], "expected 2 pairs, found [1]"),
    ("Cropping1D", {"cropping": None}, [(None, 5, 3)], "expected 1 pairs, found None"),
    ("RNN", {"cell": {}}, [(None, 5, 3)], "it.config['cell']: expected a layer, found {}"),
    (
        "MultiHeadAttention",
        {"num_heads": 2, "key_dim": 3, "output_shape": []},
        [(None, 5, 3)] * 2,
        "is empty",
    ),
]
SETTINGS: list[tuple[str, dict[str, Any]]] = [
    ("LSTM", {"units": 4}),
    ("BatchNormalization", {}),
    ("SeparableConv1D", {"filters": 4, "kernel_size": [2]}),
    ("Dense", {"units": 4, "lora_rank": 2}),
    ("Dense", {"units": 4, "dtype": "int8_from_float32"}),
    ("ReLU", {}),
    ("Unheard", {}),
]
WRAPPED: list[dict[str, Any]] = [
    {
        "layer": LayerConfig(
            class_name=name, name=f"{name}-{i}", module="keras.layers", settings=told
        )
    }
    for i, (name, told) in enumerate(SETTINGS)
]
UNKNOWN: list[tuple[str, dict[str, Any], list[Shape], str]] = [
    ("Dense", {"units": 4}, [], "the shape of its input is not known"),
    ("StackedRNNCells", {"cells": []}, [(None, 3)], "its cells are not listed"),
    (
        "MultiHeadAttention",
        {"num_heads": 2, "key_dim": 3},
        [(None, 5, 3)],
        "the shape of its value",
    ),
    ("EinsumDense", {**EINSUM, "equation": "abc,cx->abd"}, [(None, 5, 3)], "label 'x'"),
    ("TFSMLayer", {"filepath": "x"}, [(None, 3)], "its weights are those of a SavedModel"),
    ("JaxLayer", {}, [(None, 3)], "its weights are those of JAX code"),
    ("FlaxLayer", {}, [(None, 3)], "its weights are those of JAX code"),
    ("TorchModuleWrapper", {}, [(None, 3)], "its weights are those of a PyTorch module"),
    ("FeatureSpace", {}, [(None, 3)], "the columns it was adapted to"),
    ("Pipeline", {"layers": []}, [(None, 3)], "its layers are not listed"),
    ("Attention", {}, [(None, 5, 3)], "the shape of its value"),
    *[
        ("SpectralNormalization", wrapped, list[Shape]([(None, 5, 3)]), "the kernel of the layer")
        for wrapped in WRAPPED
    ],
]


def _ids(cases: list[tuple[str, dict[str, Any], list[Shape], str]]) -> list[str]:
    return [f"{class_name}: {message} ({i})" for i, (class_name, _, _, message) in enumerate(cases)]


@pytest.mark.parametrize(("class_name", "settings", "shapes", "message"), BAD, ids=_ids(BAD))
def test_bad_config(
    class_name: str, settings: dict[str, Any], shapes: list[Shape], message: str
) -> None:
    with pytest.raises(BadConfigError) as error:
        _run(placed(class_name, settings, *shapes))
    assert message in str(error.value)
    assert error.value.where.startswith("it")


@pytest.mark.parametrize(
    ("class_name", "settings", "shapes", "message"), UNKNOWN, ids=_ids(UNKNOWN)
)
def test_not_known(
    class_name: str, settings: dict[str, Any], shapes: list[Shape], message: str
) -> None:
    with pytest.raises(UnknownFormulaError, match=message):
        _run(placed(class_name, settings, *shapes))


@pytest.mark.parametrize("name", ["Resizing", "AugMix", "MaxNumBoundingBoxes"])
def test_images_with_labels_keep_the_shapes_on_record(name: str) -> None:
    layer = placed(name, {"height": 4, "width": 5}, (None, 8, 6, 3), (None, 2))
    assert list(FORMULAS[name].function(layer)) == []


@pytest.mark.parametrize("name", ["Add", "Relu"])
def test_an_operation_on_an_unknown_shape(name: str) -> None:
    assert list(FORMULAS[f"ops.{name}"].function(placed(name, {}))) == []
