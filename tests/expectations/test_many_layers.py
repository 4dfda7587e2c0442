"""Models of very many layers: what does not hold is told in few lines, within the limit of work."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from rnnscope.expectations import Expectations
from rnnscope.expectations.judging import failures
from rnnscope.pages.failure_lines import failure_text
from tests.files import alone, entry, sequential, write_json


@pytest.mark.parametrize("asked", ["total", "layers", "bounds"])
def test_a_deep_model_fails_in_few_lines(tmp_path: Path, asked: str) -> None:
    random = Random(3)
    layers = [entry("Dense", f"d{i}", units=random.choice((8, 16, 32))) for i in range(1_500)]
    report = alone(write_json(tmp_path / "m.json", sequential(*layers, shape=(None, 16))))
    assert report.total is not None
    counts = {row.path: row.layer_params or 0 for row in report.layers[1:]}
    expected: dict[str, dict[str, Any]] = {
        "total": {"total": report.total + 24},
        "layers": {"layers": {path: count + 1 for path, count in counts.items()}},
        "bounds": {"max_params": 3, "max_bytes": 3, "frozen": "*"},
    }
    found = failures(report, Expectations.of(**expected[asked]))
    text = failure_text(found)
    assert len(text.splitlines()) < 400
