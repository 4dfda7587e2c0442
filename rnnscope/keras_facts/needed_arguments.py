"""Arguments that a class cannot be made without, and that no count and no shape depends on.

Whoever makes a layer of which they are not known gives it these.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from rnnscope.keras_facts.constructors import ARGUMENTS

_NEEDED: dict[str, Any] = {
    "activation": "linear",
    "factor": 0.1,
    "height_factor": 0.1,
    "max_number": 1,
    "num_bins": 2,
    "offset": 0.0,
    "rate": 0.5,
    "scale": 1.0,
    "stddev": 1.0,
    "width_factor": 0.1,
}
_READ = ("offset",)  # that a config has to have, though the class has a default


def needed(class_name: str, given: Collection[str]) -> dict[str, Any]:
    """Return the arguments that a class needs besides those given, as far as any value does.

    >>> needed("Dropout", ()), needed("Dense", ("units",))
    ({'rate': 0.5}, {})
    """
    return {
        name: _NEEDED[name]
        for name, default in ARGUMENTS.get(class_name, {}).items()
        if name not in given and name in _NEEDED and (default is ... or name in _READ)
    }
