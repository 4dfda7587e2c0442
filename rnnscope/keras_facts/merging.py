"""Keras's layers that join tensors number by number (keras/src/layers/merging)."""

from __future__ import annotations

ELEMENTWISE = ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum")
