"""Shapes that may be one are those that a look at every pair finds."""

from __future__ import annotations

from functools import partial
from itertools import product

import pytest

from rnnscope.model.parts import Shape
from rnnscope.solving.together._agreeing import Shapes, agree
from tests.counted import calls

pytestmark = pytest.mark.quick

EVERY: list[Shape] = [shape for rank in range(4) for shape in product((None, 1, 2), repeat=rank)]


@pytest.mark.parametrize("shape", EVERY, ids=str)
def test_those_that_agree_are_all_that_do(shape: Shape) -> None:
    shapes = Shapes.of(EVERY)
    assert {*shapes.agreeing(shape)} == {each for each in EVERY if agree(shape, each)}
    assert shapes.may_be(shape)
    assert not Shapes.of([]).may_be(shape)


def test_many_shapes_of_other_sizes_are_not_looked_at() -> None:
    def all_of(count: int) -> None:
        shapes = Shapes.of([(None, None, size) for size in range(count)])
        assert all(shapes.may_be((None, 7, size)) for size in range(count))

    assert calls(partial(all_of, 400)) < 2.3 * calls(partial(all_of, 200))
