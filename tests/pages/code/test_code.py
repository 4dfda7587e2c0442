"""The code of a model that was found, when it is run, prints the summary that was pasted."""

from __future__ import annotations

import json

import pytest

import rnnscope
from rnnscope.errors import BadArgumentError
from rnnscope.renderers import Options, render
from tests.files import MNIST
from tests.pages.code.programs import printed_by
from tests.readers.printed.texts import ALL, Printed, one

# Not those in which a shape is cut off, or that are of a model that was not built.
_OPEN = ("1.2.2 wide", "2.2.5 states", "3 rnn")
WHOLE = [
    printed
    for printed in ALL
    if printed.width is None and f"{printed.keras} {printed.model}" not in _OPEN
]
OPEN = """\
Model: "m"
Layer (type)                 Output Shape              Param #
=================================================================
a'b-n (TokenEmbedding)        (None, 8, 4)              400
lstm (LSTM)                  (None, 5)                 200
class (Dense)                (None, 3)                 17
=================================================================
"""


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")


@pytest.mark.parametrize("printed", WHOLE, ids=[printed.id for printed in WHOLE])
def test_it_prints_the_same(printed: Printed) -> None:
    report = rnnscope.explain_summary(printed.text, summary=False)
    again = printed_by(render(report, "code"))
    for now, before in zip(again.rows, one(printed.text).rows, strict=True):
        assert (now.params, now.shapes, now.depth) == (before.params, before.shapes, before.depth)
        assert now.trainable == before.trainable
        assert before.is_name_cut or now.name == before.name
    assert again.total == printed.total


def test_what_is_not_told_has_a_stand_in_and_names_are_texts() -> None:
    report = rnnscope.explain_summary(OPEN, summary=False)
    code = render(report, "code")
    assert "stand_in('TokenEmbedding')(400, [(None, 8, 4)]" in code
    assert "# its settings are not told" in code
    assert [row.params for row in printed_by(code).rows] == [400, 200, 17]


def test_what_is_assumed_stands_in_comments() -> None:
    text = "simple_rnn_1 (SimpleRNN)  (None, 128)  20096\n"
    code = render(rnnscope.explain_summary(text, summary=False), "code")
    assert "# assuming use_bias=True, the default: then input_dim = 28" in code
    assert "layers.SimpleRNN(units=128, name='simple_rnn_1')," in code


def test_a_layer_behind_a_gap_says_that_it_need_not_take_what_stands_above() -> None:
    head = "Layer (type)   Output Shape   Param #\n=====================\n"
    rows = "a (Dense)   (None, 64)   2112\n...\nb (Dense)   (None, 10)   650\n=====\n"
    code = render(rnnscope.explain_summary(head + rows, summary=False), "code")
    above = code.partition("name='a'")[2].partition("name='b'")[0]
    assert "# what flows into this layer is not printed" in above
    assert "is not printed: it need not" not in code.partition("name='a'")[0]


def test_of_a_layer_that_puts_out_its_state_the_next_takes_the_first_output() -> None:
    head = "Layer (type)             Output Shape              Param #\n" + "=" * 60 + "\n"
    rows = (
        ("embedding (Embedding)", "(2, 5, 16)", "1600"),
        ("gru (GRU)", "((2, 5, 32), (2, 32))", "4800"),
        ("dense (Dense)", "(2, 5, 100)", "3300"),
    )
    text = head + "".join(f"{a:25}{b:26}{c}\n" for a, b, c in rows)
    code = render(rnnscope.explain_summary(text, summary=False), "code")
    assert [row.params for row in printed_by(code).rows] == [0, 1600, 4800, 3300]


def test_there_is_code_of_printed_summaries_alone() -> None:
    with pytest.raises(BadArgumentError, match="a printed summary"):
        render(rnnscope.explain(MNIST, summary=False), "code")
    report = rnnscope.explain_summary("dense_1 (Dense)  (None, 10)  1,290\n", summary=False)
    with pytest.raises(BadArgumentError, match="the whole model"):
        render(report, "code", Options(layer="dense_1"))


MASKED = """\
Model: "m"
┃ Layer (type)        ┃ Output Shape      ┃    Param # ┃ Connected to      ┃
│ input_layer         │ (None, 20)        │          0 │ -                 │
│ (InputLayer)        │                   │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ embedding           │ (None, 20, 16)    │     16,000 │ input_layer[0][0] │
│ (Embedding)         │                   │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ not_equal           │ (None, 20)        │          0 │ input_layer[0][0] │
│ (NotEqual)          │                   │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ lstm (LSTM)         │ (None, 8)         │        800 │ embedding[0][0],  │
│                     │                   │            │ not_equal[0][0]   │
└─────────────────────┴───────────────────┴────────────┴───────────────────┘
 Total params: 16,800 (65.62 KB)
 Trainable params: 16,800 (65.62 KB)
 Non-trainable params: 0 (0.00 B)
"""


def test_a_mask_is_no_state() -> None:
    report = rnnscope.explain_summary(MASKED, summary=False)
    code = render(report, "code")
    assert "name='lstm')(embedding, mask=not_equal)" in code
    again = printed_by(code)
    assert [row.params for row in again.rows] == [0, 16_000, 0, 800]
    assert "mask_zero=True" in report.render("text")


def test_json_of_a_printed_summary_has_no_types_that_it_does_not_tell() -> None:
    data = json.loads(rnnscope.explain_summary(MASKED, summary=False).to_json())
    assert data["params"]["bytes"] is None
    assert data["memory"]["weights"] is None
    layers = data["layers"]
    assert {layer["bytes"] for layer in layers} == {None}
    assert {weight["dtype"] for layer in layers for weight in layer["weights"]} == {None}


# Keras 2.2.4: a layer that is called twice, of which nothing takes the last call.
SHARED = """\
__________________________________________________________________________________________________
Layer (type)                    Output Shape         Param #     Connected to
==================================================================================================
input_1 (InputLayer)            (None, 8)            0
__________________________________________________________________________________________________
dense_1 (Dense)                 (None, 8)            72          input_1[0][0]
                                                                 dense_1[0][0]
==================================================================================================
Total params: 72
Trainable params: 72
Non-trainable params: 0
__________________________________________________________________________________________________
"""


def test_the_last_call_of_a_shared_layer_is_put_out() -> None:
    code = render(rnnscope.explain_summary(SHARED, summary=False), "code")
    assert "keras.Model(input_1, dense_1_2)" in code
    assert printed_by(code).total == 72


# TensorFlow 2.15, expand_nested: of a model inside nothing says what is joined.
INSIDE = """\
Model: "model"
_________________________________________________________________
 Layer (type)                Output Shape              Param #
=================================================================
 input_2 (InputLayer)        [(None, 8)]               0

 dense_1 (Dense)             (None, 8)                 72

 add (Add)                   (None, 8)                 0

=================================================================
Total params: 72 (288.00 Byte)
Trainable params: 72 (288.00 Byte)
Non-trainable params: 0 (0.00 Byte)
_________________________________________________________________
"""


def test_what_joins_tensors_that_are_not_told_has_a_stand_in() -> None:
    code = render(rnnscope.explain_summary(INSIDE, summary=False), "code")
    assert "stand_in('Add')(0, [(None, 8)], name='add')" in code
    assert printed_by(code).total == 72


# Keras 3.11: a base of keras.applications, frozen, on images.
BASE = """\
Model: "functional"
┃ Layer (type)        ┃ Output Shape      ┃    Param # ┃ Trainable ┃
│ input_layer_1       │ (None, 96, 96, 3) │          0 │     -     │
│ (InputLayer)        │                   │            │           │
├─────────────────────┼───────────────────┼────────────┼───────────┤
│ mobilenetv2_1.00_96 │ (None, 3, 3,      │  2,257,984 │     N     │
│ (Functional)        │ 1280)             │            │           │
├─────────────────────┼───────────────────┼────────────┼───────────┤
│ global_average_poo… │ (None, 1280)      │          0 │     -     │
│ (GlobalAveragePool… │                   │            │           │
├─────────────────────┼───────────────────┼────────────┼───────────┤
│ dense (Dense)       │ (None, 1)         │      1,281 │     Y     │
└─────────────────────┴───────────────────┴────────────┴───────────┘
 Total params: 2,259,265 (8.62 MB)
 Trainable params: 1,281 (5.00 KB)
 Non-trainable params: 2,257,984 (8.61 MB)
"""


def test_a_model_of_keras_applications_is_made_where_its_input_is_told() -> None:
    code = render(rnnscope.explain_summary(BASE, summary=False), "code")
    assert (
        "keras.applications.MobileNetV2(include_top=False, weights=None, input_shape=(96, 96"
        in code
    )
    assert "model.summary(show_trainable=True)" in code
    assert "# Names that are cut off in the text end in _cut." in code
    again = printed_by(code)
    assert [row.params for row in again.rows] == [0, 2_257_984, 0, 1_281]
    assert [row.trainable for row in again.rows] == [None, False, None, True]
    assert (again.total, again.non_trainable) == (2_259_265, 2_257_984)


def test_rows_that_the_code_prints_besides_are_told() -> None:
    head = "Layer (type)  Output Shape  Param #  Connected to\n=====\n"
    rows = "a (Dense)  (None, 4)  20  x[0][0]\nb (Dense)  (None, 4)  24  y[0][0]\n"
    text = f"{head}{rows}c (Add)  (None, 4)  0  a[0][0]\n    b[0][0]\n"
    code = render(rnnscope.explain_summary(text, summary=False), "code")
    assert "# Keras prints a row for each input, of which the text has not all." in code
    classes = [row.class_name for row in printed_by(code).rows]
    assert sorted(classes) == ["Add", "Dense", "Dense", "InputLayer", "InputLayer"]


def test_an_input_has_sizes_where_keras_wants_them() -> None:
    """A ConvLSTM takes no open sizes; only the last step of it is put out."""
    text = "conv_lstm2d (ConvLSTM2D)   (None, 62, 62, 4)   1024\n"
    code = render(rnnscope.explain_summary(text, summary=False), "code")
    assert "keras.Input(shape=(None, 64, 64, 3))" in code
    assert printed_by(code).rows[0].params == 1024


# As Keras 3 cuts what a layer is connected to, so that it may be either of two rows.
CUT_ENTRIES = """\
Model: "functional"
┃ Layer (type)        ┃ Output Shape      ┃    Param # ┃ Connected to      ┃
│ input_layer         │ (None, 8, 8, 4)   │          0 │ -                 │
│ (InputLayer)        │                   │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ block_10_project    │ (None, 8, 8, 6)   │         24 │ input_layer[0][0] │
│ (Conv2D)            │                   │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ block_10_project_BN │ (None, 8, 8, 6)   │         24 │ block_10_project… │
│ (BatchNormalizatio… │                   │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ block_11_project    │ (None, 8, 8, 6)   │         36 │ block_10_project… │
│ (Conv2D)            │                   │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ block_11_project_BN │ (None, 8, 8, 6)   │         24 │ block_11_project… │
│ (BatchNormalizatio… │                   │            │                   │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ block_11_add (Add)  │ (None, 8, 8, 6)   │          0 │ block_10_project… │
│                     │                   │            │ block_11_project… │
├─────────────────────┼───────────────────┼────────────┼───────────────────┤
│ conv2d (Conv2D)     │ (None, 8, 8, 3)   │         21 │ block_11_add[0][… │
└─────────────────────┴───────────────────┴────────────┴───────────────────┘
"""


def test_what_joins_tensors_alike_takes_one_of_its_own_shape_where_that_is_not_told() -> None:
    code = render(rnnscope.explain_summary(CUT_ENTRIES, summary=False), "code")
    again = {row.name: row for row in printed_by(code).rows}
    assert again["block_11_add"].shapes[0].sizes == (None, 8, 8, 6)
    assert again["conv2d"].params == 21
