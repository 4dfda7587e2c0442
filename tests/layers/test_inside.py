"""A user's formula says what layers its layer makes itself: they are counted, and held to files."""

from __future__ import annotations

import inspect
import re
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keras
import pytest
from keras import layers

import rnnscope
from rnnscope.layers import Layer, Output, Parts, Weight, registry
from rnnscope.report.report import Report
from rnnscope.report.settings import setting_reports


class Scale(layers.Layer):
    def build(self, shape: Any) -> None:
        self.factor = self.add_weight(shape=shape[-1:], name="factor")

    def call(self, x: Any) -> Any:
        return x * self.factor


class Encoder(layers.Layer):
    """Holds layers in an attribute, a list and a dict; a wrapper, an attention and one of ours."""

    def __init__(self, units: int, heads: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units, self.heads = units, heads
        self.reading = layers.Bidirectional(layers.LSTM(units, return_sequences=True))
        self.attention = layers.MultiHeadAttention(heads, units)
        self.blocks = [layers.Dense(units), layers.LayerNormalization(), layers.Dense(units)]
        self.parts = {"wide": layers.Dense(2 * units), "narrow": layers.Dense(units)}
        self.dropout, self.scale = layers.Dropout(0.5), Scale()

    def call(self, x: Any) -> Any:
        states = self.reading(x)
        x = self.dropout(self.attention(x, states))
        for block in (*self.blocks, *self.parts.values()):
            x = block(x)
        return self.scale(x)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "units": self.units, "heads": self.heads}


def _scale(layer: Layer) -> Parts:
    yield Weight(name="factor", shape=(layer.features("features"),))
    yield Output((layer.input,))


def _encoder(layer: Layer) -> Parts:
    """Reads both ways."""
    units, heads = layer.dim("units"), layer.dim("heads")
    lstm = layer.inside("lstm", "LSTM", units=units, return_sequences=True)
    (states,) = yield layer.inside("reading", "Bidirectional", layer=lstm)
    attention = ("attention", "MultiHeadAttention", layer.input, states)
    (x,) = yield layer.inside(*attention, num_heads=heads, key_dim=units)
    yield layer.inside("dropout", "Dropout", x, rate=0.5)
    (x,) = yield layer.inside("blocks[0]", "Dense", x, units=units)
    (x,) = yield layer.inside("blocks[1]", "LayerNormalization", x)
    (x,) = yield layer.inside("blocks[2]", "Dense", x, units=units)
    (x,) = yield layer.inside("parts[0]", "Dense", x, units=2 * units)
    (x,) = yield layer.inside("parts[1]", "Dense", x, units=units)
    yield Output((yield layer.inside("scale", "Scale", x)))


def _sources(model: Any, tmp_path: Path) -> Iterator[Any]:
    yield model
    for name in ("m.keras", "m.h5"):
        model.save(tmp_path / name)
        yield tmp_path / name


def _explained(model: Any, tmp_path: Path) -> Iterator[Report]:
    for source in _sources(model, tmp_path):
        yield rnnscope.explain(source, summary=source is model)


pytestmark = [
    pytest.mark.usefixtures("formulas"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


def test_layers_inside_are_counted_and_held_to_what_is_stored(tmp_path: Path) -> None:
    rnnscope.formula("Encoder")(_encoder)
    rnnscope.formula("Scale")(_scale)
    x = keras.Input((6, 10), name="x")
    model = keras.Model(x, Encoder(4, heads=3, name="encoder")(x))
    for report in _explained(model, tmp_path):
        assert [difference.text for difference in report.differences] == []
        assert (report.total, report.verified) == (model.count_params(), True)
        row = report["encoder"]
        assert {each.basis for each in row.walk()} == {"derived", "none"}
        assert row.output_shape == (None, 6, 4)
        assert [child.name for child in row.children] == [
            *("reading", "attention", "dropout", "blocks[0]", "blocks[1]", "blocks[2]"),
            *("parts[0]", "parts[1]", "scale"),
        ]
        assert report.total_formula is not None
        names = {size.qualified for size in report["encoder"].count.roots}
        assert names >= {"encoder.units", "encoder.heads", "x.axis_2"}
        assert not any(name.endswith("input_dim") for name in names)
        gru = report["encoder.reading.forward_layer"]
        assert "units = 4 (encoder.units)" in [symbol.text for symbol in gru.provenance]


class Crossed(layers.Layer):
    """The names that Keras makes up are those of the other attribute."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dense_1, self.dense = layers.Dense(3, name="dense"), layers.Dense(3, name="dense_1")

    def call(self, x: Any) -> Any:
        return self.dense(self.dense_1(x))


def test_names_that_keras_makes_up_are_not_taken_for_those_of_attributes(tmp_path: Path) -> None:
    @rnnscope.formula("Crossed")
    def crossed(layer: Layer) -> Parts:
        (shape,) = yield layer.inside("dense_1", "Dense", units=3)
        yield Output((yield layer.inside("dense", "Dense", shape, units=3)))

    model = keras.Sequential([keras.Input((3,)), Crossed(), layers.Dense(2, name="after")])
    for report in _explained(model, tmp_path):
        assert [difference.text for difference in report.differences] == []
        assert (report.total, report.verified) == (model.count_params(), True)


class Two(layers.Layer):
    def __init__(self, units: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units = units
        self.down, self.up = layers.Dense(units, use_bias=False), layers.Dense(7)

    def call(self, x: Any) -> Any:
        return self.up(self.down(x))

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "units": self.units}


def _two(down: Callable[[Layer], Any], up: Callable[[Layer, Any], Any]) -> Any:
    def two(layer: Layer) -> Parts:
        (shape,) = yield down(layer)
        yield Output((yield up(layer, shape)))

    return two


def _down(layer: Layer) -> Any:
    return layer.inside("down", "Dense", units=layer.dim("units"), use_bias=False)


def _up(layer: Layer, shape: Any) -> Any:
    return layer.inside("up", "Dense", shape, units=7)


WRONG: dict[str, tuple[Any, Any, str]] = {
    "another size": (
        _down,
        lambda layer, shape: layer.inside("up", "Dense", shape, units=8),
        "up: bias: config implies (8,), model holds (7,)",
    ),
    "a bias too many": (
        lambda layer: layer.inside("down", "Dense", units=layer.dim("units")),
        _up,
        "down: bias: config implies (4,), model holds nothing",
    ),
    "a bias too few": (
        _down,
        lambda layer, shape: layer.inside("up", "Dense", shape, units=7, use_bias=False),
        "config implies no such weight, model holds (7,)",
    ),
    "another input": (
        _down,
        lambda layer, _: layer.inside("up", "Dense", units=7),
        "up: kernel: config implies (5, 7), model holds (4, 7)",
    ),
    "another attribute": (
        _down,
        lambda layer, shape: layer.inside("upp", "Dense", shape, units=7),
        "upp: kernel: config implies (4, 7), model holds nothing",
    ),
    "each other's attribute": (
        lambda layer: layer.inside("up", "Dense", units=layer.dim("units"), use_bias=False),
        lambda layer, shape: layer.inside("down", "Dense", shape, units=7),
        "up: kernel: config implies (5, 4), model holds (4, 7)",
    ),
}


@pytest.mark.parametrize(("down", "up", "difference"), WRONG.values(), ids=WRONG)
def test_a_wrong_formula_is_found(down: Any, up: Any, difference: str, tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((5,)), Two(4)])
    rnnscope.formula("Two")(_two(_down, _up))
    assert rnnscope.explain(model).verified
    registry._USERS.clear()
    rnnscope.formula("Two")(_two(down, up))
    model.save(tmp_path / "m.keras")
    for source in (model, tmp_path / "m.keras"):
        report = rnnscope.explain(source)
        assert report.verified is False
        found = [each.text.replace("file holds", "model holds") for each in report.differences]
        assert any(text.endswith(difference) for text in found)


REFUSED: dict[str, tuple[Any, str]] = {
    "an argument that there is not": (
        lambda layer, shape: layer.inside("up", "Dense", shape, unit=7),
        "two.up: Dense takes no argument 'unit'",
    ),
    "no size": (
        lambda layer, shape: layer.inside("up", "Dense", shape, units="7"),
        "what its up puts out is not known: two.up.config['units']: expected a whole number",
    ),
    "a class without a formula": (
        lambda layer, shape: layer.inside("up", "Nowhere", shape, units=7),
        "what its up puts out is not known: no formula is known for its class",
    ),
    "a list from its middle on": (
        lambda layer, shape: layer.inside("ups[1]", "Dense", shape, units=7),
        "two.ups[1]: ups[0] has to be said first: files number the layers of a list",
    ),
}


@pytest.mark.parametrize(("up", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_inside_is_a_reason(up: Any, reason: str, tmp_path: Path) -> None:
    rnnscope.formula("Two")(_two(_down, up))
    keras.Sequential([keras.Input((5,)), Two(4, name="two")]).save(tmp_path / "m.keras")
    (row,) = rnnscope.explain(tmp_path / "m.keras").layers
    assert row.basis == "stored"
    assert reason in row.notes[0]


def test_a_second_name_of_a_class_and_one_in_a_package() -> None:
    config = Layer(config=rnnscope.LayerConfig(class_name="Two", name="two"), path="two", inputs=())
    pool = config.inside("pool", "AvgPool1D", pool_size=2).layer
    assert (pool.class_name, pool.config.is_builtin) == ("AvgPool1D", True)
    scale = config.inside("scale", "my_package>Scale", factor=(3, "x")).layer
    assert (scale.class_name, scale.config.registered_name) == ("Scale", "my_package>Scale")
    assert not scale.config.is_builtin
    assert (scale.path, scale.setting("factor")) == ("two.scale", (3, "x"))


class Mlp(layers.Layer):
    """Holds a model, which has its layers in a list."""

    def __init__(self, units: int, use_bias: bool = True, rate: int = 1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.units, self.use_bias, self.rate = units, use_bias, rate
        self.net = keras.Sequential([layers.Dense(units, use_bias=use_bias), layers.Dense(2)])

    def call(self, x: Any) -> Any:
        return self.net(x)


def _mlp(layer: Layer) -> Parts:
    bias = layer.flag("use_bias", default=True)
    sizes = {"units": layer.dim("units"), "use_bias": bias}
    (shape,) = yield layer.inside("net.layers[0]", "Dense", **sizes)
    yield Output((yield layer.inside("net.layers[1]", "Dense", shape, units=2)))


def test_the_layers_of_a_model_inside(tmp_path: Path) -> None:
    rnnscope.formula("Mlp")(_mlp)
    model = keras.Sequential([keras.Input((5,)), Mlp(3)])
    for report in _explained(model, tmp_path):
        assert [difference.text for difference in report.differences] == []
        assert (report.total, report.verified) == (model.count_params(), True)
        (row,) = report.layers
        assert row.formula == "net.layers[0] + net.layers[1]"
        assert report[f"{row.name}.net.layers[1]"].formula == "units*input_dim + units"


def test_what_a_layer_makes_counts_among_its_arguments() -> None:
    rnnscope.formula("Mlp")(_mlp)
    model = keras.Sequential([keras.Input((5,)), Mlp(3, use_bias=False, name="mlp")])
    row = rnnscope.explain(model)["mlp"]
    counts = {setting.name: setting.counts for setting in setting_reports(row)}
    assert counts == {"units": True, "use_bias": True, "rate": False, "trainable": False}
    with pytest.raises(
        rnnscope.ParamsMismatchError, match=r"With use_bias=True .* in mlp it would"
    ):
        rnnscope.assert_params(model, {"mlp": 3 + 5 * 3 + 3 * 2 + 2})


TOUCHED = (Layer, Output, Weight, rnnscope.Child, rnnscope.Need)


@pytest.mark.parametrize("touched", TOUCHED)
def test_all_that_a_formula_touches_is_exported(touched: type) -> None:
    assert getattr(rnnscope, touched.__name__) is touched
    named = {
        word
        for member in vars(touched).values()
        for text in getattr(member, "__annotations__", {}).values()
        for word in re.findall(r"\b[A-Z]\w+", str(text))
    }
    known = {*rnnscope.__all__, *vars(typing), "None", "Callable", "Iterator", "Mapping"}
    assert named - known <= {"Operand"}, "which is an Expr or an int"
    for each in (touched, *(getattr(rnnscope, name) for name in named & {*rnnscope.__all__})):
        assert each is rnnscope.SymbolicShape or inspect.getdoc(each)
