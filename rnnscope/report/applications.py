"""Which of Keras's own models a model is, by its name and its count."""

from __future__ import annotations

import re
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


def names(function: str, name: str, *, first: bool = False) -> bool:
    """Tell whether a function of keras.applications gives a model a name, or its `first` one.

    That of a MobileNet ends with the size of its images; of those made later with a number.
    """
    from rnnscope.keras_facts.applications import APPLICATIONS

    stem = re.escape(APPLICATIONS[function][0])
    again = "" if first else r"(_\d+)?"
    return re.fullmatch(rf"{stem}(\d{{2,3}})?{again}", name) is not None
