"""How tests of formulas ask what Keras makes of a layer; it is imported when the first one asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from rnnscope.report.report import LayerReport, Report

pytest.register_assert_rewrite("tests.layers.against_keras")


@pytest.fixture
def explained_model(tmp_path: Path) -> Callable[[Any], Report]:
    """Explain a model in every way there is, and check each row against Keras."""
    from tests.layers.against_keras import explained_model

    return partial(explained_model, tmp_path)


@pytest.fixture
def explained(tmp_path: Path) -> Callable[..., LayerReport]:
    """Explain a layer in every way there is, and check it against Keras."""
    from tests.layers.against_keras import explained

    return partial(explained, tmp_path)
