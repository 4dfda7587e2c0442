"""Configs of Keras 2, explained, and verified by the Keras of today."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from rnnscope.api import explained
from rnnscope.report.report import Report
from tests.files import Config, write_json


@pytest.fixture
def verified(tmp_path: Path) -> Callable[[Config], Report]:
    """Explain a config, and hold it against the summary() of Keras 3."""
    from tests.verify.same_process import SameProcess  # not for the quick tests: it imports Keras

    def verified(config: Config) -> Report:
        model, report = explained(write_json(tmp_path / "m.json", config))
        report = report.with_witness(SameProcess().rebuilt(report, model))
        witness = report.witness("summary")
        assert witness is not None
        assert (witness.reason, witness.differences) == ("", ())
        return report

    return verified
