"""What an optimizer adds to summary()'s Total: each class, as Keras fits, saves and loads it."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.files import alone

OPTIMIZERS: dict[str, Callable[[Any], Any]] = {
    "SGD": lambda o: o.SGD(),
    "SGD with momentum": lambda o: o.SGD(momentum=0.9),
    "Adam": lambda o: o.Adam(),
    "Adam with amsgrad": lambda o: o.Adam(amsgrad=True),
    "AdamW": lambda o: o.AdamW(),
    "Adamax": lambda o: o.Adamax(),
    "Adadelta": lambda o: o.Adadelta(),
    "Ftrl": lambda o: o.Ftrl(),
    "Nadam": lambda o: o.Nadam(),
    "Lamb": lambda o: o.Lamb(),
    "RMSprop": lambda o: o.RMSprop(),
    "RMSprop with momentum": lambda o: o.RMSprop(momentum=0.9),
    "RMSprop, centered": lambda o: o.RMSprop(centered=True),
    "RMSprop with both": lambda o: o.RMSprop(centered=True, momentum=0.9),
    "Adagrad": lambda o: o.Adagrad(),
    "Lion": lambda o: o.Lion(),
    "a schedule": lambda o: o.Adam(o.schedules.ExponentialDecay(0.1, 10, 0.9)),
    "an average": lambda o: o.Adam(use_ema=True),
    "accumulated": lambda o: o.SGD(gradient_accumulation_steps=4),
    "both of these": lambda o: o.SGD(use_ema=True, gradient_accumulation_steps=4),
}
UNKNOWN: dict[str, Callable[[Any], Any]] = {
    "Muon": lambda o: o.Muon(),
    "Adafactor": lambda o: o.Adafactor(),
    "LossScaleOptimizer": lambda o: o.LossScaleOptimizer(o.Adam()),
}
NO_HDF5 = ("Lamb",)  # which Keras cannot load from it


def _said(model: Any) -> int:
    """Return the optimizer's variables in Keras's own summary."""
    texts: list[str] = []
    model.summary(print_fn=texts.append, line_length=200)
    found = re.search(r"Optimizer params: ([\d,]+)", texts[0])
    return int(found[1].replace(",", "")) if found else 0


def _loaded(path: Path | str) -> Any:
    """Let Keras load a model; it warns of an optimizer whose variables are not all stored."""
    import keras

    with warnings.catch_warnings(action="ignore"):
        return keras.models.load_model(path)


def _compiled(make: Callable[[Any], Any], *, frozen: bool = False) -> Any:
    import keras

    layers = [keras.layers.Dense(3), keras.layers.BatchNormalization(), keras.layers.Dense(2)]
    layers[0].trainable = not frozen
    model = keras.Sequential([keras.Input((4,)), *layers])
    model.compile(make(keras.optimizers), keras.losses.MeanSquaredError(), run_eagerly=True)
    return model


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """Save, fit and load a model with each; HDF5 last, since saving it leaves Keras changed."""
    folder = tmp_path_factory.mktemp("optimizers")
    found: dict[str, int] = {}
    models = {
        name: (_compiled(make, frozen=name == "frozen"), _compiled(make, frozen=name == "frozen"))
        for name, make in (*OPTIMIZERS.items(), ("frozen", OPTIMIZERS["Adam"]))
    }
    for name, pair in models.items():
        pair[1].fit(np.zeros((8, 4)), np.zeros((8, 2)), verbose=0)
        for model, state in zip(pair, ("new", "fit"), strict=True):
            path = folder / f"{name}.{state}.keras"
            model.save(path)
            found[str(path)] = _said(pair[1])
            assert _said(_loaded(path)) == found[str(path)], path
    for name, pair in models.items():
        for model, state in zip(pair, ("new", "fit"), strict=True):
            path = folder / f"{name}.{state}.h5"
            model.save(path)
            found[str(path)] = _said(pair[1])
    return found


def _names(path: str) -> str:
    return Path(path).name.partition(".")[0]


def test_what_is_said_of_keras_files_is_what_keras_says(saved: dict[str, int]) -> None:
    for path, expected in saved.items():
        report = alone(path)
        assert report.trainer is not None
        assert report.trainer.built == expected, path
        total = (report.total or 0) + expected
        assert f"to its Total: {total:,}." in report.reconciliation[-1], path


def test_what_is_said_of_hdf5_is_what_keras_says(saved: dict[str, int]) -> None:
    for path in saved:
        if path.endswith(".h5") and _names(path) not in NO_HDF5:
            said = _said(_loaded(path))
            told = alone(path).reconciliation[-1]
            assert told.endswith(f"When Keras 3 loads this file compiled, it adds {said}."), path


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_is_not_known_of_a_class_is_said(tmp_path: Path, name: str) -> None:
    _compiled(UNKNOWN[name]).save(tmp_path / "m.keras")
    report = alone(tmp_path / "m.keras")
    assert (
        f"What {name} adds to the Total of summary() once it is built is not known."
        in (report.reconciliation[-1])
    )


def test_the_variables_of_an_optimizer_inside_another_are_counted_once(tmp_path: Path) -> None:
    model = _compiled(lambda o: o.LossScaleOptimizer(o.Adam()))
    model.fit(np.zeros((8, 4)), np.zeros((8, 2)), verbose=0)
    expected = sum(math.prod(variable.shape) for variable in model.optimizer.variables)
    for name in ("m.keras", "m.weights.h5"):
        (model.save if name == "m.keras" else model.save_weights)(tmp_path / name)
        assert alone(tmp_path / name).optimizer == expected


def test_a_compile_config_without_an_optimizer_adds_nothing(tmp_path: Path) -> None:
    import keras

    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3)])
    model.compile(optimizer=None, loss=keras.losses.MeanSquaredError())
    model.save(tmp_path / "m.keras")
    report = alone(tmp_path / "m.keras")
    assert (report.trainer, report.reconciliation) == (None, ())


def test_nothing_is_said_for_weights_that_gradients_overwrite(tmp_path: Path) -> None:
    import keras

    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(3, dtype="float8_from_float32")]
    )
    model.compile(keras.optimizers.Adam(), keras.losses.MeanSquaredError())
    model.save(tmp_path / "m.keras")
    report = alone(tmp_path / "m.keras")
    model.optimizer.build(model.trainable_variables)
    kept = sum(math.prod(variable.shape) for variable in model.optimizer.variables)
    assert kept < 2 * (report.trainable or 0) + 2  # what the others would take
    assert report.optimized is None
    assert report.trainer is not None
    assert report.trainer.built is None
    assert "What Adam adds to the Total" in report.reconciliation[-1]
    assert report.memory.gradients is None
    assert set(report.memory.optimizers.values()) == {None}
    as_adam = 3 * (report.total or 0) + 2
    assert not any("Adam" in cause.why for cause in report.why_not(as_adam).causes)
