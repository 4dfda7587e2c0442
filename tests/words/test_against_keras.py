"""What is said of models holds in Keras: its numbers, where it is said, and where it is not."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keras import layers
from keras.src.utils.summary_utils import readable_memory_size

from rnnscope.keras_facts.applications import APPLICATIONS
from rnnscope.words import model_sentences
from rnnscope.words.layers.sentences import layer_sentences
from rnnscope.words.totals import readable
from tests.files import alone
from tests.keras_facts.applications import counted


def said(model: Any, start: str) -> str:
    """Return the one sentence of a live model that has these words in it, or nothing."""
    found = [sentence for sentence in model_sentences(alone(model)) if start in sentence]
    assert len(found) <= 1, found
    return found[0] if found else ""


def numbers(sentence: str) -> list[int]:
    return [int(text.replace(",", "")) for text in re.findall(r"\d[\d,]*", sentence)]


def chain(*parts: Any, shape: tuple[int | None, ...]) -> Any:
    return keras.Sequential([keras.Input(shape), *parts])


def count(weights: Any) -> int:
    return sum(math.prod(weight.shape) for weight in weights)


def test_statistics_are_not_trained() -> None:
    model = chain(layers.Dense(4), layers.BatchNormalization(name="bn"), shape=(3,))
    sentence = said(model, "Non-trainable")
    assert sentence == (
        f"Non-trainable params: {count(model.non_trainable_weights)}: bn's moving mean and "
        "variance, which follow the batches; the optimizer does not change them."
    )
    before = [np.array(each) for each in model.layers[1].non_trainable_weights]
    model.compile("sgd", "mse")
    model.fit(np.ones((8, 3)) * 5, np.ones((8, 4)), verbose=0)
    moved = model.layers[1].non_trainable_weights
    assert all((np.array(now) != was).any() for now, was in zip(moved, before, strict=True))
    optimized = {id(each) for each in model.optimizer._trainable_variables}
    assert not optimized & {id(each) for each in moved}


def test_nothing_is_said_where_all_is_trained() -> None:
    model = chain(layers.Dense(4), layers.LayerNormalization(), shape=(3,))
    assert said(model, "on-trainable") == ""


FROZEN: dict[str, tuple[Callable[[], Any], str]] = {
    "a layer": (
        lambda: chain(
            layers.Embedding(9, 4, trainable=False, name="table"), layers.LSTM(3), shape=(5,)
        ),
        "all of table",
    ),
    "batch normalization, whose four are all frozen then": (
        lambda: chain(
            layers.Dense(4), layers.BatchNormalization(trainable=False, name="bn"), shape=(3,)
        ),
        "all of bn",
    ),
    "a wrapper whose layers are": (
        lambda: _unwrapped(chain(layers.Bidirectional(layers.GRU(3), name="both"), shape=(5, 4))),
        "all of both",
    ),
}


def _unwrapped(model: Any) -> Any:
    model.layers[0].trainable = False
    model.add(layers.Dense(2))
    return model


@pytest.mark.parametrize(("make", "words"), FROZEN.values(), ids=FROZEN)
def test_frozen_layers(make: Callable[[], Any], words: str) -> None:
    model = make()
    assert said(model, "on-trainable") == (
        f"Non-trainable params: {count(model.non_trainable_weights)}: {words}, frozen by "
        "trainable=False, so training changes none of them."
    )


@pytest.mark.parametrize("is_saved", [False, True])
def test_a_frozen_model_inside(is_saved: bool, tmp_path: Path) -> None:
    base = chain(layers.Dense(4), layers.BatchNormalization(), shape=(3,))
    base.name = "base"
    base.trainable = False
    model = chain(base, layers.BatchNormalization(name="bn"), layers.Dense(1), shape=(3,))
    if is_saved:
        model.save(tmp_path / "m.keras")
    sentences = model_sentences(alone(tmp_path / "m.keras" if is_saved else model))
    total = count(model.non_trainable_weights)
    frozen, moving = (each for each in sentences if f"of the {total} non-trainable" in each)
    assert frozen.startswith(f"{base.count_params()} of the {total} non-trainable params: all of")
    assert moving.startswith(f"8 of the {total} non-trainable params: bn's moving mean")


def test_a_model_that_is_frozen_whole() -> None:
    model = chain(layers.Dense(4), shape=(3,))
    model.trainable = False
    assert said(model, "Non-trainable") == (
        "Non-trainable params: 16, which are all: training changes none of them."
    )


def test_what_adapt_sets() -> None:
    model = chain(layers.Normalization(name="norm"), layers.Dense(3), shape=(4,))
    model.layers[0].adapt(np.random.default_rng(0).normal(size=(5, 4)))
    assert model.layers[0].count == 0
    report = alone(model)
    assert layer_sentences(report, report["norm"])[:2] == (
        "mean and variance are worked out from the data by adapt(), and not by training: all 9 are "
        "non-trainable.",
        "count is kept for old files, and not used.",
    )
    why = report.why_not(8, layer="norm").causes[0].why
    assert why == "There is a count too, 1 more: it is kept for old files, and not used."
    assert said(model, "Non-trainable") == (
        f"Non-trainable params: {count(model.non_trainable_weights)}: the statistics of norm, "
        "set by adapt() and not by training, and a count that is not used."
    )


def _convolutional(between: Any, *, units: int = 10) -> Any:
    return chain(
        layers.Conv2D(8, 3), layers.MaxPooling2D(), between, layers.Dropout(0.5),
        layers.Dense(units, name="dense"), shape=(12, 11, 3),
    )  # fmt: skip


def test_what_flatten_hands_on() -> None:
    flat = _convolutional(layers.Flatten(name="flat"))
    pooled = _convolutional(layers.GlobalAveragePooling2D())
    width = flat.get_layer("flat").output.shape[-1]
    share = 100 * flat.get_layer("dense").count_params() / flat.count_params()
    assert said(flat, "% of the parameters") == (
        f"{share:.0f} % of the parameters are in dense: flat puts out 5·4·8 = {width} numbers. "
        f"GlobalAveragePooling2D would put out {pooled.layers[2].output.shape[-1]}, and dense "
        f"would have {pooled.get_layer('dense').count_params()}."
    )
    assert "flat puts out" not in said(pooled, "% of the parameters")


def test_no_pooling_is_offered_where_the_last_axis_is_none_of_channels() -> None:
    first = chain(
        layers.Conv2D(8, 3, data_format="channels_first"), layers.Flatten(), layers.Dense(9),
        shape=(3, 8, 8),
    )  # fmt: skip
    rows = chain(layers.Flatten(), layers.Dense(9), layers.Dense(2), shape=(28, 28))
    for model in (first, rows):
        sentence = said(model, "% of the parameters are in")
        assert "puts out" in sentence
        assert "Pooling" not in sentence


OPTIMIZERS = ("Adam", "SGD", "RMSprop", "Nadam", "Lion")


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_an_optimizer_keeps(name: str, tmp_path: Path) -> None:
    model = chain(layers.Dense(5), layers.BatchNormalization(), layers.Dense(3), shape=(4,))
    model.compile(getattr(keras.optimizers, name)(), "mse")
    model.save(tmp_path / "m.keras")
    (sentence,) = alone(tmp_path / "m.keras").reconciliation
    model.optimizer.build(model.trainable_variables)
    variables = model.optimizer.variables
    own = [variable for variable in variables if variable.shape == ()]
    each, rest = divmod(count(variables) - len(own), count(model.trainable_variables))
    shares = f"{each} for each of the {count(model.trainable_variables)} trainable numbers"
    first = model.trainable_variables[0].name
    names = [v.name.rpartition(f"{first}_")[2] for v in variables if first in v.name]
    shares += f" ({' and '.join(dict.fromkeys(names))})" if each else ""
    kept = f"{count(variables)} more: {shares}, and {len(own)} of its own"
    assert rest == 0
    assert (kept if each else f"{len(own)} numbers of its own") in sentence
    assert f"Total: {model.count_params() + count(variables)}." in sentence


def test_a_layer_that_is_called_twice() -> None:
    left, right = keras.Input((4,), name="left"), keras.Input((4,), name="right")
    dense = layers.Dense(3, name="both")
    model = keras.Model([left, right], layers.Add()([dense(left), dense(right)]))
    assert said(model, "called 2 times") == (
        f"both is called 2 times, always with the same {model.count_params()} weights: they "
        "count once."
    )
    assert said(chain(dense, shape=(4,)), "called") == ""


def test_a_model_that_is_not_built(tmp_path: Path) -> None:
    model = keras.Sequential([layers.Dense(4, name="first"), layers.Dropout(0.1), layers.LSTM(2)])
    with pytest.warns(UserWarning, match="not yet been built"):
        model.save(tmp_path / "m.keras")
    sentences = model_sentences(alone(tmp_path / "m.keras"))
    assert sentences[0].startswith("first and lstm")
    assert "no weights yet" in sentences[0]
    model.build((None, 5, 3))
    model.save(tmp_path / "built.keras")
    assert not any("yet" in each for each in model_sentences(alone(tmp_path / "built.keras")))


@pytest.mark.parametrize("name", ["MobileNet"])
def test_the_table_of_applications(name: str) -> None:
    assert counted(name) == APPLICATIONS[name]


def test_a_model_of_keras_applications() -> None:
    base = keras.applications.MobileNet(weights=None, include_top=False, input_shape=(32, 32, 3))
    model = chain(base, layers.GlobalAveragePooling2D(), layers.Dense(2), shape=(32, 32, 3))
    _, whole, without = APPLICATIONS["MobileNet"]
    sentence = said(model, "keras.applications")
    assert sentence.startswith(f"{base.name} has the name and the count of")
    assert numbers(sentence)[-2:] == [whole - without, whole]
    assert said(chain(layers.Dense(2), shape=(3,)), "keras.applications") == ""


def _with_layer(layer: Any) -> Any:
    return chain(layer, shape=(7, 6))


def test_two_biases_of_a_gru() -> None:
    two, one = (
        _with_layer(layers.GRU(5, reset_after=after, name="gru")) for after in (True, False)
    )
    more = two.count_params() - one.count_params()
    sentence = said(two, "two biases")
    assert sentence.endswith("3·5 more than with one.")
    assert more == 3 * 5
    assert said(one, "two biases") == ""


def test_gates_of_an_lstm() -> None:
    simple = _with_layer(layers.SimpleRNN(5)).count_params()
    sentence = said(_with_layer(layers.LSTM(5, name="lstm")), "gates, each with as")
    assert sentence == f"lstm has 4 gates, each with as many weights as a SimpleRNN: {simple}."


def test_units_of_a_dense_layer() -> None:
    model = chain(layers.Dense(4, name="first"), layers.Dense(2, use_bias=False), shape=(3,))
    kernel, bias = (count([weight]) for weight in model.layers[0].weights)
    sentence = said(model, "units reads all")
    assert sentence == (
        f"Each of first's 4 units reads all 3 numbers that come in: 4·3 weights, and {bias} biases."
    )
    assert kernel == 4 * 3


@pytest.mark.parametrize("is_all", [False, True])
def test_what_is_handed_on(is_all: bool) -> None:
    model = _with_layer(layers.GRU(5, return_sequences=is_all, name="gru"))
    sentence = said(model, "return_sequences")
    assert str(model.output_shape) in sentence
    assert sentence.endswith(f"return_sequences={is_all}.")


def test_a_state_is_no_weight() -> None:
    kept = keras.Sequential(
        [keras.Input(batch_shape=(2, 7, 6)), layers.LSTM(5, stateful=True, name="lstm")]
    )
    assert said(kept, "stateful") == (
        "lstm keeps its state from batch to batch (stateful=True): a state is no weight."
    )
    assert kept.count_params() == _with_layer(layers.LSTM(5)).count_params()
    assert said(_with_layer(layers.LSTM(5)), "stateful") == ""


def test_a_separable_convolution() -> None:
    model = chain(layers.SeparableConv2D(8, 3, name="conv"), shape=(9, 9, 4))
    sentence = said(model, "mixes them")
    parts = [math.prod(map(int, each.split("·"))) for each in re.findall(r"\d[\d·]*", sentence)]
    assert sum(parts) == model.count_params()


def test_both_directions() -> None:
    model = _with_layer(layers.Bidirectional(layers.GRU(5), name="both"))
    inside = model.layers[0].forward_layer.count_params()
    assert (
        said(model, "direction") == f"both is two GRU layers of {inside}, one for each direction."
    )


def test_one_layer_at_each_step() -> None:
    wrapped = _with_layer(layers.TimeDistributed(layers.Dense(2, name="d"), name="each"))
    alone_ = _with_layer(layers.Dense(2, name="dense"))
    assert numbers(said(wrapped, "at each step"))[-1] == wrapped.count_params()
    assert said(alone_, "last axis") == (
        f"dense works along the last axis: the same {alone_.count_params()} weights at all "
        "places along the others."
    )


def test_padding_is_told_of_where_lengths_may_vary() -> None:
    table = layers.Embedding(9, 4, mask_zero=True, name="words")
    open_, fixed = (
        chain(table, layers.LSTM(3), shape=(5,)),
        chain(layers.Embedding(9, 4), layers.Flatten(), layers.Dense(2), shape=(5,)),
    )
    assert "words has the padding skipped" in said(open_, "Within a batch")
    assert said(fixed, "Within a batch") == ""


@given(st.integers(1, 2**52))
def test_sizes_are_written_as_summary_writes_them(size: int) -> None:
    assert readable(size) == readable_memory_size(size)
