"""Shared by all tests."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.browsers import browser, chromium, firefox, playwright

__all__ = ["browser", "chromium", "firefox", "playwright"]  # fixtures

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# A module that a test writes twice in a second, as long as before, would be taken from the bytecode
# of the first by what the test starts.
os.environ["PYTHONDONTWRITEBYTECODE"] = "1"

pytest_plugins = ["pytester"]

# How long an example takes says nothing on a machine that does other things too. A change is judged
# by the same examples each time; --hypothesis-profile=random looks for new ones.
_patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("house", _patient, derandomize=True)
settings.register_profile("random", _patient)
settings.load_profile("house")

# What runs in the background or under nohup ignores these, and so would all that the tests start.
for _name in ("SIGINT", "SIGHUP", "SIGQUIT"):
    _signal = getattr(signal, _name, None)
    if _signal is not None and signal.getsignal(_signal) is signal.SIG_IGN:
        _default = signal.default_int_handler if _name == "SIGINT" else signal.SIG_DFL
        signal.signal(_signal, _default)


@pytest.fixture
def formulas() -> Iterator[None]:
    """Forget the formulas of somebody's own that a test gives."""
    from rnnscope.layers import registry

    before = dict(registry._USERS)
    yield
    registry._USERS.clear()
    registry._USERS.update(before)


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to import Keras where only quick tests are asked for."""
    if config.option.markexpr == "quick":
        sys.modules["keras"] = None  # type: ignore[assignment]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Import no module without quick tests where only those are asked for: many import Keras."""
    if config.option.markexpr != "quick":
        return None
    inside = collection_path.rglob("test_*.py") if collection_path.is_dir() else [collection_path]
    return None if any(b"mark.quick" in path.read_bytes() for path in inside) else True
