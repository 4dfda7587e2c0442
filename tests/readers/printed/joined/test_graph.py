"""The layers of a table, joined as it says."""

from __future__ import annotations

import pytest

from rnnscope.model.parts import Model
from rnnscope.readers.printed.summary_file import model_in
from tests.readers.printed.texts import ALL

pytestmark = pytest.mark.quick


CUT = """\
__________________________________________________________________________________
Layer (type)                 Output Shape         Param #   Connected to
==================================================================================
x (InputLayer)               (None, 4)            0
__________________________________________________________________________________
a_name_that_fills_its_column (None, 3)            15        x[0][0]
__________________________________________________________________________________
b_name_that_fills_its_column (None, 3)            15        x[0][0]
__________________________________________________________________________________
add (Add)                    (None, 3)            0         a_name_that_fills_its_co
                                                            b_name_that_fills_its_co
"""


def model_of(model: str, keras: str) -> Model:
    (printed,) = (p for p in ALL if (p.keras, p.model, p.width) == (keras, model, None))
    return model_in(printed.text, "it")


@pytest.mark.parametrize("keras", ["1.2.2", "2.2.5", "2.13.1", "3"])
def test_layers_are_joined_as_it_is_printed(keras: str) -> None:
    config = model_of("shared", keras).config
    calls = {layer.name: [list(call.refs) for call in layer.calls] for layer in config.layers}
    assert [[ref.layer for ref in refs] for refs in calls["tower"]] == [["left"], ["right"]]
    joined = [[(ref.layer, ref.call) for ref in refs] for refs in calls["joined"]]
    assert joined == [[("tower", 0), ("tower", 1)]]
    assert [ref.layer for ref in config.inputs] == ["left", "right"]
    assert [ref.layer for ref in config.outputs] == ["out"]


@pytest.mark.parametrize("keras", ["1.2.2", "2.2.5", "2.13.1", "3"])
@pytest.mark.parametrize("model", ["cnn", "rnn", "wide"])
def test_a_chain_is_sequential(model: str, keras: str) -> None:
    config = model_of(model, keras).config
    assert config.is_sequential
    assert not any(layer.calls for layer in config.layers)


@pytest.mark.parametrize("keras", ["2.2.5", "2.13.1"])
def test_states_go_with_what_they_are_of(keras: str) -> None:
    layers = {layer.name: layer for layer in model_of("states", keras).config.layers}
    [call] = layers["decoder"].calls
    assert [(ref.layer, ref.index) for ref in call.refs] == [("encoder", 0), ("h", 0), ("c", 0)]


def test_what_is_inside_a_row_is_its_model() -> None:
    config = model_of("nested", "2.13.1").config
    [within] = [layer for layer in config.layers if layer.model is not None]
    assert within.model is not None
    inside = [layer for layer in within.model.layers if layer.model is not None]
    assert [layer.class_name for layer in inside] == ["Sequential"]


def test_names_that_are_cut_off_are_found_where_one_alone_can_be_meant() -> None:
    *_, add = model_in(CUT, "it").config.layers
    [call] = add.calls
    names = ["a_name_that_fills_its_column…", "b_name_that_fills_its_column…"]
    assert [ref.layer for ref in call.refs] == names
    twice = CUT.replace("b_name_that_fills_its_column", "a_name_that_fills_its_column")
    config = model_in(twice.replace("b_name", "a_name"), "it").config
    assert len({layer.name for layer in config.layers}) == len(config.layers)
    assert not config.layers[-1].calls
