from __future__ import annotations

from collections.abc import Iterator

import keras
import pytest

from rnnscope.layers import FORMULAS, Layer, Output, Parts, Weight, _registry, formula, formula_of
from rnnscope.layers._spatial import axis_names
from rnnscope.model import LayerConfig

RANKS = ("1D", "2D", "3D")
LISTED = [
    *("SimpleRNN", "LSTM", "GRU", "SimpleRNNCell", "LSTMCell", "GRUCell", "RNN"),
    *("StackedRNNCells", "Bidirectional", "TimeDistributed"),
    *("Dense", "Embedding", "EinsumDense", "InputLayer", "Masking", "Identity"),
    *("DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D"),
    *("BatchNormalization", "LayerNormalization", "MultiHeadAttention", "PReLU"),
    *("Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise", "ActivityRegularization"),
    *("Activation", "ReLU", "LeakyReLU", "ELU", "Softmax", "Rescaling"),
    *("Flatten", "Reshape", "Permute", "RepeatVector"),
    *("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot"),
    *(
        f"{name}{rank}"
        for rank in RANKS
        for name in (
            *("Conv", "ConvLSTM", "SpatialDropout", "ZeroPadding", "Cropping", "UpSampling"),
            *("MaxPooling", "AveragePooling", "GlobalMaxPooling", "GlobalAveragePooling"),
            *("AdaptiveMaxPooling", "AdaptiveAveragePooling"),
        )
    ),
    *(f"Conv{rank}Transpose" for rank in RANKS),
]


@pytest.mark.parametrize("name", LISTED)
def test_has_a_formula(name: str) -> None:
    assert FORMULAS[name].sentence.endswith(".")
    assert FORMULAS[name].source.startswith("keras/src/layers/")


def test_no_other_class_has_one() -> None:
    layers = {name for name in FORMULAS if not name.startswith("ops.")}
    assert layers == set(LISTED)


@pytest.mark.parametrize("name", LISTED)
def test_the_class_is_keras(name: str) -> None:
    assert getattr(keras.layers, name).__name__ == name


@pytest.fixture
def own_formulas() -> Iterator[None]:
    yield
    _registry._USERS.clear()


def config_of(class_name: str, module: str, registered_name: str = "") -> LayerConfig:
    return LayerConfig(
        class_name=class_name, name="it", module=module, registered_name=registered_name
    )


def test_a_namesake_is_not_ours() -> None:
    assert formula_of(config_of("Dense", "keras.layers")) is FORMULAS["Dense"]
    assert formula_of(config_of("Dense", "keras.src.layers.core.dense")) is FORMULAS["Dense"]
    assert formula_of(config_of("Dense", "my_layers")) is None
    assert formula_of(config_of("Dense", "keras.layers", "my_package>Dense")) is None


def test_an_operation_is_not_a_layer() -> None:
    assert formula_of(config_of("Add", "keras.src.ops.numpy")) is FORMULAS["ops.Add"]
    assert formula_of(config_of("Add", "keras.layers")) is FORMULAS["Add"]
    assert formula_of(config_of("Einsum", "keras.src.ops.numpy")) is None


@pytest.mark.usefixtures("own_formulas")
def test_a_formula_of_the_users() -> None:
    @formula("my_package>Scale", "Shift")
    def scale(layer: Layer) -> Parts:
        """Multiplies each feature
        by a number of its own.

        Equation:
            y = x*scale

        And so on.
        """
        yield Weight(name="scale", shape=(layer.features("features"),))
        yield Output((layer.input,))

    found = formula_of(config_of("Scale", "my_layers", "my_package>Scale"))
    assert found is not None
    assert found.function is scale
    assert found.sentence == "Multiplies each feature by a number of its own."
    assert found.equation == ("y = x*scale",)
    assert formula_of(config_of("Shift", "my_layers")) is not None
    assert "Shift" not in FORMULAS


@pytest.mark.usefixtures("own_formulas")
def test_a_formula_of_the_users_comes_before_ours() -> None:
    @formula("Dense")
    def dense(layer: Layer) -> Parts:
        yield Output((layer.input,))

    found = formula_of(config_of("Dense", "keras.layers"))
    assert found is not None
    assert (found.function, found.sentence, found.equation) == (dense, "", ())


@pytest.mark.usefixtures("own_formulas")
def test_two_formulas_for_one_class() -> None:
    def nothing(layer: Layer) -> Parts:
        yield Output((layer.input,))

    formula("Twice")(nothing)
    with pytest.raises(ValueError, match="Twice has a formula already"):
        formula("Twice")(nothing)


@pytest.mark.parametrize(
    ("rank", "names"),
    [
        (0, ()),
        (1, ("batch",)),
        (2, ("batch", "features")),
        (3, ("batch", "timesteps", "features")),
        (4, ("batch", "height", "width", "channels")),
        (5, ("batch", "depth", "height", "width", "channels")),
        (6, ("batch", "axis_1", "axis_2", "axis_3", "axis_4", "axis_5")),
    ],
)
def test_names_of_axes(rank: int, names: tuple[str, ...]) -> None:
    assert axis_names(rank) == names


def test_names_of_axes_with_the_channels_first() -> None:
    assert axis_names(4, channels_first=True) == ("batch", "channels", "height", "width")
