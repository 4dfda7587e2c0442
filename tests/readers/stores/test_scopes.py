"""Whose weight it is, where a model and a layer, or two layers, bear the same names."""

from __future__ import annotations

import pytest

from rnnscope.model.parts import LayerConfig
from rnnscope.readers.stores.scopes import Owners

pytestmark = pytest.mark.quick

A_AND_B = Owners.of([LayerConfig(class_name="Dense", name=name) for name in "ab"])


def test_the_scope_of_a_model_with_a_layers_name_is_dropped() -> None:
    assert A_AND_B.shares(["a/a/kernel:0", "a/b/kernel:0", "a/b/bias:0"]) == [[0], [1, 2]]


def test_it_is_kept_where_a_weight_is_not_of_a_layer_below_it() -> None:
    assert A_AND_B.shares(["a/a/kernel:0", "a/b/kernel:0", "a/other/kernel:0"]) == [[0, 1, 2], []]
    assert A_AND_B.shares(["a/a/kernel:0", "a/b/kernel:0", "a/bias:0"]) == [[0, 1, 2], []]


def test_it_is_kept_where_weights_stand_in_several() -> None:
    assert A_AND_B.shares(["a/b/kernel:0", "b/a/kernel:0"]) == [[0], [1]]


def test_it_is_kept_where_all_weights_below_it_are_of_one_layer() -> None:
    assert A_AND_B.shares(["a/b/kernel:0", "a/b/bias:0"]) == [[0, 1], []]
