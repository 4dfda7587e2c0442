"""All models whose sizes are changed, here and in Keras, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import keras

from rnnscope.tracing.scope import shapes_only
from tests.report.recounted.chains import CHAINS
from tests.report.recounted.graphs import GRAPHS
from tests.report.recounted.making import Made
from tests.report.recounted.networks import NETWORKS

MODELS: dict[str, Made] = {**CHAINS, **GRAPHS, **NETWORKS}
# Models that take whole numbers.
_TOKENS = frozenset(
    (
        *("text", "text flattened", "text cnn", "transformer", "translation", "decoder"),
        *("users and films", "encoded", "grouped queries and gates"),
    )
)
APPLICATIONS: dict[str, Callable[..., Any]] = {
    name: getattr(keras.applications, name)
    for name in ("MobileNetV2", "EfficientNetB0", "DenseNet121", "ResNet50", "ConvNeXtTiny")
}


def build(name: str) -> Any:
    """Build a model of either table, without memory for weights."""
    with shapes_only():
        if name in APPLICATIONS:
            return APPLICATIONS[name](weights=None)
        make, shapes = MODELS[name]
        return make(*shapes, **({"dtype": "int32"} if name in _TOKENS else {}))
