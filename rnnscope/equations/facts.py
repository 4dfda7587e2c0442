"""What is known of the layer whose equation is resolved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rnnscope.equations.structure import Clause, Condition

INPUTS = frozenset(("x", "query", "key", "value", "h", "c", "size", "last", "axis"))
_RANK = re.compile(r"\dD$")  # of a class that there is for several ranks, such as Conv2D
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,40}")


@dataclass(frozen=True, slots=True)
class Facts:
    """A layer: its class, its settings with Keras's defaults, and the shapes of its weights.

    A setting that is a function is there by its name.  What is in neither table, and
    no line sets, is a weight that the layer has not.
    """

    class_name: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    weights: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def holds(self, condition: Condition) -> bool:
        """Tell whether a line holds for the layer."""
        name = _RANK.sub("", self.class_name)
        is_meant = not condition.classes or {name, self.class_name} & {*condition.classes}
        return bool(is_meant) and all(map(self._is_so, condition.clauses))

    def _is_so(self, clause: Clause) -> bool:
        value = self.settings.get(clause.name)
        if clause.value is None:
            return bool(value) is not clause.is_not
        return (str(value).lower() == clause.value) is not clause.is_not

    def function(self, name: str) -> str:
        """Return the function that a name stands for: `tanh` for `activation`; `linear` for none.

        A function that has no plain name stays what the setting is called.
        """
        if name not in ("activation", "recurrent_activation") or name not in self.settings:
            return name
        value = self.settings[name]
        if value is None:
            return "linear"
        return value if isinstance(value, str) and _PLAIN.fullmatch(value) else name
