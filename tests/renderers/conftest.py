"""Both examples, with all that their witnesses say."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rnnscope.api import explained
from rnnscope.report.report import Report
from tests.files import MNIST, SENTIMENT


def _heard(path: Path) -> Report:
    from tests.verify.same_process import SameProcess  # not for the quick tests: it imports Keras

    model, report = explained(path)
    heard = report.with_witness(SameProcess().rebuilt(report, model))
    return replace(heard, source=f"examples/{path.name}")


@pytest.fixture(scope="session")
def examples() -> dict[str, Report]:
    """Return the reports of both examples, as they are printed in the folder above."""
    return {"mnist": _heard(MNIST), "sentiment": _heard(SENTIMENT)}
