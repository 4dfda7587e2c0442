"""A config may come from anybody: what is broken is refused, and the message says where."""

from __future__ import annotations

import contextlib
import copy
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnscope.errors import BadConfigError
from rnnscope.model.config import layer_from_config, model_from_config
from rnnscope.model.parts import LayerConfig, TensorRef
from rnnscope.untrusted.fields import MAX_AXES, shape_at
from tests.counted import calls
from tests.files import Config, entry, functional, sequential, tensor

pytestmark = pytest.mark.quick

X = [tensor("x", [None, 3])]


def joined() -> Config:
    """Return a Functional model, each time a new one."""
    return copy.deepcopy(
        functional(
            entry("InputLayer", "x", batch_shape=[None, 3]),
            entry("Dense", "d", X, units=2),
            outputs=["d"],
        )
    )


def broken(path: str, value: object) -> Config:
    """Return the same model with another value at a path: `config.layers.1.name`."""
    config = joined()
    place: Any = config
    *steps, last = path.split(".")
    for step in steps:
        place = place[int(step) if step.isdecimal() else step]
    if value is KeyError:
        del place[last]
    else:
        place[int(last) if last.isdecimal() else last] = value
    return config


@pytest.mark.parametrize(
    ("path", "value", "where", "problem"),
    [
        ("class_name", KeyError, "config.class_name", "expected a text, found None"),
        ("class_name", 3, "config.class_name", "expected a text, found 3"),
        ("config", "x", "config.config", "expected an object, found 'x'"),
        ("config", [], "config.config", "expected an object, found list"),
        ("config.name", 1, "config.config.name", "expected a text, found 1"),
        ("config.layers", None, "config.config.layers", "expected a list, found None"),
        ("config.layers", {}, "config.config.layers", "expected a list, found dict"),
        ("config.layers.1", None, "config.config.layers[1]", "expected an object, found None"),
        ("config.layers.1", "d", "config.config.layers[1]", "expected an object, found 'd'"),
        ("config.layers.1.config", 7, "config.config.layers[1].config", "expected an object"),
        ("config.layers.1.config.name", "x", "config.config.layers", "two layers are named 'x'"),
        ("config.layers.1.inbound_nodes", 7, "config.config.layers[1].inbound_nodes", "a list"),
        ("config.layers.1.inbound_nodes.0", 7, "layers[1].inbound_nodes[0]", "expected a list"),
        ("config.layers.1.inbound_nodes.0.args", {}, "layers[1].inbound_nodes", "a list"),
        ("config.layers.1.inbound_nodes.0.kwargs", [], "inbound_nodes[0].kwargs", "an object"),
        (
            "config.layers.1.inbound_nodes.0.args.0.config",
            [],
            "inbound_nodes[0]",
            "expected an object, found list",
        ),
        (
            "config.layers.1.inbound_nodes.0.args.0.config.keras_history",
            ["x", "0", 0],
            "inbound_nodes[0].keras_history",
            "expected [layer, call, output], found list",
        ),
        (
            "config.layers.1.inbound_nodes.0.args.0.config.keras_history",
            ["x", -1, 0],
            "inbound_nodes[0].keras_history",
            "expected [layer, call, output]",
        ),
        (
            "config.layers.1.inbound_nodes.0.args.0.config.shape",
            [None, -3],
            "inbound_nodes[0].shape[1]",
            "expected a size or null, found -3",
        ),
        (
            "config.layers.1.inbound_nodes.0.args.0.config.shape",
            [None, True],
            "inbound_nodes[0].shape[1]",
            "expected a size or null, found True",
        ),
        ("config.input_layers", 7, "input_layers", "expected a list, found 7"),
        ("config.input_layers", [["x", 0]], "config", "expected [layer, call, output]"),
        ("config.output_layers", [[["d", 0, None]]], "config", "expected [layer, call, output]"),
        ("config.output_layers", KeyError, "config.config", "a Functional without input_layers"),
    ],
)
def test_a_broken_model_is_refused_by_its_place(
    path: str, value: object, where: str, problem: str
) -> None:
    with pytest.raises(BadConfigError) as caught:
        model_from_config(broken(path, value))
    assert where in caught.value.where
    assert problem in caught.value.problem
    assert str(caught.value) == f"{caught.value.where}: {caught.value.problem}"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (None, "config: expected an object, found None"),
        ([], "config: expected an object, found list"),
        (3, "config: expected an object, found 3"),
        ("x" * 100, f"config: expected an object, found '{'x' * 30}'... (100 characters)"),
        ({}, "config.class_name: expected a text, found None"),
        (entry("Dense", "d", units=2), "config: a Dense is a layer, not a model"),
        ({**sequential(), "config": []}, "config.config: expected an object, found list"),
        (
            {"class_name": "Model", "config": {"name": "m", "layers": []}},
            "config.config: a Model without input_layers",
        ),
    ],
)
def test_what_is_no_model_is_refused(data: object, problem: str) -> None:
    with pytest.raises(BadConfigError, match=f"^{re.escape(problem)}$"):
        model_from_config(data)


def test_two_layers_of_one_name_are_refused() -> None:
    twice = sequential(entry("Dense", "d", units=2), entry("Dense", "d", units=3))
    with pytest.raises(BadConfigError, match="two layers are named 'd'"):
        model_from_config(twice)


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (None, "shape"),
        ({"a": 1}, "shape"),
        ([None, 3.0], "shape[1]"),
        (["3"], "shape[0]"),
        ([False], "shape[0]"),
        ([[3]], "shape[0]"),
        ([3] * (MAX_AXES + 1), "shape"),
    ],
)
def test_a_broken_shape_is_refused(data: object, where: str) -> None:
    with pytest.raises(BadConfigError) as caught:
        shape_at(data, "shape")
    assert caught.value.where == where


def _wrapped(depth: int) -> Config:
    layer = entry("Dense", "d", units=2)
    for i in range(depth):
        layer = entry("TimeDistributed", f"t{i}", layer=layer)
    return layer


def _nested(depth: int) -> Config:
    model = sequential(name="m")
    for i in range(depth):
        model = sequential(model, name=f"m{i}")
    return model


def _listed(depth: int) -> Config:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return entry("Dense", "d", [{"class_name": "Other", "config": value}])


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        pytest.param(_wrapped(70), "layers are nested more than 60 deep", id="wrapped"),
        pytest.param(_nested(70), "layers are nested more than 60 deep", id="models"),
        pytest.param(_listed(70), "arguments are nested more than 60 deep", id="arguments"),
    ],
)
def test_deep_nesting_is_refused(config: Config, problem: str) -> None:
    with pytest.raises(BadConfigError, match=problem):
        layer_from_config(config, "config")


def test_nesting_as_it_occurs_is_read() -> None:
    assert model_from_config(_nested(20)).layers[0].model is not None
    inner: Any = layer_from_config(_wrapped(20), "config")
    for _ in range(20):
        inner = inner.settings["layer"]
    assert isinstance(inner, LayerConfig)
    assert inner.settings["units"] == 2


def test_calls_as_keras_2_writes_them() -> None:
    config = joined()
    layers = config["config"]["layers"]
    layers += [entry("Add", "sum"), entry("LSTM", "rnn")]
    layers[1]["inbound_nodes"] = [[["x", 0, 0, {}]]]
    layers[2]["inbound_nodes"] = [[["x", 0, 0, {}], ["d", 1, 2, {}]]]
    layers[3]["inbound_nodes"] = [[["d", 0, 0, {"training": True}]], [["d", 0, 1]]]
    _, dense, added, lstm = model_from_config(config).layers
    assert dense.calls[0].args == (TensorRef("x"),)
    assert added.calls[0].args == ([TensorRef("x"), TensorRef("d", 1, 2)],)
    assert lstm.calls[0].kwargs == {"training": True}
    assert list(lstm.calls[1].refs) == [TensorRef("d", 0, 1)]


@pytest.mark.parametrize(
    ("ends", "names"),
    [
        (["x", 0, 0], ["x"]),
        ([["x", 0, 0]], ["x"]),
        ([["x", 0, 0], ["d", 0, 0]], ["x", "d"]),
        ({"one": ["x", 0, 0], "two": ["d", 0, 0]}, ["x", "d"]),
        ([[["x", 0, 0]], [["d", 0, 0]]], ["x", "d"]),
        ([], []),
    ],
)
def test_inputs_and_outputs_in_every_structure(ends: object, names: list[str]) -> None:
    config = broken("config.output_layers", ends)
    assert [ref.layer for ref in model_from_config(config).outputs] == names


def test_wrapped_layers_and_shapes_on_record_are_read() -> None:
    cells = [entry("LSTMCell", "one", units=2), entry("GRUCell", "two", units=3)]
    data = entry("RNN", "rnn", cell=entry("StackedRNNCells", "cells", cells=cells))
    data["build_config"] = {"input_shape": [None, 4, 3], "other": "text", "list": [[1]]}
    layer = layer_from_config(data, "config")
    stacked = layer.settings["cell"]
    assert [cell.name for cell in stacked.settings["cells"]] == ["one", "two"]
    assert layer.build_shapes == {"input_shape": (None, 4, 3)}
    data["build_config"] = {"shapes_dict": {"query_shape": [1, 2], "value_shape": [1, None]}}
    shapes = layer_from_config(data, "config").build_shapes
    assert shapes == {"query_shape": (1, 2), "value_shape": (1, None)}
    data["build_config"] = {"shapes_dict": 3}
    with pytest.raises(BadConfigError, match="expected shapes, found 3"):
        layer_from_config(data, "config")


def test_a_model_of_somebodys_own_class_lists_no_layers() -> None:
    data = {"module": "own", "class_name": "Mine", "config": {"units": 3}, "registered_name": "M"}
    model = model_from_config(data)
    assert (model.name, model.layers, model.is_builtin) == ("mine", (), False)


keys = st.sampled_from(
    """class_name config name layers input_layers output_layers inbound_nodes args kwargs
    keras_history shape build_config module layer cell cells shared_object_id""".split()  # noqa: SIM905
) | st.text(max_size=3)
plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
json_values = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=5),
    max_leaves=20,
)


@given(json_values)
def test_any_json_is_read_or_refused(data: object) -> None:
    with contextlib.suppress(BadConfigError):
        model_from_config({"class_name": "Sequential", "config": {"layers": [data]}})


def test_models_in_models_are_read_once_each() -> None:
    def nested(depth: int) -> Config:
        inner = entry("Dense", "dense", units=2)
        for level in range(depth):
            build = {"build_config": {"input_shape": [None, 3]}}
            inner = {**sequential(inner, name=f"m{level}", shape=(None, 3)), **build}
        return inner

    few, many = (calls(lambda n=n: model_from_config(nested(n))) for n in (5, 10))  # type: ignore[misc]
    assert many < 3 * few
