"""The multiply-adds of whole models: in every call of a layer, as far as they are known."""

from __future__ import annotations

from typing import Any

import keras
import pytest
from keras import layers, ops

import rnnscope
from rnnscope.derivation import explain_model
from rnnscope.readers import read
from rnnscope.report.compute import macs_formula, macs_numbers
from rnnscope.report.report import Report
from rnnscope.untrusted.limits import applied


def report_of(inputs: Any, outputs: Any) -> Report:
    return explain_model(read(keras.Model(inputs, outputs)))


def test_a_size_left_open_keeps_its_name() -> None:
    tokens = keras.Input((None,), dtype="int32")
    lstm = layers.LSTM(3, return_sequences=True, name="lstm")(layers.Embedding(9, 5)(tokens))
    report = report_of(tokens, layers.Dense(2)(layers.Conv1D(4, 2, strides=2)(lstm)))
    assert macs_numbers(report["lstm"]) == "timesteps*4*(3*3 + 3*5)"
    assert report.macs is not None
    assert report.macs.value is None
    for steps in (4, 5, 100):
        windows = (steps - 2) // 2 + 1
        expected = steps * 4 * (9 + 15) + windows * (2 * 3 * 4 + 4 * 2)
        assert report.macs_at(timesteps=steps) == expected
    assert report.macs_at() is None


@pytest.mark.parametrize(("sizes", "problem"), [({"units": 3}, "units"), ({"timesteps": 2.5}, "2")])
def test_only_sizes_left_open_are_given(sizes: dict[str, Any], problem: str) -> None:
    sequence = keras.Input((None, 2))
    report = report_of(sequence, layers.LSTM(3)(sequence))
    with pytest.raises(rnnscope.BadArgumentError, match=problem):
        report.macs_at(**sizes)


def test_the_formula_is_in_the_sizes_that_were_set() -> None:
    sequence = keras.Input((None, 2), name="sequence")
    lstm = layers.LSTM(3, return_sequences=True, name="lstm")
    windows = layers.Conv1D(4, 2, strides=2, name="conv")(lstm(sequence))
    report = report_of(sequence, windows)
    assert report.macs_formula is not None
    names = {"sequence.timesteps": 9, "sequence.features": 2, "lstm.units": 3, "conv.filters": 4}
    names |= {"conv.kernel_width": 2, "conv.stride_width": 2}
    text = report.macs_formula
    for name, size in names.items():
        text = text.replace(name, str(size))
    assert eval(text) == report.macs_at(timesteps=9) == 9 * 4 * 15 + 4 * 2 * 3 * 4  # noqa: S307


def test_two_sizes_of_one_name_are_told_apart_by_their_layers() -> None:
    first, second = keras.Input((None, 2), name="first"), keras.Input((None, 2), name="second")
    report = report_of([first, second], layers.Attention()([first, second]))
    assert report.macs_at(**{"first.timesteps": 3, "second.timesteps": 5}) == 2 * 3 * 5 * 2
    scores = report_of([first, second], ops.einsum("bti,bsi->bts", first, second))
    assert scores.macs_at(**{"first.axis_1": 3, "second.axis_1": 5}) == 3 * 5 * 2


def test_a_shared_layer_works_at_every_call() -> None:
    small, large = keras.Input((4, 2)), keras.Input((6, 2))
    dense = layers.Dense(3, name="dense")
    joined = layers.Concatenate(axis=1)([dense(small), dense(large)])
    row = report_of([small, large], joined)["dense"]
    assert row.params == 2 * 3 + 3
    assert row.macs is not None
    assert row.macs.value == (4 + 6) * 2 * 3
    assert macs_formula(row) == "axis_1*units*input_dim + axis_1_2*units*input_dim"
    again = report_of(small, layers.Add()([dense(small), dense(small)]))["dense"]
    assert macs_numbers(again) == "2*4*3*2"


def test_a_shared_model_works_at_every_call() -> None:
    encoder = keras.Sequential(
        [keras.Input((None, 5)), layers.LSTM(3, return_sequences=True), layers.Dense(2)],
        name="encoder",
    )
    fixed, free = keras.Input((7, 5)), keras.Input((None, 5))
    report = report_of([fixed, free], layers.Concatenate(axis=1)([encoder(fixed), encoder(free)]))
    each_step = 4 * (9 + 15) + 3 * 2
    assert report.macs_at(timesteps=10) == (7 + 10) * each_step
    inside = [child.macs for child in report["encoder"].children if child.macs]
    assert report["encoder"].macs == inside[0] + inside[1]


def test_a_model_at_every_step() -> None:
    step = keras.Sequential([layers.LSTM(3, name="lstm"), layers.Dense(2)])
    videos = keras.Input((6, 4, 5))
    row = report_of(videos, layers.TimeDistributed(step, name="each")(videos))["each"]
    assert row.macs is not None
    assert row.macs.value == 6 * (4 * 4 * (9 + 15) + 6)
    assert macs_numbers(row.children[0].children[0]) == "6*4*4*(3*3 + 3*5)"


def test_products_of_a_graph() -> None:
    left, right = keras.Input((4, 5)), keras.Input((5, 3))
    assert report_of([left, right], left @ right).macs_at() == 4 * 5 * 3
    summed = ops.einsum("bij,bjk->bk", left, right)
    assert report_of([left, right], summed).macs_at() == 4 * 5 * 3
    row = report_of(left, layers.Dense(2)(ops.reshape(left, (-1, 2, 10))))
    assert row.macs_at() == 2 * 10 * 2


def test_what_is_not_known_is_left_out_by_name() -> None:
    image = keras.Input((4, 4, 2))
    turned = ops.reshape(image, (-1, 2))  # the batch is no axis of its own any more
    report = report_of(image, layers.Dense(3, name="moved")(turned))
    assert report.macs is None
    assert [layer.path for layer in report.compute.left_out] == ["moved"]
    function = layers.Lambda(lambda x: x, output_shape=(4, 4, 2), name="function")(image)
    report = report_of(image, layers.Conv2D(3, 2, name="conv")(function))
    assert [layer.path for layer in report.compute.left_out] == ["function"]
    assert report.compute.known.value == 3 * 3 * 2 * 2 * 2 * 3
    assert macs_formula(report["function"]) == "?"
    assert report.macs_at() is None


def test_a_quantized_kernel_is_multiplied_in_as_it_would_be_without() -> None:
    layer = layers.Dense(4, name="dense")
    model = keras.Sequential([keras.Input((3, 6)), layer])
    plain = explain_model(read(model)).macs_at()
    layer.quantize("int8")
    assert explain_model(read(model)).macs_at() == plain == 3 * 6 * 4
    model = keras.Sequential([keras.Input((3, 6)), layers.Dense(4, lora_rank=2, name="dense")])
    assert explain_model(read(model)).macs is None


def test_a_sum_beyond_the_limit_of_terms_is_doubled() -> None:
    steps = [keras.Input((None, 4)) for _ in range(9)]
    dense = [layers.Dense(3)(each) for each in steps]
    with applied({"formula_terms": 4}):
        report = report_of(steps, dense)
        assert len(report.macs.terms if report.macs else ()) == 9
        assert "FLOPs" in report.render("markdown")
