"""Layers that are called several times, where `Connected to` does not tell on what."""

from __future__ import annotations

import pytest

import rnnscope

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
