"""Layers that Keras 3 quantizes, or gives small matrices beside their own."""

from __future__ import annotations

import pytest

import rnnscope
from rnnscope.report.row_verdict import Told
from tests.solving.chains import chain, reported, said, verdict

pytestmark = pytest.mark.quick

# By Keras 3.15: Dense(32) on 16 and Dense(64, use_bias=False), quantized to int8, and Dense(3).
QUANTIZED = """\
Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ dense (Dense)                   │ (None, 32)             │           576 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense_1 (Dense)                 │ (None, 64)             │         2,112 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense_2 (Dense)                 │ (None, 3)              │           195 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 2,883 (3.76 KB)
 Trainable params: 227 (908.00 B)
 Non-trainable params: 2,656 (2.88 KB)
"""
# By the same: Dense(64) on 32 after quantize("int8").
WITH_SCALES = """\
Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ dense (Dense)                   │ (None, 64)             │         2,176 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 2,176 (2.50 KB)
 Trainable params: 64 (256.00 B)
 Non-trainable params: 2,112 (2.25 KB)
"""


def test_nothing_is_determined_where_layers_as_they_were_found_cannot_have_the_totals() -> None:
    report = rnnscope.explain_summary(QUANTIZED, summary=False)
    verdicts = [row.told for row in report.layers]
    assert [verdict.told for verdict in verdicts if verdict] == [Told.ASSUMED] * 3
    assert "assuming that it is not quantized" in str(report)
    assert "l.dtype_policy" in str(report)


def test_a_number_that_scales_explain_is_told_by_them() -> None:
    report = rnnscope.explain_summary(WITH_SCALES, (32,), summary=False)
    told = verdict(report, "dense")
    assert told.told is Told.ASSUMED
    assert "dtype" in told.assumed
    assert (report.trainable, report.non_trainable) == (64, 2_112)
    assert not report.differences


# By the same: Dense(32) on 64, with enable_lora(4), and Dense(16).
WITH_LORA = """\
Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ dense (Dense)                   │ (None, 32)             │         2,464 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense_1 (Dense)                 │ (None, 16)             │           528 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 2,992 (11.69 KB)
 Trainable params: 944 (3.69 KB)
 Non-trainable params: 2,048 (8.00 KB)
"""


def test_a_row_of_which_a_default_is_taken_may_be_the_one_with_lora() -> None:
    report = rnnscope.explain_summary(WITH_LORA, summary=False)
    told = verdict(report, "dense")
    assert told.assumed == ("use_bias", "plain")
    assert "is quantized, or has a LoRA" in str(report)
    assert not rnnscope.explain_summary(WITH_LORA, (64,), summary=False).differences


def test_totals_that_contradict_each_other_say_nothing_of_quantization() -> None:
    text = QUANTIZED.replace("Trainable params: 227", "Trainable params: 228")
    report = rnnscope.explain_summary(text, summary=False)
    assert "quantized" not in str(report)


def test_what_a_text_of_keras_2_has_is_not_quantized() -> None:
    text = 'Model: "m"\ndense_1 (Dense)   (None, 64)   2176\nTotal params: 2,176\n'
    told = verdict(rnnscope.explain_summary(text, (32,), keras=2, summary=False), "dense_1")
    assert "dtype" not in told.assumed


def test_no_logical_params_are_told_where_the_totals_speak_against_what_is_assumed() -> None:
    text = QUANTIZED.replace("2,112", "2,176").replace("2,883", "2,947").replace("2,656", "2,720")
    report = rnnscope.explain_summary(text, summary=False)
    assert report.logical != report.total
    assert "Logical params" not in str(report)
    assert "Logical params" in str(rnnscope.explain_summary(WITH_SCALES, (32,), summary=False))


# By the same: Dense(64) on 28, with enable_lora(4), and Dense(10).
WITH_LORA_ALONE = """\
Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ dense (Dense)                   │ (None, 64)             │         2,224 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dense_1 (Dense)                 │ (None, 10)             │           650 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 2,874 (11.23 KB)
 Trainable params: 1,082 (4.23 KB)
 Non-trainable params: 1,792 (7.00 KB)
"""


def test_a_number_that_a_lora_alone_explains_is_told_by_it_whatever_flows_in() -> None:
    report = rnnscope.explain_summary(WITH_LORA_ALONE, summary=False)
    told = verdict(report, "dense")
    assert told.told is Told.ONE_OF
    found = [(fit.settings["lora_rank"], fit.sizes["input_dim"]) for fit in told.fits]
    assert (4, 28) in found
    assert "assuming that it has a LoRA" in str(report)
    assert not report.differences
    known = verdict(rnnscope.explain_summary(WITH_LORA_ALONE, (28,), summary=False), "dense")
    assert (known.told, known.fits[0].settings["lora_rank"]) == (Told.ASSUMED, 4)


def test_no_lora_keeps_more_untrained_than_the_totals_have() -> None:
    text = WITH_LORA_ALONE.replace("1,792", "200").replace("1,082", "2,674")
    told = verdict(rnnscope.explain_summary(text, summary=False), "dense")
    assert told.told is Told.IMPOSSIBLE


def test_a_matrix_of_low_rank_explains_what_nothing_else_does() -> None:
    rows = (("x", "InputLayer", (None, 32), 0), ("d", "Dense", (None, 64), 2_496))
    report = reported(chain(*rows, generation=3))
    assert "lora_rank=4: without it no setting that was tried" in said(report, "d")
    assert verdict(reported(chain(*rows)), "d").told is Told.IMPOSSIBLE
