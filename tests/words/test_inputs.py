"""What the input shape means for the count: which axes are counted, free, or fixed."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnnscope.report.inputs import InputMeaning, input_meanings
from rnnscope.report.report import Report
from rnnscope.words.sizes import every_axis, lengths, uncounted, used
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

FREE = "doesn't affect the count: with any size (or None) the total stays"
LSTM = entry("LSTM", "lstm", units=2, return_sequences=True)
DENSE = entry("Dense", "dense", units=2)
CONV = entry("Conv2D", "conv", filters=4, kernel_size=[3, 3], strides=[1, 1], padding="valid")


def meanings(path: Path, config: Config) -> tuple[InputMeaning, ...]:
    return input_meanings(alone(write_json(path / "model.json", config)))


def said(report: Report) -> list[str]:
    """Return what is said of the sizes of all inputs, what each step has first."""
    axes = every_axis(input_meanings(report))
    return [*used(axes), *uncounted(report.total, axes), *lengths(axes)]


def test_the_examples() -> None:
    (mnist,) = input_meanings(alone(MNIST))
    assert mnist.shape == "(None, 28, 28) = (batch, timesteps, features)"
    assert said(alone(MNIST)) == [
        "features = 28 is used in simple_rnn's formula (128·28); it may not be None.",
        "batch and timesteps don't affect the count: with any size (or None) the total stays "
        "21,386.",
        "No layer needs exactly 28 timesteps: with None, sequences may vary in length.",
    ]
    (sentiment,) = input_meanings(alone(SENTIMENT))
    assert sentiment.shape == "(None, None) = (batch, timesteps)"
    assert said(alone(SENTIMENT))[-1] == (
        "Sequences may vary in length: no layer needs a certain one."
    )


@pytest.mark.parametrize(
    ("config", "sentences"),
    [
        pytest.param(
            sequential(LSTM, entry("Flatten", "flat"), DENSE, shape=(None, 5, 3)),
            [
                "timesteps = 5 is used in dense's formula (5·2·2).",
                "features = 3 is used in lstm's formula (4·2·3); it may not be None.",
                f"batch {FREE} 70.",
                "Sequences may not vary in length: dense has weights for exactly 5 timesteps.",
            ],
            id="flatten before dense counts the length",
        ),
        pytest.param(
            sequential(LSTM, shape=(None, None, 3)),
            [
                "features = 3 is used in lstm's formula (4·2·3); it may not be None.",
                "batch and timesteps don't affect the count: with any size (or None) the total "
                "stays 48.",
                "Sequences may vary in length: no layer needs a certain one.",
            ],
            id="a length of None",
        ),
        pytest.param(
            sequential(LSTM, entry("Reshape", "fold", target_shape=[3, 4]), shape=(None, None, 3)),
            [
                "features = 3 is used in lstm's formula (4·2·3); it may not be None.",
                f"batch {FREE} 48.",
                "Sequences may not vary in length: fold needs a certain number of timesteps.",
            ],
            id="an open length that a layer fixes",
        ),
        pytest.param(
            sequential(CONV, entry("GlobalAveragePooling2D", "pool"), shape=(None, 8, 9, 3)),
            [
                "channels = 3 is used in conv's formula (3·3·3·4); it may not be None.",
                f"batch {FREE} 112.",
                "height and width don't affect the count: with any size from 3 on (or None) the "
                "total stays 112.",
            ],
            id="images pooled",
        ),
        pytest.param(
            sequential(CONV, entry("Flatten", "flat"), DENSE, shape=(None, 8, 9, 3)),
            [
                "channels = 3 is used in conv's formula (3·3·3·4); it may not be None.",
                f"batch {FREE} 450.",
                "height = 8 and width = 9 are used in dense's formula (2·168); they may "
                "not be None.",
            ],
            id="images flattened",
        ),
        pytest.param(
            sequential(DENSE, custom("Odd", "odd"), shape=(None, 3)),
            [
                "features = 3 is used in dense's formula (2·3); it may not be None.",
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
    report = alone(write_json(tmp_path / "model.json", config))
    (meaning,) = input_meanings(report)
    assert [*said(report), *([meaning.reach] if meaning.reach else [])] == sentences


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
