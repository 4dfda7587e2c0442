"""What is said of a summary of which not every line could be read."""

from __future__ import annotations

import json

import pytest

import rnnscope

pytestmark = pytest.mark.quick

HEAD = "Layer (type)                 Output Shape              Param #\n" + "=" * 65 + "\n"
ROWS = (
    "embedding_1 (Embedding)      (None, 100, 32)           320.000\n"
    "lstm_1 (LSTM)                (None, 64)                24832\n"
)


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_a_line_that_could_not_be_read_is_shown_with_its_number(format_: str) -> None:
    report = rnnscope.explain_summary(HEAD + ROWS, summary=False)
    text = report.render(format_)
    assert "Line 3" in text
    assert "320.000" in text


def test_rows_that_nothing_holds_against_a_total_do_not_agree_with_it() -> None:
    without = rnnscope.explain_summary(HEAD + ROWS, summary=False)
    assert "– printed: no total is printed" in str(without)
    totalled = rnnscope.explain_summary(f"{HEAD}{ROWS}Total params: 344,833\n", summary=False)
    assert "– printed: the rows that could be read do not add up" in str(totalled)


def test_what_flows_into_a_layer_whose_row_tells_nothing_of_it_is_its_input() -> None:
    report = rnnscope.explain_summary(HEAD + ROWS, summary=False)
    assert "input_dim = 32 (lstm_1.input.features)" in str(report)


# Keras 2.2.4: compiled, then the first layer was frozen.
LATE = """\
_________________________________________________________________
Layer (type)                 Output Shape              Param #
=================================================================
dense_1 (Dense)              (None, 16)                144
_________________________________________________________________
batch_normalization_1 (Batch (None, 16)                64
_________________________________________________________________
dense_2 (Dense)              (None, 4)                 68
=================================================================
Total params: 420
Trainable params: 244
Non-trainable params: 176
_________________________________________________________________
"""


def test_what_was_frozen_after_compile_is_told_and_why_it_counts_twice() -> None:
    report = rnnscope.explain_summary(LATE, summary=False)
    assert report.freezing is not None
    assert report.freezing.layers == ("dense_1",)
    (difference,) = report.differences
    assert difference.reason == "Keras 2 counts twice what was frozen after compile()"
    assert "The printed total is 144 more than the rows" in " ".join(str(report).split())


def test_a_total_that_is_more_for_another_reason_is_not_taken_for_one_of_frozen_layers() -> None:
    text = LATE.replace("420", "430").replace("176", "186")
    report = rnnscope.explain_summary(text, summary=False)
    assert "more than the rows: Keras 2" not in " ".join(str(report).split())


# tf_keras 2.21.0: a class of somebody's own, called on no shape that a summary keeps.
OWN = """\
Model: "vae"
_________________________________________________________________
 Layer (type)                Output Shape              Param #
=================================================================
 dense (Dense)               multiple                  401920

 dense_1 (Dense)             multiple                  5130

=================================================================
Total params: 407050 (1.55 MB)
Trainable params: 407050 (1.55 MB)
Non-trainable params: 0 (0.00 Byte)
_________________________________________________________________
"""


def test_a_model_of_which_nothing_tells_the_class_is_called_a_model() -> None:
    assert str(rnnscope.explain_summary(OWN, summary=False)).startswith("Model 'vae',")
    assert (
        json.loads(rnnscope.explain_summary(OWN, summary=False).render("json"))["model"][
            "class_name"
        ]
        == "Model"
    )
    named = rnnscope.explain_summary(OWN.replace("vae", "sequential_3"), summary=False)
    assert str(named).startswith("Sequential 'sequential_3',")


def test_rows_that_were_not_worked_out_are_not_said_to_be_without_a_number() -> None:
    text = " ".join(str(rnnscope.explain_summary(OWN, summary=False)).split())
    assert (
        "Printed: the rows add up; nothing else is compared: of no row the weights are known"
        in text
    )
    partly = OWN.replace("multiple                  5130", "(None, 10)                5130")
    partly = " ".join(str(rnnscope.explain_summary(partly, summary=False)).split())
    assert "agrees where a layer's weights are known; those of dense are not" in partly
    assert "--input-shape dense=FEATURES" in text


@pytest.mark.parametrize(
    ("row", "example"),
    [
        ("cropping2d_1 (Cropping2D)    (None, 90, 320, 3)        0", "HEIGHT,WIDTH,CHANNELS"),
        ("vgg16 (Model)                (None, 4, 4, 512)         14714688", "SIZES"),
        ("keras_layer (KerasLayer)     (None, 20)                400020", "SIZES"),
        ("lstm_1 (LSTM)                (None, 100, 50)           10400", "100,FEATURES"),
        ("conv2d_1 (Conv2D)            (None, 26, 26, 32)        320", "HEIGHT,WIDTH,CHANNELS"),
        ("td (TimeDistributed)         (None, 7, 12)             372", "7,FEATURES"),
    ],
)
def test_an_input_is_asked_for_by_the_axes_that_the_layer_takes(row: str, example: str) -> None:
    """A size that is only the likeliest is no example: who types it would take it for told."""
    text = " ".join(str(rnnscope.explain_summary(HEAD + row + "\n", summary=False)).split())
    assert "is not printed. If you know it, say so, without the batch" in text
    assert f": --input-shape {example}." in text


def test_an_input_that_its_row_tells_is_not_asked_for() -> None:
    row = "embedding_1 (Embedding)      (None, 100, 32)           32000\n"
    assert "--input-shape" not in str(rnnscope.explain_summary(HEAD + row, summary=False))


def test_what_follows_from_an_input_that_was_said_says_so() -> None:
    row = "lstm_1 (LSTM)                (None, 100, 50)           10400\n"
    report = rnnscope.explain_summary(HEAD + row, (100, 1), summary=False)
    text = " ".join(str(report).split())
    assert "determined, with the input given as (None, 100, 1): no other setting" in text
    assert "by the printed numbers and shapes, and by what was said besides" in text
    assert json.loads(report.to_json())["layers"][0]["printed"]["is_given"] is True


@pytest.mark.parametrize(
    ("row", "words"),
    [
        # One side alone: nothing is square.
        ("conv1d (Conv1D)        (None, 144, 32)      256", "and a kernel of a usual size"),
        ("conv2d (Conv2D)        (None, 26, 26, 32)   320", "and a square kernel of a usual size"),
    ],
)
def test_a_kernel_is_square_only_where_it_has_two_sides(row: str, words: str) -> None:
    text = " ".join(str(rnnscope.explain_summary(f"{HEAD}{row}\n", summary=False)).split())
    assert words in text
    assert "kernel_size=[" not in text


def test_the_likely_of_many_settings_are_told_first() -> None:
    row = "gru_4 (GRU)            multiple          107400\n"
    text = " ".join(str(rnnscope.explain_summary(HEAD + row, summary=False)).split())
    assert (
        "one of 36 settings: units=100, use_bias=True, reset_after=True with input_dim = 256"
        in text
    )


def test_where_rows_are_left_out_the_totals_are_those_of_the_rows_and_of_the_text() -> None:
    text = LATE.replace("dense_1 (Dense)              (None, 16)                144\n", "...\n")
    text = text.replace("420", "276").replace("176", "32")
    words = " ".join(str(rnnscope.explain_summary(text, summary=False)).split())
    assert "Total params: 132 (the rows; the text says 276)" in words
    assert "Trainable params: 244 (the text; of the rows it is not told)" in words


def test_bytes_are_said_to_be_those_of_a_type_that_is_taken() -> None:
    report = rnnscope.explain_summary(OWN.replace("multiple", "(None, 512)", 1), summary=False)
    assert "(float32)" in report.render("text", columns="+bytes")
    (_, row, *_) = report.render("csv", layer="dense").splitlines()
    assert "float32" not in row


def test_an_input_that_the_text_names_is_not_said_to_be_missing() -> None:
    """Only the shapes of the first LSTM's states are cut off, as Keras 2 cuts them."""
    rows = (
        ("x (InputLayer)", "[(None, None, 4)]", "0", ""),
        ("y (InputLayer)", "[(None, None, 6)]", "0", ""),
        ("lstm (LSTM)", "[(None, 200), (None,", "164000", "x[0][0]"),
        ("lstm_1 (LSTM)", "[(None, None, 200), ", "165600", "y[0][0]"),
        ("", "", "", "lstm[0][1]"),
        ("", "", "", "lstm[0][2]"),
    )
    head = f"{'Layer (type)':32}{'Output Shape':21}{'Param #':12}Connected to\n{'=' * 98}\n"
    text = head + "".join(f"{a:32}{b:21}{c:12}{d:33}\n" for a, b, c, d in rows)
    said = " ".join(str(rnnscope.explain_summary(text, summary=False)).split())
    assert "flows into lstm_1" not in said  # whose number tells its settings without them


def test_of_several_things_that_flow_in_it_is_not_said_that_none_is_told() -> None:
    rows = (
        ("x (InputLayer)", "[(None, 7, 4)]", "0", ""),
        ("m (Embedding)", "(None, 7, 4, 3", "30", "x[0][0]"),
        ("own (Mixing)", "(None, 7, 4)", "30", "x[0][0]"),
        ("", "", "", "m[0][0]"),
        ("next (Mixing)", "(None, 7, 4)", "30", "m[0][0]"),
        ("all (Concatenate)", "(None, 7, 4, 1", "0", "m[0][0]"),
        ("", "", "", "m[0][0]"),
    )
    head = f"{'Layer (type)':32}{'Output Shape':15}{'Param #':12}Connected to\n{'=' * 98}\n"
    text = head + "".join(f"{a:32}{b:15}{c:12}{d:33}\n" for a, b, c, d in rows)
    said = " ".join(str(rnnscope.explain_summary(text, summary=False)).split())
    assert "The shape of what flows into next is not told." in said
    assert "Not every shape of what flows into own is told." in said


def test_a_call_of_a_layer_that_has_a_row_is_printed_also_where_that_calls_input_has_none() -> None:
    """The table begins below one of its two inputs."""
    rows = (
        ("right (InputLayer)", "(None, 1)", "0", ""),
        ("shared (Embedding)", "(None, 1, 10)", "17130", "left[0][0]"),
        ("", "", "", "right[0][0]"),
        ("one (Reshape)", "(None, 10, 1)", "0", "shared[0][0]"),
        ("other (Reshape)", "(None, 10, 1)", "0", "shared[1][0]"),
        ("dot (Dot)", "(None, 1, 1)", "0", "one[0][0]"),
        ("", "", "", "other[0][0]"),
    )
    text = "".join(f"{a:32}{b:21}{c:12}{d:33}\n" for a, b, c, d in rows) + f"{'=' * 98}\n"
    text += "Total params: 17,130\n"
    said = " ".join(str(rnnscope.explain_summary(text, summary=False)).split())
    assert "The shape of what flows into other is not told." in said
    assert "What flows into other is not printed" not in said


def test_what_flows_into_a_layer_that_hands_it_on_is_not_asked_for() -> None:
    rows = (
        "dropout_1 (Dropout)          (None, 50, 30)            0\n"
        "lstm_1 (LSTM)                (None, 10)                1640\n"
    )
    said = " ".join(str(rnnscope.explain_summary(HEAD + rows, summary=False)).split())
    assert "flows into" not in said
    assert "is not printed; --input-shape" not in said


# Keras 1.2: its own names for arguments, which are not those of the formulas.
FIRST = """\
____________________________________________________________________________________________________
Layer (type)                     Output Shape          Param #     Connected to
====================================================================================================
convolution2d_1 (Convolution2D)  (None, 26, 26, 32)    320         convolution2d_input_1[0][0]
____________________________________________________________________________________________________
flatten_1 (Flatten)              (None, 21632)         0           convolution2d_1[0][0]
____________________________________________________________________________________________________
dense_1 (Dense)                  (None, 10)            216330      flatten_1[0][0]
====================================================================================================
Total params: 216650
____________________________________________________________________________________________________
"""


def test_arguments_are_told_by_the_names_that_keras_1_had_for_them() -> None:
    text = " ".join(str(rnnscope.explain_summary(FIRST, summary=False)).split())
    names = "filters nb_filter, kernel_size nb_row and nb_col, use_bias bias and units output_dim"
    assert f"Keras 1 called {names}." in text
    assert "Keras 1 called" not in str(rnnscope.explain_summary(LATE, summary=False))


@pytest.mark.parametrize(
    ("row", "hint"),
    [
        ("gru_4 (GRU)     multiple      107400", "gru_4, say so: --assume gru_4.units=VALUE."),
        ("gru_9 (GRU)     (None, 64, 16)  1536", "say so: --assume gru_9.use_bias=VALUE."),
        ("lstm_1 (LSTM)   (None, 100, 50)  10400", ""),
    ],
)
def test_a_row_of_several_settings_says_how_one_is_said(row: str, hint: str) -> None:
    text = " ".join(str(rnnscope.explain_summary(f"{HEAD}{row}\n", summary=False)).split())
    assert hint in text
    assert bool(hint) == ("--assume" in text)


def test_a_text_holds_no_code_that_could_run() -> None:
    rows = "lambda_1 (Lambda)   (None, 8)   0\ndense_1 (Dense)   (None, 3)   27\n"
    assert "loading the model" not in str(rnnscope.explain_summary(HEAD + rows, summary=False))


# By Keras 3.15: Dense(8, name="dense"), Dropout(0.1) and LSTM(4), of which no shape is told.
UNBUILT = """\
Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ dense (Dense)                   │ ?                      │   0 (unbuilt) │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ dropout (Dropout)               │ ?                      │             0 │
├─────────────────────────────────┼────────────────────────┼───────────────┤
│ lstm (LSTM)                     │ ?                      │   0 (unbuilt) │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 0 (0.00 B)
 Trainable params: 0 (0.00 B)
 Non-trainable params: 0 (0.00 B)
"""


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_a_layer_that_was_not_built_is_not_said_to_have_no_weights(format_: str) -> None:
    report = rnnscope.explain_summary(UNBUILT, summary=False)
    text = report.render(format_)
    assert text.count("not built when it was printed, and so without weights yet") == 2
    assert "dense and lstm were not built" in " ".join(text.split())
    assert "--input-shape" not in text
    why_not = report.render("text", why_not=100)
    assert "It is not built: dense and lstm have no weights yet." in why_not


def test_the_page_of_a_layer_that_was_not_built_says_how_it_is() -> None:
    report = rnnscope.explain_summary(UNBUILT, summary=False)
    said = " ".join(report.render("text", layer="dense").split())
    assert "print the summary again after model.build(input_shape)" in said


def test_a_number_of_parameters_is_none_yet_where_layers_are_not_built() -> None:
    assert "0 parameters so far" in str(rnnscope.explain_summary(UNBUILT, summary=False))


def test_a_layer_without_settings_that_may_have_what_is_frozen_is_not_said_to_hold_layers() -> None:
    rows = (
        "dense_1 (Dense)              (None, 32)                1184\n"
        "dense_2 (Dense)              (None, 16)                336\n"
        "Total params: 1,520\nTrainable params: 48\nNon-trainable params: 1,472\n"
    )
    said = " ".join(str(rnnscope.explain_summary(HEAD + rows, summary=False)).split())
    assert "inside dense_2, whose weights the text does not tell one by one" in said


def test_a_page_with_the_first_of_many_settings_says_how_many_there_are() -> None:
    row = "conv2d_1 (Conv2D)            (None, 4, 4, 512)         2359808\n"
    text = rnnscope.explain_summary(HEAD + row, summary=False).render("text", layer="conv2d_1")
    assert "Settings that give this number (50 of 672)" in text


def test_a_line_of_csv_says_what_is_assumed_of_its_row() -> None:
    row = "lstm_1 (LSTM)                (None, 100, 50)           10400\n"
    lines = rnnscope.explain_summary(HEAD + row, summary=False).render("csv").splitlines()
    assert "assuming use_bias=True, the default: then input_dim = 1; it could also be" in lines[1]


def test_a_brief_table_says_beside_it_what_was_assumed_of_few_rows() -> None:
    wrapped = "bidirectional_1 (Bidirection (None, 20, 64)            16640\n"
    denses = "".join(
        f"dense_{i} (Dense)              (None, 20, 64)            4160\n" for i in range(12)
    )
    text = HEAD + "input_1 (InputLayer)         (None, 20, 32)            0\n" + wrapped + denses
    report = rnnscope.explain_summary(text, summary=False)
    said = " ".join(str(report).split())
    assert "was assumed of what a wrapper holds in bidirectional_1." in said
    assert "was assumed of" not in report.render("markdown")


def test_an_input_of_which_every_size_is_told_is_not_asked_for() -> None:
    rows = (
        "input_1 (InputLayer)         (None, 8, 8, 4)           0\n"
        "Own rows that nobody can read\n"
        "batch_normalization_1 (Batch (None, 8, 8, 4)           16\n"
    )
    said = " ".join(str(rnnscope.explain_summary(HEAD + rows, summary=False)).split())
    assert "What flows into batch_normalization_1 is not printed. Activations" in said


def test_a_page_says_why_work_is_not_known_and_of_which_arguments_others_fit() -> None:
    rows = (
        "conv2d_1 (Conv2D)            (None, 30, 30, 16)        448\n"
        "encoder (Model)              (None, 8)                 208\n"
    )
    report = rnnscope.explain_summary(HEAD + rows, summary=False)
    text = report.render("text", layer="conv2d_1")
    assert "the settings that fit do not all have as many" in text
    assert "True (assumed)" in text  # with a kernel of 2·2 and 7 channels there is no bias
    assert "its settings are not told" in report.render("text", layer="encoder").split("MACs")[1]


def test_of_other_settings_those_that_take_as_many_axes_are_told_first() -> None:
    rows = (
        "bidirectional_1 (Bidirection (None, None, 20)          4080\n"
        "lstm_1 (LSTM)                (None, 6)                 648\n"
    )
    said = " ".join(str(rnnscope.explain_summary(HEAD + rows, summary=False)).split())
    also = said.split("it could also be")[1].split(", and more")[0]
    assert "ConvLSTM1D" not in also


# By Keras 3.15 under set_floatx("float16"): Dense(300) on 64.
HALF = """\
Model: "sequential"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)                    ┃ Output Shape           ┃       Param # ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ dense (Dense)                   │ (None, 300)            │        19,500 │
└─────────────────────────────────┴────────────────────────┴───────────────┘
 Total params: 19,500 (38.09 KB)
 Trainable params: 19,500 (38.09 KB)
 Non-trainable params: 0 (0.00 B)
"""


def test_weights_take_what_is_printed_of_that() -> None:
    text = rnnscope.explain_summary(HALF, summary=False).render("text", everything=True)
    assert "Weights: 38.09 KB, as is printed; in float32 they would take 76.17 KB." in text
    assert "78,000 bytes" not in text
    whole = HALF.replace("38.09", "76.17")
    text = rnnscope.explain_summary(whole, summary=False).render("text", everything=True)
    assert "Weights: 78,000 bytes (float32, Keras's default)." in text
