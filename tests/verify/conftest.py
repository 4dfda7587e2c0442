"""Files explained, and Keras asked for their summary."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rnnscope.api import explained
from rnnscope.report.report import Report
from tests.verify.same_process import SameProcess


@pytest.fixture
def heard() -> Callable[[Path], Report]:
    """Explain a file, and ask Keras for the summary of the model rebuilt from it."""

    def heard(path: Path) -> Report:
        model, report = explained(path)
        return report.with_witness(SameProcess().rebuilt(report, model))

    return heard
