"""Settings beside which other values do as well."""

from __future__ import annotations

import pytest

from tests.solving.chains import chain, reported, said

pytestmark = pytest.mark.quick


@pytest.mark.parametrize("channels", [3, 64])
def test_the_groups_of_a_normalization_are_in_no_number(channels: int) -> None:
    shape, number = (None, 4, 4, channels), 28 * channels
    rows = (("x", "Conv2D", shape, number), ("g", "GroupNormalization", shape, 2 * channels))
    assert "determined: " in said(reported(chain(*rows)), "g")
    assert "but for other values of groups" in said(reported(chain(*rows)), "g")


def test_what_other_values_would_do_for_is_not_said_to_be_determined() -> None:
    rows = (("x", "Dense", (None, 5, 4), 8), ("b", "Bidirectional", (None, 8), 832))
    assert "other values of merge_mode do as well" in said(reported(chain(*rows)), "b")
    gru = reported(chain(("x", "Dense", (None, 5, 4), 8), ("g", "GRU", (None, 8), 288)))
    assert said(gru, "g").endswith("but for other values of reset_after")
