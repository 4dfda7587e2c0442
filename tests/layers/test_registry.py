from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import keras
import pytest

from rnnscope.layers import (
    ALIASES,
    FORMULAS,
    Layer,
    Output,
    Parts,
    Weight,
    formula,
    formula_of,
    registry,
)
from rnnscope.layers._modules import MODULES
from rnnscope.layers.spatial import axis_names
from rnnscope.model.parts import LayerConfig
from tests.files import ROOT
from tests.layers import renew

KERAS = Path(keras.__file__).parents[1]
# Layers that Keras uses inside others and does not export with the rest.
INSIDE = {"FeatureSpace", "TFDConcat", "TFDIdentity"}
INSIDE |= {"LayerScale", "StochasticDepth", "CustomScaleLayer"}
# Layers of old files that Keras 3 has no more.
GONE = {"CuDNNLSTM", "CuDNNGRU", "LocallyConnected1D", "LocallyConnected2D", "ThresholdedReLU"}
GONE |= {"RandomFourierFeatures", "RandomHeight", "RandomWidth"}
GONE |= {"TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer"}
# Public names of keras.layers that are no layer one can put in a model.
NO_LAYERS = {"Layer", "InputSpec"}


def public_classes() -> dict[type, list[str]]:
    """Return the classes of keras.layers with their public names."""
    classes: dict[type, list[str]] = {}
    for name, value in vars(keras.layers).items():
        if isinstance(value, type):
            classes.setdefault(value, []).append(name)
    return classes


LISTED = sorted(
    cls.__name__ if cls.__name__ in names else names[0]  # GroupedQueryAttention is called otherwise
    for cls, names in public_classes().items()
    if not NO_LAYERS.intersection(names)
)


@pytest.mark.parametrize("name", LISTED)
def test_has_a_formula(name: str) -> None:
    assert FORMULAS[name].sentence.endswith(".")
    assert (KERAS / FORMULAS[name].source).is_file()


def test_no_other_class_has_one() -> None:
    layers = {name for name in FORMULAS if not name.startswith("ops.")}
    assert layers == {*LISTED, *INSIDE, *GONE}


def test_every_layer_of_keras_is_known() -> None:
    new = [
        names[0]
        for names in public_classes().values()
        if not {*FORMULAS, *NO_LAYERS}.intersection(names)
    ]
    assert not new, (
        f"Keras {keras.__version__} has layers that are not known here: {', '.join(new)}. Write a "
        "function with @formula for each, in the module of rnnscope/layers named as Keras's folder."
    )


def test_the_module_of_each_formula_is_listed() -> None:
    assert renew.LIST.read_text("utf-8") == renew.text(), f"run `{renew.COMMAND}`"


def test_a_module_is_imported_for_its_own_layers_alone() -> None:
    assert imported("FORMULAS['Dot']") == ["keras.merging"]
    assert imported("FORMULAS.get('MyOwn')") == []
    assert imported("len(FORMULAS)") == sorted(MODULES)


def test_a_module_whose_import_was_broken_off_is_imported_anew() -> None:
    broken_off = "first = FORMULAS['Dot']; del sys.modules['rnnscope.layers.keras.merging']"
    again = "import rnnscope.layers.keras.merging; assert FORMULAS['Dot'] is not first"
    assert imported(f"{broken_off}; {again}") == ["keras.merging"]


def imported(code: str) -> list[str]:
    """Return which modules with formulas are there after a line of code in a fresh Python."""
    script = f"import sys; from rnnscope.layers import FORMULAS; {code}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return sorted(name for name in MODULES if f"rnnscope.layers.{name}" in done.stdout.split())


def test_aliases_are_those_of_keras() -> None:
    aliases = {
        name: next((each for each in names if each in FORMULAS), "no formula")
        for names in public_classes().values()
        for name in names
        if name not in {*FORMULAS, *NO_LAYERS}
    }
    assert aliases == ALIASES
    for name, first in ALIASES.items():
        assert formula_of(config_of(name, "keras.layers")) is FORMULAS[first]


def test_what_needs_files_or_code_is_never_made_anew() -> None:
    kept = {name for name, known in FORMULAS.items() if not known.rebuildable}
    assert kept == {
        *("Lambda", "TFSMLayer", "JaxLayer", "FlaxLayer", "TorchModuleWrapper"),
        *("StringLookup", "IntegerLookup", "TextVectorization", "Discretization"),
        *("Pipeline", "FeatureSpace", "TFDConcat", "TFDIdentity"),
        *GONE,
    }


@pytest.fixture
def own_formulas() -> Iterator[None]:
    yield
    registry._USERS.clear()


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
    assert formula_of(config_of("Cross", "keras.src.ops.numpy")) is None


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
