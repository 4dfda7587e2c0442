"""Arguments that the shapes before and after a layer tell."""

from __future__ import annotations

from typing import Any

import pytest

from tests.solving.chains import chain, reported

pytestmark = pytest.mark.quick


@pytest.mark.parametrize(
    ("name", "after", "setting"),
    [("UpSampling1D", 20, ("size", 2)), ("Cropping1D", 8, ("cropping", [1, 1]))],
)
def test_no_layer_has_an_argument_that_its_class_does_not_take(
    name: str, after: int, setting: tuple[str, Any]
) -> None:
    rows = (("x", "Dense", (None, 10, 4), 8), ("y", name, (None, after, 4), 0))
    told = reported(chain(*rows))["y"].told
    assert told is not None
    assert dict([setting]) == told.fits[0].settings
