"""What a witness says of a row."""

from __future__ import annotations

import pytest

from rnnscope.report.witness import Difference, Witness

pytestmark = pytest.mark.quick

DIFFERENCE = Difference("outer.inner", "bias", "(2,)", "(3,)", "stored")


def test_a_row_that_it_did_not_speak_of_is_silent() -> None:
    witness = Witness(name="stored", spoke=True, covered=frozenset({"outer"}))
    assert witness.verdict("outer", "outer.inner") == "agrees"
    assert witness.verdict("other") == "silent"
    assert witness.verdict("other", "outer") == "silent", "a row inside is not the row"


def test_a_difference_inside_is_one_of_the_row_around_it() -> None:
    covered = frozenset({"outer", "outer.inner", "other"})
    witness = Witness(name="stored", spoke=True, covered=covered, differences=(DIFFERENCE,))
    assert not witness.agrees
    assert witness.verdict("outer", "outer.inner") == "differs"
    assert witness.verdict("outer.inner") == "differs"
    assert witness.verdict("other") == "agrees"


def test_a_witness_that_was_not_heard_never_agrees() -> None:
    assert Witness(name="summary", spoke=True).agrees
    assert not Witness(name="summary", spoke=False, reason="not asked").agrees
