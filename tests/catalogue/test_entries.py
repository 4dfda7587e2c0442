"""A layer class is worked out without any model."""

from __future__ import annotations

from typing import Any

import keras
import pytest

from rnnscope.catalogue import aliases_of, entry, known_layers
from rnnscope.errors import BadConfigError, RnnscopeError, UnknownLayerNameError
from rnnscope.keras_facts.arguments import is_effectless
from rnnscope.layers import ALIASES, FORMULAS
from tests.keras_facts import by_hand, probe


@pytest.mark.parametrize(
    ("name", "given", "params"),
    [
        ("LSTM", {"units": 64, "input_dim": 28}, 4 * (64 * 64 + 64 * 28 + 64)),
        ("GRU", {"units": 4, "input_dim": 8, "reset_after": False}, 156),
        ("SimpleRNN", {"units": 128, "input_dim": 28}, 20_096),
        ("Dense", {"units": 10, "input_dim": 128}, 1_290),
        ("Conv2D", {"filters": 6, "kernel_size": 5, "channels": 3}, 5 * 5 * 3 * 6 + 6),
        ("Conv2D", {"filters": 6, "kernel_height": 5, "kernel_width": 2, "channels": 3}, 186),
        ("Conv2D", {"filters": 6, "kernel_size": 5, "kernel_width": 2, "channels": 3}, 186),
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


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("FeatureSpace", "its weights are the statistics of the columns it was adapted to"),
        ("FlaxLayer", "its weights are those of JAX code, which its config only holds"),
        ("JaxLayer", "its weights are those of JAX code, which its config only holds"),
        ("Pipeline", "its layers are not listed in the config"),
        ("TFSMLayer", "its weights are those of a SavedModel, which its config only names"),
        ("TorchModuleWrapper", "its weights are those of a PyTorch module, pickled in its config"),
    ],
)
def test_what_only_its_payload_knows_is_not_made_up(name: str, reason: str) -> None:
    report = entry(name)
    (layer,) = report.layers
    assert (report.total, layer.params, layer.basis) == (None, None, "unknown")
    assert layer.output_text == "?"
    assert layer.notes == (
        f"{reason}; its count is not known",
        "explain a model that has such a layer: what is known of it there is shown",
    )
    assert layer.sentence == FORMULAS[name].sentence
    with pytest.raises(BadConfigError, match="does not ask for 'units'; it asks for"):
        entry(name, {"units": 3})


def test_the_function_of_a_lambda_is_said_to_be_somebodys_own() -> None:
    report = entry("Lambda")
    assert report.total == 0
    assert report.layers[0].output_text == "?"
    assert report.layers[0].sentence.startswith("Somebody's own function")


@pytest.mark.parametrize(("alias", "name"), ALIASES.items())
def test_a_second_name_stands_for_the_first(alias: str, name: str) -> None:
    report = entry(alias)
    (layer,) = report.layers
    assert (report.class_name, layer.class_name) == (name, name)
    assert layer.notes[0] == f"{alias} is another name of {name}"
    assert layer.params == entry(name).total
    assert alias in aliases_of(name)


def test_a_window_of_ones_own() -> None:
    assert entry("MaxPool2D").layers[0].output_shape == (None, 4, 4, 8)
    assert entry("MaxPool2D", {"pool_width": 4}).layers[0].output_shape == (None, 4, 2, 8)


def test_settings_of_a_second_name() -> None:
    given = {"filters": 6, "kernel_size": 5, "channels": 3}
    assert entry("Convolution2D", given).total == entry("Conv2D", given).total == 456


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
    with pytest.raises(UnknownLayerNameError, match="did you mean 'AvgPool"):
        entry("AvgPool4D")


def test_an_input_size_says_that_it_is_one() -> None:
    (symbol,) = entry("Dense", {"input_dim": 5}).layers[0].provenance
    assert symbol.text == "input_dim = 5 (last axis of the input)"


@pytest.mark.parametrize("name", sorted(name for name in FORMULAS if hasattr(keras.layers, name)))
def test_every_argument_of_a_class_is_taken(name: str) -> None:
    used: set[str] = set()
    _worked_out_with(name, used)
    taken = probe.arguments(getattr(keras.layers, name), keras)
    arguments = taken.keys() - by_hand.NOT_SET.get(name, set())
    unjudged = {a for a in arguments if a not in used and not is_effectless(name, a)}
    assert not unjudged, (
        f"{name} takes {', '.join(sorted(unjudged))}: ask for it in its formula, or say in "
        "rnnscope/keras_facts/arguments.py that it has no say in the count"
    )


def _worked_out_with(name: str, used: set[str]) -> None:
    try:
        entry(name, {"no such argument": 1})
    except BadConfigError as error:
        used.update(str(error).rpartition("it asks for ")[2].split(", "))


@pytest.mark.parametrize(
    ("name", "given", "params"),
    [
        ("GroupNormalization", {"features": 8, "groups": 2}, 16),
        ("LSTM", {"units": 2, "input_dim": 3, "stateful": True, "implementation": 1}, 48),
        ("LSTM", {"units": 2, "input_dim": 3, "return_sequences": "true"}, 48),
        ("LSTM", {"units": 2, "input_dim": 3, "use_bias": "false"}, 40),
        ("GRU", {"units": 2, "input_dim": 3, "reset_after": "false"}, 36),
        ("Dense", {"units": 2, "input_dim": 3, "activation": "relu", "kernel_initializer": "z"}, 8),
        ("CuDNNLSTM", {"units": 2, "input_dim": 3, "stateful": True}, 56),
        ("MultiHeadAttention", {"num_heads": 2, "key_dim": 3, "value_dim": "none"}, 218),
    ],
)
def test_arguments_without_a_say(name: str, given: dict[str, Any], params: int) -> None:
    assert entry(name, given).total == params


def test_an_argument_of_another_class() -> None:
    with pytest.raises(BadConfigError, match="Dense: it does not ask for 'return_sequences'"):
        entry("Dense", {"return_sequences": True})


@pytest.mark.parametrize(
    ("name", "given", "reason"),
    [
        ("Dense", {"units": 0}, r"config\['units'\]: expected at least 1, found 0"),
        ("GroupNormalization", {"features": 8, "groups": 3}, "8 features are not divisible by 3"),
        ("Conv2D", {"channels": 3, "groups": 2}, "3 channels are not divisible by 2"),
    ],
)
def test_what_keras_would_refuse(name: str, given: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadConfigError, match=reason):
        entry(name, given)
