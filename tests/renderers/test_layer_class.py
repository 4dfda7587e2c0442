"""The page of a class in Markdown and as text."""

from __future__ import annotations

import pytest

from rnnscope.catalogue import entry, example
from rnnscope.pages.single.class_page import class_page
from rnnscope.renderers import Options, layer_class

pytestmark = pytest.mark.quick


@pytest.mark.parametrize("name", ["GRU", "StackedRNNCells", "EinsumDense", "TFSMLayer"])
def test_ascii(name: str) -> None:
    page = class_page(example(name) or entry(name), times="*")
    assert layer_class.text(page, Options(ascii_only=True)).isascii()
    assert layer_class.render(page, Options(ascii_only=True)).isascii()


def test_the_first_sentence_has_the_formula_as_code() -> None:
    report = example("Dense")
    assert report
    lines = layer_class.render(class_page(report), Options(level=3)).splitlines()
    assert lines[:3] == [
        "## Dense",
        "",
        "**A Dense layer has `units·input_dim + units` parameters.**",
    ]
    assert "### An example" in lines


def test_prose() -> None:
    assert layer_class.prose(["with `reset_after`, *two*"]) == "with `reset_after`, \\*two\\*"
    assert layer_class.prose(["a ` alone"]) == "a \\` alone"


def test_text_keeps_to_the_width() -> None:
    report = example("MultiHeadAttention")
    assert report
    text = layer_class.text(class_page(report), Options(width=60))
    folded = [line for line in text.splitlines() if not line.startswith("    layer = ")]
    assert max(map(len, folded)) <= 60
