"""Models that are counted again with other sizes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
import pytest
from keras import layers

import rnnscope
from rnnscope.derivation import explain_model
from rnnscope.errors import BadArgumentError
from rnnscope.layers import Layer, Output, Weight, formula
from rnnscope.layers.parts import Parts
from rnnscope.readers import read
from rnnscope.report.report import Report
from tests.benchmarks.many_layers import SHAPES
from tests.counted import calls


def explained(model: keras.Model) -> Report:
    return explain_model(read(model))


def recurrent(units: int = 8, timesteps: int | None = 28, features: int = 28) -> keras.Model:
    entry = keras.Input((timesteps, features), name="entry")
    cells = [layers.SimpleRNN(units, name="rnn"), layers.Dense(10, name="dense")]
    return keras.Sequential([entry, *cells])


@pytest.mark.parametrize(
    ("changes", "made"),
    [
        ({"rnn.units": 9}, {"units": 9}),
        ({"rnn.units": 1, "entry.features": 3}, {"units": 1, "features": 3}),
        ({"entry.timesteps": 5}, {"timesteps": 5}),
    ],
)
def test_a_model_is_counted_as_keras_counts_it(
    changes: Mapping[str, int], made: Mapping[str, int]
) -> None:
    report = explained(recurrent())
    assert report.recounting.is_sound
    assert report.recount(changes).total == recurrent(**made).count_params()


def test_what_is_no_size_of_the_model_is_refused() -> None:
    report = explained(recurrent())
    with pytest.raises(BadArgumentError, match=r"did you mean 'rnn.units' or "):
        report.recount({"rnn.unit": 3})
    with pytest.raises(BadArgumentError, match="a whole number from 1 on"):
        report.recount({"rnn.units": 0})
    with pytest.raises(BadArgumentError):
        report.recount({"rnn.units": True})


def residual(filters: int = 8, beside: int = 8) -> keras.Model:
    image = keras.Input((12, 12, 3), name="image")
    left = layers.Conv2D(filters, 3, padding="same", name="left")(image)
    right = layers.Conv2D(beside, 1, name="right")(image)
    joined = layers.Add(name="add")([left, right])
    return keras.Model(image, layers.Dense(2, name="last")(layers.Flatten()(joined)))


def test_sizes_that_have_to_be_one_move_together() -> None:
    report = explained(residual())
    (tied,) = (knob for knob in report.recounting.knobs if len(knob.members) > 1)
    assert tied.members == ("left.filters", "right.filters")
    for name in tied.members:
        assert report.recount({name: 5}).total == residual(5, 5).count_params()


def attending(key_dim: int, value_dim: int | None = None) -> keras.Model:
    entry = keras.Input((9, 16), name="entry")
    attention = layers.MultiHeadAttention(4, key_dim, value_dim=value_dim, name="attention")
    return keras.Model(entry, attention(entry, entry))


@pytest.mark.parametrize("value_dim", [None, 5])
def test_the_width_of_values_follows_that_of_keys_where_they_are_one(
    value_dim: int | None,
) -> None:
    report = explained(attending(8, value_dim))
    width = 8 if value_dim is None else value_dim
    for changes, made in [
        ({"attention.key_dim": 9}, (9, value_dim)),
        ({"attention.value_dim": 9}, (8, 9)),
        ({"attention.value_dim": width, "attention.key_dim": 9}, (9, width)),
    ]:
        assert report.recount(changes).total == attending(*made).count_params()


def test_two_values_of_one_size_are_refused() -> None:
    report = explained(residual())
    both = {"left.filters": 5, "right.filters": 5}
    assert report.recount(both).total == residual(5, 5).count_params()
    with pytest.raises(BadArgumentError, match="it is one with left"):
        report.recount({**both, "right.filters": 6})


def test_a_size_that_cannot_move_by_itself_says_why() -> None:
    report = explained(residual())
    locked = {knob.name: knob.locked for knob in report.recounting.knobs if knob.locked}
    assert locked.keys() == {"right.kernel_height", "right.kernel_width"}
    assert "add needs two sizes to be the same, and they would be" in locked["right.kernel_height"]
    assert report.recount({"right.kernel_height": 3}).refused


def test_what_flows_into_a_function_of_somebody_is_not_moved() -> None:
    entry = keras.Input((4,), name="entry")
    own = layers.Lambda(lambda x: x[:, :3], output_shape=(3,), name="own")
    dense, last = layers.Dense(6, name="dense"), layers.Dense(2, name="last")
    report = explained(keras.Model(entry, last(own(dense(entry)))))
    knobs = {knob.name: knob for knob in report.recounting.knobs}
    assert not knobs["last.units"].locked
    assert report.recount({"last.units": 5}).total == 4 * 6 + 6 + 3 * 5 + 5


class Doubles(layers.Layer):
    """A layer of somebody's own, of which no formula tells what it puts out."""

    def call(self, x: Any) -> Any:
        return keras.ops.concatenate([x, x], -1)


class Weighted(keras.Model):
    """A model that has no layer, and a weight of its own."""

    def build(self, shape: tuple[int | None, ...]) -> None:
        self.w = self.add_weight(shape=(shape[-1], 5), name="w")

    def call(self, x: Any) -> Any:
        return keras.ops.matmul(x, self.w)


def between(middle: str, before: int = 6, behind: int = 7, last: int = 2) -> keras.Model:
    """Return a model that somebody's own stands in the middle of, between layers of Keras."""
    first = layers.Dense(before, name="before")
    entry = keras.Input((3, 4), name="entry")
    made = {
        "layer": Doubles(name="own"),
        "model": Weighted(name="own"),
        "inside": layers.TimeDistributed(
            keras.Sequential([keras.Input((before,)), Doubles(), layers.Dense(5)]), name="own"
        ),
    }
    x = layers.Dense(behind, name="behind")(made[middle](first(entry)))
    return keras.Model(entry, layers.Dense(last, name="last")(layers.Add()([x, x])))


@pytest.mark.parametrize("middle", ["layer", "model", "inside"])
def test_what_flows_into_an_unknown_is_lost_and_nothing_behind(middle: str) -> None:
    report = explained(between(middle))
    knobs = {name: knob for knob in report.recounting.knobs for name in knob.members}
    assert knobs["before.units"].is_lost
    assert not any(knobs[name].locked for name in ("behind.units", "last.units"))
    assert report.recount({"before.units": 8}).total is None
    for sizes in ({"behind": 9}, {"last": 5}, {"behind": 1, "last": 1}):
        changes = {f"{name}.units": size for name, size in sizes.items()}
        assert report.recount(changes).total == between(middle, **sizes).count_params()


def positioned(steps: int = 6, units: int = 4, behind: int = 5) -> keras.Model:
    entry = keras.Input((steps, 3), name="entry")
    x = layers.Dense(units, name="dense")(entry) + keras.ops.ones((6, 4))
    x = layers.Flatten()(layers.Dense(behind, name="behind")(x))
    return keras.Model(entry, layers.Dense(2)(x))


@pytest.mark.parametrize(
    ("changes", "sizes"),
    [
        ({"behind.units": 6}, {"behind": 6}),
        ({"entry.axis_1": 1}, {"steps": 1}),
        ({"dense.units": 1}, {"units": 1}),
        (
            {"entry.axis_1": 1, "dense.units": 1, "behind.units": 1},
            dict.fromkeys(("steps", "units", "behind"), 1),
        ),
    ],
)
def test_what_an_array_is_added_to_is_followed(
    changes: dict[str, int], sizes: dict[str, int]
) -> None:
    report = explained(positioned())
    assert report.recount(changes).total == positioned(**sizes).count_params()
    assert report.recount({"dense.units": 5}).refused


def sliced(key: slice, steps: int = 7) -> keras.Model:
    entry = keras.Input((steps, 2), name="entry")
    return keras.Model(entry, layers.Dense(3)(layers.Flatten()(entry[:, key])))


@pytest.mark.parametrize(
    "key", [slice(1, None, 2), slice(1, 5, 2), slice(1, -1, 3), slice(2, None), slice(-3, None, 2)]
)
def test_ranges_of_an_axis(key: slice) -> None:
    report = explained(sliced(key))
    for steps in (1, 4, 6, 8, 12):
        recount = report.recount({"entry.axis_1": steps})
        assert recount.total in (None, sliced(key, steps).count_params())
        assert steps == 1 or recount.total is not None
        assert not any("Keras" in reason for reason in recount.refused)


def laid_beside(stride: int = 2) -> keras.Model:
    """Return a model that lays a branch beside the sum of it and another one."""
    entry = keras.Input((16, 4), name="entry")
    one = layers.Conv1D(4, 3, strides=stride, padding="same", name="one")(entry)
    other = layers.Conv1D(4, 1, strides=2, padding="same", name="other")(entry)
    x = layers.Concatenate(axis=1)([one, layers.Add()([one, other])])
    return keras.Model(entry, layers.Dense(3)(layers.Flatten()(x)))


def test_a_branch_beside_its_sum_is_not_taken_for_it() -> None:
    """Both are 8 steps long; with one of 1 step the sum still has 8, and the two have 9."""
    recount = explained(laid_beside()).recount({"one.stride_width": 16})
    assert recount.total is None
    assert "may have another formula" in recount.refused[0]
    assert laid_beside(16).count_params() - laid_beside().count_params() == 3 * 4 * (9 - 16)


def test_more_sizes_can_be_tied() -> None:
    model = keras.Sequential([keras.Input((4,), name="entry")])
    for name in ("one", "other"):
        model.add(layers.Dense(4, name=name))
    tied = explained(model).recounting.tied([["one.units", "other.units"]])
    assert [knob.members for knob in tied.knobs][1:] == [("one.units", "other.units")]
    assert tied.recount({"other.units": 5}).total == 4 * 5 + 5 + 5 * 5 + 5


@pytest.mark.usefixtures("formulas")
def test_a_size_by_which_a_formula_of_somebody_decides_is_not_moved(tmp_path: Path) -> None:
    @formula("Decides")
    def decides(layer: Layer) -> Parts:
        """One weight for each unit, and as many again from 6 on."""
        units = layer.dim("units")
        yield Weight(name="w", shape=(units if int(units) < 6 else 2 * units,))
        yield Output((layer.input,))

    entries = [
        {"class_name": "InputLayer", "config": {"name": "entry", "batch_shape": [None, 4]}},
        {"class_name": "Decides", "config": {"name": "own", "units": 5}},
        {"class_name": "Dense", "module": "keras.layers", "config": {"name": "d", "units": 3}},
    ]
    config = {"class_name": "Sequential", "config": {"name": "model", "layers": entries}}
    (tmp_path / "model.json").write_text(json.dumps(config), encoding="utf-8")
    report = explain_model(read(tmp_path / "model.json"))
    knobs = {knob.name: knob for knob in report.recounting.knobs}
    assert report.recounting.is_sound
    assert "own has other weights" in knobs["own.units"].locked
    assert report.recount({"own.units": 7}).total is None
    assert report.recount({"d.units": 7}).total == 5 + 4 * 7 + 7


def _calls_to_settle(tmp_path: Path, inputs: int) -> int:
    """Return how many calls of functions it takes to tie the inputs of one sum."""
    path = tmp_path / "fanned.json"
    path.write_text(json.dumps(SHAPES["fanned"].make(inputs)))
    report = rnnscope.explain(path, summary=False)
    counted = calls(lambda: report.recounting)
    assert len([knob for knob in report.recounting.knobs if len(knob.members) == inputs]) == 1
    return counted


def test_the_inputs_of_a_sum_are_tied_in_one_round(tmp_path: Path) -> None:
    assert _calls_to_settle(tmp_path, 200) < 2.5 * _calls_to_settle(tmp_path, 100)
