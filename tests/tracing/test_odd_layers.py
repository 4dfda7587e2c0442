"""Layers nobody here has a formula for: explained by their own code, or by what is stored."""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

import rnnscope
from rnnscope.report.report import LayerReport, Report
from rnnscope.tracing._rows import NOT_FOLLOWED, READ_BACK
from tests.tracing import odd_layers as odd


def report_of(layer: Any, *shapes: Any, call: Callable[..., Any] | None = None) -> Report:
    inputs = [keras.Input(shape) for shape in shapes]
    outputs = call(layer, *inputs) if call else layer(*inputs)
    return rnnscope.explain(keras.Model(inputs, outputs))


def row_of(layer: Any, *shapes: Any, **how: Any) -> LayerReport:
    """Explain a layer in a model; Keras's own summary and the weights must agree."""
    report = report_of(layer, *shapes, **how)
    assert report.verified, report.differences
    row = report[layer.name]
    assert row.basis == "traced", row.notes
    assert row.params == layer.count_params()
    assert [w.shape for w in row.all_weights] == [tuple(w.shape) for w in layer.weights]
    return row


def symbolic(row: LayerReport) -> dict[str, list[str]]:
    """Return the symbolic shape of each weight, by its place."""
    return {
        f"{part.path}/{weight.name}".partition(".")[2] or weight.name: [
            str(size) for size in weight.symbolic_shape
        ]
        for part in row.walk()
        for weight in part.weights
    }


def test_a_layer_with_its_own_weights() -> None:
    row = row_of(odd.LowRank(6, rank=3), (5, 4))
    assert symbolic(row) == {
        "down": ["features", "rank"],
        "up": ["rank", "units"],
        "bias": ["units"],
    }
    assert row.sentence == "Two thin matrices in place of a wide one."
    assert {s.name: s.origin for s in row.symbols if s.name != "features"} == {
        "units": "setting",
        "rank": "setting",
    }
    assert [s.name for s in row.provenance] == ["features"]


def test_flags_decide() -> None:
    assert "bias" not in symbolic(row_of(odd.LowRank(6, use_bias=False), (4,)))


def test_a_mixture_of_experts_in_lists_of_lists() -> None:
    shapes = symbolic(row_of(odd.Experts(2, 8), (4,)))
    assert shapes["experts[1][0]/kernel"] == ["features", "hidden//2"]
    assert shapes["experts[1][1]/kernel"] == ["hidden//2", "hidden"]
    assert shapes["gate/kernel"] == ["features", "experts"]


def test_layers_in_a_dict_and_sizes_in_a_list() -> None:
    row = row_of(odd.Heads([3, 5]), (4,))
    assert symbolic(row)["heads[head1]/kernel"] == ["features", "sizes_1"]
    assert row.outputs is not None
    assert row.outputs[0][-1].qualified() == f"{row.path}.sizes_0 + {row.path}.sizes_1"


def test_a_tied_table_is_counted_once() -> None:
    shapes = symbolic(row_of(odd.Tied(11, 6), (7,)))
    assert shapes["embedding/embeddings"] == ["vocabulary", "width"]


def test_weights_that_two_layers_share_are_counted_once() -> None:
    row = row_of(odd.SharedKernel(5), (4,))
    assert row.params == 4 * 3 + 3 * 5 + 5


def test_layers_by_a_list_and_a_flag() -> None:
    shapes = symbolic(row_of(odd.Stack([7, 5], residual=True), (4,)))
    assert shapes["inner[1]/up"] == ["2", "sizes_1"]
    assert shapes["inner[1]/down"] == ["sizes_0", "2"]
    assert shapes["project/kernel"] == ["features", "sizes_1"]


def test_several_inputs() -> None:
    assert symbolic(row_of(odd.Bilinear(5), (3,), (4,))) == {
        "kernel": ["left_features", "right_features", "units"]
    }
    row = row_of(odd.ListOfInputs(), (3,), (4,), call=lambda layer, *x: layer(list(x)))
    assert symbolic(row) == {"scale": ["features_0 + features_1"]}


def test_arithmetic() -> None:
    assert symbolic(row_of(odd.Arithmetic(7, 3), (10,))) == {
        "halved": ["width//2"],
        "rounded_up": ["-(-width//heads)"],
        "rest": ["-(width//heads)*heads + width + 1"],
        "smaller": ["width"],
        "larger": ["features"],
        "padded": ["8*((features + 7)//8)"],
        "squared": ["width*width"],
        "shorter": ["width - 1"],
    }


def test_what_is_lost_is_a_number_and_says_so() -> None:
    row = row_of(odd.Lost(), (3, 4))
    assert symbolic(row) == {"kernel": ["12", "5"]}
    assert [weight.role for weight in row.weights] == [NOT_FOLLOWED]


def test_a_call_of_the_backend_is_followed_by_values() -> None:
    row = row_of(odd.RawTensorFlow(5), (4,))
    assert symbolic(row)["last/kernel"] == ["units", "units"]
    assert row.children[1].weights[0].role == READ_BACK


def test_axes_that_must_be_fixed() -> None:
    assert symbolic(row_of(odd.Slopes(), (3, 4))) == {"alpha": ["timesteps", "features"]}


@pytest.mark.parametrize("wrap", [layers.RNN, lambda c: layers.Bidirectional(layers.RNN(c))])
def test_a_cell_of_somebodys_own(wrap: Any) -> None:
    shapes = symbolic(row_of(wrap(odd.Cell(5)), (3, 4)))
    assert set(map(tuple, shapes.values())) == {("features", "units"), ("units",)}


def test_a_block_of_layers() -> None:
    shapes = symbolic(row_of(odd.Block(2, 8), (5, 8)))
    assert shapes["attention.query_dense/kernel"] == ["features", "heads", "width//heads"]
    assert shapes["mlp.layers[0]/kernel"] == ["features", "width*ratio"]
    assert shapes["adapter/up"] == ["2", "width"]


def test_what_flows_on_is_known() -> None:
    model = keras.Sequential([keras.Input((4,)), odd.LowRank(6, name="thin"), layers.Dense(3)])
    (_, dense) = rnnscope.explain(model).layers[-2:]
    assert "input_dim = 6 (thin.units)" in [symbol.text for symbol in dense.symbols]


def test_a_layer_that_prints(capsys: pytest.CaptureFixture[str]) -> None:
    layer = odd.Loud()
    inputs = keras.Input((4,))
    model = keras.Model(inputs, layer(inputs))
    capsys.readouterr()
    rnnscope.explain(model, summary=False)
    assert capsys.readouterr() == ("", "")


def test_a_layer_that_miscounts_is_a_finding() -> None:
    report = report_of(odd.Boastful(name="boastful"), (4,))
    assert (report.total, report["boastful"].basis) == (4, "traced")
    assert ["1,000,000" in d.text for d in report.differences] == [True]


def test_what_cannot_be_traced_has_a_reason() -> None:
    odd.OnlyOnce.built_before = False
    layer = odd.OnlyOnce()
    row = report_of(layer, (4,))[layer.name]
    assert (row.basis, row.params) == ("stored", 4)
    assert "building it raised RuntimeError: once is enough" in row.notes[0]


def test_a_layer_without_a_config_is_made_anew() -> None:
    row = row_of(odd.NoConfig(odd.NoConfig(odd.LowRank(3))), (4,))
    assert symbolic(row)["inner.inner/up"] == ["rank", "units"]
    row = row_of(odd.Gated(layers.Dense(6), [6, 5], keras.ops.tanh), (4,))
    assert symbolic(row)["gate"] == ["features", "widths_0"]
    assert [child.params for child in row.children] == [30, 30, 25]


def test_nothing_of_the_program_is_changed() -> None:
    from keras.src import backend
    from keras.src.backend.common import global_state
    from keras.src.backend.common.stateless_scope import in_stateless_scope

    layer = odd.Experts(2, 8)
    inputs = keras.Input((4,))
    model = keras.Model(inputs, layer(inputs))
    before = dict(vars(layer))
    whole = (backend.standardize_shape, backend.compute_output_spec, backend.Variable.shape)
    values = [weight.numpy() for weight in layer.weights]
    names = dict(global_state.get_global_attribute("object_name_uids"))
    random.seed(1)
    np.random.seed(2)
    noise = np.random.rand()
    np.random.seed(2)
    state = random.getstate()
    rnnscope.explain(model, summary=False)
    assert vars(layer) == before
    kept = (backend.standardize_shape, backend.compute_output_spec, backend.Variable.shape)
    assert kept == whole
    assert all((a == b.numpy()).all() for a, b in zip(values, layer.weights, strict=True))
    assert global_state.get_global_attribute("object_name_uids") == names
    assert (random.getstate(), np.random.rand()) == (state, noise)
    assert not in_stateless_scope()


class Disturbing(layers.Layer):
    """Does in `build()` what nobody should, and what is nobody's business."""

    def build(self, input_shape: Any) -> None:
        from keras.src.backend.common import global_state

        self.kernel = self.add_weight(shape=(input_shape[-1],), name="kernel")
        random.random()
        np.random.rand()
        global_state.set_global_attribute("global_seed_generator", "another")
        keras.config.set_dtype_policy("float16")
        layers.Dense(1)  # takes the next name
        warnings.warn("on the way", stacklevel=1)
        print("on the way")

    def call(self, x: Any) -> Any:
        return x * self.kernel


def test_what_a_layers_code_does_beside_is_undone(capsys: pytest.CaptureFixture[str]) -> None:
    from keras.src.backend.common import global_state
    from keras.src.random.seed_generator import global_seed_generator

    before = keras.config.dtype_policy()
    with pytest.warns(UserWarning, match="on the way"):
        model = keras.Sequential([keras.Input((4,)), layer := Disturbing(), layers.Dense(1)])
    keras.config.set_dtype_policy(before)
    random.seed(1)
    np.random.seed(2)
    global_state.set_global_attribute("global_seed_generator", None)
    generator = global_seed_generator()
    layers.Dense(1)
    names = dict(global_state.get_global_attribute("object_name_uids"))
    state, noise = random.getstate(), repr(np.random.get_state(legacy=False))
    capsys.readouterr()
    report = rnnscope.explain(model, summary=False)
    assert report[layer.name].formula == "features"
    assert random.getstate() == state
    assert repr(np.random.get_state(legacy=False)) == noise
    assert global_seed_generator() is generator
    assert keras.config.dtype_policy() is before
    assert global_state.get_global_attribute("object_name_uids") == names
    assert capsys.readouterr() == ("", "")


class Owner(keras.Model):
    """Layers in nested lists, a model inside, and weights of its own."""

    def __init__(self, width: int = 6, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.blocks = [[layers.Dense(width)], [odd.LowRank(width)]]
        self.named = {"norm": layers.LayerNormalization()}
        self.inner = keras.Sequential([odd.LowRank(width), layers.Dense(2)])
        self.scale = self.add_weight(shape=(width,), name="scale")

    def call(self, x: Any) -> Any:
        for (block,) in self.blocks:
            x = block(x)
        return self.inner(self.named["norm"](x) * self.scale)


def test_a_subclassed_model_is_walked_whole() -> None:
    model = Owner(name="owner")
    model(np.zeros((1, 4), "float32"))
    report = rnnscope.explain(model)
    assert report.verified, report.differences
    assert report.total == model.count_params()
    assert {row.class_name: row.basis for row in report.layers} == {
        "Dense": "derived",
        "LowRank": "traced",
        "LayerNormalization": "derived",
        "Sequential": "traced",
        "Owner": "traced",
    }
    own = report.layers[-1]
    assert [str(weight.symbolic_shape[0]) for weight in own.weights] == ["width"]
    assert sum(row.params or 0 for row in report.layers) == report.total


def test_settings_that_are_computed_with() -> None:
    shapes = symbolic(row_of(odd.Scaled(6, 3), (4,)))
    assert shapes["second/kernel"] == ["units//heads", "units//heads"]


def test_a_config_that_does_not_tell_all() -> None:
    assert symbolic(row_of(odd.Forgetful(6), (4,))) == {"kernel": ["features", "units"]}
