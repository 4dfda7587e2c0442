"""What a sentence names to raise a limit, where there is something to set."""

from __future__ import annotations

import pytest

from rnnscope.untrusted.limits import beyond
from rnnscope.untrusted.remedies import NONE, Remedies, longer, offered

pytestmark = pytest.mark.quick
LIMIT = "beyond the limit layers of 200,000"


def test_at_a_terminal_it_is_an_option() -> None:
    assert beyond("layers") == f"{LIMIT}, which --limit layers=NUMBER raises"
    assert longer() == "; --timeout gives it longer"


def test_elsewhere_it_is_a_setting() -> None:
    with offered(Remedies("limits = {{'{}': NUMBER}}", "patience")):
        assert beyond("layers") == f"{LIMIT}, which limits = {{'layers': NUMBER}} raises"
        assert longer() == "; patience gives it longer"


def test_or_nothing() -> None:
    with offered(NONE):
        assert (beyond("layers"), longer()) == (LIMIT, "")
