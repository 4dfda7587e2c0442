"""What a report of a printed summary says of the model and of each row, as one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

import rnnscope
from rnnscope.derivation import explain_model
from rnnscope.model.parts import LayerConfig
from rnnscope.report.row_verdict import Told
from rnnscope.solving.solution import counted, solved
from tests.solving.chains import chain, reported, said, verdict

pytestmark = pytest.mark.quick


def test_the_first_layer_is_solved_under_the_default_and_the_next_one_for_certain() -> None:
    rows = (
        ("simple_rnn_1", "SimpleRNN", (None, 128), 20_096),
        ("dense_1", "Dense", (None, 10), 1_290),
    )
    report = reported(chain(*rows))
    assert verdict(report, "simple_rnn_1").told is Told.ASSUMED
    assert verdict(report, "dense_1").told is Told.DETERMINED
    assert report["simple_rnn_1"].numbers == "128*128 + 128*28 + 128"
    assert report["dense_1"].numbers == "10*128 + 10"
    assert said(report, "simple_rnn_1") == (
        "assuming use_bias=True, the default: then input_dim = 28; "
        "it could also be use_bias=False with input_dim = 29"
    )
    assert report.total == 21_386
    assert not report.verified
    assert report.differences == ()


def _fields(layer: LayerConfig) -> dict[str, Any]:
    return {"class_name": layer.class_name, "name": layer.name}


def test_a_class_of_somebodys_own_has_its_number_and_no_more() -> None:
    rows = (("a", "Flatten", (None, 8), 0), ("b", "MyLayer", (None, 4), 99))
    report = reported(chain(*rows))
    assert verdict(report, "b").told is Told.UNTOLD
    assert report["b"].params == 99
    assert report["b"].weights == ()
    assert report.total == 99
    assert report.total_formula is None


def test_what_a_summary_does_not_tell_is_not_told() -> None:
    rows = (
        ("conv", "Conv2D", (None, 26, 26, 8), 80),
        ("pool", "MaxPooling2D", (None, 13, 13, 8), 0),
        ("flatten", "Flatten", (None, 1_352), 0),
        ("rnn", "Dense", (None, 4), 5_412),
    )
    report = reported(chain(*rows))
    layer = json.loads(report.to_json())["layers"][-1]
    assert layer["equation"][0].startswith("y = activation(")
    assert "pool_size" in verdict(report, "pool").untold
    assert "padding" not in {each["name"] for each in layer["arguments"]}
    assert "bytes" not in str(report).partition("Total params")[2].partition("\n")[0]


MULTIPLE = """\
Model: "sequential"
Layer (type)                 Output Shape              Param #
=================================================================
embedding (Embedding)        multiple                  23552
gru (GRU)                    multiple                  107400
=================================================================
Total params: 130,952
"""


def test_what_is_printed_as_multiple_is_not_given_a_shape() -> None:
    report = rnnscope.explain_summary(MULTIPLE, summary=False)
    assert report["gru"].output_shape is None
    assert report["gru"].shape_text == "multiple"
    assert "(None, 100)" not in str(report)
    assert said(report, "gru") == (
        "assuming that data flows from row to row, in their order; other values of "
        "return_sequences and return_state do as well"
    )


def test_a_row_counts_what_is_printed_where_no_formula_gives_a_number() -> None:
    """As where what was found of a row needs a size of which the model as a whole tells nothing."""
    rows = (("x", "InputLayer", (None, 5, 3), 0), ("d", "Dense", (None, 5, 4), 16))
    solution = solved(chain(*rows))
    layers = solution.model.config.layers
    unsized = replace(layers[0], settings={"batch_shape": [None, None, None]})
    config = replace(solution.model.config, layers=(unsized, *layers[1:]), build_shape=None)
    unknown = replace(solution, model=replace(solution.model, config=config))
    assert explain_model(unknown.model).total is None
    told, report = counted(unknown)
    assert (report.total, report["d"].params) == (16, 16)
    assert told.verdicts == solution.verdicts
