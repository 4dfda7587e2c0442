"""SavedModels of Keras 2 and exports of Keras 3: their layers, counts and optimizers."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import keras
import pytest
import tensorflow as tf
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rnnscope.derivation import explain_model
from rnnscope.errors import BadConfigError, UnreadableModelError
from rnnscope.matching import matches
from rnnscope.model.parts import Place, Store, Tensor
from rnnscope.readers import saved_model
from rnnscope.readers.directory_files import file_bytes
from rnnscope.readers.source import Source
from rnnscope.report.report import Report
from rnnscope.untrusted.limits import applied
from rnnscope.verify import stored
from tests.readers.saved_models import (
    field,
    layer,
    metadata_of,
    model,
    number,
    save,
    thing,
    variable,
)

LSTM: dict[str, Any] = {"units": 4, "return_sequences": True}


def lstm(name: str, input_dim: int) -> Any:
    cell = layer(
        "LSTMCell",
        "lstm_cell",
        (None, input_dim),
        {"units": 4},
        kernel=variable(f"{name}/kernel", input_dim, 16),
        recurrent_kernel=variable(f"{name}/recurrent_kernel", 4, 16),
        bias=variable(f"{name}/bias", 16),
    )
    return layer("LSTM", name, (None, 7, input_dim), LSTM, cell=cell)


def dense(name: str, input_dim: int, units: int, *axes: int) -> Any:
    kernel, bias = variable(f"{name}/kernel", input_dim, units), variable(f"{name}/bias", units)
    shape = (None, *axes, input_dim)
    return layer("Dense", name, shape, {"units": units}, kernel=kernel, bias=bias)


def entry(made: Any, *calls: str, **settings_: Any) -> dict[str, Any]:
    """Write a layer's entry in the config of its model."""
    told = {key: metadata_of(made)[key] for key in ("class_name", "config")}
    nodes = [[[name, 0, 0, {}] for name in calls]] if calls else []
    return {**told, "name": told["config"]["name"], "inbound_nodes": nodes, **settings_}


def tuple_of(*items: int | None) -> dict[str, Any]:
    return {"class_name": "__tuple__", "items": list(items)}


def metadata(class_name: str, config: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "name": config.get("name", "m"),
        "class_name": class_name,
        "config": config,
        "keras_version": "2.15.0",
        **more,
    }


def network(*, compiled: bool = True) -> Any:
    """Make the object of a compiled model: LSTM both ways, BatchNormalization, Dense."""
    forward, backward = lstm("forward_lstm", 5), lstm("backward_lstm", 5)
    inner = {"class_name": "LSTM", "config": {"name": "lstm", **LSTM}, "shared_object_id": 4}
    both = layer(
        "Bidirectional",
        "bidirectional",
        (None, 7, 5),
        {"layer": inner, "merge_mode": "concat"},
        backward_layer=backward,
        forward_layer=forward,
    )
    norm = layer(
        "BatchNormalization",
        "norm",
        (None, 7, 8),
        {"axis": [2]},
        moving_variance=variable("norm/moving_variance", 8, trainable=False),
        gamma=variable("norm/gamma", 8),
        beta=variable("norm/beta", 8),
        moving_mean=variable("norm/moving_mean", 8, trainable=False),
    )
    out = dense("out", 8, 2, 7)
    first = {
        "class_name": "InputLayer",
        "config": {"name": "x", "batch_input_shape": tuple_of(None, 7, 5)},
    }
    config = {"name": "net", "layers": [first, entry(both), entry(norm), entry(out)]}
    training = {"loss": "mse"} if compiled else None
    told = metadata("Sequential", config, training_config=training)
    loss = thing(total=variable("total", trainable=False), count=variable("count", trainable=False))
    made = model([both, norm, out], told)
    made.keras_api.metrics = [loss]
    made.keras_api.states = [variable("lstm/Variable", 1, 4)]
    made.optimizer = thing(
        iter=variable("Adam/iter", trainable=False, dtype=tf.int64),
        beta_1=variable("Adam/beta_1", trainable=False),
    )
    return made


@pytest.fixture(scope="module")
def keras2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(network(), tmp_path_factory.mktemp("keras2") / "net")


def explained(directory: Path) -> Report:
    read = saved_model.read(Source.of(directory))
    report = explain_model(read)
    return report.with_witness(stored.witness(report, read))


def why(directory: Path) -> str:
    with pytest.raises(UnreadableModelError) as caught:
        saved_model.read(Source.of(directory))
    assert "\n" not in caught.value.reason
    return caught.value.reason


def counts(report: Report) -> dict[str, int | None]:
    return {row.name: row.params for row in report.layers}


def test_a_sequential_model_is_derived_and_agrees_with_what_is_stored(keras2: Path) -> None:
    report = explained(keras2)
    assert counts(report) == {"bidirectional": 320, "norm": 32, "out": 18}
    assert (report.total, report.trainable, report.non_trainable) == (370, 354, 16)
    assert {row.basis for row in report.layers} == {"derived"}
    assert report.witnesses[0].spoke
    assert report.differences == ()
    assert (report.format, report.keras_version, report.compiled) == ("saved_model", "2.15.0", True)
    assert report.optimizer == 1  # the count of steps; its settings are no variables of it


def test_configs_inside_the_graph_are_read(tmp_path: Path) -> None:
    report = explained(save(network(compiled=False), tmp_path / "old", in_graph=True))
    assert counts(report) == {"bidirectional": 320, "norm": 32, "out": 18}
    assert not report.compiled
    assert report.differences == ()


@pytest.mark.parametrize("left", ["of another model", "of more objects"])
def test_metadata_left_from_another_save_is_not_read(tmp_path: Path, left: str) -> None:
    told = {"class_name": "Sequential", "config": {"name": "stale", "layers": []}}
    wrote = field(4, "_tf_keras_sequential") + field(5, json.dumps(told))
    places = (0,) if left == "of another model" else (0, 99_999)
    stale = b"".join(field(1, number(2, place) + wrote) for place in places)
    directory = save(network(compiled=False), tmp_path / "m", in_graph=left == "of another model")
    (directory / "keras_metadata.pb").write_bytes(stale)
    report = explained(directory)
    assert report.name != "stale"
    assert report.total == 370
    assert report.differences == ()


def test_weights_are_found_by_name(keras2: Path) -> None:
    store = saved_model.read(Source.of(keras2)).store
    assert store is not None
    places = [
        Place("cell", 2, "bias"),
        Place("cell", 0, "kernel"),
        Place("", 0, "none"),
        Place("cell/none", 0, "kernel"),
    ]
    inside = store.below("keras_api/layers/bidirectional/forward_layer")
    found = [m.tensor and (m.tensor.path, m.tensor.shape) for m in matches(places, inside)]
    assert found == [("forward_lstm/bias", (16,)), ("forward_lstm/kernel", (5, 16)), None, None]


def test_a_wrong_shape_is_a_difference(tmp_path: Path) -> None:
    odd = dense("d", 5, 3)
    first = {
        "class_name": "InputLayer",
        "config": {"name": "x", "batch_input_shape": tuple_of(None, 4)},
    }
    told = metadata("Sequential", {"name": "m", "layers": [first, entry(odd)]})
    report = explained(save(model([odd], told), tmp_path / "m"))
    assert [(d.layer, d.subject, d.derived, d.found) for d in report.differences] == [
        ("d", "input shape", "(None, 4)", "(None, 5)"),
        ("d", "kernel", "(4, 3)", "(5, 3)"),
    ]


def test_shapes_on_record_go_on_behind_a_layer_nobody_knows(tmp_path: Path) -> None:
    own = layer("Mine", "mine", (None, 4), {}, w=variable("mine/w", 4, 6))
    last = dense("last", 6, 2)
    first = {
        "class_name": "InputLayer",
        "config": {"name": "x", "batch_input_shape": tuple_of(None, 4)},
        "name": "x",
        "inbound_nodes": [],
    }
    config = {
        "name": "m",
        "layers": [first, entry(own, "x"), entry(last, "mine")],
        "input_layers": [["x", 0, 0]],
        "output_layers": [["last", 0, 0]],
    }
    made = model([own, last], metadata("Functional", config), "network")
    report = explained(save(made, tmp_path / "m"))
    assert {row.name: row.basis for row in report.layers if row.params} == {
        "mine": "stored",
        "last": "derived",
    }
    assert report.total == 24 + 14
    assert report.differences == ()


def test_a_model_of_somebodys_own_class_is_read_layer_by_layer(tmp_path: Path) -> None:
    first, second = dense("first", 4, 3), dense("second", 3, 2)
    block = model([second], {"name": "block", "class_name": "Block", "config": {}}, "model")
    told = metadata("Mine", {}, build_input_shape={"class_name": "TensorShape", "items": [2, 4]})
    scale = variable("mine/scale", 3)
    made = model([first, block], told, "model", conv1=first, scale=scale)
    report = explained(save(made, tmp_path / "m"))
    assert counts(report) == {"first": 15, "block": 8, "m": 3}
    assert report.class_name == "Mine"
    assert report["block"].children[0].basis == "derived"
    assert report.differences == ()


def test_a_layer_in_two_nested_models_is_counted_once(tmp_path: Path) -> None:
    shared = dense("shared", 4, 4)
    first = {
        "class_name": "InputLayer",
        "config": {"name": "x", "batch_input_shape": tuple_of(None, 4)},
    }
    told = [{"name": name, "layers": [first, entry(shared)]} for name in ("a", "b")]
    nested = [model([shared], metadata("Sequential", each)) for each in told]
    whole = metadata("Sequential", {"name": "m", "layers": [first, *map(entry, nested)]})
    report = explained(save(model(nested, whole), tmp_path / "m"))
    assert report.total == 20
    assert report["b"].children[0].shared_with == "a.shared"
    assert report.differences == ()


def test_a_variable_of_two_layers_is_counted_once(tmp_path: Path) -> None:
    first = dense("first", 4, 4)
    second = layer(
        "Dense",
        "second",
        (None, 4),
        {"units": 4, "use_bias": False},
        kernel=first.kernel,
    )
    report = explained(save(model([first, second], metadata("Mine", {}), "model"), tmp_path / "m"))
    assert report.total == 4 * 4 + 4
    assert report.differences == ()


def test_weights_under_other_names_and_in_lists_are_found(tmp_path: Path) -> None:
    cells = [
        layer("GRUCell", f"gru_cell_{i}", None, {}, kernel=variable(f"{i}/kernel", i, 6))
        for i in (1, 2)
    ]
    stacked = layer("StackedRNNCells", "stacked", None, {}, cells=cells)
    inner = dense("inner", 3, 2)
    vector = variable("u", 1, 2, trainable=False)
    norm = layer("SpectralNormalization", "norm", None, {}, layer=inner, sn_u=vector)
    made = model([stacked, norm], metadata("Mine", {}), "model")
    store = saved_model.read(Source.of(save(made, tmp_path / "m"))).store
    assert store is not None
    below = store.below("keras_api/layers")
    second = found(below.below("stacked_rnn_cells"), Place("cells/gru_cell_1", 0, "kernel"))
    assert second is not None
    assert second.shape == (2, 6)
    vector_u = found(below.below("spectral_normalization"), Place("", 1, "vector_u", False))
    assert vector_u is not None
    assert vector_u.path == "u"


def found(store: Store, place: Place) -> Tensor | None:
    (match,) = matches([place], store)
    return match.tensor


def test_a_graph_that_goes_round_is_given_up(keras2: Path) -> None:
    with applied({"graph_steps": 5}):
        assert "lead to too many objects, beyond the limit graph_steps of 5" in why(keras2)


def test_a_layer_that_lists_no_weights_has_its_variables(tmp_path: Path) -> None:
    held = [variable(name, 3, trainable=False) for name in ("mean", "variance")]
    count = variable("count", trainable=False, dtype=tf.int64)
    told = {"name": "n", "class_name": "Normalization", "config": {"name": "n", "axis": [-1]}}
    norm = thing(
        {**told, "must_restore_from_config": True}, mean=held[0], variance=held[1], count=count
    )
    first = {
        "class_name": "InputLayer",
        "config": {"name": "x", "batch_input_shape": tuple_of(None, 3)},
    }
    made = model([norm], metadata("Sequential", {"name": "m", "layers": [first, entry(norm)]}))
    made.variables = [*held, count]
    report = explained(save(made, tmp_path / "m"))
    assert (counts(report), report.trainable) == ({"n": 7}, 0)
    assert report.differences == ()


def test_only_the_configs_are_there(keras2: Path, tmp_path: Path) -> None:
    shutil.copy(keras2 / "keras_metadata.pb", tmp_path)
    read = saved_model.read(Source.of(tmp_path))
    assert read.store is None
    assert "saved_model.pb" in read.no_store
    assert explain_model(read).total == 370


def test_without_an_index_the_graph_tells_the_shapes(keras2: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(keras2, tmp_path / "m")
    shutil.rmtree(copy / "variables")
    assert explained(copy).differences == ()


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("exports")
    keras.utils.clear_session()  # names are counted from the start
    made = keras.Sequential(
        [
            keras.Input((7, 5)),
            keras.layers.Bidirectional(keras.layers.LSTM(4)),
            keras.layers.Dropout(0.5),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(2),
        ],
        name="net",
    )
    made.compile("adam", "mse", metrics=["mae"])
    made.fit(tf.zeros((2, 7, 5)), tf.zeros((2, 2)), verbose=0)
    made.export(str(directory / "exported"), verbose=False)
    tf.saved_model.save(made, str(directory / "saved"))
    assert made.count_params() == 320 + 32 + 18
    return directory


@pytest.mark.parametrize(("name", "optimizer"), [("exported", 0), ("saved", 2 * 354 + 2)])
def test_an_export_has_each_variable_once(exports: Path, name: str, optimizer: int) -> None:
    report = explained(exports / name)
    assert counts(report) == {
        "net/bidirectional": 320,
        "net/batch_normalization": 32,
        "net/dense": 18,
    }
    assert (report.total, report.trainable) == (370, 354)
    assert report.optimizer == optimizer
    assert {row.basis for row in report.layers} == {"stored"}
    assert not report.witnesses[0].spoke


def test_variables_of_one_name_are_told_apart(tmp_path: Path) -> None:
    held = [variable("own", 2), variable("own", 3), variable("own", 4, trainable=False)]
    tf.saved_model.save(thing(variables=held), str(tmp_path))
    read = saved_model.read(Source.of(tmp_path))
    assert read.store is not None
    assert [t.path for t in read.store.tensors()] == ["own#0", "own#1", "own#2"]
    assert explain_model(read).total == 9


def test_what_is_no_saved_model_is_not_taken(tmp_path: Path, keras2: Path) -> None:
    assert saved_model.sniff(Source.of(keras2))
    assert not saved_model.sniff(Source.of(tmp_path))
    assert not saved_model.sniff(Source.of(keras2 / "saved_model.pb"))


def test_a_saved_model_without_variables_or_layers_is_refused(tmp_path: Path) -> None:
    tf.saved_model.save(thing(), str(tmp_path))
    assert why(tmp_path) == "it has neither a Keras config nor variables"


@pytest.mark.parametrize(
    "name", ["saved_model.pb", "keras_metadata.pb", "variables/variables.index", "variables"]
)
def test_links_are_not_followed(keras2: Path, tmp_path: Path, name: str) -> None:
    copy = shutil.copytree(keras2, tmp_path / "m")
    target = shutil.move(copy / name, tmp_path / "elsewhere")
    (copy / name).symlink_to(target)
    assert "is a link, which is not followed" in why(copy)


def test_what_is_no_file_is_refused(keras2: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(keras2, tmp_path / "m")
    (copy / "variables" / "variables.index").unlink()
    os.mkfifo(copy / "variables" / "variables.index")
    assert why(copy) == "variables/variables.index is not a regular file"


def test_a_long_file_is_refused(keras2: Path) -> None:
    reason = "bytes, beyond the limit metadata_bytes of 10"
    with applied({"metadata_bytes": 10}), pytest.raises(UnreadableModelError, match=reason):
        file_bytes(keras2, "keras_metadata.pb", "metadata_bytes")


def test_files_of_two_models_are_refused(keras2: Path, tmp_path: Path) -> None:
    made = dense("out", 9, 3)
    told = metadata("Sequential", {"name": "m", "layers": [entry(made)]})
    other = save(model([made], told), tmp_path / "other")
    copy = shutil.copytree(keras2, tmp_path / "copy")
    shutil.copy(other / "variables/variables.index", copy / "variables/variables.index")
    assert "they are not of one model" in why(copy)
    shutil.copy(keras2 / "keras_metadata.pb", other / "keras_metadata.pb")
    report = explained(other)  # by its own variables: the configs are of another model
    assert report.total == 30
    assert {row.basis for row in report.layers} == {"stored"}


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (b"\x0a\x05ab", "keras_metadata.pb: a field in it is cut off"),
        (field(1, field(4, "_tf_keras_model") + field(5, "{")), "its config is not JSON"),
        (
            field(1, field(4, "_tf_keras_model") + field(5, '{"class_name": []}')),
            "expected a text",
        ),
        (
            field(1, field(4, "_tf_keras_model") + field(5, '{"class_name":' + "[" * 200)),
            "its config is not JSON",
        ),
        (
            field(
                1,
                field(4, "_tf_keras_model")
                + field(5, '{"class_name":' + "[" * 200 + "]" * 200 + "}"),
            ),
            "nested more than",
        ),
        (field(1, number(4, 1)), "a number stands where a text should"),
    ],
)
def test_broken_configs_are_refused(
    keras2: Path, tmp_path: Path, written: bytes, reason: str
) -> None:
    copy = shutil.copytree(keras2, tmp_path / "m")
    (copy / "keras_metadata.pb").write_bytes(written)
    assert reason in why(copy)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (b"", "no graph of objects"),
        (field(2, field(1, "")), "no graph of objects"),
        (field(2, field(7, b"")), "its graph has no objects"),
        (field(2, field(7, field(1, field(1, number(1, 7))))), "names one that is not there"),
        (b"\x12\x7f", "cut off"),
    ],
)
def test_broken_graphs_are_refused(tmp_path: Path, written: bytes, reason: str) -> None:
    (tmp_path / "saved_model.pb").write_bytes(written)
    assert reason in why(tmp_path)


@pytest.mark.parametrize(
    "name", ["saved_model.pb", "keras_metadata.pb", "variables/variables.index"]
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_explained_or_refused(
    keras2: Path, tmp_path: Path, name: str, data: st.DataObject
) -> None:
    copy = tmp_path / "m"
    if not copy.exists():
        shutil.copytree(keras2, copy)
    whole = (keras2 / name).read_bytes()
    damaged = bytearray(whole)
    for at in data.draw(st.lists(st.integers(0, len(whole) * 8 - 1), max_size=4)):
        damaged[at // 8] ^= 1 << at % 8
    end = data.draw(st.integers(0, len(whole)) | st.just(len(whole)))
    (copy / name).write_bytes(bytes(damaged[:end]))
    with contextlib.suppress(UnreadableModelError, BadConfigError):
        explained(copy)
    (copy / name).write_bytes(whole)
