"""One layer in a live model, explained."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras
import pytest

from rnnscope.derivation import explain_model
from rnnscope.readers import read
from rnnscope.report.report import LayerReport
from rnnscope.tracing import Tracer


@pytest.fixture
def row_of() -> Callable[..., LayerReport]:
    """Explain a layer called on inputs of these shapes, without their batch axis."""

    def row_of(layer: Any, *shapes: Any, call: Callable[..., Any] | None = None) -> LayerReport:
        inputs = [keras.Input(shape) for shape in shapes]
        outputs = call(layer, *inputs) if call else layer(*inputs)
        report = explain_model(read(keras.Model(inputs, outputs)), Tracer())
        return report[layer.name]

    return row_of
