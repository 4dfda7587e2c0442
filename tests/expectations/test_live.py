"""Typical mistakes with live models: what a failure says that plain `assert` does not."""

from __future__ import annotations

import re
from typing import Any

import keras
import pytest
from keras import layers

from rnnscope import ParamsMismatchError, assert_params
from rnnscope.report.report import Report


def recurrent(
    *, units: int = 64, around: bool = False, inserted: bool = False, **settings: Any
) -> keras.Sequential:
    gru = layers.GRU(units, name="gru", return_sequences=inserted, **settings)
    first = layers.Bidirectional(gru, name="gru") if around else gru
    more = [layers.GRU(32, name="gru_1")] if inserted else []
    dense = layers.Dense(10, name="dense", dtype=settings.get("dtype"))
    return keras.Sequential([keras.Input((28, 28), name="steps"), first, *more, dense])


def convolutional(*, pooled: bool = True, normalized: bool = False) -> keras.Sequential:
    parts = [keras.Input((28, 28, 1), name="image"), layers.Conv2D(16, 3, name="conv")]
    parts += [layers.MaxPooling2D(name="pool")] if pooled else []
    parts += [layers.BatchNormalization(name="norm")] if normalized else []
    parts += [layers.Flatten(name="flat"), layers.Dense(64, name="hidden")]
    return keras.Sequential([*parts, layers.Dense(10, name="dense")])


def transferred(*, frozen: bool) -> keras.Sequential:
    base = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            layers.Conv2D(8, 3, name="conv"),
            layers.BatchNormalization(name="norm"),
            layers.GlobalAveragePooling2D(name="pool"),
        ],
        name="base",
    )
    base.trainable = not frozen
    return keras.Sequential([keras.Input((32, 32, 3)), base, layers.Dense(5, name="head")])


def squared(
    side: int = 28, *, kernel: int = 3, strides: int = 1, pool: int = 2, padding: str = "valid"
) -> keras.Sequential:
    return keras.Sequential(
        [
            keras.Input((side, side, 3), name="image"),
            layers.Conv2D(8, kernel, strides=strides, padding=padding, name="conv"),
            layers.MaxPooling2D(pool, name="pool"),
            layers.Flatten(name="flat"),
            layers.Dense(4, name="dense"),
        ]
    )


def counts(model: keras.Model) -> dict[str, int]:
    return {layer.name: layer.count_params() for layer in model.layers if layer.count_params()}


def failure(model: keras.Model, *expected: Any, **asked: Any) -> str:
    with pytest.raises(ParamsMismatchError) as caught:
        assert_params(model, *expected, **asked)
    lines = str(caught.value).splitlines()
    assert max(map(len, lines)) <= 100
    return " ".join(" ".join(lines).split())


def all_of(before: keras.Model, after: keras.Model) -> str:
    """Assert of a model all that another has."""
    return failure(after, before.count_params(), layers=counts(before))


def test_what_holds() -> None:
    model = recurrent()
    report = assert_params(model, model.count_params(), layers=counts(model), summary=True)
    assert isinstance(report, Report)
    assert report.verified
    assert_params(report, {"gru": "gates*(units*units + units*input_dim + 2*units)", "d*": 650})
    assert_params(transferred(frozen=True), frozen=["base"], trainable=45, non_trainable=256)


def test_units_changed() -> None:
    said = all_of(recurrent(), recurrent(units=128))
    assert said.startswith("gru has 60,672 params, expected 18,048; 2 more follow from it")
    assert "With gru.units = 64 (it is 128) all 3 would hold." in said
    assert said.count("because gru.units is 128") == 2


def test_units_changed_and_the_total_alone_was_asserted() -> None:
    said = failure(recurrent(units=128), recurrent().count_params())
    assert said.startswith("the model has 61,962 params, expected 18,698")
    assert said.endswith("With gru.units = 64 (it is 128) it would hold.")


def test_a_bias_dropped() -> None:
    said = failure(recurrent(use_bias=False), recurrent().count_params())
    assert "With use_bias=True (it is False) in gru it would hold." in said


def test_a_layer_inserted() -> None:
    said = all_of(recurrent(), recurrent(inserted=True))
    assert said.startswith("the model has 27,786 params, expected 18,698; 1 more follows from it")
    assert "Without gru_1 (GRU) both would hold." in said
    assert "because gru_1 stands there" in said
    said = failure(convolutional(normalized=True), convolutional().count_params())
    assert "Without norm (BatchNormalization) it would hold." in said


def test_reset_after() -> None:
    said = failure(recurrent(reset_after=False), {"gru": counts(recurrent())["gru"]})
    assert said.startswith("gru has 17,856 params, expected 18,048")
    assert "With reset_after=True (it is False) in gru it would hold." in said
    assert "two biases are counted, as PyTorch and cuDNN have them" in said


def test_a_bidirectional_doubles() -> None:
    said = all_of(recurrent(), recurrent(around=True))
    assert "With gru in one direction (it is in two) all 3 would hold." in said
    assert said.count("because gru is in two directions") == 2
    said = all_of(recurrent(around=True), recurrent())
    assert "With a Bidirectional around gru (there is none) all 3 would hold." in said


def test_another_dtype() -> None:
    said = failure(recurrent(dtype="float64"), max_bytes="75 kB")
    assert said.startswith("the weights take 149,584 bytes, expected at most 75,000")
    assert "18,698 float64·8" in said
    assert "With float32 for its float64 weights it would take 74,792 bytes." in said


def test_freezing_forgotten() -> None:
    said = failure(transferred(frozen=False), frozen=["base"], trainable=45)
    assert said.startswith("base is trained, expected frozen; 1 more follows from it")
    assert "base: 240 of its 256 params are trained: kernel, bias, gamma and beta" in said
    assert "because base is trained" in said
    assert "It would hold after model.get_layer('base').trainable = False." in said


def test_a_pooling_gone_before_a_flatten() -> None:
    said = all_of(convolutional(), convolutional(pooled=False))
    assert said.startswith("hidden has 692,288 params, expected 173,120; 1 more follows from it")
    assert "input_dim = 10816 (conv.height*conv.width*conv.filters = 26*26*16)" in said
    assert "With a MaxPooling2D (pool_size=2) behind conv both would hold." in said
    said = all_of(convolutional(pooled=False), convolutional())
    assert "Without pool (MaxPooling2D) both would hold." in said


@pytest.mark.parametrize(
    ("asserted", "said"),
    [
        ({"side": 32}, "With image.height = 32 (it is 28; image.width goes with it) "),
        ({"kernel": 5}, "With conv.kernel_height = 5 (it is 3; conv.kernel_width goes with it) "),
        ({"pool": 3}, "With pool.pool_height = 3 (it is 2; pool.stride_height, pool.pool_width "),
    ],
)
def test_both_sides_of_a_square(asserted: dict[str, Any], said: str) -> None:
    before, after = squared(**asserted), squared()
    assert said in failure(after, before.count_params())
    assert said in all_of(before, after)


def test_each_row_follows_from_what_moves_it() -> None:
    def towered(units: int) -> keras.Sequential:
        return keras.Sequential(
            [
                keras.Input((28, 10), name="steps"),
                layers.GRU(units, return_sequences=True, name="gru"),
                layers.Dense(32, name="d1"),
                layers.GRU(units, name="gru2"),
                layers.Dense(3, name="head"),
            ]
        )

    said = all_of(towered(64), towered(63))
    assert "With gru.units = 64 (it is 63) and gru2.units = 64 (it is 63) all 5 would hold." in said
    assert "34,748 because gru.units is 63 and gru2.units is 63" in said
    assert "d1 2,080 2,048 because gru.units is 63 gru2 18,816" in said
    assert "gru2 18,816 18,333 because gru2.units is 63 head 195 192 because gru2.units" in said


def test_a_layer_inside_of_another_is_named_as_python_has_it() -> None:
    model = transferred(frozen=False)
    said = failure(model, frozen=["base.conv"])
    statement = "model.get_layer('base').get_layer('conv').trainable = False"
    assert f"It would hold after {statement}." in said
    model.get_layer("base").get_layer("conv").trainable = False
    assert_params(model, frozen=["base.conv"])
    said = failure(recurrent(around=True), frozen=["gru.forward_layer"])
    assert "It would hold with trainable = False of gru.forward_layer." in said


def test_a_difference_longer_than_the_formula_itself_is_left_out() -> None:
    flowing = keras.Input((10, 64), name="x")
    made = layers.MultiHeadAttention(4, 16, name="att")(flowing, flowing)
    said = failure(keras.Model(flowing, made), {"att": "num_heads*key_dim*64*4"})
    assert "Found minus expected" not in said
    assert "With use_bias=False (it is True) in att it would hold." in said


def test_positions_are_told_in_numbers() -> None:
    conv = layers.Conv2D(8, 3, name="conv")
    dense = layers.Dense(10, name="dense")
    made = keras.Sequential([keras.Input((28, 28, 1), name="x"), conv, layers.Flatten(), dense])
    said = failure(made, {"dense": 28 * 28 * 8 * 10 + 10})
    assert "if 28·28 positions are counted, those of all the input of the model." in said
    assert "With padding='same' (it is 'valid') in conv it would hold." in said


def test_a_path_as_keras_writes_it_is_near_to_one_of_ours() -> None:
    said = failure(transferred(frozen=True), {"base/conv": 225})
    assert said.startswith("no layer is named 'base/conv'; did you mean 'base.conv'")


def test_open_axes_need_a_size() -> None:
    model = keras.Sequential([keras.Input((None, 28), name="steps"), layers.GRU(4, name="gru")])
    said = failure(model, max_macs=10_000)
    assert said.startswith("the multiply-adds need a size for steps.timesteps, which is left open")
    assert said.endswith("Give it with `at`: timesteps = 100, for example.")
    assert_params(model, max_macs=10_000, at={"timesteps": 20})
    said = failure(model, max_macs=100, at={"timesteps": 20})
    words = "the model takes 7,680 multiply-adds at timesteps = 20, expected at most 100"
    assert said.startswith(words)


def test_many_layers_that_are_off_alike_are_told_once() -> None:
    def dense(*, use_bias: bool) -> keras.Sequential:
        parts = [layers.Dense(8, use_bias=use_bias or not i, name=f"d{i}") for i in range(30)]
        return keras.Sequential([keras.Input((7,)), *parts])

    said = failure(dense(use_bias=True), {"d*": 64})
    words = "With use_bias=False (it is True) in each of d1, d2, d3, d4 and 25 more, all 29 would"
    assert words in " ".join(said.split())
    assert said.count("hold.") == 1
    assert said.count("because use_bias is True in each of d1, d2,") == 28
    assert {*counts(dense(use_bias=False)).values()} == {64}
    many = failure(dense(use_bias=True), {"d*": 56})
    assert many.count("Mistakes in counting are not looked for from here on.") == 1
    assert "With d20.units = 6 (it is 8) it would hold." in many  # so what is known is told


def test_what_a_wrapper_has_is_told_of_the_layer_inside() -> None:
    cells = layers.RNN([layers.LSTMCell(4), layers.LSTMCell(6)], name="r")
    each = layers.TimeDistributed(layers.Dense(4), name="t")
    said = failure(keras.Sequential([keras.Input((5, 8)), each, cells]), {"t": 8, "r": 3})
    assert "layer = units*input_dim + units = 4*8 + 4" in said
    assert re.search(r"cells\[0\]: input_dim = 4 \(t\.layer\.units\)", said)
    assert re.search(r"cells\[1\]: input_dim = 4 \(r\.cell\.cells\[0\]\.units\)", said)


def test_slopes_that_are_one_for_all_places() -> None:
    def slopes(shape: tuple[int, ...], **settings: Any) -> keras.Sequential:
        return keras.Sequential([keras.Input(shape, name="x"), layers.PReLU(name="p", **settings)])

    for shape, axes in (((5, 8), [1]), ((6, 7, 4), [1, 2])):
        shared = slopes(shape, shared_axes=axes).count_params()
        said = failure(slopes(shape), {"p": shared})
        assert f"With shared_axes={axes} (it is None) in p it would hold." in said
    said = failure(slopes((5, 8)), {"p": 8})
    assert "With x.axis_1 = 1 (it is 5), timesteps in p, it would hold." in said


def test_the_width_of_values_goes_with_that_of_keys() -> None:
    def attending(key_dim: int) -> keras.Model:
        entry = keras.Input((5, 8), name="entry")
        layer = layers.MultiHeadAttention(2, key_dim, name="mha")
        return keras.Model(entry, layer(entry, entry))

    with pytest.raises(ParamsMismatchError) as caught:
        assert_params(attending(3), attending(9).count_params())
    told = "With mha.key_dim = 9 (it is 3; mha.value_dim goes with it) it would hold."
    assert told in str(caught.value)
