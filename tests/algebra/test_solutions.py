"""Which whole numbers a size may be for an expression to have a value: all, and no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnscope.algebra.expr import Expr, Symbol, as_expr, product, symbol, total
from rnnscope.algebra.solutions import MOST_DEGREE
from rnnscope.errors import NotPolynomialError, UnknownSizeError

pytestmark = pytest.mark.quick

UNITS = Symbol("units", 3, "rnn")
INPUT_DIM = symbol("input_dim", 28)
COUNT = UNITS.expr * UNITS.expr + INPUT_DIM * UNITS.expr + UNITS.expr


def _polynomial(coefficients: list[int]) -> Expr:
    """Return an expression of the units, its highest coefficient first."""
    result = as_expr(0)
    for coefficient in coefficients:
        result = result * UNITS.expr + coefficient
    return result


def _at(coefficients: list[int], size: int) -> int:
    result = 0
    for coefficient in coefficients:
        result = result * size + coefficient
    return result


def test_the_units_of_a_simple_rnn() -> None:
    assert COUNT.solutions(20_096, UNITS) == (128,)
    assert COUNT.solutions(20_097, UNITS) == ()
    assert COUNT.solutions(0, UNITS) == (0,)
    assert COUNT.solutions(20_096, INPUT_DIM.roots[0]) == ()
    assert COUNT.solutions(3 * 3 + 3 * 50 + 3, INPUT_DIM.roots[0]) == (50,)


def test_several_sizes_may_give_a_number() -> None:
    size = UNITS.expr
    assert (12 * size - size * size).solutions(35, UNITS) == (5, 7)
    assert (12 * size - size * size).solutions(36, UNITS) == (6,)
    assert (12 * size - size * size).solutions(37, UNITS) == ()


@given(
    st.lists(st.integers(-60, 60), min_size=2, max_size=7).filter(lambda found: any(found[:-1])),
    st.integers(0, 40),
    st.integers(-5, 5),
)
def test_all_solutions_are_found_and_no_other(coefficients: list[int], size: int, off: int) -> None:
    number = _at(coefficients, size) + off
    found = _polynomial(coefficients).solutions(number, UNITS)
    tried = tuple(n for n in range(300) if _at(coefficients, n) == number)
    assert tuple(n for n in found if n < 300) == tried
    assert all(_at(coefficients, n) == number for n in found)


@given(
    st.lists(st.integers(0, 10**12), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(-99, 99), st.integers(1, 10**6)), max_size=2),
)
def test_large_sizes_are_found_exactly(sizes: list[int], others: list[tuple[int, int]]) -> None:
    units = UNITS.expr
    # The others are never 0: n*n + a*n + b without a root where b is large.
    factors = [units - size for size in sizes]
    factors += [units * units + a * units + a * a + b for a, b in others]
    assert product(factors).solutions(0, UNITS) == tuple(sorted(set(sizes)))


def test_what_was_computed_from_the_size_follows_it() -> None:
    input_dim = symbol("input_dim", 3, "dense", origin=UNITS.expr)
    flat = symbol("features", 12, "dense", origin=4 * input_dim)
    whole = COUNT + flat * 10 + 10
    assert whole.solutions(20_096 + 4 * 128 * 10 + 10, UNITS) == (128,)
    assert whole.solutions(int(COUNT) + 90, flat.single or UNITS) == (8,)
    size = UNITS.expr
    for i in range(5_000):
        size = symbol("size", 3, str(i), origin=size + 0)
    assert size.solutions(77, UNITS) == (77,)


def test_divisions_that_do_not_round() -> None:
    heads = symbol("heads", 4)
    per_head = (heads * UNITS.expr) // heads
    assert (per_head * 2).solutions(14, UNITS) == (7,)
    assert (UNITS.expr * (INPUT_DIM // 3)).solutions(45, UNITS) == (5,)
    assert ((heads // 5) * UNITS.expr + UNITS.expr).solutions(45, UNITS) == (45,)


@pytest.mark.parametrize(
    ("expr", "problem"),
    [
        (INPUT_DIM * 2, "does not depend on it"),
        (as_expr(3), "does not depend on it"),
        (UNITS.expr * symbol("none", 0), "does not depend on it"),
        (COUNT // 2, "rounds what it divides"),
        (INPUT_DIM // UNITS.expr, "divides by it"),
        (UNITS.expr // symbol("none", 0), "by zero|// 0"),
        (product([UNITS.expr] * (MOST_DEGREE + 1)), "degree is above 32"),
    ],
)
def test_what_is_no_polynomial(expr: Expr, problem: str) -> None:
    with pytest.raises(NotPolynomialError, match=f"is no polynomial of 'units': .*{problem}"):
        expr.solutions(7, UNITS)
    with pytest.raises(ValueError, match=problem):
        expr.solutions(7, UNITS)


def test_another_size_that_is_open() -> None:
    with pytest.raises(UnknownSizeError):
        (UNITS.expr * symbol("timesteps", None)).solutions(7, UNITS)
    open_units = Symbol("units", None)
    assert (open_units.expr * 3).solutions(21, open_units) == (7,)


def test_the_highest_degree_takes_no_time() -> None:
    expr = product([UNITS.expr - 3 * n for n in range(MOST_DEGREE)])
    assert expr.solutions(0, UNITS) == tuple(range(0, 3 * MOST_DEGREE, 3))
    assert total([expr, 1]).solutions(0, UNITS) == ()
