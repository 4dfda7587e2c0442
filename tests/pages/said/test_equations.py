"""The equations of a model: each once, in the order of its layers."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from rnnscope.equations.text import text_lines
from rnnscope.pages.said.equations import MOST, model_equations
from rnnscope.report.report import Report
from tests.counted import calls
from tests.files import SENTIMENT, alone, entry, sequential, write_json
from tests.pages.table.test_compact import explained, residual

pytestmark = pytest.mark.quick


def test_each_stands_once_with_the_layers_that_it_is_of(tmp_path: Path) -> None:
    found = model_equations(explained(tmp_path, residual(6)))
    assert [each.title for each in found] == [
        "Dense: b0_up, b0_down, b1_up, b1_down and 8 more",
        "BatchNormalization: b0_norm, b1_norm, b2_norm, b3_norm and 2 more",
        "ReLU: b0_act, b1_act, b2_act, b3_act and 2 more",
        "Add: b0_add, b1_add, b2_add, b3_add and 2 more",
    ]
    assert text_lines(found[0].equation)[0] == "y = x·W + b"


def test_another_setting_is_another_equation(tmp_path: Path) -> None:
    layers = [
        entry("Dense", f"d{i}", units=2, activation=name) for i, name in enumerate(("relu", "tanh"))
    ]
    report = alone(write_json(tmp_path / "m.json", sequential(*layers, shape=(None, 3))))
    assert [each.title for each in model_equations(report)] == ["Dense: d0", "Dense: d1"]


def test_layers_inside_others_have_theirs() -> None:
    titles = [each.title for each in model_equations(alone(SENTIMENT))]
    assert "LSTM: bidirectional.forward_layer" in titles
    assert "Bidirectional: bidirectional" in titles


def test_of_very_many_the_first_are_shown(tmp_path: Path) -> None:
    layers = [entry("LeakyReLU", f"d{i}", negative_slope=0.1 * i) for i in range(MOST + 5)]
    report = alone(write_json(tmp_path / "m.json", sequential(*layers, shape=(None, 3))))
    *shown, last = model_equations(report)
    assert (len(shown), last.title) == (MOST, "... and 5 more layers, from d50 on")


def test_of_what_is_not_shown_no_equation_is_resolved(tmp_path: Path) -> None:
    def leaky(count: int) -> Report:
        layers = [entry("LeakyReLU", f"d{i}", negative_slope=0.1 * i) for i in range(count)]
        return alone(write_json(tmp_path / f"{count}.json", sequential(*layers, shape=(None, 3))))

    few, many = leaky(MOST + 5), leaky(5 * MOST)
    model_equations(few)  # modules are imported
    least, most = (calls(partial(model_equations, it)) for it in (few, many))
    assert most < 1.3 * least


def test_twice_the_layers_are_twice_the_work(tmp_path: Path) -> None:
    few, many = (explained(tmp_path, residual(count)) for count in (20, 40))
    model_equations(few)  # modules are imported
    least, most = (calls(partial(model_equations, it)) for it in (few, many))
    assert most < 2.3 * least
