"""What does not depend on an input is known, though nothing says what flows in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rnnscope.api import explain
from rnnscope.derivation._unfed import NOTE
from rnnscope.report.report import Report
from tests.files import Config, entry, write_json

pytestmark = pytest.mark.quick

LAMBDA = {"function": ["4wEA", None, None], "function_type": "lambda", "arguments": {}}


def behind(path: Path, *layers: Config, shape: Any = None) -> Report:
    """Explain layers behind a Lambda of Keras 2, of which nothing says what it puts out."""
    first = entry("Lambda", "lam", batch_input_shape=[None, 6], **LAMBDA, output_shape=shape)
    plain = [{key: each[key] for key in ("class_name", "config")} for each in (first, *layers)]
    config = {"class_name": "Sequential", "config": plain, "keras_version": "2.1.3"}
    return explain(write_json(path / "m.json", config), summary=False)


WEIGHTLESS = [
    entry("Activation", "it", activation="relu"),
    entry("Dropout", "it", rate=0.5),
    entry("Flatten", "it"),
    entry("Reshape", "it", target_shape=[-1]),
    entry("MaxPooling2D", "it", pool_size=[2, 2]),
    entry("GlobalAveragePooling2D", "it"),
    entry("ZeroPadding2D", "it", padding=[[1, 1], [1, 1]]),
    entry("UpSampling2D", "it", size=[2, 2]),
    entry("RepeatVector", "it", n=3),
    entry("Permute", "it", dims=[2, 1]),
    entry("LeakyReLU", "it", negative_slope=0.1),
    entry("GaussianNoise", "it", stddev=0.1),
    entry("TimeDistributed", "it", layer=entry("Dropout", "drop", rate=0.5)),
]


@pytest.mark.parametrize("layer", WEIGHTLESS, ids=lambda layer: layer["class_name"])
def test_a_layer_without_weights_has_none(tmp_path: Path, layer: Config) -> None:
    report = behind(tmp_path, layer)
    assert (report.total, report["it"].basis) == (0, "none")
    assert report["it"].outputs is None


KNOWN = [
    (entry("Embedding", "it", input_dim=100, output_dim=64), 6400),
    (
        entry("TimeDistributed", "it", layer=entry("Embedding", "e", input_dim=9, output_dim=4)),
        36,
    ),
]


@pytest.mark.parametrize(("layer", "params"), KNOWN, ids=["Embedding", "TimeDistributed"])
def test_weights_that_do_not_depend_on_what_flows_in(
    tmp_path: Path, layer: Config, params: int
) -> None:
    report = behind(tmp_path, layer)
    assert (report.total, report["it"].basis) == (params, "derived")
    assert NOTE in report["it"].notes


def test_an_embedding_alone(tmp_path: Path) -> None:
    layer = entry("Embedding", "it", input_dim=100, output_dim=64)
    config = {"class_name": "Sequential", "config": {"name": "s", "layers": [layer]}}
    report = explain(write_json(tmp_path / "m.json", config), summary=False)
    assert report.total == 6400


PARTLY = [
    (entry("Dense", "it", units=2), "bias (2,)"),
    (entry("LSTM", "it", units=2), "recurrent_kernel (2, 8) and bias (8,)"),
    (entry("Conv2D", "it", filters=4, kernel_size=[3, 3]), "bias (4,)"),
    (entry("BatchNormalization", "it"), ""),
    (entry("PReLU", "it"), ""),
]


@pytest.mark.parametrize(
    ("layer", "known"), PARTLY, ids=[layer["class_name"] for layer, _ in PARTLY]
)
def test_a_count_that_depends_on_it_stays_open(tmp_path: Path, layer: Config, known: str) -> None:
    report = behind(tmp_path, layer)
    assert (report.total, report["it"].basis) == (None, "unknown")
    (note,) = report["it"].notes
    assert known in note
    assert ("whatever flows in" in note) == bool(known)


def test_a_function_that_works_a_shape_out(tmp_path: Path) -> None:
    report = behind(tmp_path, entry("Dense", "it", units=2), shape=["4wEA", None, None])
    assert (report["lam"].params, report["it"].params) == (0, None)
    assert report["lam"].outputs is None


def test_settings_that_no_input_mends_stay_refused(tmp_path: Path) -> None:
    report = behind(tmp_path, entry("Dropout", "it", rate=2))
    assert report.total is None
