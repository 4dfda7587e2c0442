"""A model as a lock keeps it, and as two of them are compared: plain values, layer by layer."""

from __future__ import annotations

from rnnscope.states.state import LayerState as LayerState
from rnnscope.states.state import ModelState as ModelState
from rnnscope.states.state import WeightState as WeightState
