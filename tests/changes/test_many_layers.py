"""Models of thousands of layers are compared in as many steps for each as small ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from rnnscope.changes.comparing import changes
from rnnscope.pages.compared.changes_page import change_lines
from rnnscope.states import ModelState
from tests.changes.chains import automatic, chain
from tests.changes.test_random_pairs import added_up
from tests.counted import calls

SIZES = (8, 16, 32, 64)


def some(count: int, seed: int = 1) -> list[int]:
    random = Random(seed)
    return [random.choice(SIZES) for _ in range(count)]


def named(place: int) -> str:
    return f"block_{place}_head"


def compared(old: ModelState, new: ModelState) -> list[str]:
    """Return the lines."""
    told = changes(old, new)
    assert added_up(told) == (new.total or 0) - (old.total or 0)
    return change_lines(told)


def calls_to_compare(old: ModelState, new: ModelState) -> int:
    """Return how many calls of functions it takes."""
    return calls(lambda: change_lines(changes(old, new)))


def of_sizes(count: int) -> tuple[ModelState, ModelState]:
    """Return a model whose one layer has so many sizes, and the same with other ones."""
    layer = chain([8]).layers[0]
    one, other = (
        ModelState(
            source="model",
            layers=(replace(layer, sizes={f"s{i}": size for i in range(count)}, params=size),),
        )
        for size in (1, 2)
    )
    return one, other


def of_another_class(count: int) -> tuple[ModelState, ModelState]:
    old = chain(some(count))
    layers = tuple(replace(each, class_name="Own") for each in old.layers)
    return old, replace(old, layers=layers)


PAIRS: dict[str, Callable[[int], tuple[ModelState, ModelState]]] = {
    "the same": lambda n: (chain(some(n)), chain(some(n))),
    "other names": lambda n: (chain(some(n)), chain(some(n), lambda i: automatic(i + 7))),
    "one more": lambda n: (chain(some(n)), chain([*some(n)[: n // 2], 99, *some(n)[n // 2 :]])),
    "wider": lambda n: (chain(some(n)), chain([2 * size for size in some(n)])),
    "another": lambda n: (chain(some(n)), chain(some(n, seed=2))),
    "all new": lambda n: (chain(some(n), named), chain(some(n, seed=2), lambda i: f"n{i}")),
    "reversed": lambda n: (chain(some(n), named), chain(some(n)[::-1], lambda i: named(n - 1 - i))),
    "cut off": lambda n: (chain(some(n)), chain(some(n)[:3])),
    "all alike": lambda n: (chain([8] * n), chain([8] * (n - n // 3))),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_a_thousand_layers(pair: str) -> None:
    assert len(compared(*PAIRS[pair](1_000))) <= 103


@pytest.mark.parametrize("pair", [*PAIRS, "another class", "many sizes"])
def test_twice_the_layers_take_about_twice_the_calls(pair: str) -> None:
    made = {**PAIRS, "another class": of_another_class, "many sizes": of_sizes}[pair]
    assert calls_to_compare(*made(800)) < 2.6 * calls_to_compare(*made(400)) + 5_000


@pytest.mark.parametrize("pair", ["other names", "wider", "all new", "cut off"])
def test_ten_thousand_layers(pair: str) -> None:
    assert max(map(len, compared(*PAIRS[pair](10_000)))) < 500


def test_what_one_layer_more_does() -> None:
    lines = compared(*PAIRS["one more"](1_000))
    assert lines[0].startswith("dense_500 added (Dense, units 99): ")
    assert lines[1] == (
        "500 layers renamed: dense_500 -> dense_501, dense_501 -> dense_502, "
        "dense_502 -> dense_503, dense_503 -> dense_504 and 496 more"
    )
    assert len(lines) == 3


def test_all_names_in_one_line() -> None:
    lines = compared(*PAIRS["other names"](1_000))
    assert lines == [
        "all 1,000 layers renamed: dense -> dense_7, dense_1 -> dense_8, dense_2 -> dense_9, "
        "dense_3 -> dense_10 and 996 more",
        lines[1],
    ]
    assert lines[1].endswith(", as before")


def test_a_layer_of_any_number_of_sizes() -> None:
    assert len(compared(*of_sizes(20_000))) < 110
