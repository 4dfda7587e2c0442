"""What changed between two models, in the symbols of their layers."""

from __future__ import annotations

from rnnscope.changes.change import Change as Change
from rnnscope.changes.change import Changes as Changes
from rnnscope.changes.change import Joint as Joint
from rnnscope.changes.change import Kind as Kind
