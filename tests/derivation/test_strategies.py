"""By what a layer is explained where several strategies can, and what is said where none can."""

from __future__ import annotations

from dataclasses import replace

import keras
import pytest

from rnnscope.algebra.expr import symbol
from rnnscope.derivation._strategies import (
    STRATEGIES,
    Case,
    derived,
    derived_from_any_input,
    derived_from_stored_sizes,
    explained,
    stored,
    traced,
    weightless,
)
from rnnscope.derivation._walk import _Walk
from rnnscope.layers import Layer, formula_of
from rnnscope.model.parts import LayerConfig
from rnnscope.readers import read
from rnnscope.report.report import Basis
from rnnscope.tracing import Tracer

SHAPE = (symbol("batch", None), symbol("features", 3))


def case_of(built: keras.layers.Layer, *, feeds: bool = True, is_stored: bool = True) -> Case:
    """Return the case of a live layer with 3 features, or of one of which nothing flows in."""
    model = read(keras.Sequential([keras.Input((3,)), built]))
    at = [layer.name for layer in model.config.layers].index(built.name)
    config = model.config.layers[at]
    store = model.store.split(model.config.layers)[at] if model.store and is_stored else None
    layer = Layer(config=config, path=config.name, inputs=(SHAPE,) if feeds else ())
    return Case(layer, formula_of(config), store, _Walk(Tracer()))


ORDER = [
    "read_from_weights",
    "printed",
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


OPERATIONS = "keras.src.ops.numpy"


@pytest.mark.parametrize(
    ("class_name", "module", "is_fed", "is_weightless"),
    [
        ("Transpose", OPERATIONS, False, True),
        ("Transpose", OPERATIONS, True, False),
        ("Unheard", OPERATIONS, True, True),
        ("Unheard", "somebody", True, False),
        ("Dense", "keras.layers", False, False),
    ],
)
def test_a_function_of_a_graph_has_no_weights_where_no_formula_says_more(
    class_name: str, module: str, is_fed: bool, is_weightless: bool
) -> None:
    config = LayerConfig(class_name=class_name, name="it", module=module)
    layer = Layer(config=config, path="it", inputs=(SHAPE,) if is_fed else ())
    found = weightless(Case(layer, formula_of(config), None, _Walk()))
    assert (found != "") is is_weightless
    assert isinstance(found, str) or (found.basis, found.params) == (Basis.NONE, 0)


def test_no_other_input_is_tried_where_one_is_known() -> None:
    fed, unfed = (case_of(keras.layers.Embedding(9, 4), feeds=feeds) for feeds in (True, False))
    named = replace(unfed, layer=replace(unfed.layer, named={"inputs": SHAPE}))
    for case in (fed, named):
        assert derived_from_any_input(case) == ""
    row = derived_from_any_input(unfed)
    assert not isinstance(row, str)
    assert row.params == 36


def test_without_a_formula_or_tensors_no_size_is_read() -> None:
    case = case_of(keras.layers.Dense(4), feeds=False)
    row = derived_from_stored_sizes(case)
    assert not isinstance(row, str)
    assert row.params == 16
    for other in (replace(case, formula=None), replace(case, store=None)):
        assert derived_from_stored_sizes(other) == ""
        assert derived_from_any_input(replace(other, formula=None)) == ""


def test_tensors_are_not_believed_where_more_may_come_or_are_kept_elsewhere() -> None:
    case = case_of(keras.layers.Dense(4))
    assert not isinstance(stored(case), str)
    config = replace(case.layer.config, unbuilt=("inner",))
    assert stored(replace(case, layer=replace(case.layer, config=config))) == ""
    assert stored(replace(case, store=None)) == ""
