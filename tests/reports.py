"""Reports of two example models, which many tests ask: made once a process, as frozen as any."""

from __future__ import annotations

import pytest

from rnnscope.report.report import Report
from tests.files import MNIST, SENTIMENT, alone


@pytest.fixture(scope="session")
def mnist() -> Report:
    return alone(MNIST)


@pytest.fixture(scope="session")
def sentiment() -> Report:
    return alone(SENTIMENT)
