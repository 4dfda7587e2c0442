"""What is said of a model as a whole, in its own numbers, and only where it holds."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest

from rnnscope.words import model_sentences
from rnnscope.words.layers.sentences import layer_sentences
from tests.files import MNIST, SENTIMENT, alone, custom, entry, sequential, write_json

pytestmark = pytest.mark.quick


def test_the_default_sentences_of_the_first_example() -> None:
    assert model_sentences(alone(MNIST))[:6] == (
        "Input (None, 28, 28) = (batch, timesteps, features); None is a size left open.",
        "batch and timesteps don't affect the count: with any size (or None) the total stays "
        "21,386.",
        "No layer needs exactly 28 timesteps: with None, sequences may vary in length.",
        "features = 28 is used in simple_rnn's formula (128·28); it may not be None.",
        "units = 128 is simple_rnn's width: it has nothing to do with the 28 timesteps.",
        "Each of simple_rnn's 128 units reads all 128 outputs of the last step: 128·128.",
    )


def test_the_second_example() -> None:
    sentences = model_sentences(alone(SENTIMENT))
    assert (
        "Non-trainable params: 16: batch_normalization's moving mean and variance, which follow "
        "the batches; the optimizer does not change them."
    ) in sentences[:6]
    assert (
        "Adam keeps 26,516 more: 2 for each of the 13,257 trainable numbers "
        "(momentum and velocity), and 2 of its own; training needs them, predict() does not. "
        "After fit(), or when this file is loaded compiled, summary() adds them to its Total: "
        "39,789."
    ) in sentences[:6]
    assert (
        "gru keeps two biases for each unit and gate (reset_after=True), 3·8 more than with one."
    ) in sentences


def test_how_a_class_is_made_known(tmp_path: Path) -> None:
    dense = entry("Dense", "dense", units=2)
    config = sequential(custom("Odd", "odd"), dense, shape=(None, 5, 3))
    report = alone(write_json(tmp_path / "model.json", config))
    module = "--import MODULE, the module that defines Odd"
    told = f"{module}, lets its own code say which weights it makes."
    assert told in model_sentences(report)
    assert told in layer_sentences(report, report["odd"])
    assert not any("--import" in text for text in layer_sentences(report, report["dense"]))
    assert not any("--import" in text for text in model_sentences(alone(MNIST)))


def test_no_class_that_was_read_from_weights_is_to_be_made_known(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "m.weights.h5", "w") as file:
        variables = file.create_group("layers/dense_24/vars")
        variables["0"], variables["1"] = np.zeros((3, 2)), np.zeros(2)
    report = alone(tmp_path / "m.weights.h5")
    assert report["dense_24"].class_name == "Dense"
    assert not any("--import" in text for text in model_sentences(report))
    assert not any("--import" in text for text in layer_sentences(report, report["dense_24"]))


@pytest.mark.parametrize(
    ("units", "told"),
    [
        (16, "Most parameters: 640 (70 %) in 20 LayerNormalization layers, 272 (30 %) in 1 Dense"),
        (100, "Most parameters: 4,000 (70 %) in 20 LayerNormalization layers, 1,700 (30 %) in 1"),
    ],
)
def test_a_layer_is_not_named_where_a_class_has_more(tmp_path: Path, units: int, told: str) -> None:
    norms = [entry("LayerNormalization", f"norm{i}", axis=[-1]) for i in range(20)]
    config = sequential(entry("Dense", "dense", units=units), *norms, shape=(None, 16))
    sentences = model_sentences(alone(write_json(tmp_path / "model.json", config)))
    assert any(text.startswith(told) for text in sentences), sentences


def test_a_layer_is_named_that_has_more_than_any_class_beside_it(tmp_path: Path) -> None:
    dense = [entry("Dense", f"dense{i}", units=10) for i in range(10)]
    config = sequential(entry("Dense", "wide", units=100), *dense, shape=(None, 100))
    sentences = model_sentences(alone(write_json(tmp_path / "model.json", config)))
    assert any("10,100 (83 %) in wide, 1,010 (8 %) in dense0" in text for text in sentences)
