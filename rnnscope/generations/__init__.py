"""Configs of every Keras since 1.0, written as Keras 3 writes them.

Each generation is a module with one function for each thing that changed.
Nothing is run, and no count is worked out here.
"""

from __future__ import annotations

from rnnscope.generations.generation import generation as generation
from rnnscope.generations.generation import normalized as normalized
