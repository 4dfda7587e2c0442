"""Pytest fixtures.  Loaded in every test run, so it imports nothing until asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from rnnscope.report.report import Report


@pytest.fixture
def assert_params() -> Callable[..., Report]:
    """Return `rnnscope.assert_params`: asserts a model's count, or those of its layers."""
    import rnnscope

    return rnnscope.assert_params


@pytest.fixture
def explain_model() -> Callable[..., Report]:
    """Return `rnnscope.explain`: explains a model, live or in a file."""
    import rnnscope

    def explain(*args: Any, **kwargs: Any) -> Report:
        __tracebackhide__ = True
        try:
            return rnnscope.explain(*args, **kwargs)
        except rnnscope.RnnscopeError as error:
            raise error.with_traceback(None) from None

    return explain
