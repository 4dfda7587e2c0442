"""Rows of layers that put out a dict of tensors, whose shape Keras prints as a dict, and wraps."""

from __future__ import annotations

import pytest

from rnnscope.model.printed_sums import Sum, added
from rnnscope.readers.printed import summaries

pytestmark = pytest.mark.quick

# Two outputs of a layer by name: tf_keras 2.21.0, the width of the second table is 85.
WRAPPED = """\
Model: "m"
_________________________________________________________________
 Layer (type)                Output Shape              Param #
=================================================================
 input_1 (InputLayer)        [(None, None, None, 3)]   0

 encoder_of_dicts (Encoder)  OrderedDict([('sequence   32
                             _output',
                              (None, None, None, 8))
                             , ('pooled_output',
                              (None, None, None, 8))
                             ])

 conv2d (Conv2D)             (None, None, None, 2)     18

=================================================================
Total params: 50 (200.00 Byte)
Trainable params: 50 (200.00 Byte)
Non-trainable params: 0 (0.00 Byte)
_________________________________________________________________
"""
WIDER = """\
Model: "m"
_____________________________________________________________________________________
 Layer (type)                         Output Shape                      Param #
=====================================================================================
 input_1 (InputLayer)                 [(None, None, None, 3)]           0

 encoder_of_dicts (Encoder)           OrderedDict([('sequence_output'   32
                                      , (None, None, None, 8)),
                                       ('pooled_output',
                                       (None, None, None, 8))])

 conv2d (Conv2D)                      (None, None, None, 2)             18

=====================================================================================
Total params: 50 (200.00 Byte)
Trainable params: 50 (200.00 Byte)
Non-trainable params: 0 (0.00 Byte)
_____________________________________________________________________________________
"""
PLAIN = """\
Model: "m"
_________________________________________________________________
 Layer (type)                Output Shape              Param #
=================================================================
 input_1 (InputLayer)        [(None, None, None, 3)]   0

 encoder_of_dicts (Encoder)  {'sequence_output': (No   32
                             ne, None, None, 8),
                              'pooled_output': (None
                             , None, None, 8)}

 dense_1 (Dense)             (None, None, None, 2)     18

=================================================================
Total params: 50 (200.00 Byte)
Trainable params: 50 (200.00 Byte)
Non-trainable params: 0 (0.00 Byte)
_________________________________________________________________
"""
ALL = {"ordered": WRAPPED, "wider": WIDER, "plain": PLAIN}


@pytest.mark.parametrize("text", ALL.values(), ids=ALL)
def test_both_shapes_are_read_from_all_lines(text: str) -> None:
    (summary,) = summaries(text, "it")
    encoder = summary.rows[1]
    assert (encoder.name, encoder.class_name, encoder.params) == (
        "encoder_of_dicts",
        "Encoder",
        32,
    )
    assert [shape.sizes for shape in encoder.shapes] == [(None, None, None, 8)] * 2
    assert not summary.unread


@pytest.mark.parametrize("text", ALL.values(), ids=ALL)
def test_a_row_is_there_where_all_but_its_first_line_is_cut_off(text: str) -> None:
    lines = text.splitlines()
    first = next(i for i, line in enumerate(lines) if "encoder" in line)
    after = next(i for i in range(first, len(lines)) if not lines[i].strip())
    (summary,) = summaries("\n".join([*lines[: first + 1], *lines[after:]]), "it")
    assert [row.params for row in summary.rows] == [0, 32, 18]
    assert summary.rows[1].class_name == "Encoder"
    assert added(summary) == (50, Sum.ADDS_UP)
    assert not summary.unread
