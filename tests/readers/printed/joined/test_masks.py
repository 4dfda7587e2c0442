"""Masks, which Keras 3 draws as rows and as what a layer takes."""

from __future__ import annotations

import pytest

import rnnscope
from rnnscope.model.parts import TensorRef
from rnnscope.readers.printed.joined.graph import config_of
from tests.readers.printed.texts import one

pytestmark = pytest.mark.quick

# Keras 3.15.1, of an Embedding with mask_zero=True.
MASKED = """\
Model: "functional"
┏━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━━━━┓
┃ Layer (type)                ┃ Output Shape            ┃        Param # ┃ Connected to            ┃
┡━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━━━━┩
│ input_layer (InputLayer)    │ (None, None)            │              0 │ -                       │
├─────────────────────────────┼─────────────────────────┼────────────────┼─────────────────────────┤
│ embedding (Embedding)       │ (None, None, 8)         │            400 │ input_layer[0][0]       │
├─────────────────────────────┼─────────────────────────┼────────────────┼─────────────────────────┤
│ not_equal (NotEqual)        │ (None, None)            │              0 │ input_layer[0][0]       │
├─────────────────────────────┼─────────────────────────┼────────────────┼─────────────────────────┤
│ global_average_pooling1d    │ (None, 8)               │              0 │ embedding[0][0],        │
│ (GlobalAveragePooling1D)    │                         │                │ not_equal[0][0]         │
├─────────────────────────────┼─────────────────────────┼────────────────┼─────────────────────────┤
│ dense (Dense)               │ (None, 3)               │             27 │ global_average_pooling… │
└─────────────────────────────┴─────────────────────────┴────────────────┴─────────────────────────┘
 Total params: 427 (1.67 KB)
 Trainable params: 427 (1.67 KB)
 Non-trainable params: 0 (0.00 B)
"""


def test_a_mask_is_none_of_what_a_layer_of_one_input_is_called_on() -> None:
    config = config_of(one(MASKED))
    [call] = next(layer for layer in config.layers if "pooling" in layer.name).calls
    assert call.args == (TensorRef("embedding", 0, 0),)
    assert call.kwargs == {"mask": TensorRef("not_equal", 0, 0)}
    assert config.outputs == (TensorRef("dense"),)


def test_a_mask_is_no_second_call() -> None:
    report = rnnscope.explain_summary(MASKED, summary=False)
    assert report.total == 427
    assert not report.differences
