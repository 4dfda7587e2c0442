"""Weights without a config, in one file or in several."""
