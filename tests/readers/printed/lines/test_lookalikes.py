"""What other libraries print is refused by name, and a table made by hand as one."""

from __future__ import annotations

import pytest

from rnnscope.errors import UnreadableModelError
from rnnscope.readers.printed import summaries

pytestmark = pytest.mark.quick

TORCHSUMMARY = """\
----------------------------------------------------------------
        Layer (type)               Output Shape         Param #
================================================================
            Conv2d-1           [-1, 64, 14, 14]             640
            Linear-2                   [-1, 10]             130
================================================================
Total params: 770
Trainable params: 770
Non-trainable params: 0
----------------------------------------------------------------
Input size (MB): 0.00
Forward/backward pass size (MB): 0.10
"""
TORCHINFO = """\
==========================================================================================
Layer (type:depth-idx)                   Output Shape              Param #
==========================================================================================
Net                                      [1, 10]                   --
├─Conv2d: 1-1                            [1, 10, 24, 24]           260
==========================================================================================
Total params: 260
Total mult-adds (M): 0.15
"""
FASTAI = """\
Sequential (Input shape: 64 x 3 x 224 x 224)
============================================================================
Layer (type)         Output Shape         Param #    Trainable
============================================================================
                     64 x 64 x 112 x 112
Conv2d                                    9408       False
____________________________________________________________________________
Total params: 9,408
Total trainable params: 0
Total non-trainable params: 9,408
"""
GLUON = """\
--------------------------------------------------------------------------------
        Layer (type)                                Output Shape         Param #
================================================================================
               Input                              (1, 1, 28, 28)               0
            Conv2D-1                             (1, 20, 24, 24)             520
================================================================================
Parameters in forward computation graph, duplicate included
   Total params: 520
"""
PADDLE = """\
---------------------------------------------------------------------------
 Layer (type)       Input Shape          Output Shape         Param #
===========================================================================
   Conv2D-1       [[1, 1, 28, 28]]      [1, 6, 28, 28]          60
===========================================================================
Total params: 60
"""
LIGHTNING = """\
  | Name  | Type   | Params
---------------------------------
0 | layer | Linear | 7.9 K
"""
BIGDL = """\
Layer (type)                        Output Shape              Param #     Connected to
================================================================================
Input4c9bdcb1 (Input)               (None, 10)                0
________________________________________________________________________________
Dense93b6c0ab (Dense)               (None, 12)                132         Input4c9bdcb1
Total params: 132
"""
BY_HAND = """\
| Layer (type)       | Output Shape       | #params |
| ------------------ | ------------------ | ------- |
| Convolution2D (3x3)| (None, 38, 158, 8) | 224     |
| BatchNormalization | (None, 38, 158, 8) | 32      |
"""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (TORCHSUMMARY, "torchsummary prints of a PyTorch model"),
        (TORCHINFO, "torchinfo prints of a PyTorch model"),
        (FASTAI, "fastai prints of a PyTorch model"),
        (FASTAI.partition("_____")[0], "fastai prints of a PyTorch model"),
        (FASTAI.partition("\n")[2].partition("_____")[0], "fastai prints of a PyTorch model"),
        (GLUON, "MXNet's Gluon prints of a block"),
        (PADDLE, "PaddlePaddle prints of a network"),
        (LIGHTNING, "PyTorch Lightning prints of a model"),
        (BIGDL, "BigDL prints of a model"),
        (BY_HAND, "a table made by hand, or by another library: no row"),
    ],
)
def test_it_is_refused_by_name(text: str, reason: str) -> None:
    with pytest.raises(UnreadableModelError, match=reason):
        summaries(text, "it")


def test_a_summary_beside_one_of_another_library_is_read() -> None:
    keras = "dense_1 (Dense)  (None, 10)  1,290\n"
    [summary] = summaries(f"{TORCHSUMMARY}\nLayer (type) Output Shape Param #\n{keras}", "it")
    assert [row.name for row in summary.rows] == ["dense_1"]
