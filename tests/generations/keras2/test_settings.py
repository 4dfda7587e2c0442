"""Each setting that only Keras 2 has is left out, has another name, or is there for a reason."""

from __future__ import annotations

from typing import Any

import pytest

from rnnscope.generations import normalized
from rnnscope.keras_facts.constructors import ARGUMENTS
from rnnscope.keras_facts.settings import KERAS_2_ONLY
from tests.generations.keras2_files import layer, sequential

# Keras 3 is given none of these either (rnnscope/verify/_old_settings.py), but they are shown.
SHOWN = {
    **{
        f"Random{what}": {"rng_type"}
        for what in (
            *("Brightness", "Contrast", "Crop", "Flip", "Rotation", "Translation", "Zoom"),
        )
    },
    **{
        name: {"kernel_constraint", "kernel_initializer", "kernel_regularizer"}
        for name in ("SeparableConv1D", "SeparableConv2D")
    },
    "Lambda": {"function_type", "module", "output_shape_module", "output_shape_type"},
}
VALUES: dict[str, Any] = {"groups": 1, "time_major": False, "alpha": 0.3}


@pytest.mark.parametrize("class_name", sorted(KERAS_2_ONLY))
def test_what_only_keras_2_has(class_name: str) -> None:
    only = {key: VALUES.get(key) for key in KERAS_2_ONLY[class_name]}
    model: Any = normalized(sequential(layer(class_name, "a", **only)), "2.15.0")
    (written,) = model["config"]["layers"]
    assert only.keys() & written["config"].keys() == SHOWN.get(class_name, set())


def test_what_is_shown_is_what_keras_2_alone_has() -> None:
    for class_name, keys in SHOWN.items():
        assert keys <= KERAS_2_ONLY[class_name]
        assert not keys & ARGUMENTS[class_name].keys()
