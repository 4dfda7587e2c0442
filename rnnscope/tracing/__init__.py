"""Explains a layer by its own code, where its class is there in Python.

The layer is made and built once more with integers that remember where they
come from, so the shapes of its weights are known as expressions.  Nothing is
allocated, and the layer itself is not touched.
"""

from __future__ import annotations

from rnnscope.tracing._classes import classes_of as classes_of
from rnnscope.tracing._classes import entry as entry
from rnnscope.tracing._classes import users_classes as users_classes
from rnnscope.tracing._tracer import Tracer as Tracer
