from __future__ import annotations

import pytest

from rnnscope.report.row_verdict import Told
from tests.solving.round_trip import KINDS, checked, models, pasted, printed


@pytest.mark.parametrize("width", [None, 120])
def test_every_row_that_is_pasted_back_is_right_or_told_beside(width: int | None) -> None:
    for model in models(len(KINDS), 3):
        report = pasted(printed(model, width))
        assert report.total == model.count_params()
        for row, told, how in checked(model, report):
            assert how == "right" or (told is Told.ASSUMED and how == "beside"), row.path
