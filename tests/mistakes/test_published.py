"""The true cause of a published wrong count is among those that are said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.files import alone, write_json
from tests.mistakes.published import PUBLISHED, Published

pytestmark = pytest.mark.quick


def _name(case: Published) -> str:
    return f"{case.address.rpartition('/')[2][:30]}: {case.number}"


@pytest.mark.parametrize("case", PUBLISHED, ids=_name)
def test_the_true_cause_is_said(case: Published, tmp_path: Path) -> None:
    report = alone(write_json(tmp_path / "model.json", case.model))
    answer = report.why_not(case.number, case.layer)
    said = [cause.thought for cause in answer.causes]
    assert bool(said) == bool(case.thought), said
    assert not said or any(case.thought in thought for thought in said)
    for cause in answer.causes:
        assert eval(cause.numbers, {}) == answer.number == cause.count  # noqa: S307  # our own
