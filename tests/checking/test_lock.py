"""The lock that models are compared with, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnnscope.checking.lock import locked_models
from rnnscope.states import ModelState, lock_text

pytestmark = pytest.mark.quick


def test_another_lock_of_the_same_name_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        text = lock_text.written([ModelState(source=f"{name}.keras")])
        (tmp_path / name / "rnnscope.lock").write_text(text)
        monkeypatch.chdir(tmp_path / name)
        assert [state.source for state in locked_models("rnnscope.lock")] == [f"{name}.keras"]
