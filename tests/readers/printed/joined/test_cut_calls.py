"""Layers that are called several times, where `Connected to` does not tell on what."""

from __future__ import annotations

import pytest

import rnnscope
from rnnscope.report.row_verdict import Told

pytestmark = pytest.mark.quick

# Keras 3.15.1, line_length=80: dense is called twice, on two layers whose names are cut alike.
TEXT = """\
Model: "m"
┏━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━┓
┃ Layer (type)          ┃ Output Shape      ┃     Param # ┃ Connected to       ┃
┡━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━┩
│ nodes (InputLayer)    │ (None, 8)         │           0 │ -                  │
├───────────────────────┼───────────────────┼─────────────┼────────────────────┤
│ pooling_of_edges_dir… │ (None, 8)         │           0 │ nodes[0][0]        │
│ (Activation)          │                   │             │                    │
├───────────────────────┼───────────────────┼─────────────┼────────────────────┤
│ dense (Dense)         │ (None, 8)         │          72 │ pooling_of_edges_… │
│                       │                   │             │ pooling_of_edges_… │
├───────────────────────┼───────────────────┼─────────────┼────────────────────┤
│ edges (InputLayer)    │ (None, 8)         │           0 │ -                  │
├───────────────────────┼───────────────────┼─────────────┼────────────────────┤
│ add (Add)             │ (None, 8)         │           0 │ dense[0][0],       │
│                       │                   │             │ edges[0][0]        │
├───────────────────────┼───────────────────┼─────────────┼────────────────────┤
│ pooling_of_edges_dir… │ (None, 8)         │           0 │ add[0][0]          │
│ (Activation)          │                   │             │                    │
├───────────────────────┼───────────────────┼─────────────┼────────────────────┤
│ add_1 (Add)           │ (None, 8)         │           0 │ dense[1][0],       │
│                       │                   │             │ edges[0][0]        │
├───────────────────────┼───────────────────┼─────────────┼────────────────────┤
│ last (Dense)          │ (None, 3)         │          27 │ add_1[0][0]        │
└───────────────────────┴───────────────────┴─────────────┴────────────────────┘
 Total params: 99 (396.00 B)
 Trainable params: 99 (396.00 B)
 Non-trainable params: 0 (0.00 B)
"""


def test_a_second_call_that_is_taken_need_not_be_known() -> None:
    report = rnnscope.explain_summary(TEXT, summary=False)
    assert report["dense"].layer_params == 72
    assert report["last"].layer_params == 27
    assert report.printed is not None
    assert report.printed.total == 99


# As Keras 2 prints a decoder that takes a constant first, which has no row, and then its own.
AGAIN = """\
Layer (type)          Output Shape                    Param #    Connected to
==============================================================================
words (InputLayer)    [(None, 7, 12)]                 0
encoder (GRU)         [(None, 8), (None, 8)]          504        words[0][0]
decoder (GRU)         [(None, 1, 8), (None, 8)]       360        encoder[0][1]
                                                                 said[0][0]
                                                                 decoder[0][1]
                                                                 said[1][0]
                                                                 decoder[1][1]
said (Dense)          (None, 1, 5)                    45         decoder[0][0]
                                                                 decoder[1][0]
                                                                 decoder[2][0]
==============================================================================
Total params: 909
"""


def test_a_layer_that_takes_its_own_states_is_called_several_times() -> None:
    report = rnnscope.explain_summary(AGAIN, summary=False)
    assert report.total == 909
    assert report["decoder"].params == 360
    assert report["said"].input_shape == (None, 1, 8)
    assert "Not every shape of what flows into decoder is told." in report.render("text")


def test_rows_on_one_line_take_each_the_one_before() -> None:
    """Of rows that were pasted into one line none is below another."""
    text = (
        "Layer (type) Output Shape Param # {0} input_2 (InputLayer) (None, 150, 150, 3) 0 {1} "
        "conv2d_4 (Conv2D) (None, 148, 148, 16) 448 {1} "
        "max_pooling2d_4 (MaxPooling2 (None, 74, 74, 16) 0 {0} Total params: 448 "
        "Trainable params: 448 Non-trainable params: 0"
    ).format("=" * 65, "_" * 65)
    report = rnnscope.explain_summary(text, summary=False)
    told = report["max_pooling2d_4"].told
    assert told is not None
    assert told.told is Told.DETERMINED


@pytest.mark.parametrize("left", ["input_8 (InputLaye", "the_words_of_1 (Inp"])
def test_an_input_whose_class_is_cut_off_has_a_row_and_is_taken(left: str) -> None:
    name = left.partition(" ")[0]
    text = (
        "Layer (type)       Output Shape  Param  Connected to        \n"
        f"{'=' * 60}\n"
        f"{left:18} (None, 24)    0                          \n"
        f"dense_1 (Dense)    (None, 4)     100    {name}[0][0]       \n"
        f"{'=' * 60}\n"
        "Total params: 100\n"
    )
    report = rnnscope.explain_summary(text, summary=False)
    assert [layer.name for layer in report.layers] == [name, "dense_1"]
    told = report["dense_1"].told
    assert told is not None
    assert told.told is Told.DETERMINED


# Keras 3.15.1, line_length=60: which of the inputs flows into gru_2, and which call of dense_28's
# into concatenate_6, is cut off; what else flows in is not.
STATES = """\
┏━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━┳━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)    ┃ Output Shape ┃ Param # ┃ Connected to  ┃
┡━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ input_layer_16  │ (None, None, │       0 │ -             │
│ (InputLayer)    │ 20)          │         │               │
├─────────────────┼──────────────┼─────────┼───────────────┤
│ input_layer_17  │ (None, None, │       0 │ -             │
│ (InputLayer)    │ 12)          │         │               │
├─────────────────┼──────────────┼─────────┼───────────────┤
│ gru_1 (GRU)     │ [(None, 64), │  16,512 │ input_layer_… │
│                 │ (None, 64)]  │         │               │
├─────────────────┼──────────────┼─────────┼───────────────┤
│ gru_2 (GRU)     │ [(None,      │  14,976 │ input_layer_… │
│                 │ None, 64),   │         │ gru_1[0][1]   │
│                 │ (None, 64)]  │         │               │
└─────────────────┴──────────────┴─────────┴───────────────┘
 Total params: 31,488 (123.00 KB)
"""
TOWERS = """\
┏━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━┳━━━━━━━━━┳━━━━━━━━━━━━━━━┓
┃ Layer (type)    ┃ Output Shape ┃ Param # ┃ Connected to  ┃
┡━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━╇━━━━━━━━━━━━━━━┩
│ input_layer_34  │ (None, 12)   │       0 │ -             │
│ (InputLayer)    │              │         │               │
├─────────────────┼──────────────┼─────────┼───────────────┤
│ input_layer_35  │ (None, 12)   │       0 │ -             │
│ (InputLayer)    │              │         │               │
├─────────────────┼──────────────┼─────────┼───────────────┤
│ dense_28        │ (None, 16)   │     208 │ input_layer_… │
│ (Dense)         │              │         │ input_layer_… │
├─────────────────┼──────────────┼─────────┼───────────────┤
│ concatenate_6   │ (None, 32)   │       0 │ dense_28[0][… │
│ (Concatenate)   │              │         │ dense_28[1][… │
├─────────────────┼──────────────┼─────────┼───────────────┤
│ dense_29        │ (None, 10)   │     330 │ concatenate_… │
│ (Dense)         │              │         │               │
└─────────────────┴──────────────┴─────────┴───────────────┘
 Total params: 538 (1.70 KB)
"""


def test_states_beside_an_input_whose_name_is_cut_have_an_axis_less() -> None:
    report = rnnscope.explain_summary(STATES, summary=False)
    told = report["gru_2"].told
    assert told is not None
    assert told.told is Told.ASSUMED
    assert told.fits[0].input_shapes == ((None, None, 12), (None, 64))
    assert (report["gru_2"].params, report.total) == (14_976, 31_488)


def test_a_state_whose_name_is_cut_is_one_all_the_same() -> None:
    text = STATES.replace("│ gru_1[0][1]   │", "│ input_layer_… │")
    report = rnnscope.explain_summary(text, summary=False)
    assert (report["gru_2"].params, report.total) == (14_976, 31_488)
    half = rnnscope.explain_summary(
        STATES.replace("14,976 │ input_layer_… │", "14,976 │ input_layer_17│").replace(
            "│ gru_1[0][1]   │", "│ input_layer_… │"
        ),
        summary=False,
    )
    assert half["gru_2"].params == 14_976


def test_what_is_joined_with_something_unknown_is_not_alone() -> None:
    report = rnnscope.explain_summary(TOWERS, summary=False)
    assert not report.differences
    assert (report["dense_29"].params, report.total) == (330, 538)
