"""Which tensor is which weight, for each family of sources, and by which rule it is told."""

from __future__ import annotations

from collections.abc import Sequence

import keras
import pytest

from rnnscope.matching import (
    ALL_NAMED,
    BY_LIST,
    NO_STORE,
    NOT_AS_MANY,
    NOT_CALLED,
    Rule,
    matched,
    matches,
    pairs,
)
from rnnscope.model.parts import Family, Kept, Place, Store, Tensor
from rnnscope.readers.live import LiveStore
from rnnscope.readers.stores.lists import ListStore
from rnnscope.readers.stores.named import NamedStore
from rnnscope.readers.stores.tree import TreeStore

KERNEL, BIAS = Place("", 0, "kernel"), Place("", 1, "bias")
MEAN = Place("", 1, "moving_mean", can_train=False)


def tensor(path: str, *shape: int, identity: int | None = None) -> Tensor:
    return Tensor(path, shape or (2,), "float32", identity=identity)


def listed(*names: str) -> ListStore:
    return ListStore(tuple((name, tensor(name)) for name in names))


def told(places: Sequence[Place], store: Store | None) -> list[str | None]:
    return [match.tensor.path if match.tensor else None for match in matches(places, store)]


def test_without_a_store_nothing_is_found_and_the_reason_is_told() -> None:
    (match,) = matches([KERNEL], None)
    assert (match.tensor, match.rule, match.why) == (None, Rule.NONE, NO_STORE)


def test_every_family_has_a_rule() -> None:
    for family in Family:
        (match,) = matched([KERNEL], [], family)
        assert match.tensor is None
        assert match.why


def tree(**groups: Sequence[int]) -> TreeStore:
    root = TreeStore()
    for name, numbers in groups.items():
        variables = {number: tensor(f"{name}/vars/{number}") for number in numbers}
        root.groups[name] = TreeStore(name, variables=variables)
    return root


def test_a_tree_goes_by_group_and_number_and_by_no_name() -> None:
    places = [Place("cell", 1, "kernel"), Place("cell", 0, "bias"), Place("other", 0, "kernel")]
    found = matches(places, tree(cell=(0, 1)))
    assert [m.tensor and m.tensor.path for m in found] == ["cell/vars/1", "cell/vars/0", None]
    assert {m.rule for m in found} == {Rule.PATH}


def test_a_group_of_before_keras_3_may_be_private() -> None:
    assert told([Place("cell", 0, "kernel")], tree(_cell=(0,))) == ["_cell/vars/0"]


def test_variables_saved_under_names_are_in_order_where_as_many_are() -> None:
    places = [Place("cell", -1, "a"), Place("cell", -1, "b")]
    found = matches(places, tree(cell=(-1, -2)))
    assert [m.tensor and m.tensor.path for m in found] == ["cell/vars/-1", "cell/vars/-2"]
    assert {m.rule for m in found} == {Rule.ORDER}
    assert {(m.tensor, m.why) for m in matches(places[:1], tree(cell=(-1, -2)))} == {
        (None, NOT_AS_MANY)
    }


def test_variables_under_names_beside_numbers_are_not_guessed_at() -> None:
    places = [Place("cell", 0, "a"), Place("cell", -1, "b"), Place("cell", -1, "c")]
    assert told(places, tree(cell=(0, -2, -3))) == ["cell/vars/0", None, None]


def test_a_weight_with_a_number_is_none_of_those_saved_under_names() -> None:
    places = [Place("cell", 0, "a"), Place("cell", -1, "b")]
    assert told(places, tree(cell=(-1,))) == [None, "cell/vars/-1"]


def test_a_list_goes_by_names_that_tell_each_weight_apart() -> None:
    found = matches([KERNEL, BIAS], listed("d/bias:0", "d/kernel_1:0"))
    assert [m.tensor and m.tensor.path for m in found] == ["d/kernel_1:0", "d/bias:0"]
    assert {(m.rule, m.why) for m in found} == {(Rule.NAME, ALL_NAMED)}


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(("Variable:0", "Variable_1:0"), id="that are no weight's"),
        pytest.param(("a/kernel:0", "b/kernel:0"), id="that two have"),
    ],
)
def test_a_list_goes_by_its_order_where_it_has_names(names: Sequence[str]) -> None:
    found = matches([MEAN, KERNEL], listed(*names))
    assert [m.tensor and m.tensor.path for m in found] == [*reversed(names)]
    assert {(m.rule, m.why) for m in found} == {(Rule.ORDER, BY_LIST)}


def test_two_weights_of_one_name_are_found_by_the_order_of_the_list() -> None:
    assert told([KERNEL, KERNEL], listed("kernel:0", "b:0")) == ["kernel:0", "b:0"]


def test_a_weight_that_files_do_not_keep_may_be_missing_in_a_list() -> None:
    absent = Place("", -1, "zero")
    assert told([KERNEL, absent], listed("d/kernel:0")) == ["d/kernel:0", None]
    assert told([absent, KERNEL, BIAS], listed("x:0", "y:0")) == [None, "x:0", "y:0"]
    named = matches([absent, BIAS, KERNEL], listed("d/kernel:0", "d/bias:0"))
    assert [m.tensor and m.tensor.path for m in named] == [None, "d/bias:0", "d/kernel:0"]


def test_one_weight_alone_is_found_by_the_order_of_the_list() -> None:
    assert told([KERNEL], listed("x:0")) == ["x:0"]


def test_names_do_not_count_where_two_in_the_list_have_one_of_them() -> None:
    found = matches([KERNEL, Place("", -1, "zero")], listed("zero:0", "zero_1:0", "kernel:0"))
    assert [m.tensor and m.tensor.path for m in found] == ["zero:0", None]
    assert {m.rule for m in found} == {Rule.ORDER}


def kept(name: str, identity: int, index: int = -1) -> Kept:
    return Kept(tensor(f"v{identity}", identity=identity), "", name, index)


def test_an_object_of_a_saved_model_goes_by_attributes_and_then_by_order() -> None:
    has = [kept("bias", 2), kept("", 1, 0), kept("", 2, 1), kept("", 3, 2)]
    places = [KERNEL, BIAS, Place("", 2, "inner/gamma"), Place("", -1, "zero"), Place("", 3, "x")]
    found = matched(places, has, Family.GRAPH)
    assert [m.tensor and m.tensor.path for m in found] == ["v1", "v2", "v3", None, None]
    assert [m.rule for m in found][:3] == [Rule.ORDER, Rule.NAME, Rule.ORDER]


def test_what_an_object_holds_under_another_name_is_not_in_its_order() -> None:
    (match,) = matched([KERNEL], [kept("other", 1)], Family.GRAPH)
    assert match.tensor is None


def test_a_weight_that_files_do_not_keep_takes_none_of_an_object_in_order() -> None:
    places = [Place("", -1, "zero"), KERNEL]
    found = matched(places, [kept("", 1, 0)], Family.GRAPH)
    assert [m.tensor and m.tensor.path for m in found] == [None, "v1"]


def test_a_live_layer_goes_by_name_whatever_the_order() -> None:
    layer = keras.layers.BatchNormalization()
    layer.build((None, 3))
    names = ["moving_variance", "beta", "gamma", "moving_mean"]
    found = matches([Place("", 0, name) for name in names], LiveStore(layer))
    assert [m.tensor and m.tensor.path for m in found] == [f"{layer.name}/{n}" for n in names]
    assert {m.rule for m in found} == {Rule.NAME}


def test_a_live_layer_goes_by_the_layer_under_the_group() -> None:
    layer = keras.layers.Bidirectional(keras.layers.SimpleRNN(2))
    layer.build((None, 4, 3))
    places = [Place(f"{side}_layer/cell", 0, "kernel") for side in ("backward", "forward")]
    found = [match.tensor for match in matches(places, LiveStore(layer))]
    own = [side.cell.kernel for side in (layer.backward_layer, layer.forward_layer)]
    assert [each and each.identity for each in found] == [id(variable) for variable in own]


def test_what_has_another_name_in_a_live_layer_goes_by_its_shape_once() -> None:
    layer = keras.layers.Dense(2)
    layer.build((None, 3))
    places = [
        Place("", 0, "offset", can_train=False, shape=(2,)),
        Place("", 1, "matrix", shape=(3, 2)),
        Place("", 2, "again", shape=(3, 2)),
    ]
    found = matches(places, LiveStore(layer))
    assert [m.tensor and m.tensor.identity for m in found] == [
        id(layer.bias),
        id(layer.kernel),
        None,
    ]
    assert {(m.rule, m.why) for m in found} == {(Rule.SHAPE, NOT_CALLED)}


def test_a_variable_in_memory_is_called_by_its_name_or_by_the_end_of_its_path() -> None:
    has = [
        Kept(tensor("odd", identity=1), name="kernel", index=0),
        Kept(tensor("a/cell/bias", identity=2), name="bias", index=1),
        Kept(tensor("b/cell/bias", identity=3), name="bias", index=2),
    ]
    places = [Place("", 1, "b/cell/bias"), Place("", 0, "cell/bias"), KERNEL]
    found = matched(places, has, Family.LIVE)
    assert [m.tensor and m.tensor.identity for m in found] == [3, 2, 1]


def test_two_variables_in_memory_may_have_one_path() -> None:
    has = [Kept(tensor("x/kernel", identity=i), name="kernel", index=i) for i in (0, 1)]
    found = matched([KERNEL, KERNEL], has, Family.LIVE)
    assert [m.tensor and m.tensor.identity for m in found] == [0, 1]


def test_a_built_layer_goes_by_order_alone() -> None:
    found = matched([BIAS, KERNEL, MEAN], [kept("kernel", 1), kept("bias", 2)], Family.BUILT)
    assert [m.tensor and m.tensor.path for m in found] == ["v1", "v2", None]


def test_keras_list_goes_by_name_and_by_order_where_names_differ() -> None:
    has = [kept("bias", 1), kept("kernel", 2), kept("kernel", 3)]
    places = [Place("a", 0, "a/kernel"), Place("b", 0, "b/kernel"), BIAS]
    found = matched(places, has, Family.SUMMARY)
    assert [(m.tensor and m.tensor.path, m.rule) for m in found] == [
        ("v2", Rule.NAME),
        ("v3", Rule.NAME),
        ("v1", Rule.NAME),
    ]
    found = matched([KERNEL, MEAN], has, Family.SUMMARY)
    assert [(m.tensor and m.tensor.path, m.rule) for m in found] == [
        ("v1", Rule.ORDER),
        ("v2", Rule.ORDER),
    ]


def test_of_names_alone_nothing_is_told() -> None:
    (match,) = matches([KERNEL], NamedStore((tensor("dense/kernel"),)))
    assert (match.tensor, match.rule) == (None, Rule.NONE)


def test_pairs_are_of_the_weights_themselves() -> None:
    class Weight:
        place = KERNEL

    weight = Weight()
    assert pairs([weight], None) == [(weight, None)]
    ((_, found),) = pairs([weight], listed("d/kernel:0"))
    assert found is not None
    assert found.path == "d/kernel:0"
