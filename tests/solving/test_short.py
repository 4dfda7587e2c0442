"""Rows that more settings fit than are looked at."""

from __future__ import annotations

import pytest

import rnnscope
from rnnscope.report.row_verdict import Told
from rnnscope.solving.deciding.decided import MOST

pytestmark = pytest.mark.quick

HEAD = "Layer (type)                 Output Shape              Param #\n" + "=" * 65 + "\n"


def test_none_is_preferred_where_not_all_were_looked_at() -> None:
    row = "conv2d_1 (Conv2D)            (None, None, None, 1      6485184\n"
    told = rnnscope.explain_summary(HEAD + row, summary=False).layers[0].told
    assert told is not None
    assert told.count >= MOST
    assert (told.told, told.is_whole) == (Told.ONE_OF, False)
