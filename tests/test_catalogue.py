"""A layer class is worked out without any model."""

from __future__ import annotations

from typing import Any

import pytest

from rnnscope.catalogue import entry, known_layers
from rnnscope.errors import BadConfigError, RnnscopeError, UnknownLayerNameError
from rnnscope.layers import FORMULAS


@pytest.mark.parametrize(
    ("name", "given", "params"),
    [
        ("LSTM", {"units": 64, "input_dim": 28}, 4 * (64 * 64 + 64 * 28 + 64)),
        ("GRU", {"units": 4, "input_dim": 8, "reset_after": False}, 156),
        ("SimpleRNN", {"units": 128, "input_dim": 28}, 20_096),
        ("Dense", {"units": 10, "input_dim": 128}, 1_290),
        ("Conv2D", {"filters": 6, "kernel_size": 5, "channels": 3}, 5 * 5 * 3 * 6 + 6),
        ("Conv2D", {"filters": 6, "kernel_height": 5, "kernel_width": 2, "channels": 3}, 186),
        ("Embedding", {"input_dim": 100, "output_dim": 7}, 700),
        ("BatchNormalization", {"features": 16, "scale": False}, 48),
    ],
)
def test_sizes_of_ones_own(name: str, given: dict[str, Any], params: int) -> None:
    assert entry(name, given).total == params


def _worked_out(name: str) -> str:
    """Return what is said of a class: its sentence, or why it can't be worked out."""
    try:
        return entry(name).layers[0].sentence
    except RnnscopeError as error:
        return str(error)


@pytest.mark.parametrize("name", sorted(name for name in FORMULAS if not name.startswith("ops.")))
def test_every_class_has_something_said_of_it(name: str) -> None:
    assert _worked_out(name)


def test_what_only_its_payload_knows_is_not_made_up() -> None:
    with pytest.raises(RnnscopeError):
        entry("TFSMLayer")


def test_the_list_is_in_order_and_whole() -> None:
    names = [name for name, _ in known_layers()]
    assert names == sorted(names, key=str.lower)
    assert set(FORMULAS) <= set(names)


def test_a_name_that_the_formula_does_not_ask_for() -> None:
    with pytest.raises(
        BadConfigError, match=r"LSTM: it does not ask for 'unit'; it asks for .*units"
    ):
        entry("LSTM", {"unit": 3})


def test_a_value_that_does_not_fit() -> None:
    with pytest.raises(BadConfigError, match="expected a whole number, found 'many'"):
        entry("LSTM", {"units": "many"})


def test_no_such_class() -> None:
    with pytest.raises(UnknownLayerNameError, match="did you mean 'LSTM'"):
        entry("LST")


def test_an_input_size_says_that_it_is_one() -> None:
    (symbol,) = entry("Dense", {"input_dim": 5}).layers[0].provenance
    assert symbol.text == "input_dim = 5 (the input, axis -1)"
