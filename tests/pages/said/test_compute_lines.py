"""What a page says of compute and memory: numbers of the report, each by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rnnscope.pages.said.compute_lines import count_text, layer_rows, model_lines
from rnnscope.pages.table.choice import Choice
from rnnscope.pages.whole.screen_page import screen_page
from rnnscope.report.report import Report
from tests.files import (
    MNIST,
    SENTIMENT,
    alone,
    custom,
    entry,
    functional,
    sequential,
    tensor,
    write_json,
)

pytestmark = pytest.mark.quick


@pytest.fixture(scope="module")
def mnist() -> Report:
    return alone(MNIST)


@pytest.fixture(scope="module")
def sentiment() -> Report:
    return alone(SENTIMENT)


def test_a_layer(mnist: Report) -> None:
    assert list(layer_rows(mnist["simple_rnn"], "·")) == [
        (
            "MACs",
            "559,104",
            "timesteps·(units·units + units·input_dim) = 28·(128·128 + 128·28)",
        ),
        ("FLOPs", "1,118,208", "2 for each MAC"),
        ("Numbers put out", "128", "for one sample"),
        ("Bytes of the weights", "80,384", "float32"),
    ]


def test_sizes_left_open_keep_their_names(sentiment: Report) -> None:
    assert count_text(sentiment.macs, "·") == "5,056·timesteps + 8"
    assert count_text(sentiment["bidirectional"].macs, "*") == "4,096*timesteps"
    assert count_text(None, "·") == "?"


def test_a_model_in_parts(mnist: Report, sentiment: Report) -> None:
    lines = list(model_lines(mnist, "·"))
    assert lines[:2] == ["MACs: 560,384 for one sample.", "FLOPs: 1,120,768 for one sample."]
    assert "Weights: 85,544 bytes (float32)." in lines
    assert "Layer outputs: 138 numbers for one sample." in lines
    (optimizer,) = (line for line in lines if line.startswith("Optimizer"))
    assert "85,544 bytes with Adagrad, Lion, RMSprop or SGD with momentum" in optimizer
    assert "Optimizer: Adam keeps 106,056 bytes for the weights." in model_lines(sentiment, "·")
    assert sentiment.trainer is not None
    assert sentiment.memory.gradients == {"float32": 4 * (sentiment.trainable or 0)}


def test_what_is_not_known_is_named(tmp_path: Path) -> None:
    own, dense = custom("Odd", "odd"), entry("Dense", "dense", units=2)
    lines = _lines_of(tmp_path, own, dense)
    assert lines[0] == "MACs: not known, since those of odd, dense are not."
    assert not any(line.startswith(("FLOPs", "Weights", "Gradients")) for line in lines)
    assert lines[-2] == "Layer outputs: not known, since those of odd, dense are not."
    lines = _lines_of(tmp_path, dense, own)
    assert lines[0] == "MACs: at least 6 for one sample; those of odd are not known."


def _lines_of(folder: Path, *layers: dict[str, Any]) -> list[str]:
    report = alone(write_json(folder / "m.json", sequential(*layers, shape=(None, 3))))
    return list(model_lines(report, "·"))


def test_a_screen_tells_it_where_it_is_asked_for(mnist: Report) -> None:
    for choice, asked in ((Choice(), False), (Choice(columns="+macs"), True)):
        totals = screen_page(mnist, choice).totals
        assert any(parts[0].startswith("MACs:") for parts in totals) is asked


def test_the_height_that_is_put_out_is_not_taken_for_that_of_the_image(tmp_path: Path) -> None:
    layers = [entry("Conv2D", name, filters=8, kernel_size=3) for name in ("first", "second")]
    path = write_json(tmp_path / "m.json", sequential(*layers, shape=(None, None, None, 3)))
    _, count, worked_out = next(layer_rows(alone(path)["first"], "*"))
    assert worked_out.startswith("height*width*kernel_height*kernel_width*channels*filters = ")
    image = count[count.index("*") + 1 : count.index(".height")]
    assert count.startswith(f"216*{image}.height*{image}.width - 432*{image}.height")


def test_of_two_lengths_each_line_says_which_it_means(tmp_path: Path) -> None:
    inputs = [entry("InputLayer", each, batch_shape=(None, None, 4)) for each in ("a", "b")]
    shape = (None, None, 4)
    model = functional(
        *inputs,
        entry("LSTM", "read", [tensor("a", shape)], units=5),
        entry("LSTM", "told", [tensor("b", shape)], units=5, return_sequences=True),
        inputs=("a", "b"),
        outputs=("read", "told"),
    )
    lines = list(model_lines(alone(write_json(tmp_path / "m.json", model)), "·"))
    assert lines[0] == "MACs: 180·a.timesteps + 180·b.timesteps for one sample."
    assert "Layer outputs: 5·b.timesteps + 5 numbers for one sample." in lines
