"""What is usual where an argument has no default."""

from __future__ import annotations

import pytest

from rnnscope.report.row_verdict import Told
from tests.solving.pasted import explained, verdict

pytestmark = pytest.mark.quick


def test_what_flows_into_a_layer_at_each_step_of_images_are_colours() -> None:
    """448 is 16*(9*3 + 1), of a convolution, as well as 16*(27 + 1), of a Dense."""
    report = explained("time_distributed (TimeDistri (None, 20, 64, 64, 16)    448")
    told = verdict(report, "time_distributed")
    assert told.told is Told.ASSUMED
    assert {"channels", "layer"} <= {*told.assumed}
    assert told.fits[0].settings["layer"] == "Conv2D"
    assert "Dense" in [fit.settings["layer"] for fit in told.fits]
