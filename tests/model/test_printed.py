"""What a printed shape may be."""

from __future__ import annotations

import pytest

from rnnscope.model.printed import PrintedShape

pytestmark = pytest.mark.quick


@pytest.mark.parametrize(("shape", "is_so"), [((None, 7, 128), True), ((None, 7, 13), False)])
def test_a_size_goes_on_with_the_digits_that_are_left(
    shape: tuple[int | None, ...], is_so: bool
) -> None:
    assert PrintedShape(sizes=(None, 7), is_cut=True, begun="12").goes_on_as(shape) is is_so
