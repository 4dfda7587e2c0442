"""The glossary's sentences are by hand; what they are about is what Keras has."""

from __future__ import annotations

import pytest

from rnnscope.algebra.order import NAMES
from rnnscope.keras_facts import glossary
from rnnscope.keras_facts.arguments import WITHOUT_A_SAY, WITHOUT_A_SAY_IN
from rnnscope.keras_facts.constructors import ARGUMENTS, EVERY_LAYER

TAKEN = {name for arguments in ARGUMENTS.values() for name in arguments} | EVERY_LAYER
# Arguments of classes that keras.layers does not have, and of Keras 1.
ELSEWHERE = {"init_values", "bias"}


def test_names_stand_in_the_order_of_the_formulas() -> None:
    assert tuple(glossary.SYMBOLS) == NAMES


@pytest.mark.parametrize("table", ["EFFECTS", "EFFECTLESS"])
def test_each_argument_explained_is_one_of_keras(table: str) -> None:
    assert getattr(glossary, table).keys() - ELSEWHERE <= TAKEN


@pytest.mark.parametrize("table", ["EFFECTS_IN", "EFFECTLESS_IN"])
def test_each_argument_of_a_class_is_one_that_it_takes(table: str) -> None:
    named = [(c, a) for c, a in getattr(glossary, table) if c in ARGUMENTS]
    assert {(c, a) for c, a in named if a not in ARGUMENTS[c]} == set()


def test_what_has_no_say_is_an_argument_that_is_there() -> None:
    assert TAKEN >= WITHOUT_A_SAY
    for name, classes in WITHOUT_A_SAY_IN.items():
        assert [each for each in classes if name not in ARGUMENTS[each]] == []
