"""The list of layers, in each of its formats."""

from __future__ import annotations

import json

from rnnscope.catalogue import known_layers
from rnnscope.layers import ALIASES
from rnnscope.renderers import Options, catalogue

NAMES = [name for name, _ in known_layers() if not name.startswith("ops.")]


def test_json() -> None:
    data = json.loads(catalogue.render("json", Options()))
    assert [each["class_name"] for each in data] == NAMES
    lstm = next(each for each in data if each["class_name"] == "LSTM")
    assert lstm["formula"] == "gates*(units*units + units*input_dim + units)"
    assert lstm["source"] == "keras/src/layers/rnn/lstm.py"
    assert lstm["sentence"]
    assert lstm["equation"]
    assert lstm["aliases"] == []
    aliases = {alias: each["class_name"] for each in data for alias in each["aliases"]}
    assert aliases == ALIASES
    pooling = next(each for each in data if each["class_name"] == "AveragePooling2D")
    assert pooling["aliases"] == ["AvgPool2D"]


def test_markdown_has_a_row_each() -> None:
    lines = catalogue.render("markdown", Options()).splitlines()
    assert len(lines) == 2 + len(NAMES)
    assert any(line.startswith("| Dense | `units*input_dim + units` |") for line in lines)


def test_text_has_every_name() -> None:
    text = catalogue.render("text", Options())
    assert "units·input_dim + units" in text
    assert all(name in text for name in NAMES)


def test_text_folds_where_the_screen_is_narrow() -> None:
    lines = catalogue.render("text", Options(width=60)).splitlines()
    assert max(map(len, lines)) <= 60


def test_text_in_ascii() -> None:
    assert catalogue.render("text", Options(ascii_only=True)).isascii()
