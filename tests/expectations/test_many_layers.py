"""Models of very many layers: what does not hold is told in few lines, within the limit of work."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from rnnscope.expectations import Expectations
from rnnscope.expectations.judging import failures
from rnnscope.pages.checked.failure_lines import failure_text
from rnnscope.report.report import Report
from tests.counted import calls
from tests.files import alone, entry, sequential, write_json


def deep(folder: Path, count: int) -> Report:
    random = Random(3)
    layers = [entry("Dense", f"d{i}", units=random.choice((8, 16, 32))) for i in range(count)]
    return alone(write_json(folder / "m.json", sequential(*layers, shape=(None, 16))))


def text_of(report: Report, asked: str) -> str:
    assert report.total is not None
    counts = {row.path: row.layer_params or 0 for row in report.layers[1:]}
    expected: dict[str, dict[str, Any]] = {
        "total": {"total": report.total + 24},
        "layers": {"layers": {path: count + 1 for path, count in counts.items()}},
        "bounds": {"max_params": 3, "max_bytes": 3, "frozen": "*"},
    }
    return failure_text(failures(report, Expectations.of(**expected[asked])))


ASKED = ["total", "layers", "bounds"]


@pytest.mark.parametrize("asked", ASKED)
def test_a_deep_model_fails_in_few_lines(tmp_path: Path, asked: str) -> None:
    assert len(text_of(deep(tmp_path, 1_500), asked).splitlines()) < 400


@pytest.mark.parametrize("asked", ASKED)
def test_twice_the_layers_take_about_twice_the_calls(tmp_path: Path, asked: str) -> None:
    small, large = (deep(tmp_path, count) for count in (400, 800))
    assert calls(lambda: text_of(large, asked)) < 2.6 * calls(lambda: text_of(small, asked))
