"""Cells that Keras wraps at any sign: what stands on the next lines is of the row above."""

from __future__ import annotations

import pytest

from rnnscope.readers.printed import summaries

pytestmark = pytest.mark.quick

# tf_keras 2.21.0: the first of two connections fills its line, its end stands on the next.
TEXT = """\
Model: "m"
__________________________________________________________________________________________________
 Layer (type)                Output Shape                 Param #   Connected to
==================================================================================================
 input_1 (InputLayer)        [(None, 4)]                  0         []

 dense (Dense)               (None, 4)                    20        ['input_1[0][0]']

 batch_normalization_11 (Ba  (None, 4)                    16        ['dense[0][0]']
 tchNormalization)

 activation_13 (Activation)  (None, 4)                    0         ['input_1[0][0]']

 add_5 (Add)                 (None, 4)                    0         ['batch_normalization_11[0][0]
                                                                    ',
                                                                     'activation_13[0][0]']

==================================================================================================
Total params: 36 (144.00 Byte)
Trainable params: 28 (112.00 Byte)
Non-trainable params: 8 (32.00 Byte)
__________________________________________________________________________________________________
"""


def test_the_end_of_a_connection_may_stand_alone_on_a_line() -> None:
    (summary,) = summaries(TEXT, "it")
    assert not summary.unread
    taken = summary.rows[-1].connections or ()
    assert [each.layer for each in taken] == ["batch_normalization_11", "activation_13"]
