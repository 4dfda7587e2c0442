"""Rows that are more than the total, or less, of which the text itself tells why."""

from __future__ import annotations

import pytest

import rnnscope
from rnnscope.model.printed_sums import Sum, added
from rnnscope.words.printed.summary import summary_sentences
from tests.readers.printed.texts import one

pytestmark = pytest.mark.quick

# Keras 3.15.1: the head takes the embedding that the backbone has, as those of keras_hub do.
TIED = """\
Model: "causal_lm"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                     ┃ Output Shape             ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ token_ids (InputLayer)           │ (None, None)             │             0 │
├──────────────────────────────────┼──────────────────────────┼───────────────┤
│ backbone (Backbone)              │ (None, None, 8)          │           472 │
├──────────────────────────────────┼──────────────────────────┼───────────────┤
│ token_embedding                  │ (None, None, 50)         │           400 │
│ (ReversibleEmbedding)            │                          │               │
└──────────────────────────────────┴──────────────────────────┴───────────────┘
 Total params: 472 (1.84 KB)
 Trainable params: 472 (1.84 KB)
 Non-trainable params: 0 (0.00 B)
"""

# Keras 3.15.1, of a model that was compiled with Adam.
COMPILED = """\
Model: "m"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━┓
┃ Layer (type)                 ┃ Output Shape          ┃     Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━┩
│ dense_1 (Dense)              │ (None, 3)             │          15 │
├──────────────────────────────┼───────────────────────┼─────────────┤
│ dense_2 (Dense)              │ (None, 2)             │           8 │
└──────────────────────────────┴───────────────────────┴─────────────┘
 Total params: 71 (288.00 B)
 Trainable params: 23 (92.00 B)
 Non-trainable params: 0 (0.00 B)
 Optimizer params: 48 (196.00 B)
"""
OPTIMIZER = " Optimizer params: 48 (196.00 B)\n"


def sentences(text: str) -> str:
    report = rnnscope.explain_summary(text, summary=False)
    return " ".join(summary_sentences(report))


def test_rows_beyond_the_total_by_one_may_be_tied() -> None:
    assert added(one(TIED)) == (872, Sum.TIED)
    report = rnnscope.explain_summary(TIED, summary=False)
    assert not report.differences
    assert "400 more than the total, as many as 'token_embedding' has" in sentences(TIED)


# As TensorFlow 2.2 printed a VAE whose loss takes what is inside its encoder: these come twice.
TAKEN_TWICE = """\
Layer (type)                    Output Shape         Param #     Connected to
==================================================================================================
x (InputLayer)                  [(None, 784)]        0
encoder (Model)                 [(None, 2), (None, 2 4644        x[0][0]
decoder (Model)                 (None, 784)          2376        encoder[1][1]
dense (Dense)                   (None, 4)            3140        x[0][0]
tf_op_layer_Exp (TensorFlowOpLa [(None, 4)]          0           dense[0][0]
z_mean (Dense)                  (None, 300)          1500        dense[0][0]
tf_op_layer_Mean (TensorFlowOpL [()]                 0           z_mean[0][0]
add_loss (AddLoss)              ()                   0           tf_op_layer_Mean[0][0]
==================================================================================================
Total params: 7,016
"""


def test_the_layers_of_a_model_may_stand_beside_it() -> None:
    summary = one(TAKEN_TWICE.replace("4644", "4640"))
    assert not summary.unread
    assert summary.rows[-2].shapes[0].sizes == ()
    assert added(summary) == (11_656, Sum.TIED)
    assert "the rows from 'dense' on have as many too" in sentences(
        TAKEN_TWICE.replace("4644", "4640")
    )
    assert added(one(TAKEN_TWICE))[1] is Sum.DIFFERS


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("(ReversibleEmbedding)", "(Dense)              "),  # which has weights of its own
        ("params: 472", "params: 471"),
        ("│           472 │", "│           399 │"),  # in which the head cannot be
    ],
)
def test_other_rows_differ_from_the_total(old: str, new: str) -> None:
    assert added(one(TIED.replace(old, new)))[1] is Sum.DIFFERS


def test_what_a_total_has_more_is_the_optimizers_though_its_line_is_missing() -> None:
    text = COMPILED.replace(OPTIMIZER, "")
    summary = one(text)
    assert (summary.optimizer, summary.is_optimizer_left) == (48, True)
    assert added(summary) == (23, Sum.ADDS_UP)
    assert not rnnscope.explain_summary(text, summary=False).differences
    assert "71, is 48 more than the rows" in sentences(text)


def test_an_optimizer_that_is_printed_is_taken_as_it_is() -> None:
    summary = one(COMPILED)
    assert (summary.optimizer, summary.is_optimizer_left) == (48, False)


def test_a_total_that_has_more_than_the_rows_differs_where_they_are_not_what_is_trained() -> None:
    text = COMPILED.replace(OPTIMIZER, "").replace("Trainable params: 23", "Trainable params: 24")
    assert one(text).optimizer is None
    assert rnnscope.explain_summary(text, summary=False).differences


# As Keras 3 cuts a number that is wider than its column.
CUT = """\
Model: "m"
┏━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━┓
┃ Layer (type)        ┃ Output Shape      ┃ Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━┩
│ input (InputLayer)  │ (None, 700)       │       0 │
├─────────────────────┼───────────────────┼─────────┤
│ wide (Dense)        │ (None, 2000)      │ 1,402,… │
├─────────────────────┼───────────────────┼─────────┤
│ head (Dense)        │ (None, 10)        │  20,010 │
└─────────────────────┴───────────────────┴─────────┘
 Total params: 1,422,010 (5.42 MB)
 Trainable params: 1,422,010 (5.42 MB)
 Non-trainable params: 0 (0.00 B)
"""


def test_a_number_that_is_cut_is_what_the_total_leaves() -> None:
    assert added(one(CUT)) == (1_422_010, Sum.LEFT)
    report = rnnscope.explain_summary(CUT, summary=False)
    assert report["wide"].told is not None
    assert report["wide"].told.told.value == "determined"
    assert "its first digits are those of 1,402,000, which the other rows leave" in sentences(CUT)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1,402,…", "1,40…"),  # still said by enough
        ("1,402,…", "1,403,…"),
        ("1,402,…", "1…"),
        ("20,010 ", "20,0…"),
        (" Non-trainable params: 0 (0.00 B)\n", ""),
        ("Total params: 1,422,010", "Total params: 1,422,011"),
    ],
)
def test_it_is_told_where_nothing_else_is_open(old: str, new: str) -> None:
    text = CUT.replace(old, new, 1)
    number = one(text).rows[1].params
    assert number == (1_402_000 if new == "1,40…" else None)
    assert added(one(text))[1] is (Sum.LEFT if number else Sum.LEFT_OUT)


def test_numbers_that_are_cut_are_not_those_of_a_default_that_the_total_contradicts() -> None:
    text = (
        "┃ Layer (type)     ┃ Output Shape  ┃ Par… ┃\n"
        "│ x (InputLayer)   │ (None, 7)     │    0 │\n"
        "│ a (Dense)        │ (None, 30)    │   2… │\n"
        "│ b (Dense)        │ (None, 9)     │   2… │\n"
        " Total params: {0}\n Trainable params: {0}\n Non-trainable params: 0\n"
    )
    assert rnnscope.explain_summary(text.format(519), summary=False).total == 519
    other = rnnscope.explain_summary(text.format(480), summary=False)  # 30*7 + 9*30
    assert (other.total, other["a"].params, other["b"].params) == (None, None, None)
    assert other.printed is not None
    assert other.printed.total == 480


# As Keras 2.2.5 prints it with line_length=60: of a number there is room for six digits.
FILLED = """\
Layer (type)       Output Shape  Param  Connected to
============================================================
x (InputLayer)     (None, 7200)  0
a (Dense)          (None, 400)   288040 x[0][0]
b (Dense)          (None, 400)   160400 a[0][0]
============================================================
Total params: {0}
Trainable params: {0}
Non-trainable params: 0
"""


def test_a_number_that_fills_its_column_is_cut_off_where_the_rows_do_not_add_up() -> None:
    summary = one(FILLED.format("3,040,800"))
    assert added(summary)[1] is Sum.LEFT_OUT  # either may be cut off
    assert [row.params for row in summary.rows] == [0, None, None]
    report = rnnscope.explain_summary(FILLED.format("3,040,800"), summary=False)
    assert not report.differences
    alone = FILLED.replace("160400 a", "4010   a").replace("400) ", "10)  ").format("2,884,410")
    assert [row.params for row in one(alone).rows] == [0, 2_880_400, 4_010]
    whole = FILLED.replace("288040 x", "160400 x").format("320,800")
    assert added(one(whole)) == (320_800, Sum.ADDS_UP)


@pytest.mark.parametrize(("total", "found"), [(90, Sum.DIFFERS), (190, Sum.LEFT_OUT)])
def test_rows_from_the_middle_on_are_never_more_than_the_total(total: int, found: Sum) -> None:
    rows = (
        "max_pooling1d (MaxPooling1D) (None, 5, 8)              0         \n"
        "lstm (LSTM)                  (None, 2)                 88        \n"
        "dense (Dense)                (None, 2)                 6         \n"
        f"{'=' * 65}\nTotal params: {total}\n"
    )
    assert added(one(rows)) == (94, found)
    report = rnnscope.explain_summary(rows, summary=False)
    assert bool(report.differences) is (found is Sum.DIFFERS)
