"""Which layer hands on what comes into another one, in a Sequential model and in a graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnnscope.words.layers.before import handing_on
from rnnscope.words.layers.sentences import layer_sentences
from tests.files import Config, alone, entry, functional, sequential, tensor, write_json

pytestmark = pytest.mark.quick

SHAPE = (None, 7, 7, 64)
X = entry("InputLayer", "x", batch_shape=list(SHAPE))
FLAT, DROP = entry("Flatten", "flat"), entry("Dropout", "drop", rate=0.5)


def _before(folder: Path, config: Config) -> str | None:
    report = alone(write_json(folder / "model.json", config))
    before = handing_on(report, report["it"])
    return before.path if before else None


def test_past_layers_that_leave_the_shape(tmp_path: Path) -> None:
    it = entry("Dense", "it", units=10)
    assert _before(tmp_path, sequential(FLAT, DROP, it, shape=SHAPE)) == "flat"
    assert _before(tmp_path, sequential(DROP, it, shape=SHAPE)) is None
    assert _before(tmp_path, sequential(it)) is None


def test_in_a_graph(tmp_path: Path) -> None:
    layers = (
        X,
        entry("Flatten", "flat", [tensor("x")]),
        entry("Dropout", "drop", [tensor("flat")], rate=0.5),
        entry("Dense", "it", [tensor("drop")], units=10),
    )
    assert _before(tmp_path, functional(*layers, outputs=["it"])) == "flat"


def test_what_several_hand_on_comes_from_none(tmp_path: Path) -> None:
    layers = (
        X,
        entry("GlobalAveragePooling2D", "mean", [tensor("x")]),
        entry("GlobalMaxPooling2D", "most", [tensor("x")]),
        entry("Add", "both", [tensor("mean"), tensor("most")]),
        entry("Dense", "it", [tensor("both")], units=10),
    )
    config = functional(*layers, outputs=["it"])
    assert _before(tmp_path, config) == "both"
    report = alone(write_json(tmp_path / "model.json", config))
    assert handing_on(report, report["both"]) is None
    assert "in its place" not in " ".join(layer_sentences(report, report["it"]))


def test_one_of_several_outputs(tmp_path: Path) -> None:
    steps = entry("InputLayer", "x", batch_shape=[None, 5, 3])
    states = entry("LSTM", "lstm", [tensor("x")], units=4, return_state=True)
    it = entry("Dense", "it", [tensor("lstm", index=1)], units=10)
    config = functional(steps, states, it, outputs=["it"])
    assert _before(tmp_path, config) == "lstm"
