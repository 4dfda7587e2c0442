"""`rnnscope layers`: the list, a class in full, a class on sizes of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from rnnscope.cli import app


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["layers", *arguments])


def test_a_class_is_told_by_an_example_that_keras_made() -> None:
    result = ran("SimpleRNN")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[:2] == [
        "SimpleRNN",
        "A SimpleRNN layer has units·units + units·input_dim + units parameters.",
    ]
    assert "    layer = keras.layers.SimpleRNN(units=128)" in lines
    assert "made this layer too: it has the same 3 weights" in result.stdout
    assert "Params:  20,096" in lines
    assert "Numbers that people get instead" in lines
    assert "Related layers" in lines


def test_markdown() -> None:
    result = ran("GroupedQueryAttention", "--format", "markdown", "--no-summary")
    assert result.exit_code == 0
    assert result.stdout.startswith("# GroupQueryAttention\n")
    assert "\nKeras was not asked.\n" in result.stdout
    titles = [line for line in result.stdout.splitlines() if line.startswith("## ")]
    assert titles == [
        *("## What it computes", "## An example", "## Weights", "## Compute and memory"),
        *("## Arguments that count", "## Arguments that leave the count as it is"),
        *("## Numbers that people get instead", "## Related layers", "## Sources"),
    ]


def test_json_is_the_report_of_a_model_of_that_one_layer() -> None:
    result = ran("Dense", "--format", "json")
    layer = json.loads(result.stdout)
    assert (layer["class_name"], layer["params"]) == ("Dense", 1_290)
    assert layer["witnesses"]["summary"] == "agrees"


def test_a_page_to_try_sizes_on(tmp_path: Path) -> None:
    place = tmp_path / "lstm.html"
    assert ran("LSTM", "--no-summary", "-o", str(place)).exit_code == 0
    assert "23,808" in place.read_text("utf-8")


def test_a_class_without_an_example() -> None:
    result = ran("CuDNNLSTM")
    assert result.exit_code == 0
    assert "An example" not in result.stdout
    assert not any(sign.isdigit() for sign in result.stdout.partition("Names")[2].split("nn/")[0])


def test_sizes_of_ones_own() -> None:
    assert "Params:  1,290" in ran("Dense", "--set", "units=10", "--set", "input_dim=128").stdout


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--format", "html"], "the list is text, markdown, json: name one class"),
        (["--set", "units=3"], "--set works out one layer: name its class"),
        (["Dense", "--format", "csv"], "choose one of text, markdown, json, html"),
        (["LST"], "did you mean 'LSTM'"),
    ],
)
def test_what_cannot_be_done(arguments: list[str], reason: str) -> None:
    result = ran(*arguments)
    assert result.exit_code == 2
    assert reason in " ".join(result.output.replace("│", " ").split())
