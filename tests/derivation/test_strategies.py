"""By what a layer is explained where several strategies can, and what is said where none can."""

from __future__ import annotations

import keras
import pytest

from rnnscope.algebra.expr import symbol
from rnnscope.derivation._strategies import STRATEGIES, Case, derived, explained, stored, traced
from rnnscope.derivation._walk import _Walk
from rnnscope.layers import Layer, formula_of
from rnnscope.readers import read
from rnnscope.report.report import Basis
from rnnscope.tracing import Tracer


def case_of(built: keras.layers.Layer, *, feeds: bool = True, is_stored: bool = True) -> Case:
    """Return the case of a live layer with 3 features, or of one of which nothing flows in."""
    model = read(keras.Sequential([keras.Input((3,)), built]))
    at = [layer.name for layer in model.config.layers].index(built.name)
    config = model.config.layers[at]
    store = model.store.split(model.config.layers)[at] if model.store and is_stored else None
    shape = (symbol("batch", None), symbol("features", 3))
    layer = Layer(config=config, path=config.name, inputs=(shape,) if feeds else ())
    return Case(layer, formula_of(config), store, _Walk(Tracer()))


ORDER = [
    "read_from_weights",
    "sum_of_its_layers",
    "derived",
    "weightless",
    "derived_from_any_input",
    "derived_from_stored_sizes",
    "traced",
    "stored",
]
NO_FORMULA = "no formula is known for its class"


def test_the_order_of_preference() -> None:
    assert [strategy.__name__ for strategy in STRATEGIES] == ORDER


@pytest.mark.parametrize(
    ("left_out", "basis", "formula"),
    [
        (set(), Basis.DERIVED, "units*input_dim + units"),
        ({derived}, Basis.TRACED, "units*features + units"),
        ({derived, traced}, Basis.STORED, "16"),
        ({derived, traced, stored}, Basis.UNKNOWN, "?"),
    ],
    ids=["all", "no formula", "no code", "nothing stored"],
)
def test_what_comes_next_explains_a_layer(
    left_out: set[object], basis: Basis, formula: str
) -> None:
    strategies = [strategy for strategy in STRATEGIES if strategy not in left_out]
    row = explained(case_of(keras.layers.Dense(4)), strategies)
    assert (row.basis, row.formula) == (basis, formula)
    assert row.params == (None if basis is Basis.UNKNOWN else 16)


class Mine(keras.layers.Dense):
    """A class without a formula."""


def test_each_strategy_that_has_no_row_says_why() -> None:
    case = case_of(Mine(4), feeds=False)
    told = {strategy.__name__: strategy(case) for strategy in STRATEGIES}
    assert {name: why for name, why in told.items() if isinstance(why, str) and why} == {
        "derived": NO_FORMULA
    }
    assert [name for name, row in told.items() if not isinstance(row, str)] == ["traced", "stored"]


def test_a_row_tells_why_none_was_preferred_to_it() -> None:
    case = case_of(Mine(4))
    assert explained(case, STRATEGIES).notes == (f"{NO_FORMULA}; its own code was followed",)
    assert explained(case, (derived, stored)).notes == (
        f"{NO_FORMULA}; only the stored tensors are known",
    )
    nothing = case_of(Mine(4), is_stored=False)
    assert explained(nothing, (derived, stored)).notes == (f"{NO_FORMULA}; its count is not known",)


def test_reasons_are_told_in_the_order_of_the_strategies() -> None:
    case = case_of(keras.layers.Dense(4, name="d"), feeds=False, is_stored=False)
    (note,) = explained(case, [each for each in STRATEGIES if each is not traced]).notes
    assert note == (
        "the shape of its input is not known; whatever flows in, it has bias (4,); "
        "its count is not known"
    )
