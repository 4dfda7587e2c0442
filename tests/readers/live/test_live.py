"""Models in memory: explained as they are, and checked by their own summary()."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from rnnscope.errors import NotBuiltError
from rnnscope.report.report import Report
from tests.files import alone


def agreed(model: Any) -> Report:
    """Explain a model; its own summary and its own weights must agree."""
    report = alone(model)
    assert report.differences == ()
    assert [witness.spoke for witness in report.witnesses] == [True, True]
    trainable = sum(int(np.prod(w.shape)) for w in model.trainable_weights)
    assert (report.total, report.trainable) == (model.count_params(), trainable)
    assert sum(row.params or 0 for row in report.layers) == report.total
    assert (report.format, report.source) == ("live", None)
    return report


def sequential(*inside: Any) -> Any:
    return keras.Sequential([keras.Input((4, 3)), *inside])


def functional() -> Any:
    x = keras.Input((4, 3), name="x")
    y = layers.LSTM(2, return_sequences=True)(x)
    return keras.Model(x, layers.Dense(1)(layers.Flatten()(y + x[..., :2])))


def shared() -> Any:
    x, dense = keras.Input((4, 3)), layers.Dense(3)
    return keras.Model(x, dense(dense(x)))


def nested() -> Any:
    inner = keras.Sequential([keras.Input((4, 3)), layers.Dense(3), layers.GRU(2)], name="inner")
    return sequential(layers.Dense(3), inner, layers.Dense(1))


def twice_in_a_chain() -> Any:
    dense = layers.Dense(3)
    return sequential(dense, dense)


def nested_and_shared() -> Any:
    x = keras.Input((3,))
    inner = keras.Sequential([keras.Input((3,)), layers.Dense(3)], name="inner")
    return keras.Model(x, inner(inner(x)))


@keras.saving.register_keras_serializable("rnnscope_tests")
class Subclassed(keras.Model):
    """A model of somebody's own class; its layers are attributes."""

    def __init__(self, own: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rnn = layers.SimpleRNN(4)
        self.dense = layers.Dense(2)
        if own:
            self.scale = self.add_weight(shape=(own,), name="scale")

    def call(self, x: Any) -> Any:
        return self.dense(self.rnn(x))


def subclassed(own: int = 0) -> Any:
    model = Subclassed(own)
    model(np.zeros((1, 4, 3), "float32"))
    return model


@pytest.mark.parametrize(
    "make",
    [
        lambda: sequential(layers.SimpleRNN(5), layers.Dense(2)),
        functional,
        shared,
        nested,
        nested_and_shared,
        twice_in_a_chain,
        subclassed,
        lambda: sequential(layers.Lambda(lambda x: 2 * x), layers.Dense(2)),
        lambda: sequential(layers.Dropout(0.5)),
        lambda: keras.Sequential([layers.Embedding(9, 2), layers.GRU(3)], name="by build"),
    ],
    ids=[
        *("sequential", "functional", "shared", "nested", "nested and shared", "twice"),
        *("subclassed", "lambda", "weightless", "built by its shape"),
    ],
)
def test_models_of_every_kind(make: Callable[[], Any]) -> None:
    model = make()
    if not model.built:
        model.build((None, 7))
    agreed(model)


def _frozen(layer: Any) -> Any:
    layer.trainable = False
    return sequential(layer, layers.Flatten(), layers.Dense(1))


def _frozen_after() -> Any:
    x = keras.Input((4, 3))
    attention = layers.MultiHeadAttention(2, 2)
    model = keras.Model(x, attention(x, x))
    attention.trainable = False
    return model


def _frozen_inside() -> Any:
    inner = keras.Sequential([keras.Input((4, 3)), layers.Dense(3)], name="inner")
    inner.trainable = False
    return sequential(inner, layers.Dense(1))


@pytest.mark.parametrize(
    "make",
    [
        lambda: _frozen(layers.LSTM(2)),
        lambda: _frozen(layers.Bidirectional(layers.LSTM(2))),
        lambda: _frozen(layers.TimeDistributed(layers.Dense(2))),
        lambda: _frozen(layers.RNN(layers.LSTMCell(2))),
        lambda: _frozen(layers.BatchNormalization()),
        _frozen_after,
        _frozen_inside,
    ],
    ids=["lstm", "bidirectional", "time_distributed", "rnn", "batch_norm", "after", "model"],
)
def test_frozen_layers_count_as_keras_counts_them(make: Callable[[], Any]) -> None:
    agreed(make())


def test_the_models_own_weights_have_a_row() -> None:
    model = subclassed(own=5)
    report = agreed(model)
    own = report.layers[-1]
    assert (own.params, own.basis) == (5, "stored")
    assert own.notes == ("owned by the model itself",)
    assert "has no row for them" in report.reconciliation[0]


def test_a_model_that_was_compiled_and_fitted() -> None:
    model = sequential(layers.Flatten(), layers.Dense(2))
    model.compile("adam", "mse")
    model.fit(np.zeros((2, 4, 3)), np.zeros((2, 2)), verbose=0)
    report = agreed(model)
    assert report.compiled
    assert report.optimizer == 2 * 26 + 2


NAMES = [
    "a│b",
    "[red]x",
    "a\nb",
    "\x1b[31mred",
    "a|b`c`",
    "=cmd()",
    "<b>",
    "\u202eabc",
    "模型",
    "n" * 300,
]


def test_hostile_names_do_not_confuse_the_table() -> None:
    assert agreed(sequential(*(layers.Dense(2, name=name) for name in NAMES))).verified


def _unbuilt_inside() -> Any:
    class Late(Subclassed):
        def build(self, _: Any) -> None:
            self.built = True

    model = Late()
    model.build((None, 4, 3))
    return model


@pytest.mark.parametrize(
    "make",
    [
        lambda: keras.Sequential([layers.Dense(2)]),
        keras.Sequential,
        Subclassed,
        _unbuilt_inside,
    ],
    ids=["no input", "no layers", "never called", "only said to be built"],
)
def test_what_is_not_built_is_told_what_is_missing(make: Callable[[], Any]) -> None:
    model = make()
    with pytest.raises(NotBuiltError, match=f"{model.name}.*call it once on data") as caught:
        alone(model)
    assert caught.value.name == model.name


def test_a_layer_that_is_not_built_is_unknown_and_no_zero() -> None:
    class Half(Subclassed):
        def call(self, x: Any) -> Any:
            return self.rnn(x)

    model = Half()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model(np.zeros((1, 4, 3), "float32"))
    report = alone(model)
    assert {row.class_name: row.params for row in report.layers} == {
        "SimpleRNN": 32,
        "Dense": None,
    }
    assert report.total is None
    assert not report.verified


def test_a_layer_without_a_config_does_not_hide_the_others() -> None:
    class Stubborn(layers.Layer):
        def call(self, x: Any) -> Any:
            return x

        def get_config(self) -> Any:
            raise NotImplementedError("no config")

    report = agreed(sequential(layers.Dense(3), Stubborn(name="stubborn")))
    assert (report.layers[0].basis, report["stubborn"].params) == ("derived", 0)


def test_a_screen_that_has_only_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    report = agreed(sequential(layers.Dense(2, name="a|b"), layers.LSTM(2)))
    summary = report.witness("summary")
    assert summary is not None
    assert "| Layer (type)" in summary.text


def test_a_config_that_raises_anything_does_not_hide_the_others() -> None:
    class Broken(layers.Layer):
        def call(self, x: Any) -> Any:
            return x

        def get_config(self) -> Any:
            raise AttributeError("forgotten")

    report = agreed(sequential(layers.Dense(3), Broken(name="broken")))
    assert (report.layers[0].basis, report["broken"].params) == ("derived", 0)


class Idle(layers.Layer):
    """Holds layers; says itself what it puts out, or has Keras find out."""

    def __init__(self, tells: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.tells = tells
        self.used, self.other = layers.Dense(4, name="used"), layers.Dense(4, name="other")

    def call(self, x: Any) -> Any:
        return self.used(x)


class Telling(Idle):
    """Is not called to find out what it puts out, so the layers inside stay unbuilt."""

    def build(self, shape: Any) -> None:
        """Build nothing."""

    def compute_output_spec(self, x: Any) -> Any:
        return keras.KerasTensor((*x.shape[:-1], 4))

    def call(self, x: Any) -> Any:
        return self.used(x) + self.other(x)


@pytest.mark.filterwarnings("ignore:.build.*was called")
def test_layers_inside_that_are_not_built_are_no_zero() -> None:
    x = keras.Input((36,))
    model = keras.Model(x, Telling(name="telling")(x))
    report = alone(model)
    assert (report.total, report["telling"].basis, report.verified) == (None, "unknown", False)
    (note,) = report["telling"].notes
    assert "used and other inside it have not been built, so they have no weights yet" in note
    model(np.zeros((1, 36)))
    assert agreed_in_total(model) == 296
    report = agreed(keras.Model(x, Idle(name="idle")(x)))  # its call was followed
    assert report.total == 148
    assert "other inside it has not been built" in report["idle"].notes[0]


def test_layers_that_a_model_never_called_are_not_known() -> None:
    class Three(Subclassed):
        def __init__(self) -> None:
            super().__init__()
            self.third = layers.Dense(3, name="third")
            self.rest = layers.Dropout(0.5, name="rest")

    model = Three()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model(np.zeros((1, 4, 3), "float32"))
    report = alone(model)
    assert (report.total, report["third"].basis, report["rest"].params) == (None, "unknown", 0)
    assert report["third"].notes[0].startswith("it has not been built")
    assert report.differences == ()


def test_a_chain_of_layers_that_are_built_is_counted() -> None:
    dense = layers.Dense(4)
    dense.build((None, 3))
    assert agreed_in_total(keras.Sequential([dense])) == 16
    assert agreed_in_total(keras.Sequential([dense, layers.Dense(2)])) is None
    held = Subclassed()
    held.dense.build((None, 4))
    assert agreed_in_total(held) is None


def agreed_in_total(model: Any) -> int | None:
    report = alone(model)
    assert report.differences == ()
    return report.total


def test_what_builds_a_model_is_told_truly() -> None:
    class Builds(Subclassed):
        def build(self, shape: Any) -> None:
            self.rnn.build(shape)

    def told(model: Any) -> str:
        with pytest.raises(NotBuiltError) as caught:
            alone(model)
        return str(caught.value).partition(": ")[2]

    either = "call it once on data, or call model.build(input_shape)"
    assert told(Subclassed()) == "call it once on data"
    assert told(Builds()) == either
    assert told(keras.Sequential([layers.Dense(2)])) == f"give it a keras.Input, {either}"
    model = Subclassed()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.build((None, 4, 3))
    assert told(model) == "its build() left its layers unbuilt; call it once on data"
