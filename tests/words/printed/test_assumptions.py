"""What is assumed of a row is said in a sentence, and none of it as if it were an argument."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rnnscope.report.row_verdict import Assumed, Told
from rnnscope.words.printed.assumptions import assumed
from tests.solving.pasted import explained, verdict

pytestmark = pytest.mark.quick

# What is said of a model of Keras's own stands in the reason of its verdict.
SAID = [each for each in Assumed if each is not Assumed.APPLICATION]


@pytest.mark.parametrize("name", SAID)
def test_each_has_words(name: Assumed) -> None:
    report = explained("dense_1 (Dense)  (None, 10)  1290")
    told = replace(verdict(report, "dense_1"), told=Told.ASSUMED, assumed=(name,))
    said = assumed(report["dense_1"], told)
    assert said
    assert not said.startswith(f"{name}=")
