"""What a formula takes for a setting that is left out is the default that Keras has."""

from __future__ import annotations

from typing import Any

import pytest

from rnnscope.catalogue import entry
from rnnscope.keras_facts.constructors import ARGUMENTS
from rnnscope.layers import FORMULAS, Layer

# Asked for only to refuse what is below 0, which neither default is.
ONLY_REFUSED = {("ReLU", "max_value"), ("LeakyReLU", "negative_slope")}
ASKED = sorted(FORMULAS.keys() & ARGUMENTS.keys())


@pytest.mark.parametrize("class_name", ASKED)
def test_a_default_is_that_of_keras(class_name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, Any]] = []
    original = Layer.setting

    def setting(self: Layer, key: str, default: Any = None) -> Any:
        if self.config.class_name == class_name and (class_name, key) not in ONLY_REFUSED:
            asked.append((key, default))
        return original(self, key, default)

    monkeypatch.setattr(Layer, "setting", setting)
    entry(class_name)
    known = ARGUMENTS[class_name]
    told = {key: default for key, default in asked if default is not None and key in known}
    other = {key: each for key, each in told.items() if not _is_same(each, known[key])}
    assert other == {}


def _is_same(default: Any, of_keras: Any) -> bool:
    """Tell whether two defaults are one, where Keras may have it once for each axis."""
    if of_keras is ... or default == of_keras:
        return True
    return isinstance(of_keras, list) and of_keras == [default] * len(of_keras)
