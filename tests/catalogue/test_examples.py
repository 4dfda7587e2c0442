"""Each example is made in Keras, by the program that is shown: it has to be what we say of it."""

from __future__ import annotations

from typing import Any

import keras
import pytest

from rnnscope.catalogue.examples import EXAMPLES
from rnnscope.catalogue.one_layer import model_of, program_of
from rnnscope.derivation import explain_model
from rnnscope.layers import FORMULAS
from rnnscope.report.report import LayerReport
from tests.layers.test_registry import GONE, INSIDE

# Of what needs somebody's own code, files or model there is no example.
WITHOUT = {"Lambda", "Pipeline", "Wrapper", "TFSMLayer", "MaxNumBoundingBoxes"}
WITHOUT |= {"JaxLayer", "FlaxLayer", "TorchModuleWrapper"}


def test_each_public_class_has_one() -> None:
    public = {name for name in FORMULAS if not name.startswith("ops.")} - INSIDE - GONE
    assert set(EXAMPLES) == public - WITHOUT


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_keras_makes_of_the_program(name: str) -> None:
    if name == "STFTSpectrogram":
        pytest.importorskip("scipy", reason="Keras has the window from SciPy")
    row = explained(name)
    layer, put_out = made(name)
    theirs = [(tuple(weight.shape), weight.trainable) for weight in layer.weights]
    ours = [(weight.shape, weight.trainable) for weight in row.all_weights]
    assert sorted(ours, key=str) == sorted(theirs, key=str)
    assert row.params == layer.count_params()
    assert put_out is None or [_numbers(shape) for shape in row.outputs or ()] == put_out


def explained(name: str) -> LayerReport:
    return explain_model(model_of(name, EXAMPLES[name])).layers[-1]


def made(name: str) -> tuple[Any, list[tuple[int | None, ...]] | None]:
    """Run the program of a class; return the layer, and the shapes that it puts out."""
    *lines, last = program_of(name, EXAMPLES[name]).splitlines()
    scope: dict[str, Any] = {"keras": keras}
    if not lines:
        exec(last, scope)  # noqa: S102  # our own lines
        return scope["layer"], None
    exec("\n".join((*lines, f"out = {last}")), scope)  # noqa: S102  # our own lines
    return scope["layer"], [tuple(each.shape) for each in keras.tree.flatten(scope["out"])]


def _numbers(shape: Any) -> tuple[int | None, ...]:
    return tuple(size.value for size in shape)
