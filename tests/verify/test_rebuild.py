"""The config that Keras is given is ours: nothing of a file but plain settings gets into it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rnnscope.api import explain, explained
from rnnscope.errors import UnknownFormulaError
from rnnscope.report.report import Report
from rnnscope.verify._rebuild import rebuild
from tests.files import (
    MNIST,
    SENTIMENT,
    Config,
    custom,
    entry,
    functional,
    sequential,
    tensor,
    write_json,
    write_keras,
)

Heard = Callable[[Path], Report]
X = entry("InputLayer", "x", batch_shape=[None, 3])
TENSORS = {"layers/dense/vars/0": (3, 2), "layers/dense/vars/1": (2,)}
EVIL = "EVIL"


def dense(**settings: Any) -> Config:
    return entry("Dense", "d", [tensor("x", [None, 3])], units=2, **settings)


def written(path: Path, config: Config) -> str:
    model, report = explained(write_json(path / "m.json", config))
    return json.dumps(rebuild(model.config, report.layers).config)


@pytest.mark.parametrize(
    "settings",
    [
        {"activation": EVIL},
        {"activation": [EVIL]},
        {"activation": {"class_name": "function", "config": EVIL}},
        {"kernel_initializer": EVIL},
        {"kernel_initializer": {"module": "os", "class_name": EVIL, "config": {}}},
        {"bias_regularizer": {"class_name": "__lambda__", "config": {"value": EVIL}}},
        {"kernel_constraint": EVIL},
        {"dtype": EVIL},
        {"dtype": {"module": EVIL, "class_name": "DTypePolicy", "config": {"name": EVIL}}},
        {"seed": EVIL},
        {"other": f"/etc/{EVIL}"},
        {"other": f"https://{EVIL}"},
        {"other": {"class_name": EVIL, "config": {}}},
        {"other": [{"module": EVIL}]},
        {"other": f"{EVIL};"},
    ],
    ids=str,
)
def test_settings_that_are_no_plain_values_stay_out(tmp_path: Path, settings: Config) -> None:
    text = written(tmp_path, functional(X, dense(**settings), outputs=["d"]))
    assert EVIL not in text
    assert '"units": 2' in text


@pytest.mark.parametrize("name", [f"{EVIL}/..", "\x1b[31mEVIL", "EVIL ", "[red]EVIL", "EVIL" * 30])
def test_names_that_are_not_plain_stay_out(tmp_path: Path, name: str) -> None:
    layer = entry("Dense", name, [tensor("x", [None, 3])], units=2)
    config = functional(X, layer, outputs=[name], name=name)
    assert EVIL not in written(tmp_path, config)


@pytest.mark.parametrize(
    "layer",
    [
        {**dense(), "module": "os"},
        {**dense(), "registered_name": "mine>Dense"},
        custom("Dense", "d", [tensor("x", [None, 3])], code=EVIL),
        entry("Lambda", "d", [tensor("x", [None, 3])], function={"config": {"code": EVIL}}),
        entry("TFSMLayer", "d", [tensor("x", [None, 3])], filepath=EVIL),
        entry("JaxLayer", "d", [tensor("x", [None, 3])], call_fn=EVIL),
        entry("FlaxLayer", "d", [tensor("x", [None, 3])], module=EVIL),
        entry("TorchModuleWrapper", "d", [tensor("x", [None, 3])], module=EVIL),
        entry("StringLookup", "d", [tensor("x", [None, 3])], vocabulary=EVIL),
        entry("IntegerLookup", "d", [tensor("x", [None, 3])], vocabulary=EVIL),
        entry("TextVectorization", "d", [tensor("x", [None, 3])], vocabulary=EVIL),
        entry("Discretization", "d", [tensor("x", [None, 3])], num_bins=4, name_of=EVIL),
        entry("FeatureSpace", "d", [tensor("x", [None, 3])], features={"a": EVIL}),
        entry("Pipeline", "d", [tensor("x", [None, 3])], layers=[entry("Lambda", EVIL)]),
        entry("SpectralNormalization", "d", [tensor("x", [None, 3])], layer=entry("Lambda", EVIL)),
        entry("TimeDistributed", "d", [tensor("x", [None, 3])], layer=custom("Odd", EVIL)),
        {**dense(), "module": "keras.src.ops.evil", "class_name": EVIL},
    ],
    ids=lambda layer: f"{layer['module']}.{layer['class_name']}({', '.join(layer['config'])})",
)
def test_only_classes_on_our_list_are_named(tmp_path: Path, layer: Config) -> None:
    config = functional(X, layer, outputs=["d"])
    model, report = explained(write_keras(tmp_path / "m.keras", config, TENSORS))
    ours = rebuild(model.config, report.layers)
    assert EVIL not in json.dumps(ours.config)
    assert ours.config["config"]["layers"][1]["class_name"] == "StandIn"
    assert "d" in ours.stand_ins


def test_a_layer_of_which_nothing_is_known_has_no_stand_in(tmp_path: Path) -> None:
    config = functional(X, custom("Odd", "d", [tensor("x", [None, 3])]), outputs=["d"])
    model, report = explained(write_json(tmp_path / "m.json", config))
    with pytest.raises(UnknownFormulaError, match=r"the count of 'd' \(Odd\) is not known"):
        rebuild(model.config, report.layers)


def test_the_examples_agree(heard: Heard) -> None:
    for path, total in ((MNIST, 21_386), (SENTIMENT, 13_273)):
        report = heard(path)
        witness = report.witness("summary")
        assert witness is not None
        assert (witness.spoke, witness.differences) == (True, ())
        assert report.verified
        assert witness.covered >= {row.path for row in report.layers}
        assert f"Total params: {total:,}" in witness.text


NAMES = ["a b", "[red]x[/red]", "\x1b[31m", "a/b", "│", "renamed_1", "", "n" * 4000]


def test_hostile_names_are_verified_all_the_same(tmp_path: Path, heard: Heard) -> None:
    config = sequential(*(entry("Dense", name, units=2) for name in NAMES), shape=(None, 3))
    report = heard(write_json(tmp_path / "m.json", config))
    witness = report.witness("summary")
    assert witness is not None
    assert report.verified
    assert witness.covered == set(NAMES)


def test_a_custom_layer_has_a_stand_in_and_the_rest_is_verified(
    tmp_path: Path, heard: Heard
) -> None:
    config = functional(
        X,
        custom("Odd", "odd", [tensor("x", [None, 3])], anything=[EVIL]),
        entry("Lambda", "twice", [tensor("odd", [None, 4])], function=EVIL),
        entry("Dense", "d", [tensor("twice", [None, 4])], units=2),
        outputs=["d"],
    )
    tensors = {
        "layers/odd/vars/0": (3, 4),
        "layers/dense/vars/0": (4, 2),
        "layers/dense/vars/1": (2,),
    }
    report = heard(write_keras(tmp_path / "m.keras", config, tensors))
    witness = report.witness("summary")
    assert witness is not None
    assert (witness.spoke, witness.differences) == (True, ())
    verdicts = {row.path: witness.verdict(row.path) for row in report.layers}
    assert verdicts == {"x": "agrees", "odd": "silent", "twice": "silent", "d": "agrees"}
    assert report.total == 22
    assert not report.verified  # nobody but the file itself spoke of the custom layer


def test_nested_and_shared_models(tmp_path: Path, heard: Heard) -> None:
    inner = functional(
        X,
        entry("Dense", "d", [tensor("x", [None, 3])], [tensor("d", [None, 3])], units=3),
        outputs=["d"],
        name="inner",
    )
    calls = [{"args": [tensor(each, [None, 3])], "kwargs": {}} for each in ("x", "inner")]
    config = functional(X, {**inner, "name": "inner", "inbound_nodes": calls}, outputs=["inner"])
    report = heard(write_json(tmp_path / "m.json", config))
    assert (report.total, report.verified) == (12, True)


@pytest.mark.parametrize(
    ("config", "differences"),
    [
        pytest.param(
            functional(
                X, dense(), entry("Dense", "e", [tensor("x", [None, 3])], units=1), outputs=["d"]
            ),
            [
                "total params: config implies 12, summary() shows 8",
                "trainable params: config implies 12, summary() shows 8",
            ],
            id="a layer that leads nowhere",
        ),
    ],
)
def test_what_keras_counts_otherwise_is_found(
    tmp_path: Path, heard: Heard, config: Config, differences: list[str]
) -> None:
    report = heard(write_json(tmp_path / "m.json", config))
    assert [each.text for each in report.differences] == differences
    assert not report.verified


@pytest.mark.parametrize(
    ("layer", "reason"),
    [
        (dense(other=3), "Unrecognized keyword arguments passed to Dense: {'other': 3}"),
        (dense(trainable="no"), "trainable"),
        (
            entry("Dropout", "d", [tensor("x", [None, 3])], rate=0.5, noise_shape=[0, 1]),
            "noise_shape",
        ),
    ],
)
def test_what_keras_refuses_is_a_reason(
    tmp_path: Path, heard: Heard, layer: Config, reason: str
) -> None:
    report = heard(write_json(tmp_path / "m.json", functional(X, layer, outputs=["d"])))
    witness = report.witness("summary")
    assert witness is not None
    assert not witness.spoke
    assert reason in witness.reason
    assert "\n" not in witness.reason
    assert len(witness.reason) < 400


def test_nothing_is_allocated_for_two_billion_parameters(tmp_path: Path, heard: Heard) -> None:
    layers = [entry("Dense", f"d{i}", units=16_384) for i in range(8)]
    path = write_json(tmp_path / "m.json", sequential(*layers, shape=(None, 16_384)))
    report = heard(path)
    assert (report.total, report.verified) == (2_147_614_720, True)


def test_a_layer_behind_an_unknown_output_has_a_stand_in(tmp_path: Path, heard: Heard) -> None:
    config = functional(
        X,
        entry("Dense", "first", [tensor("x")], units=4),
        custom("Odd", "odd", [tensor("first")]),
        entry("Dense", "last", [tensor("odd", index=2)], units=2),
        outputs=["last"],
    )
    tensors = {
        "layers/dense/vars/0": (3, 4),
        "layers/dense/vars/1": (4,),
        "layers/dense_1/vars/0": (5, 2),
        "layers/dense_1/vars/1": (2,),
    }
    report = heard(write_keras(tmp_path / "m.keras", config, tensors))
    witness = report.witness("summary")
    assert witness is not None
    assert (report.total, witness.reason, witness.differences) == (28, "", ())
    assert witness.covered == {"x", "first"}


def test_a_stand_in_is_trained_as_far_as_its_layer_is(tmp_path: Path, heard: Heard) -> None:
    config = functional(
        X,
        entry("Dense", "d", [tensor("x")], units=4),
        entry("Normalization", "n", [tensor("d")], axis=-1),
        entry("Lambda", "twice", [tensor("n")], function=EVIL),
        entry("Normalization", "frozen", [tensor("twice")], axis=-1),
        outputs=["frozen"],
    )
    tensors = {
        "layers/dense/vars/0": (3, 4),
        "layers/dense/vars/1": (4,),
        **{f"layers/normalization/vars/{i}": (4,) for i in (0, 1)},
        "layers/normalization/vars/2": (),
        **{f"layers/normalization_1/vars/{i}": (4,) for i in (0, 1)},
        "layers/normalization_1/vars/2": (),
    }
    report = heard(write_keras(tmp_path / "m.keras", config, tensors))
    witness = report.witness("summary")
    assert witness is not None
    assert (report.total, report.trainable) == (34, 16)
    assert (witness.reason, witness.differences) == ("", ())


def test_a_call_that_takes_nothing_is_a_reason(tmp_path: Path, heard: Heard) -> None:
    lost = {**custom("Odd", "odd"), "inbound_nodes": [{"args": ["abc"], "kwargs": {}}]}
    layer = entry("Dense", "d", [tensor("x", [None, 3])], units=2)
    config = functional(X, layer, lost, outputs=["d", "odd"])
    report = heard(write_keras(tmp_path / "m.keras", config, TENSORS))
    witness = report.witness("summary")
    assert witness is not None
    assert witness.reason == "nothing says what flows into each of its layers"


def test_numbers_in_a_list_are_no_array(tmp_path: Path, heard: Heard) -> None:
    added = {
        **entry("Add", "sum"),
        "module": "keras.src.ops.numpy",
        "registered_name": "Add",
        "inbound_nodes": [{"args": [tensor("x", [None, 3]), [1.0, 2.0, 3.0]], "kwargs": {}}],
    }
    last = entry("Dense", "d", [tensor("sum")], units=2)
    report = heard(write_json(tmp_path / "m.json", functional(X, added, last, outputs=["d"])))
    witness = report.witness("summary")
    assert witness is not None
    assert (report.total, witness.reason, witness.differences) == (8, "", ())
    assert witness.covered == {"x", "d"}


def test_rows_that_keras_makes_of_masks_are_no_difference(tmp_path: Path, heard: Heard) -> None:
    ids = entry("InputLayer", "x", batch_shape=[None, 5], dtype="int32")
    embedding = entry("Embedding", "e", [tensor("x")], input_dim=9, output_dim=4, mask_zero=True)
    config = functional(ids, embedding, entry("LSTM", "l", [tensor("e")], units=2), outputs=["l"])
    report = heard(write_json(tmp_path / "m.json", config))
    assert (report.total, report.verified) == (36 + 56, True)


def test_an_output_without_bounds_gets_no_room(tmp_path: Path) -> None:
    config = functional(
        X,
        custom("Odd", "odd", [tensor("x", [None, 3])]),
        custom("Odder", "odder", [tensor("odd", index=10**12)]),
        outputs=["odder"],
    )
    path = write_keras(tmp_path / "m.keras", config, {"layers/odd/vars/0": (3, 4)})
    assert len(json.dumps(rebuild(*_parts(path)).config)) < 10_000


def _parts(path: Path) -> tuple[Any, Any]:
    model, report = explained(path)
    return model.config, report.layers


def test_a_thousand_layers_are_built_once(tmp_path: Path) -> None:
    layers = [entry("Dense", f"d{i}", units=2 + i % 3) for i in range(1_000)]
    report = explain(write_json(tmp_path / "m.json", sequential(*layers, shape=(None, 3))))
    witness = report.witness("summary")
    assert witness is not None
    assert witness.agrees, witness.reason
    assert report.verified
    assert witness.text.count("Dense") == 1_000
