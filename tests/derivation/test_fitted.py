"""Layers behind a shape that nothing tells, explained by the weights that are stored for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import rnnscope
from rnnscope.report.report import LayerReport
from tests.files import Config, Shape, alone, old_entry, old_sequential, whole_hdf5

pytestmark = pytest.mark.quick

START = old_entry("Dense", "start", units=4, batch_input_shape=[None, 10])
LAMBDA = old_entry("Lambda", "odd", function=["4wEAAA==", None, None])


def _behind_a_lambda(path: Path, layer: Config, weights: dict[str, Shape]) -> LayerReport:
    config = old_sequential(START, LAMBDA, layer)
    lists: Any = {"start": {"start/kernel:0": (10, 4), "start/bias:0": (4,)}, "odd": {}}
    name = layer["config"]["name"]
    lists[name] = {f"{name}/{each}:0": shape for each, shape in weights.items()}
    path.write_bytes(whole_hdf5(config, lists))
    report = alone(path)
    assert report.total == 44 + sum(weight.params for weight in report[name].all_weights)
    return report[name]


@pytest.mark.parametrize(
    ("layer", "weights", "text"),
    [
        pytest.param(
            old_entry("Dense", "d", units=3),
            {"kernel": (7, 3), "bias": (3,)},
            ("units*input_dim + units", "3*7 + 3"),
            id="Dense",
        ),
        pytest.param(
            old_entry("LSTM", "d", units=3),
            {"kernel": (7, 12), "recurrent_kernel": (3, 12), "bias": (12,)},
            ("gates*(units*units + units*input_dim + units)", "4*(3*3 + 3*7 + 3)"),
            id="LSTM",
        ),
        pytest.param(
            old_entry("Conv2D", "d", filters=4, kernel_size=[3, 3], groups=2),
            {"kernel": (3, 3, 5, 4), "bias": (4,)},
            (
                "kernel_height*kernel_width*(channels//groups)*filters + filters",
                "3*3*(10//2)*4 + 4",
            ),
            id="Conv2D of two groups",
        ),
        pytest.param(
            old_entry("Conv1D", "d", filters=4, kernel_size=[3], data_format="channels_first"),
            {"kernel": (3, 5, 4), "bias": (4,)},
            ("kernel_width*channels*filters + filters", "3*5*4 + 4"),
            id="channels first",
        ),
        pytest.param(
            old_entry(
                "Bidirectional", "d", layer=old_entry("GRU", "g", units=2, reset_after=False)
            ),
            {
                "forward_g/kernel": (7, 6),
                "forward_g/recurrent_kernel": (2, 6),
                "forward_g/bias": (6,),
                "backward_g/kernel": (7, 6),
                "backward_g/recurrent_kernel": (2, 6),
                "backward_g/bias": (6,),
            },
            ("forward_layer + backward_layer", "60 + 60"),
            id="Bidirectional",
        ),
        pytest.param(
            old_entry("BatchNormalization", "d", axis=-1),
            {"gamma": (7,), "beta": (7,), "moving_mean": (7,), "moving_variance": (7,)},
            ("4*features", "4*7"),
            id="BatchNormalization",
        ),
    ],
)
def test_the_size_that_fits_is_read_and_said_to_be(
    tmp_path: Path, layer: Config, weights: dict[str, Shape], text: tuple[str, str]
) -> None:
    row = _behind_a_lambda(tmp_path / "m.h5", layer, weights)
    assert row.basis == "derived"
    assert (row.formula, row.numbers) == text
    assert "read from its stored weights" in row.notes[-1]


def test_where_the_number_comes_from_is_told(tmp_path: Path) -> None:
    layer = old_entry("Dense", "d", units=3)
    row = _behind_a_lambda(tmp_path / "m.h5", layer, {"kernel": (7, 3), "bias": (3,)})
    origins = {symbol.name: symbol.text for symbol in row.symbols}
    assert origins["input_dim"] == "input_dim = 7 (read from the stored weights)"
    assert row.outputs is None, "a Dense layer takes inputs of any rank"


@pytest.mark.parametrize(
    "weights",
    [
        pytest.param({"kernel": (7, 4), "bias": (4,)}, id="other units"),
        pytest.param({"kernel": (7, 3)}, id="a weight less"),
        pytest.param({"kernel": (7, 3), "bias": (3,), "more": (3,)}, id="a weight more"),
    ],
)
def test_what_does_not_fit_is_only_stored(tmp_path: Path, weights: dict[str, Shape]) -> None:
    row = _behind_a_lambda(tmp_path / "m.h5", old_entry("Dense", "d", units=3), weights)
    assert row.basis == "stored"
    assert "the shape of its input is not known" in row.notes[0]


def test_the_layer_after_it_is_known_again_where_one_rank_fits(tmp_path: Path) -> None:
    config = old_sequential(
        START,
        LAMBDA,
        old_entry("LSTM", "d", units=3),
        old_entry("Dense", "end", units=2),
    )
    lists: dict[str, dict[str, Shape]] = {
        "start": {"start/kernel:0": (10, 4), "start/bias:0": (4,)},
        "d": {"d/kernel:0": (7, 12), "d/recurrent_kernel:0": (3, 12), "d/bias:0": (12,)},
        "end": {"end/kernel:0": (3, 2), "end/bias:0": (2,)},
    }
    path = tmp_path / "m.h5"
    path.write_bytes(whole_hdf5(config, lists))
    report = alone(path)
    assert report["end"].symbols[-1].text == "input_dim = 3 (d.units)"
    assert [witness.spoke for witness in report.witnesses] == [True, False]
    assert not report.witnesses[0].differences


SHARED = {**old_entry("Dense", "inner", units=3), "shared_object_id": 7}
CELL = {**old_entry("LSTMCell", "cell", units=3), "shared_object_id": 7}


@pytest.mark.parametrize(
    ("layer", "weights", "params"),
    [
        (
            old_entry("TimeDistributed", "d", layer=SHARED),
            {"kernel": (7, 3), "bias": (3,)},
            24,
        ),
        (
            old_entry("RNN", "d", cell=CELL),
            {"kernel": (7, 12), "recurrent_kernel": (3, 12), "bias": (12,)},
            132,
        ),
    ],
    ids=["TimeDistributed", "RNN"],
)
def test_a_layer_inside_that_others_may_share_is_counted(
    tmp_path: Path, layer: Config, weights: dict[str, Shape], params: int
) -> None:
    row = _behind_a_lambda(tmp_path / "m.h5", layer, weights)
    assert (row.params, row.children[0].shared_with) == (params, None)


def test_a_layer_inside_two_others_is_counted_in_the_first(tmp_path: Path) -> None:
    first, second = (old_entry("TimeDistributed", name, layer=SHARED) for name in "de")
    lists: dict[str, dict[str, Shape]] = {
        "start": {"start/kernel:0": (10, 4), "start/bias:0": (4,)},
        **{name: {f"{name}/kernel:0": (3, 3), f"{name}/bias:0": (3,)} for name in "de"},
    }
    path = tmp_path / "m.h5"
    path.write_bytes(whole_hdf5(old_sequential(START, LAMBDA, first, second), lists))
    report = alone(path)
    assert (report.total, report["d"].params, report["e"].params) == (44 + 12, 12, 0)
    assert report["e"].children[0].shared_with == "d.layer"


@pytest.fixture
def around(formulas: None) -> None:
    """Know classes of somebody's that wrap another layer: one as it is, and one never."""

    @rnnscope.formula("Around")
    def around(layer: rnnscope.Layer) -> rnnscope.Parts:
        """What is inside, and nothing beside it."""
        inside = layer.child("layer", *layer.inputs)
        yield rnnscope.Output((yield rnnscope.Child("layer", inside)))

    @rnnscope.formula("Refusing")
    def refusing(layer: rnnscope.Layer) -> rnnscope.Parts:
        """It takes no layer inside."""
        yield rnnscope.Child("layer", layer.child("layer", *layer.inputs))
        layer.refuse("layer", "it is none that this class takes")


@pytest.mark.usefixtures("around")
def test_a_layer_inside_is_counted_that_was_met_in_vain_before(tmp_path: Path) -> None:
    layer = old_entry("Around", "d", layer=SHARED)
    row = _behind_a_lambda(tmp_path / "m.h5", layer, {"kernel": (7, 3), "bias": (3,)})
    assert (row.basis, row.params, row.children[0].shared_with) == ("derived", 24, None)


@pytest.mark.usefixtures("around")
def test_a_layer_inside_one_that_is_only_stored_is_counted_there(tmp_path: Path) -> None:
    layers = (
        old_entry("Refusing", "d", layer=SHARED, batch_input_shape=[None, 5, 3]),
        old_entry("TimeDistributed", "e", layer=SHARED, batch_input_shape=[None, 5, 3]),
    )
    lists = {name: {f"{name}/kernel:0": (3, 3), f"{name}/bias:0": (3,)} for name in "de"}
    path = tmp_path / "m.h5"
    path.write_bytes(whole_hdf5(old_sequential(*layers), lists))
    report = alone(path)
    assert [(row.basis, row.params) for row in report.layers] == [("stored", 12), ("derived", 0)]
    assert report["e"].counted_at == ("d.layer",)


@pytest.fixture
def halving(formulas: None) -> None:
    """Know a class of somebody's, whose kernel has a row for each two features."""

    @rnnscope.formula("Halving")
    def halving(layer: rnnscope.Layer) -> rnnscope.Parts:
        """Two features share a row."""
        features = layer.features("features")
        yield rnnscope.Weight(name="kernel", shape=(features // 2, layer.dim("units")))
        for size in layer.setting("beside"):
            yield rnnscope.Weight(name=f"beside_{size}", shape=(size,))
        yield rnnscope.Output((layer.input,))


@pytest.mark.usefixtures("halving")
@pytest.mark.parametrize(
    ("beside", "basis", "formula"),
    [
        pytest.param([6], "derived", "units*(features//2) + 6", id="6 fits"),
        pytest.param([6, 7], "stored", "", id="6 and 7 fit"),
        pytest.param([5, 6, 7, 8], "stored", "", id="6 and 7 fit, 5 and 8 do not"),
    ],
)
def test_of_several_sizes_that_fit_none_is_chosen(
    tmp_path: Path, beside: list[int], basis: str, formula: str
) -> None:
    weights: dict[str, Shape] = {"kernel": (3, 2), **{f"beside_{n}": (n,) for n in beside}}
    layer = old_entry("Halving", "d", units=2, beside=beside)
    row = _behind_a_lambda(tmp_path / "m.h5", layer, weights)
    assert row.basis == basis, row.notes
    assert row.formula.startswith(formula)
    assert any("read from its stored weights" in note for note in row.notes) == bool(formula)
