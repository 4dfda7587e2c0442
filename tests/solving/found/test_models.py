"""Rows of models whose layers have rows too, as `expand_nested` prints them."""

from __future__ import annotations

import pytest

import rnnscope
from rnnscope.report.row_verdict import RowVerdict, Told
from rnnscope.words.printed.summary import summary_sentences
from tests.solving.pasted import verdict

pytestmark = pytest.mark.quick

HEAD = f" Layer (type)                Output Shape              Param #   \n{'=' * 65}\n"
NESTED = """\
 input_1 (InputLayer)        [(None, 8)]               0

 inner ({kind})           (None, 4)                 {number}
|{line}|
| input_2 (InputLayer)       [(None, 8)]               0        |
|                                                               |
| dense (Dense)              (None, 4)                 36       |
|                                                               |
| batch_normalization (Bat   (None, 4)                 {inside}       |
| chNormalization)                                              |
|{line}|
"""


def explained(
    kind: str = "Functional", number: int = 52, inside: int = 16
) -> tuple[RowVerdict, str]:
    text = NESTED.format(kind=kind, number=number, inside=inside, line="¯" * 63)
    report = rnnscope.explain_summary(HEAD + text, summary=False)
    told = verdict(report, "inner")
    return told, " ".join(summary_sentences(report))


def test_the_number_of_a_model_is_told_by_the_rows_of_its_layers() -> None:
    told, said = explained()
    assert told.told is Told.DETERMINED
    assert told.why == "its number is the sum of its layers, whose rows are printed"
    assert told.fits == ()
    assert "all 3 rows with weights are determined" in said


def test_a_model_with_other_weights_than_its_layers_is_not_told() -> None:
    for number, more in ((60, "more"), (50, "fewer")):
        told = explained(number=number)[0]
        assert told.told is Told.UNTOLD
        assert f"it has {more} weights than its layers" in told.why


def test_a_model_is_told_no_better_than_its_layers() -> None:
    told = explained(number=36 + 17, inside=17)[0]
    assert told.told is Told.UNTOLD
    assert "not all of its layers are told" in told.why


def test_a_class_of_somebodys_own_is_not_told_by_its_layers() -> None:
    told = explained(kind="TheirModel")[0]
    assert told.told is Told.UNTOLD
    assert "its class is none of Keras's" in told.why
