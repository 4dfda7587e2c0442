"""Values out of JSON: of the kind that was asked for, or refused by their place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rnnscope.errors import BadConfigError
from rnnscope.untrusted.fields import Fields, mapping_at
from rnnscope.untrusted.limits import applied

ENTRY = {"class_name": "Dense", "config": {"units": 3, "bias": True}, "nodes": [1], "half": 0.5}


@pytest.fixture
def entry() -> Fields:
    return mapping_at(ENTRY, "config.layers[2]")


def test_values_are_what_they_were_asked_for_as(entry: Fields) -> None:
    assert entry.name("class_name") == entry.text("class_name") == "Dense"
    assert entry.mapping("config").whole("units") == 3
    assert entry.items("nodes") == [1]
    assert entry.get("half") == 0.5


def test_a_default_is_for_a_key_that_is_not_there(entry: Fields) -> None:
    assert entry.mapping("build_config", {}).values == {}
    assert entry.items("inbound_nodes", []) == []
    with pytest.raises(BadConfigError, match="expected a list, found dict"):
        entry.items("config", [])


def test_what_may_be_missing_is_not_refused(entry: Fields) -> None:
    assert (entry.optional_text("module"), entry.optional_text("config")) == ("", "")
    assert (entry.optional_whole("id"), entry.optional_whole("half")) == (None, None)
    assert entry.mapping("config").optional_whole("bias") is None  # True is no number
    assert (entry.optional_name("class_name"), entry.optional_name("config")) == ("Dense", None)
    assert (entry.optional_number("half"), entry.optional_number("nodes")) == (0.5, None)
    assert entry.mapping("config").optional_number("bias") is None
    assert Fields({"huge": float("inf")}, "config").optional_number("huge") is None
    assert entry.inside("config").whole("units") == 3
    assert entry.inside("nodes").values == Fields.of([], "config").values == {}
    assert entry.inside("nodes").at("x") == "config.layers[2].nodes.x"


def test_sizes_are_those_of_a_tensor() -> None:
    for sizes in ([], [0, 2**63 - 1], [1] * 64):
        assert Fields({"shape": sizes}, "it").sizes("shape") == tuple(sizes)


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        (None, "it.shape: expected a list, found None"),
        ([2, None], "it.shape[1]: expected a size, found None"),
        ([2**63], "it.shape[0]: expected a size, found 9223372036854775808"),
        ([True], "it.shape[0]: expected a size or null, found True"),
        ([1] * 65, "it.shape: expected at most 64 axes, found 65"),
    ],
)
def test_what_is_no_shape_of_a_tensor(sizes: object, message: str) -> None:
    with pytest.raises(BadConfigError) as caught:
        Fields({"shape": sizes}, "it").sizes("shape")
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda e: e.text("half"), "config.layers[2].half: expected a text, found 0.5"),
        (lambda e: e.name("name"), "config.layers[2].name: expected a text, found None"),
        (lambda e: e.items("config"), "config.layers[2].config: expected a list, found dict"),
        (lambda e: e.mapping("nodes"), "config.layers[2].nodes: expected an object, found list"),
        (
            lambda e: e.mapping("config").whole("bias"),
            "config.layers[2].config.bias: expected a whole number, found True",
        ),
        (
            lambda e: e.whole("half"),
            "config.layers[2].half: expected a whole number, found 0.5",
        ),
    ],
)
def test_another_kind_is_refused_by_its_place(
    entry: Fields, ask: Callable[[Fields], object], message: str
) -> None:
    with pytest.raises(BadConfigError) as caught:
        ask(entry)
    assert str(caught.value) == message


@pytest.mark.parametrize("ask", [Fields.name, Fields.optional_text])
def test_a_name_is_bounded(entry: Fields, ask: Callable[[Fields, str], str]) -> None:
    with applied({"name_characters": 4}), pytest.raises(BadConfigError, match="5 characters"):
        ask(entry, "class_name")


def test_a_text_that_is_shown_is_cut() -> None:
    with pytest.raises(BadConfigError) as caught:
        mapping_at("x" * 10_000, "config")
    assert len(str(caught.value)) < 200
