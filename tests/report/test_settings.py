"""Which arguments have a say in the count is found out by changing them."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnnscope.api import explain
from rnnscope.keras_facts.glossary import EFFECTLESS_IN, EFFECTS_IN, MEANINGS
from rnnscope.layers import FORMULAS
from rnnscope.report.settings import setting_reports
from tests.files import Config, alone, custom, entry, sequential, write_json

pytestmark = pytest.mark.quick

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
    (row,) = alone(write_json(path / "model.json", config)).layers
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
    report = alone(write_json(tmp_path / "model.json", config))
    told = setting_reports(report["lstm"])
    assert [setting.counts for setting in told] == sorted(
        (setting.counts for setting in told), reverse=True
    )
    assert all(setting.text for setting in told)
    assert {setting.name: setting.value for setting in told}["activation"] == "'tanh'"


# Class, settings, shape of the input, an argument, whether it counts, a word of what is said.
SAID = [
    ("Conv2D", {"filters": 4, "kernel_size": 3, "groups": 1}, (8, 8, 3), "groups", True, "groups"),
    ("Conv2D", {"filters": 9, "kernel_size": 3, "groups": 1}, (8, 8, 9), "groups", True, "groups"),
    ("GroupNormalization", {"groups": 3}, (8, 3), "groups", False, "statistics"),
    ("MaxPooling2D", {"pool_size": 2, "strides": 2}, (8, 8, 3), "strides", False, "window"),
    ("MaxPooling2D", {"padding": "same"}, (8, 8, 3), "padding", False, "borders"),
    (
        "Conv2D",
        {"filters": 4, "kernel_size": 3, "strides": 1},
        (8, 8, 3),
        "strides",
        False,
        "kernel",
    ),
    ("ZeroPadding1D", {"padding": 2}, (8, 3), "padding", False, "zeros"),
    ("GaussianDropout", {"rate": 0.5}, (8, 3), "rate", False, "noise"),
    ("Dropout", {"rate": 0.5}, (8, 3), "rate", False, "dropped"),
    ("StringLookup", {"invert": True}, (8,), "invert", False, "vocabulary"),
    ("Normalization", {"invert": True}, (8,), "invert", False, "normalization"),
    ("BatchNormalization", {"axis": -1}, (8,), "axis", True, "axes"),
    ("BatchNormalization", {"axis": -1}, (8, 8), "axis", True, "axes"),
    ("UnitNormalization", {"axis": -1}, (8, 8), "axis", False, "length"),
    ("STFTSpectrogram", {"frame_length": 4, "mode": "log"}, (8, 1), "mode", True, "waves"),
    ("RandomFlip", {"mode": "horizontal"}, (8, 8, 3), "mode", False, ""),
    ("Normalization", {"mean": [1.0], "variance": [2.0]}, (1,), "mean", True, "given"),
    (
        "EinsumDense",
        {"equation": "ab,bc->ac", "output_shape": 4, "bias_axes": "c"},
        (8,),
        "bias_axes",
        True,
        "bias of their own",
    ),
    ("PReLU", {"shared_axes": [1]}, (8, 8), "shared_axes", True, "slope"),
    ("Dense", {"units": 4, "dtype": "int8_from_float32"}, (8,), "dtype", True, ""),
    ("Dense", {"units": 4, "dtype": "float16"}, (8,), "dtype", False, "bytes"),
    (
        "EinsumDense",
        {"equation": "ab,bc->ac", "output_shape": 4, "bias_axes": "c"},
        (8,),
        "output_shape",
        True,
        "each axis",
    ),
]


@pytest.mark.parametrize(("class_name", "settings", "shape", "name", "counts", "word"), SAID)
def test_what_is_said_of_an_argument_is_of_its_class(
    tmp_path: Path,
    class_name: str,
    settings: Config,
    shape: tuple[int, ...],
    name: str,
    counts: bool,
    word: str,
) -> None:
    config = sequential(entry(class_name, "it", **settings), shape=(None, *shape))
    (row,) = explain(write_json(tmp_path / "model.json", config), summary=False).layers
    (said,) = (setting for setting in setting_reports(row) if setting.name == name)
    assert (said.counts, word in said.text) == (counts, True), said


NAMES = [
    ("Dense", {"units": 4}, (8,), "input_dim", "last axis"),
    ("SimpleRNN", {"units": 4}, (8, 3), "input_dim", "at one step"),
    ("GRUCell", {"units": 4}, (8,), "input_dim", "at one step"),
    ("Embedding", {"input_dim": 9, "output_dim": 4}, (8,), "input_dim", "vocabulary"),
    ("ReversibleEmbedding", {"input_dim": 9, "output_dim": 4}, (8,), "input_dim", "vocabulary"),
    ("LSTM", {"units": 4}, (8, 3), "units", "hidden state"),
    ("Dense", {"units": 4}, (8,), "units", "size of the output"),
]


@pytest.mark.parametrize(("class_name", "settings", "shape", "name", "word"), NAMES)
def test_what_a_name_means_is_of_its_class(
    tmp_path: Path,
    class_name: str,
    settings: Config,
    shape: tuple[int, ...],
    name: str,
    word: str,
) -> None:
    config = sequential(entry(class_name, "it", **settings), shape=(None, *shape))
    (row,) = explain(write_json(tmp_path / "model.json", config), summary=False).layers
    (symbol,) = (each for each in row.symbols if each.name == name)
    assert word in symbol.meaning


def test_every_class_named_in_the_glossary_has_a_formula() -> None:
    named = {name for name, _ in (*MEANINGS, *EFFECTLESS_IN, *EFFECTS_IN)}
    without = {f"{maker}{cell}" for maker in ("CuDNN", "Q") for cell in ("SimpleRNN",)}
    without |= {"QSimpleRNNCell", "QConv3D"}
    known = {*FORMULAS, *(n for n in named if n.startswith("Q")), "MaxoutDense"}
    assert named - without <= known


def test_nothing_is_said_of_a_layer_without_a_formula(tmp_path: Path) -> None:
    config = sequential(custom("Odd", "odd", units=3), shape=(None, 3))
    report = alone(write_json(tmp_path / "model.json", config))
    assert setting_reports(report["odd"]) == ()
