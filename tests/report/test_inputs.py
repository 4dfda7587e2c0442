"""What the input shape means for the count: which axes are counted, free, or fixed."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnnscope.report.inputs import InputMeaning, input_meanings
from tests.files import (
    MNIST,
    SENTIMENT,
    Config,
    alone,
    custom,
    entry,
    functional,
    sequential,
    tensor,
    write_json,
)

pytestmark = pytest.mark.quick

FREE = "in no formula: another size, or None, for"
LSTM = entry("LSTM", "lstm", units=2, return_sequences=True)
DENSE = entry("Dense", "dense", units=2)
CONV = entry("Conv2D", "conv", filters=4, kernel_size=[3, 3], strides=[1, 1], padding="valid")


def meanings(path: Path, config: Config) -> tuple[InputMeaning, ...]:
    return input_meanings(alone(write_json(path / "model.json", config)))


def test_the_examples() -> None:
    (mnist,) = input_meanings(alone(MNIST))
    assert mnist.shape == "(None, 28, 28) = (batch, timesteps, features)"
    assert mnist.sentences == (
        "features = 28 is counted, in simple_rnn.",
        f"batch and timesteps are {FREE} them leaves the total at 21,386.",
        "No layer fixes the length 28: with None in its place, sequences may vary from batch to"
        " batch.",
    )
    (sentiment,) = input_meanings(alone(SENTIMENT))
    assert sentiment.shape == "(None, None) = (batch, timesteps)"
    assert sentiment.sentences[-1] == "Sequences may vary in length: no layer fixes it."


@pytest.mark.parametrize(
    ("config", "sentences"),
    [
        pytest.param(
            sequential(LSTM, entry("Flatten", "flat"), DENSE, shape=(None, 5, 3)),
            [
                "timesteps = 5 is counted, in dense.",
                "features = 3 is counted, in lstm.",
                f"batch is {FREE} it leaves the total at 70.",
                "Sequences may not vary in length: dense needs 5 timesteps.",
            ],
            id="flatten before dense counts the length",
        ),
        pytest.param(
            sequential(LSTM, shape=(None, None, 3)),
            [
                "features = 3 is counted, in lstm.",
                f"batch and timesteps are {FREE} them leaves the total at 48.",
                "Sequences may vary in length: no layer fixes it.",
            ],
            id="a length of None",
        ),
        pytest.param(
            sequential(CONV, entry("GlobalAveragePooling2D", "pool"), shape=(None, 8, 9, 3)),
            [
                "channels = 3 is counted, in conv.",
                f"batch is {FREE} it leaves the total at 112.",
                "height and width are in no formula: any size from 3 on, or None, leaves the total"
                " at 112.",
            ],
            id="images pooled",
        ),
        pytest.param(
            sequential(CONV, entry("Flatten", "flat"), DENSE, shape=(None, 8, 9, 3)),
            [
                "height = 8 is counted, in dense.",
                "width = 9 is counted, in dense.",
                "channels = 3 is counted, in conv.",
                f"batch is {FREE} it leaves the total at 450.",
            ],
            id="images flattened",
        ),
        pytest.param(
            sequential(DENSE, custom("Odd", "odd"), shape=(None, 3)),
            [
                "features = 3 is counted, in dense.",
                "That is as far as the formulas reach: they do not reach odd.",
            ],
            id="a layer without a formula",
        ),
        pytest.param(
            sequential(custom("Odd", "odd"), shape=(None, 5, 3)),
            ["That is as far as the formulas reach: they do not reach odd."],
            id="nothing is said of what flows into one",
        ),
    ],
)
def test_sentences(tmp_path: Path, config: Config, sentences: list[str]) -> None:
    (meaning,) = meanings(tmp_path, config)
    assert list(meaning.sentences) == sentences


def test_several_inputs_and_a_nested_model(tmp_path: Path) -> None:
    inner = functional(
        entry("InputLayer", "x", batch_shape=[None, 3]),
        entry("Dense", "d", [tensor("x")], units=2),
        outputs=["d"],
        name="inner",
    )
    node = {"args": [tensor("one")], "kwargs": {}}
    config = functional(
        entry("InputLayer", "one", batch_shape=[None, 3]),
        entry("InputLayer", "two", batch_shape=[None, 4]),
        {**inner, "name": "inner", "inbound_nodes": [node]},
        entry("Concatenate", "both", [tensor("inner"), tensor("two")], axis=-1),
        entry("Dense", "out", [tensor("both")], units=1),
        inputs=["one", "two"],
        outputs=["out"],
    )
    one, two = meanings(tmp_path, config)
    assert (one.name, one.axes[1].counted_in) == ("one", ("inner.d",))
    assert (two.name, two.axes[1].counted_in) == ("two", ("out",))
    assert one.axes[0].is_free
    assert not one.axes[1].is_free
