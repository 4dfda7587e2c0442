"""Models of a class of somebody's own: their rows are in the order of attributes, no chain."""

from __future__ import annotations

import pytest

import rnnscope
from rnnscope.report.row_verdict import Told
from tests.solving.pasted import explained, verdict

pytestmark = pytest.mark.quick

# tf_keras 2.21.0: dense_1 and dense_2 stand side by side behind dense; dense_3 reads their sum.
ENCODER = """\
Model: "encoder"
_________________________________________________________________
 Layer (type)                Output Shape              Param #
=================================================================
 dense (Dense)               multiple                  252

 dense_1 (Dense)             multiple                  39

 dense_2 (Dense)             multiple                  39

 dense_3 (Dense)             multiple                  48

=================================================================
Total params: 378 (1.48 KB)
Trainable params: 378 (1.48 KB)
Non-trainable params: 0 (0.00 Byte)
_________________________________________________________________
"""
TRUE = {"dense": (12, 20), "dense_1": (3, 12), "dense_2": (3, 12), "dense_3": (12, 3)}


def test_no_row_follows_from_the_one_before() -> None:
    report = rnnscope.explain_summary(ENCODER, summary=False)
    for name, (units, size) in TRUE.items():
        told = verdict(report, name)
        assert told.told is not Told.DETERMINED
        assert "input" not in told.assumed
        known = rnnscope.explain_summary(
            ENCODER, summary=False, assume={f"{name}.units": units, f"{name}.use_bias": True}
        )
        fits = verdict(known, name)
        assert [dict(fit.sizes).get("input_dim") for fit in fits.fits] == [size]


def test_no_number_is_impossible_of_a_class_of_which_only_the_beginning_is_printed() -> None:
    """As Keras 2 cuts it: `DenseNormed`, which is no Dense."""
    report = explained(
        "input_1 (InputLayer)         (None, 20)                0",
        "my_dense_normed_layer (Dense (None, 8)                 328",
    )
    told = verdict(report, "my_dense_normed_layer")
    assert told.told is Told.UNTOLD
    assert "of its class only 'Dense' is printed" in " ".join(str(report).split())
    named = explained(
        "input_1 (InputLayer)         (None, 20)                0",
        "dense_1 (Dense)              (None, 8)                 328",
    )
    assert verdict(named, "dense_1").told is Told.IMPOSSIBLE
