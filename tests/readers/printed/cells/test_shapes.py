"""Shapes as they are printed, whole or cut off."""

from __future__ import annotations

import pytest

from rnnscope.model.printed import PrintedShape
from rnnscope.readers.printed.cells.shapes import shapes_in

pytestmark = pytest.mark.quick


def test_the_digits_that_are_left_of_a_size_are_kept() -> None:
    assert shapes_in("(None, 128, 12") == (
        PrintedShape(sizes=(None, 128), is_cut=True, begun="12"),
    )
    assert shapes_in("(None, 128, ") == (PrintedShape(sizes=(None, 128), is_cut=True),)
    assert shapes_in("(None, 128, 12)") == (PrintedShape(sizes=(None, 128, 12)),)
