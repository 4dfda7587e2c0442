"""Which arguments have a say in the count is found out by changing them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnnscope.api import explain
from rnnscope.settings import setting_reports
from tests.files import Config, custom, entry, sequential, write_json

RECURRENT = {
    "units": 8,
    "use_bias": True,
    "dropout": 0.0,
    "return_sequences": True,
    "stateful": False,
    "activation": "tanh",
    "kernel_initializer": {"class_name": "Zeros", "config": {}},
}


def settings_of(path: Path, layer: Config, *shape: int) -> dict[str, bool]:
    config = sequential(layer, shape=(None, *shape))
    (row,) = explain(write_json(path / "model.json", config)).layers
    return {setting.name: setting.counts for setting in setting_reports(row)}


@pytest.mark.parametrize(
    ("layer", "shape", "counting"),
    [
        (entry("SimpleRNN", "it", **RECURRENT), (5, 3), {"units", "use_bias"}),
        (
            entry("GRU", "it", **RECURRENT, reset_after=True),
            (5, 3),
            {"units", "use_bias", "reset_after"},
        ),
        (
            entry("Conv2D", "it", filters=4, kernel_size=[3, 3], strides=[1, 1], padding="same"),
            (8, 9, 3),
            {"filters", "kernel_size"},
        ),
        (
            entry("BatchNormalization", "it", axis=-1, scale=True, center=True, momentum=0.9),
            (4, 3),
            {"axis", "scale", "center"},
        ),
        (entry("Dropout", "it", rate=0.5, seed=1), (3,), set()),
    ],
    ids=lambda value: value.get("class_name") if isinstance(value, dict) else None,
)
def test_arguments_that_count(
    tmp_path: Path, layer: Config, shape: tuple[int, ...], counting: set[str]
) -> None:
    found = settings_of(tmp_path, layer, *shape)
    assert {name for name, counts in found.items() if counts} == counting
    assert "kernel_initializer" not in found
    assert "name" not in found


def test_those_that_count_come_first_and_say_what_they_do(tmp_path: Path) -> None:
    config = sequential(entry("LSTM", "lstm", **RECURRENT), shape=(None, 5, 3))
    report = explain(write_json(tmp_path / "model.json", config))
    told = setting_reports(report["lstm"])
    assert [setting.counts for setting in told] == sorted(
        (setting.counts for setting in told), reverse=True
    )
    assert all(setting.text for setting in told)
    assert {setting.name: setting.value for setting in told}["activation"] == "'tanh'"


def test_nothing_is_said_of_a_layer_without_a_formula(tmp_path: Path) -> None:
    config = sequential(custom("Odd", "odd", units=3), shape=(None, 3))
    report = explain(write_json(tmp_path / "model.json", config))
    assert setting_reports(report["odd"]) == ()
