"""Which operation a function is, is by hand; the functions are TensorFlow's, the rest Keras's."""

from __future__ import annotations

import importlib
import inspect
from typing import Any

import pytest
import tensorflow as tf
from tensorflow.python.framework import op_def_registry

from rnnscope.keras_facts.class_names import KERAS_3, OPERATIONS
from rnnscope.keras_facts.tensorflow_functions import FUNCTIONS, GRAPH_OPERATIONS, LAYERS


def _function(name: str) -> Any:
    """Return a function by the name it is exported by, in TensorFlow 1 or 2."""
    for place in (tf, tf.compat.v1):
        found: Any = place
        for part in name.split("."):
            found = getattr(found, part, None)
        if found is not None:
            return found
    return None


NAMED = sorted(name for name in (*FUNCTIONS, *LAYERS) if not name.startswith("__operators__."))


def test_every_function_is_one_of_tensorflow() -> None:
    assert [name for name in NAMED if _function(name) is None] == []


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_what_a_function_is_read_as_is_an_operation_of_keras(name: str) -> None:
    operation = FUNCTIONS[name]
    assert OPERATIONS[operation.class_name] == f"keras.src.ops.{operation.module}"
    cls = getattr(importlib.import_module(OPERATIONS[operation.class_name]), operation.class_name)
    assert operation.settings.keys() <= inspect.signature(cls.__init__).parameters.keys()


def test_what_a_function_is_read_as_else_is_a_layer_of_keras() -> None:
    assert set(LAYERS.values()) <= KERAS_3


def test_every_operation_of_a_graph_is_one_of_tensorflow() -> None:
    assert [name for name in GRAPH_OPERATIONS if op_def_registry.get(name) is None] == []
    assert {name for name, _, _ in GRAPH_OPERATIONS.values()} <= {*FUNCTIONS, *LAYERS}


def test_every_argument_of_a_graph_is_one_of_its_operation() -> None:
    for name, (_, _, arguments) in GRAPH_OPERATIONS.items():
        there = {attribute.name for attribute in op_def_registry.get(name).attr}
        assert set(arguments.values()) <= there, name
