"""Nested arguments are flattened as Keras flattens them."""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque, namedtuple
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnnscope.model.structure import flat, mapped

Pair = namedtuple("Pair", ["z", "a"])  # of leaves of any kind


class Mine(dict):  # type: ignore[type-arg]
    """A dict that Keras does not look into."""


class Row(list):  # type: ignore[type-arg]
    """A list that Keras does not look into."""


CASES: dict[str, Any] = {
    "a leaf": 1,
    "None": None,
    "nothing": [],
    "lists in a list": [[1, 2], [[3]], 4],
    "tuples": (1, (2, [3, None])),
    "a dict": {"z": 1, "a": 2},
    "an OrderedDict": OrderedDict([("z", 1), ("a", 2)]),
    "dicts in an OrderedDict": OrderedDict([("z", {"b": 1, "a": 2}), ("a", [3])]),
    "a defaultdict": defaultdict(int, {"z": 1, "a": 2}),
    "numbers as keys": {10: 1, 9: 2, 100: 3},
    "numbers as texts": {"10": 1, "9": 2, "100": 3},
    "keys of two kinds": {"b": 1, 2: 2, "a": 3, 1: 4},
    "keys that have no order": {1j: 1, 3j: 2, 2j: 3},
    "tuples as keys": {(2, 1): 1, (1, 9): 2},
    "a named tuple": Pair(z=1, a={"y": 2, "b": 3}),
    "a deque": deque([1, {"b": 2, "a": 3}]),
    "a dict of one's own": [Mine(z=1, a=2), 3],
    "a list of one's own": [Row([1, 2]), 3],
    "None in a dict": {"z": None, "a": [None, 1]},
}


@pytest.fixture(scope="module")
def tree() -> Any:
    """Keras's own flattening."""
    return pytest.importorskip("keras").tree


@pytest.mark.parametrize("value", CASES.values(), ids=CASES)
def test_as_keras_does(value: Any, tree: Any) -> None:
    assert list(flat(value)) == tree.flatten(value)
    ours, theirs = mapped(repr, value), tree.map_structure(repr, value)
    assert ours == theirs
    assert tree.flatten(ours) == tree.flatten(theirs)


leaves = st.none() | st.integers() | st.text(max_size=2)
keys = st.text(max_size=3) | st.integers()
nested = st.recursive(
    leaves,
    lambda inside: (
        st.lists(inside, max_size=3)
        | st.dictionaries(keys, inside, max_size=3)
        | st.lists(inside, max_size=3).map(tuple)
        | st.lists(st.tuples(keys, inside), max_size=3).map(OrderedDict)
    ),
    max_leaves=12,
)


@given(value=nested)
def test_any_nesting_as_keras_does(value: Any, tree: Any) -> None:
    assert list(flat(value)) == tree.flatten(value)


def test_what_keras_keeps_for_a_layer_is_plain_again() -> None:
    keras = pytest.importorskip("keras")
    layer = keras.layers.Layer()
    layer.held = {"z": 1, "a": [2, 3]}
    assert list(flat(layer.held)) == keras.tree.flatten(layer.held) == [2, 3, 1]
    again = mapped(lambda leaf: leaf, layer.held)
    assert (type(again), type(again["a"])) == (dict, list)
