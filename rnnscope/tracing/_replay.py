"""Makes a layer anew from its attributes, where it cannot write its config."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rnnscope.algebra.expr import symbol
from rnnscope.errors import UnknownFormulaError
from rnnscope.tracing._settings import Names
from rnnscope.untrusted.limits import current
from rnnscope.wording import with_article


@dataclass(slots=True)
class Replay:
    """Copies layers without their weights; integers remember which attribute they are."""

    names: Names
    made: dict[int, Any] = field(default_factory=dict)

    def layer(self, live: Any, owner: str) -> Any:
        """Return an unbuilt copy of a layer, whose own attributes are those of the original."""
        import keras

        kind: Any = keras.Model if isinstance(live, keras.Model) else keras.layers.Layer
        if not isinstance(live, keras.layers.Layer) or hasattr(live, "_functional"):
            raise UnknownFormulaError(f"{with_article(type(live).__name__)} cannot be made anew")
        cls: Any = type(live)
        copy = cls.__new__(cls)
        kind.__init__(copy, name=live.name, dtype=live.dtype_policy, trainable=live.trainable)
        self.made[id(live)] = copy
        standard = {*vars(copy), *vars(kind())}
        for name, value in vars(live).items():
            ours = name in standard or name.startswith("_self_")  # TensorFlow's bookkeeping
            if not ours and not isinstance(value, keras.Variable):
                setattr(copy, name, self._again(value, name, owner))
        return copy

    def _again(self, value: Any, name: str, owner: str) -> Any:
        import keras

        if type(value) is int:
            return self.names.traced(symbol(name, value, owner))
        if isinstance(value, keras.layers.Layer):
            return self._inside(value, f"{owner}.{name}")
        if isinstance(value, dict):
            return {key: self._again(v, f"{name}_{key}", owner) for key, v in value.items()}
        if isinstance(value, list | tuple) and len(value) <= current().traced_items:
            items = [self._again(v, f"{name}_{i}", owner) for i, v in enumerate(value)]
            return tuple(items) if isinstance(value, tuple) else items
        return value

    def _inside(self, live: Any, owner: str) -> Any:
        """Return a copy of a layer inside: from its config, if it writes one."""
        if id(live) not in self.made:
            try:
                config = live.get_config()
            except NotImplementedError:
                return self.layer(live, owner)
            self.made[id(live)] = type(live).from_config(self.names.settings(config, owner))
        return self.made[id(live)]
