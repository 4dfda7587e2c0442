"""Numbers put into what a formula said of others, held against what it says of them itself."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice

import pytest

from rnnscope.model.parts import LayerConfig, Shape
from rnnscope.solving.asked.answers import Answer
from rnnscope.solving.asked.arguments import OF_ANY_NUMBER
from rnnscope.solving.formulas import moulds
from rnnscope.solving.formulas.moulds import cast
from tests.solving.settings import SPACES

pytestmark = pytest.mark.quick

NAMES = sorted(
    name for name in OF_ANY_NUMBER if name in SPACES and moulds._sought(name) is not None
)
MANY = 100


def configs(name: str) -> Iterator[tuple[LayerConfig, tuple[Shape, ...]]]:
    """Yield settings of a class with what flows in, in an order by chance."""
    space, chosen = SPACES[name], random.Random(1)
    every = [(settings, shape) for settings in space.settings() for shape in space.inputs]
    chosen.shuffle(every)
    for settings, shape in every:
        larger = tuple(size and size * chosen.choice((1, 1, 3, 8)) for size in shape)
        more = {key: value for key, value in settings.items() if type(value) is not int}
        sizes = {key: value for key, value in settings.items() if type(value) is int}
        for key in sizes.keys() - {"groups", "strides", "dilation_rate", "axis"}:
            sizes[key] *= chosen.choice((1, 1, 7))
        config = LayerConfig(
            class_name=name, name="layer", module="keras.layers", settings={**more, **sizes}
        )
        yield config, (larger,) * space.count


def told(found: Answer | None) -> tuple[object, ...] | None:
    """Return all that is asked of a cast."""
    if found is None:
        return None
    counts = found.count, found.fixed, found.multiplied
    return found.weights, found.outputs, found.sizes, found.formula, found.numbers, *counts


@pytest.mark.parametrize("name", NAMES)
def test_what_a_formula_says_of_numbers_follows_from_what_it_said_of_others(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    moulds._mould.cache_clear()
    every = list(islice(configs(name), MANY))
    put_in = [told(cast(config, shapes, {})) for config, shapes in every]
    monkeypatch.setattr(moulds, "OF_ANY_NUMBER", frozenset())
    moulds._sought.cache_clear()
    alone = [told(cast(config, shapes, {})) for config, shapes in every]
    moulds._sought.cache_clear()
    assert put_in == alone
    assert any(put_in)
