"""Judges models against what is expected of them: one, or many side by side."""
