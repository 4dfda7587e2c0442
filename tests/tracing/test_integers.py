"""Integers that remember: the number and the expression are one."""

from __future__ import annotations

import copy
import json
import math
import pickle  # noqa: TID251  # what a library may do with a layer's integers
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnscope.algebra.expr import symbol
from rnnscope.tracing._integers import Numbers, TracedInt


def traced(name: str, value: int, numbers: Numbers | None = None) -> TracedInt:
    return TracedInt(symbol(name, value), numbers or Numbers())


OPERATIONS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "//": lambda a, b: a // b,
    "%": lambda a, b: a % b,
}


@given(a=st.integers(-50, 50), b=st.integers(1, 50), data=st.data())
def test_the_expression_has_the_value(a: int, b: int, data: st.DataObject) -> None:
    operation: Any = OPERATIONS[data.draw(st.sampled_from(sorted(OPERATIONS)))]
    left, right = traced("a", a), traced("b", b)
    for result in (operation(left, right), operation(left, b), operation(a, right)):
        assert isinstance(result, TracedInt)
        assert int(result.expr) == result == operation(a, b)
        assert eval(str(result.expr), {"a": a, "b": b}) == operation(a, b)  # noqa: S307


def test_it_is_an_int_to_everybody() -> None:
    size = traced("units", 6)
    assert (size, hash(size), repr(size), json.dumps([size])) == (6, hash(6), "6", "[6]")
    assert type(size).__name__ == "int"
    assert isinstance(size, int)
    assert (size > 5, size == 6, bool(size), [0] * size) == (True, True, True, [0] * 6)
    assert copy.deepcopy({"a": [size]})["a"][0] is size
    assert copy.copy(size) is size
    assert type(pickle.loads(pickle.dumps(size))) is int  # noqa: S301


@pytest.mark.parametrize(
    ("work_out", "text"),
    [
        (lambda n: math.ceil(n / 2), "(n + 1)//2"),
        (lambda n: math.floor(n / 2), "n//2"),
        (lambda n: round(n), "n"),
        (lambda n: math.prod([n, 3, n]), "3*n*n"),
        (lambda n: sum([n, n, 1]), "2*n + 1"),
        (lambda n: n**2, "n*n"),
        (lambda n: abs(-n), "n"),
        (lambda n: divmod(n, 4)[0], "n//4"),
        (lambda n: max(n, 3), "n"),
    ],
    ids=["ceil", "floor", "round", "prod", "sum", "power", "abs", "divmod", "max"],
)
def test_ways_to_work_out_a_size(work_out: Any, text: str) -> None:
    assert str(work_out(traced("n", 7)).expr) == text


@pytest.mark.parametrize(
    ("work_out", "text"),
    [
        (lambda n: int(n), "n"),
        (lambda n: int(n * 0.25), "n//4"),
        (lambda n: int(n * 4.0), "4*n"),
        (lambda n: int(2 * n / 3), "2*n//3"),
    ],
    ids=["int", "quarter", "times", "thirds"],
)
def test_what_becomes_plain_is_remembered_by_its_value(work_out: Any, text: str) -> None:
    numbers = Numbers()
    value = work_out(traced("n", 9, numbers))
    assert type(value) is int
    assert str(numbers.plain[value]) == text


def test_two_that_have_the_same_value_are_not_told_apart() -> None:
    numbers = Numbers()
    assert int(traced("a", 5, numbers)) == int(traced("b", 5, numbers))
    assert numbers.plain[5] is None
