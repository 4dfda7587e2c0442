"""Rows of Hugging Face's models, which put out objects: Keras prints what Python shows of them."""

from __future__ import annotations

import pytest

from rnnscope import explain_summary
from rnnscope.model.printed_sums import Sum, added
from tests.readers.printed.texts import one

pytestmark = pytest.mark.quick

# A Keras 2.10 and a layer that gives an object of two tensors, one of which it is asked for.
WRAPPED = """\
Model: "texts"
__________________________________________________________________________________________________
 Layer (type)                   Output Shape         Param #     Connected to
==================================================================================================
 ids (InputLayer)               [(None, 77)]         0           []

 mask (InputLayer)              [(None, 77)]         0           []

 tf_small_model (TFSmallModelOf  TFBaseModelOutputWi  63165952   ['ids[0][0]',
 Ours)                          thPooling(last_hidd               'mask[0][0]']
                                en_state=(None, 77,
                                 512),
                                 pooler_output=(Non
                                e, 512),
                                 hidden_states=None
                                , attentions=None)

 embedding (Dense)              (None, 64)           32832       ['tf_small_model[0][1]']

==================================================================================================
Total params: 63,198,784
Trainable params: 63,198,784
Non-trainable params: 0
__________________________________________________________________________________________________
"""
CUT = """\
__________________________________________________________________________________________________
Layer (type)                    Output Shape         Param #     Connected to
==================================================================================================
ids (InputLayer)                [(None, 77)]         0
__________________________________________________________________________________________________
mask (InputLayer)               [(None, 77)]         0
__________________________________________________________________________________________________
tf_small_model (TFSmallModelOfO TFBaseModelOutputWit 63165952    ids[0][0]
                                                                 mask[0][0]
__________________________________________________________________________________________________
embedding (Dense)               (None, 64)           32832       tf_small_model[0][1]
==================================================================================================
Total params: 63,198,784
"""


def test_the_shapes_in_it_are_read() -> None:
    summary = one(WRAPPED)
    assert (added(summary)[1], summary.unread) == (Sum.ADDS_UP, ())
    row = summary.rows[2]
    assert (row.name, row.class_name) == ("tf_small_model", "TFSmallModelOfOurs")
    assert [shape.sizes for shape in row.shapes] == [(None, 77, 512), (None, 512)]
    assert [entry.layer for entry in row.connections or ()] == ["ids", "mask"]


@pytest.mark.parametrize("text", [CUT, CUT.split("Connected to")[1]], ids=["", "no header"])
def test_a_name_that_is_cut_stands_for_a_shape(text: str) -> None:
    summary = one(text)
    assert (added(summary)[1], summary.unread) == (Sum.ADDS_UP, ())
    row = summary.rows[2]
    assert (row.shapes, row.shape_word, row.params) == ((), "TFBaseModelOutputWit", 63165952)


def test_what_is_not_used_is_not_built() -> None:
    summary = one(
        " Layer (type)     Output Shape     Param #\n"
        "=========================================\n"
        " bert (TFBertMainLayer)   multiple    1000\n"
        " pooler (Dense)   multiple    0 (unused)\n"
        "Total params: 1000 (3.91 KB)\n"
    )
    assert [(row.params, row.is_unbuilt) for row in summary.rows] == [(1000, False), (0, True)]
    assert summary.generation == 2


def test_which_of_its_tensors_flows_in_is_not_told_without_a_column_of_connections() -> None:
    lines = WRAPPED.split("\n")
    text = "\n".join(line[:64] for line in lines if "mask (" not in line)
    dense = explain_summary(text)["embedding"]
    assert dense.told is not None
    assert dense.told.assumed == ("use_bias",)
    assert dense.told.row.is_behind_gap is False
