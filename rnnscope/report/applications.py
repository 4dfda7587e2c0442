"""Which of Keras's own models a model is, by its name and its count."""

from __future__ import annotations

from collections.abc import Iterator


def applications_like(name: str, params: int | None) -> Iterator[tuple[str, int, int]]:
    """Yield the functions of keras.applications that name a model so and give it that count.

    Each with its parameters with its top, for 1,000 classes, and without it; either may be
    the count.
    """
    from rnnscope.keras_facts.applications import APPLICATIONS

    for function, (stem, whole, base) in APPLICATIONS.items():
        if name.startswith(stem) and params in (whole, base):
            yield function, whole, base
