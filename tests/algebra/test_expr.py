"""An expression is a number and its own explanation: the text is true, and canonical."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnscope.algebra.expr import Expr, Symbol, as_expr, ceil_div, product, symbol, total
from rnnscope.errors import UnknownSizeError
from rnnscope.untrusted.limits import applied

pytestmark = pytest.mark.quick

SIZES = {
    "gates": 4,
    "units": 3,
    "kernel_width": 2,
    "channels": 8,
    "groups": 2,
    "filters": 6,
    "input_dim": 5,
    "something_else": 7,
}
NAMES = {name: symbol(name, size) for name, size in SIZES.items()}


def _divided(top: Expr, bottom: Expr) -> Expr:
    return top // bottom if bottom.value else top


def _ceil_divided(top: Expr, bottom: Expr) -> Expr:
    return ceil_div(top, bottom) if bottom.value else top


def _combined(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    operations: list[Callable[[Expr, Expr], Expr]] = [
        Expr.__add__,
        Expr.__sub__,
        Expr.__mul__,
        _divided,
        _ceil_divided,
    ]
    return st.builds(
        lambda operation, left, right: operation(left, right),
        st.sampled_from(operations),
        parts,
        parts,
    )


leaves = st.sampled_from(list(NAMES.values())) | st.integers(-3, 12).map(as_expr)
expressions = st.recursive(leaves, _combined, max_leaves=10)


@given(expressions)
def test_the_text_evaluates_to_the_number(expr: Expr) -> None:
    assert eval(str(expr), {}, SIZES) == int(expr)  # noqa: S307


@given(expressions)
def test_the_numbers_evaluate_to_the_number(expr: Expr) -> None:
    assert eval(expr.numbers(), {}) == int(expr)  # noqa: S307


@given(expressions, expressions)
def test_operations_are_those_of_the_numbers(left: Expr, right: Expr) -> None:
    a, b = int(left), int(right)
    assert (int(left + right), int(left - right), int(left * right)) == (a + b, a - b, a * b)
    assert (int(left + 2), int(2 + left), int(2 - left)) == (a + 2, 2 + a, 2 - a)
    assert int(-left) == -a
    if b:
        assert int(left // right) == a // b
        assert int(ceil_div(left, right)) == -(-a // b) or b < 0


@given(expressions, expressions, expressions)
def test_equal_counts_are_written_alike(a: Expr, b: Expr, c: Expr) -> None:
    assert str(a + b) == str(b + a)
    assert str(a * b) == str(b * a)
    assert str((a + b) * c) == str(a * c + b * c)
    assert str(a - a) == "0"
    assert a + b - b == a
    assert -(a - b) == b - a
    assert hash(a * b) == hash(b * a)


@given(st.lists(leaves, max_size=5).flatmap(lambda x: st.tuples(st.just(x), st.permutations(x))))
def test_the_order_of_terms_and_factors_does_not_matter(lists: tuple[list[Expr], ...]) -> None:
    one, other = lists
    assert total(one) == total(other)
    assert product(one) == product(other)


UNITS, INPUT_DIM, GATES = NAMES["units"], NAMES["input_dim"], NAMES["gates"]


@pytest.mark.parametrize(
    ("expr", "text"),
    [
        pytest.param(INPUT_DIM * UNITS, "units*input_dim", id="glossary order"),
        pytest.param(
            UNITS + INPUT_DIM * UNITS + UNITS * UNITS,
            "units*units + units*input_dim + units",
            id="higher degrees first",
        ),
        pytest.param(
            GATES * (UNITS + INPUT_DIM), "gates*units + gates*input_dim", id="nothing taken out"
        ),
        pytest.param(UNITS - 3, "units - 3", id="subtraction"),
        pytest.param(3 - UNITS, "-units + 3", id="a negative first term"),
        pytest.param(2 * UNITS - UNITS * 2, "0", id="nothing left"),
        pytest.param(UNITS // 2, "units//2", id="division"),
        pytest.param((UNITS - 1) // 2 + 1, "(units - 1)//2 + 1", id="a divided sum"),
        pytest.param(6 * UNITS // 3, "2*units", id="a division that cancels"),
        pytest.param(2 * (UNITS // INPUT_DIM), "2*(units//input_dim)", id="a factor divided"),
        pytest.param(UNITS // (INPUT_DIM * UNITS), "units//(units*input_dim)", id="by a product"),
        pytest.param(as_expr(7) // 2, "3", id="constants are worked out"),
        pytest.param(as_expr(0), "0", id="zero"),
    ],
)
def test_text(expr: Expr, text: str) -> None:
    assert str(expr) == text
    assert eval(text, {}, SIZES) == int(expr)  # noqa: S307


def test_a_size_of_none_makes_the_whole_unknown() -> None:
    steps = symbol("timesteps", None)
    for expr in (steps, steps + 1, UNITS * steps, steps // 2, UNITS // steps, 3 - steps):
        assert expr.value is None
        with pytest.raises(UnknownSizeError, match="holds a size of None"):
            int(expr)
    assert (steps + 1).numbers() == "None + 1"
    assert (steps - steps).value == 0


def test_division_by_zero_is_refused() -> None:
    with pytest.raises(ZeroDivisionError):
        UNITS // 0
    assert (UNITS // symbol("groups", 0)).value is None


def test_symbols_of_different_owners_are_different() -> None:
    one, other = symbol("units", 3, "one"), symbol("units", 3, "other")
    assert one != other
    assert (one + other).qualified() == "one.units + other.units"
    assert str(one + other) == "units + units"
    assert [each.owner for each in (one * other + one).symbols] == ["one", "other"]


def test_expanded_traces_sizes_back_to_where_they_come_from() -> None:
    height, width = symbol("height", 5, "conv"), symbol("width", 4, "conv")
    flat = symbol("features", 20, "flatten", origin=height * width)
    input_dim = symbol("input_dim", 20, "dense", origin=flat)
    count = input_dim * symbol("units", 3, "dense") + 1
    assert count.expanded().qualified() == "conv.height*conv.width*dense.units + 1"
    assert int(count.expanded()) == int(count) == 61
    halved = symbol("half", 2, "pool", origin=height // 2)
    assert halved.expanded() == height // 2


def test_roots_are_the_sizes_that_come_from_nowhere_else() -> None:
    height, width = symbol("height", 5, "conv"), symbol("width", 4, "conv")
    flat = symbol("features", 20, "flatten", origin=height * width)
    input_dim = symbol("input_dim", 10, "dense", origin=flat // 2)
    count = input_dim * UNITS + (width + 1) // UNITS + flat - 3
    assert [size.qualified for size in count.roots] == ["units", "conv.height", "conv.width"]
    assert set(count.roots) == set(count.expanded().symbols)
    assert (as_expr(3).roots, as_expr(0).roots) == ((), ())


def test_roots_are_found_however_far_away_they_are() -> None:
    size = start = symbol("height", 3, "input")
    for i in range(5_000):
        size = symbol("height", 3, str(i), origin=size * 2 - size)
    assert size.roots == start.roots == (Symbol("height", 3, "input"),)


def test_a_symbol_is_an_expression() -> None:
    units = Symbol("units", 3)
    assert units.expr == UNITS
    assert units.expr.single is units


def test_single_is_the_one_symbol_and_nothing_else() -> None:
    assert UNITS.single is not None
    assert UNITS.single.name == "units"
    for expr in (UNITS + 1, 2 * UNITS, UNITS * UNITS, UNITS // 2, as_expr(3), as_expr(0)):
        assert expr.single is None


def test_substitute_puts_expressions_in_place() -> None:
    count = UNITS * INPUT_DIM + UNITS // 2
    doubled = count.substitute(lambda size: symbol(size.name, size.value) * 2)
    assert str(doubled) == "4*units*input_dim + units"


def test_a_product_that_doubles_with_every_factor_is_refused() -> None:
    sums = [symbol(f"a{i}", 2) + symbol(f"b{i}", 3) for i in range(64)]
    assert len(product(sums[:10]).terms) == 1024
    with pytest.raises(OverflowError, match="beyond the limit formula_terms of 10,000"):
        product(sums)


def test_a_sum_of_any_length_is_taken_by_a_number_or_by_a_product() -> None:
    sizes = [symbol(f"units_{i}", i + 1, f"layer_{i}") for i in range(9)]
    with applied({"formula_terms": 4}):
        assert int(2 * total(sizes)) == 90
        assert int(total(sizes) * sizes[1]) == 90
        with pytest.raises(OverflowError, match="formula_terms"):
            total(sizes) * total(sizes)
