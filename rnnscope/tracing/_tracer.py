"""Finds the class of a layer, and has it traced."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from textwrap import shorten
from typing import Any

from rnnscope.errors import UnknownFormulaError, without_colour
from rnnscope.layers import Layer
from rnnscope.model.parts import Store
from rnnscope.report.report import LayerReport
from rnnscope.tracing._classes import entry, layer_class
from rnnscope.tracing._trace import Subject, trace


@dataclass(frozen=True, slots=True)
class Tracer:
    """Traces layers in memory, and layers of a file whose class the user has imported.

    `classes` are the user's, by the names that a config may have for them.
    """

    classes: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, layer: Layer, store: Store | None) -> LayerReport:
        """Explain a layer by its own code.

        Raises:
            UnknownFormulaError: its class is not at hand, or its code does not run that far.

        """
        try:
            return self._traced(layer, store)
        except (AttributeError, ImportError, LookupError, TypeError, ValueError) as error:
            # Keras is not as this was written for, or the layer is not as Keras's are.
            reason = f"following its code raised {type(error).__name__}: {error}"
            raise UnknownFormulaError(reason[:200]) from None

    def _traced(self, layer: Layer, store: Store | None) -> LayerReport:
        live = getattr(store, "source", None)
        if live is not None and hasattr(live, "get_config"):
            return _trace_live(layer, _live(live), store)
        if not self.classes:
            raise UnknownFormulaError("")
        cls = layer_class(layer.config, self.classes)
        config = entry(layer.config, self.classes)["config"]
        return trace(layer, Subject(cls, config, self.classes), store)


def _trace_live(layer: Layer, subject: Subject, store: Store | None) -> LayerReport:
    """Trace a layer by its config; where that does not tell all, by its attributes."""
    try:
        return trace(layer, subject, store)
    except UnknownFormulaError as error:
        if subject.config is not None:
            with contextlib.suppress(Exception):
                return trace(layer, replace(subject, config=None), store)
        raise error from None


def _live(live: Any) -> Subject:
    """Describe a layer in memory; its settings are read, and it is not touched."""
    inside = {type(layer) for layer in live._flatten_layers()}
    classes = {cls.__name__: cls for cls in inside if not cls.__module__.startswith("keras.")}
    try:
        config = live.get_config()
    except NotImplementedError:
        config = None
    except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever it is, it is a reason
        said = shorten(without_colour(str(error)), 120, placeholder=" ...")
        raise UnknownFormulaError(
            f"its get_config() raised {type(error).__name__}: {said}"
        ) from None
    return Subject(type(live), config, classes, live)
