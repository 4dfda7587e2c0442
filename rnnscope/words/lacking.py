"""What keeps a model from being counted: layers that are not built yet."""

from __future__ import annotations

from collections.abc import Iterator

from rnnscope.report.report import Report
from rnnscope.report.unbuilt import waiting
from rnnscope.wording import listed


def unbuilt(report: Report) -> Iterator[str]:
    """Say which layers have no weights yet, and how they get them."""
    names = [row.path for row in waiting(report)]
    if names:
        have = "have" if names[1:] else "has"
        yield (
            f"{listed(names)} {have} no weights yet: Keras makes them when it knows the shape "
            "that comes in, and nothing says it here."
        )
        yield (
            "keras.Input(shape=...) as the first layer, model.build(input_shape), or one call on "
            "data builds the model; then save it again."
        )
